"""What stands in the brackets of each address, and what a form there sends, in the world of world.py."""

import datetime as dt
from collections.abc import Callable, Iterator
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from challenges.views.readings_table import seal
from fellowship.notifications.forms.preferences import CHOOSABLE
from tests.access.world import World
from tests.factories.cohorts import days_from_today

# “:cohort” is that thing of the world; anything else stands there as it is.
ARGUMENTS: dict[str, list[str]] = {
    "switch_role": ["fellow"],
    "overview": [":cohort"],
    "overview_export": [":cohort", "csv"],
    "person": [":fellow"],
    "calendar_feed": [":calendar_secret"],
    "demonstration_sign_in": ["fellow"],
    "programme": [":programme"],
    "programme_settings": [":programme"],
    "cohort_new": [":programme"],
    "template_new": [":programme"],
    "cohort": [":cohort"],
    "cohort_dates": [":cohort"],
    "cohort_template": [":cohort"],
    "cohort_hosts": [":cohort"],
    "cohort_reminders": [":cohort"],
    "cohort_launch": [":cohort_to_launch"],
    "import_new": [":cohort"],
    "import_example": [":cohort", "csv"],
    "import_run": [":import_run"],
    "import_confirm": [":import_run"],
    "import_read_again": [":import_run"],
    "pairings": [":cohort"],
    "place_pairings": [":place"],
    "pairing_new": [":place", "second"],
    "place_host": [":place"],
    "place_status": [":place", "pause"],
    "role_end": [":tutor_role"],
    "pairing_end": [":pairing"],
    "template": [":template"],
    "template_item_new": [":template", "milestone"],
    "template_item": ["milestone", ":template_milestone"],
    "template_item_remove": ["milestone", ":template_milestone"],
    "template_item_move": ["milestone", ":template_milestone"],
    "invitations": [":cohort"],
    "invitations_send": [":cohort"],
    "invitation_new": [":cohort"],
    "invitation_send": [":cohort", ":invitation"],
    "invitation_revoke": [":cohort", ":invitation"],
    "join": [":invitation_secret"],
    "message": [":message"],
    "message_try_again": [":message"],
    "unsubscribe": [":unsubscribe_token"],
    "module": [":module"],
    "fellows_marks": [":place"],
    "marks_shared": [":place"],
    "assignment": [":assignment"],
    "result": [":assignment", ":place"],
    "attendance_said": [":day_held"],
    "material_new": [":module"],
    "material": [":material"],
    "material_remove": [":material"],
    "taught_day_edit": [":day_of_today"],
    "results_import": [":assignment"],
    "results_preview": [":result_import"],
    "board": [":cohort", "csv"],
    "own_work": [":assignment_open"],
    "work_take_back": [":assignment_handed_in"],
    "extension_new": [":assignment_handed_in"],
    "extension": [":extension"],
    "extension_withdraw": [":extension"],
    "submission": [":submission"],
    "assignment_edit": [":assignment"],
    "register": [":day_held"],
    "room_code": [":day_of_today"],
    "log_new": [":challenge"],
    "log_shared": [":entry"],
    "log_edit": [":entry"],
    "draft_save": ["log", ":challenge"],
    "draft_discard": [":draft"],
    "brief_edit": [":challenge"],
    "brief_take_back": [":sent_brief"],
    "milestone_new": [":challenge"],
    "milestone_edit": [":milestone"],
    "milestone_send": [":milestone"],
    "milestone_move": [":milestone"],
    "milestone_drop": [":milestone"],
    "milestone_act": [":milestone", "start"],
    "challenge_opening": [":challenge"],
    "attachment": [":attachment"],
    "attachment_remove": [":attachment"],
    "note": [":note"],
    "note_delete": [":note"],
    "piece_new": [":challenge", "question"],
    "piece_edit": [":question"],
    "piece_remove": [":question"],
    "piece_act": [":question", "ask"],
    "reading_new": [":measure"],
    "readings_paste": [":measure"],
    "reading_edit": [":reading"],
    "reading_remove": [":reading"],
    "step_change_new": [":measure"],
    "step_change_remove": [":step_change"],
    "measures": [":challenge"],
    "measure_file": [":measure", "csv"],
    "review": [":challenge"],
    "position_new": [":stakeholder"],
    "position_edit": [":position"],
    "position_remove": [":later_position"],
    "stakeholders": [":challenge"],
    "stakeholders_file": [":challenge", "network", "svg"],
    "ledger": [":challenge"],
    "judgements": [":challenge"],
    "questions": [":challenge"],
    "cycles": [":challenge"],
    "cycle_stage": [":cycle", "do"],
    "cycle_start": [":cycle_to_start"],
    "cycle_next": [":decided_cycle"],
    "cycle_back": [":cycle"],
    "ramp_new": [":challenge"],
    "ramp_edit": [":ramp"],
    "drivers": [":challenge"],
    "drivers_file": [":diagram", "svg"],
    "outline": [":diagram"],
    "driver_links": [":driver"],
    "driver_back": [":removed_driver"],
    "workstreams": [":challenge"],
    "workstream": [":workstream"],
    "workstream_new": [":challenge"],
    "workstream_edit": [":workstream"],
    "workstream_contents": [":workstream"],
    "workstream_act": [":workstream", "end"],
    "piece": [":question"],
    "summary_edit": [":challenge"],
    "challenge_summary": [":challenge"],
    "challenge_summary_pdf": [":challenge"],
    "links": [":challenge", ":linked_key"],
    "link_new": [":challenge", ":linked_key"],
    "link_remove": [":link"],
    "module_links": [":module"],
    "challenge": [":challenge"],
    "challenge_document": [":challenge"],
    "brief": [":challenge"],
    "milestones": [":challenge"],
    "milestone": [":sent_milestone"],
    "log_entry": [":entry"],
    "replies_draft": [":challenge", "review", ":challenge"],
    "comment_edit": [":comment"],
    "comment_delete": [":comment"],
    "comment_history": [":comment"],
    # allauth
    "account_confirm_email": ["nobodys-key"],
    "account_reset_password_from_key": ["1", "nobodys-key"],
    "mfa_remove_webauthn": ["1"],
    "mfa_edit_webauthn": ["1"],
}


def names() -> list[str]:
    """Every named address of the product, in the order of the address list."""
    return [pattern.name for pattern in _patterns(get_resolver()) if pattern.name]


def address(world: World, name: str) -> str:
    return reverse(name, args=[_argument(world, word) for word in ARGUMENTS.get(name, [])])


def is_of_allauth(name: str) -> bool:
    return name.startswith(("account_", "mfa_", "usersessions_"))


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one)
        else:
            yield one


def _argument(world: World, word: str) -> object:
    if not word.startswith(":"):
        return word
    thing = getattr(world, word[1:])
    return getattr(thing, "pk", thing)


# --- what is sent ---------------------------------------------------------------------------


def day(name: str, date: dt.date) -> dict[str, str]:
    return {f"{name}-day": str(date.day), f"{name}-month": str(date.month), f"{name}-year": str(date.year)}


def box(kind: str, thing: str, act: str) -> Callable[[World], dict]:
    """One box of a page of replies, with its button pressed."""

    def data(world: World) -> dict:
        key = f"{kind}-{world.pk(thing)}"
        return {
            "form": str(uuid4()),
            "version": "0",
            f"text-{key}": "What would you see from the balcony?",
            f"stamp-{key}": "1",
            "act": f"{act} {key}",
        }

    return data


def _invited(world: World) -> dict:
    return {"role": "tutor", "given_name": "Nia", "family_name": "New", "email": "nia.new@example.org"}


def _new_mentor(world: World) -> dict:
    name = {"given_name": "Max", "family_name": "Mentor", "email": "max.mentor@example.org"}
    return {
        "mentor": "",
        **name,
        **day("starts_on", days_from_today(0)),
        **day("ends_on", days_from_today(9)),
    }


def _confirmed_table(world: World) -> dict:
    """As the preview of it sends it on."""
    text = "01/03/2019\t12"
    return {"text": text, "act": "save", "seen": seal(text, shares=False), "piece_version": "1"}


def _preferences(world: World) -> dict:
    chosen = {kind.code: "off" for kind in CHOOSABLE}
    return {**chosen, "digest": "off", "quiet_from": "20:00", "quiet_until": "08:00"}


LOG = {"what_happened": "We met the ward team.", **day("happened_on", days_from_today(0)), "version": "0"}
QUESTION = {
    "asked": "Who is not in the room?",
    "asked_of": "The ward team",
    "construction": "who",
    **day("asked_on", days_from_today(0)),
    "version": "0",
}
READING = {"value": "12", "note": "", "version": "0"}
POSITION = {"power": "5", "interest": "1", "support": "2", "needed": "2", "note": "", "piece_version": "1"}
NOTE = {"text": "What I think of it.", **day("written_on", days_from_today(0))}
WHO_ARE_YOU = {"given_name": "Fenella", "family_name": "Changed", "time_zone": "Europe/London"}
PASSWORD = {"password": "correct horse battery", "password_again": "correct horse battery"}
REASON = {"reason": "The ward is closed.", "milestone_version": "1"}

# By address, or address/variant: what somebody who may do it would send.
SENT: dict[str, Callable[[World], dict]] = {
    "calendar_feed_new": lambda world: {},
    "calendar_feed_end": lambda world: {},
    "profile": lambda world: WHO_ARE_YOU,
    "demonstration_sign_in": lambda world: {},
    "programme_settings": lambda world: {
        "run_length": "6",
        "two_of_three_counts_outside": "yes",
        "clinical_days_a_week": "1.5",
    },
    "cohort_new": lambda world: {"name": "New", "months": "12", **day("starts_on", days_from_today(30))},
    "template_new": lambda world: {"name": "Two years"},
    "cohort_dates": lambda world: {
        "name": "Renamed",
        **day("starts_on", world.cohort.starts_on),
        **day("ends_on", world.cohort.ends_on),
    },
    "cohort_template": lambda world: {"template": str(world.template.pk)},
    "cohort_reminders": lambda world: {"days_before": "21, 7"},
    "cohort_launch": lambda world: {},
    "import_new": lambda world: {"file": SimpleUploadedFile("fellows.csv", b"First name,Last name\nA,B\n")},
    "import_confirm": lambda world: {},
    "import_read_again": lambda world: {},
    "pairing_new": _new_mentor,
    "place_host": lambda world: {"host": world.host.name},
    "place_status": lambda world: {"reason": "Away until spring"},
    "role_end": lambda world: {"reason": "Moved away", **day("on", days_from_today(0))},
    "pairing_end": lambda world: {"reason": "Moved away", **day("on", days_from_today(0))},
    "template_item_new": lambda world: {"title": "Handover", "due": "month 12, day 1"},
    "template_item": lambda world: {"title": "Changed", "due": "month 2, day 1"},
    "template_item_remove": lambda world: {},
    "template_item_move": lambda world: {"direction": "down"},
    "invitations_send": lambda world: {},
    "invitation_new": _invited,
    "invitation_send": lambda world: {},
    "invitation_revoke": lambda world: {},
    "join": lambda world: PASSWORD,
    "messages_try_all_again": lambda world: {},
    "message_try_again": lambda world: {},
    "preferences": _preferences,
    "unsubscribe": lambda world: {},
    "marks_shared": lambda world: {"shared": "yes"},
    "result": lambda world: {
        "outcome": "fail",
        "mark": "12",
        "seen_at": world.result.recorded_at.isoformat(),
    },
    "attend": lambda world: {"code": "ACDEF"},
    "material_new": lambda world: {"title": "To read", "link": "https://example.org/list"},
    "material_remove": lambda world: {},
    "taught_day_edit": lambda world: {
        "title": "Changed",
        **day("day", days_from_today(0)),
        "starts_at": "9:30",
        "ends_at": "16:30",
    },
    "results_import": lambda world: {
        "file": SimpleUploadedFile("r.csv", f"Email,Result\n{world.fellow.email},Pass\n".encode())
    },
    "results_preview": lambda world: {},
    "own_work": lambda world: {"act": "provider", **day("on", days_from_today(0))},
    "work_take_back": lambda world: {},
    "extension_new": lambda world: {"kind": "mitigating", "reason": "I was ill."},
    "extension": lambda world: {"act": "grant", **day("granted_to", days_from_today(60))},
    "extension_withdraw": lambda world: {},
    "result/mark": lambda world: {"act": "mark", "given": "55", "seen_at": ""},
    "assignment_edit": lambda world: {"title": "Changed", **day("due_on", days_from_today(50))},
    "attendance_said": lambda world: {"how": "online"},
    "register": lambda world: {
        "act": "save",
        f"seen-{world.place.pk}": "",
        f"status-{world.place.pk}": "present",
    },
    "room_code": lambda world: {"act": "anew"},
    "log_new": lambda world: {**LOG, "act": "share", "draft": str(uuid4())},
    "log_new/forged draft": lambda world: {**LOG, "act": "share", "draft": str(world.draft.pk)},
    "log_edit": lambda world: {**LOG, "entry_version": "1", "draft": str(uuid4())},
    "draft_save": lambda world: {**LOG, "draft": str(uuid4())},
    "draft_save/forged draft": lambda world: {**LOG, "draft": str(world.draft.pk), "version": "1"},
    "draft_discard": lambda world: {},
    "brief_edit": lambda world: {"title": "Sleep", "act": "draft", "version": "0", "draft": str(uuid4())},
    "brief_take_back": lambda world: {"version": "1"},
    "milestone_new": lambda world: {
        "title": "New",
        "draft": str(uuid4()),
        **day("due_on", days_from_today(30)),
    },
    "milestone_edit": lambda world: {"title": "Changed", "milestone_version": "1"},
    "milestone_send": lambda world: {"evidence": "The chart on the wall.", "milestone_version": "1"},
    "milestone_move": lambda world: {**REASON, **day("due_on", days_from_today(40))},
    "milestone_drop": lambda world: REASON,
    "milestone_act": lambda world: {"version": "1"},
    "challenge_opening": lambda world: {"act": "open"},
    "piece_new": lambda world: {**QUESTION, "draft": str(uuid4())},
    "piece_edit": lambda world: {**QUESTION, "piece_version": "1"},
    "piece_remove": lambda world: {"version": "1"},
    "piece_act": lambda world: {"version": "1"},
    "position_new": lambda world: {**POSITION, **day("day", days_from_today(0))},
    "position_edit": lambda world: {**POSITION, **day("day", days_from_today(-40))},
    "position_remove": lambda world: {"version": "1"},
    "cycle_stage": lambda world: {"happened": "They slept.", "piece_version": "1", "version": "0"},
    "cycle_start": lambda world: {"version": "1"},
    "cycle_next": lambda world: {"version": "1"},
    "cycle_back": lambda world: {"reason": "The ward is closed.", "version": "1"},
    "ramp_new": lambda world: {"name": "Quiet nights", "form_id": str(uuid4())},
    "ramp_edit": lambda world: {"name": "Quiet nights", "version": "1"},
    "outline": lambda world: {
        "words": "Quiet",
        "level": "1",
        "driver": "0",
        "gone": "0",
        "piece_version": "1",
    },
    "driver_links": lambda world: {"measures": str(world.measure.pk)},
    "driver_back": lambda world: {"version": "1"},
    "workstream_new": lambda world: {"name": "Nights", "form_id": str(uuid4())},
    "workstream_edit": lambda world: {"name": "Nights", "version": "1"},
    "workstream_contents": lambda world: {"pieces": str(world.cycle.pk)},
    "workstream_act": lambda world: {},
    "reading_new": lambda world: {**READING, **day("day", days_from_today(0)), "draft": str(uuid4())},
    "readings_paste": _confirmed_table,
    "reading_edit": lambda world: {**READING, **day("day", world.reading.day), "piece_version": "1"},
    "reading_remove": lambda world: {"version": "1"},
    "step_change_new": lambda world: {
        "day": str(world.reading.day),
        "reason": "A new rota",
        "piece_version": "1",
        "version": "0",
    },
    "step_change_remove": lambda world: {"reason": "Marked too early", "version": "1"},
    "attachment_remove": lambda world: {},
    "note_save": lambda world: {
        "text": "Mine",
        "draft": str(uuid4()),
        **day("written_on", days_from_today(0)),
    },
    "note_save/forged note": lambda world: {
        "text": "Yours is mine",
        "draft": str(world.note.pk),
        "version": "1",
        **day("written_on", days_from_today(0)),
    },
    "note": lambda world: {"text": "Changed", "version": "1", **day("written_on", days_from_today(0))},
    "note_delete": lambda world: {},
    "review/comment": box("entry", "entry", "comment"),
    "review/agree": box("entry", "entry", "agree"),
    "review/sign off": box("milestone", "sent_milestone", "sign_off"),
    "brief/agree": box("brief", "sent_brief", "agree"),
    "brief/comment": box("brief", "sent_brief", "comment"),
    "milestone/sign off": box("milestone", "sent_milestone", "sign_off"),
    "milestone/comment": box("milestone", "sent_milestone", "comment"),
    "log_entry/ask for changes": box("entry", "entry", "ask_for_changes"),
    "piece/comment": box("piece", "question", "comment"),
    "log_entry/comment": box("entry", "entry", "comment"),
    "replies_draft": lambda world: {f"text-entry-{world.entry.pk}": "Half a sentence", "version": "1"},
    "summary_edit": lambda world: {"learnt": "Ask first.", "version": "0", "draft": str(uuid4())},
    "link_new": lambda world: {"to": f"milestone-{world.milestone.pk}", "why": "It shows that it works."},
    "link_new/forged thing": lambda world: {"to": f"milestone-{world.foreign_milestone.pk}"},
    "link_remove": lambda world: {},
    "comment_edit": lambda world: {"text": "Changed words", "edited_at": ""},
    "comment_delete": lambda world: {},
}


def sent(world: World, row: str) -> dict:
    return SENT[row](world)
