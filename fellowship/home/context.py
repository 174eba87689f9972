from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from fellowship.cohorts.permissions import Role
from fellowship.home.services.front_pages import FRONT_PAGES, IN_USE, Standing, standing_of
from fellowship.nhsuk.navigation import Item, Navigation
from fellowship.nhsuk.navigation import Role as RoleLink
from fellowship.people.access import SignedInRequest

# Which item of the bar is the current one, by the names of the addresses behind it.
PAGES_BEHIND = {
    "home": "fellow_home waiting review administrator_home evaluator_home overview person programme "
    "rehearsal announcements announcement announcement_new announcement_edit "
    "programme_settings cohort cohort_close cohort_reopen handover_owner alumni stay_in_touch "
    "machines token_new token token_revoke webhook_new webhook webhook_edit webhook_secret webhook_remove "
    "cohort_new cohort_dates cohort_hosts cohort_launch cohort_reminders cohort_template invitations "
    "invitation_new pairings pairing_new place_pairings matching wishes_asked conflicts "
    "proposal proposal_publish proposed_pair place_match mentor_pool mentor_profile_new "
    "mentor_profile matching_rules wishes mentor_conflicts import_new import_run template template_new "
    "call_new place_calendar place_status pause_return place_change_undo "
    "escalation wordings wording template_item template_item_new "
    "many bulk_acts bulk_act call_rules cohort_clone cohort_template_changes template_preview "
    "template_settings template_item_remove template_item_move",
    "challenge": "challenge brief brief_edit milestones milestone milestone_new milestone_edit "
    "milestone_send milestone_move milestone_drop log_entry log_edit challenge_opening comment_edit "
    "measures reading_new readings_paste reading_edit reading_remove step_change_new step_change_remove "
    "comment_history piece piece_new piece_edit piece_remove questions "
    "stakeholders position_new position_edit position_remove ledger judgements "
    "cycles cycle_stage cycle_back ramp_new ramp_edit drivers outline driver_links "
    "workstreams workstream workstream_new workstream_edit workstream_contents "
    "challenge_summary summary_edit links link_new link_remove module_links "
    "sessions session session_new session_times session_place session_cancel session_agenda session_notes "
    "session_notes_history action action_new handover parting_word",
    "log": "log_new log_shared",
    "notes": "drafts notes note note_new note_delete draft_discard",
    "pgcert": "modules module tutor_home assignment result attend register room_code "
    "own_work extension_new extension assignment_edit results_import results_preview "
    "taught_day_edit material_new module_new own_module_new module_edit module_remove taught_day_new "
    "taught_day_remove assignment_new assignment_remove who_takes_what modules_taken transcript",
    "calendar": "calendar calendar_feed_new week_and_leave",
    "messages": "messages message upcoming",
}
ACTIVE = {page: item for item, pages in PAGES_BEHIND.items() for page in pages.split()}


def standing(request: SignedInRequest) -> Standing:
    """The person's standing, asked for once a request."""
    if not hasattr(request, "standing"):
        request.standing = standing_of(request.user)  # type: ignore[attr-defined]
    return request.standing  # type: ignore[attr-defined]


def items_for(role: str, challenge_id: int | None) -> list[Item]:
    home = Item("home", _("Your fellowship"), reverse("fellow_home"))
    calendar = Item("calendar", _("Calendar"), reverse("calendar"))
    notes = Item("notes", _("Private notes"), reverse("notes"))
    pgcert = Item("pgcert", _("PgCert"), reverse("modules"))
    messages = Item("messages", _("Messages"), reverse("messages"))
    challenge = []
    if challenge_id:
        challenge = [Item("challenge", _("Challenge"), reverse("challenge", args=[challenge_id]))]
    if role == Role.FELLOW and challenge_id:
        log = Item("log", _("Log progress"), reverse("log_new", args=[challenge_id]))
        return [home, log, *challenge, pgcert, notes, calendar]
    if role in {Role.FELLOW, Role.ALUMNUS}:
        return [home, *challenge, pgcert, notes, calendar]
    if role == Role.MENTOR:
        return [Item("home", _("Waiting for you"), reverse("waiting")), notes, calendar]
    if role == Role.ADMINISTRATOR:
        teaching = Item("pgcert", _("PgCert"), reverse("tutor_home"))
        return [Item("home", _("Programme"), reverse("administrator_home")), teaching, messages, calendar]
    if role == Role.TUTOR:
        return [Item("pgcert", _("Teaching"), reverse("tutor_home")), calendar]
    if role == Role.EVALUATOR:
        return [Item("home", _("Figures"), reverse("evaluator_home"))]
    return []


def navigation(request: HttpRequest) -> dict[str, Navigation]:
    if not hasattr(request, "user") or not request.user.is_authenticated:  # none when the host is not ours
        return {"nav": Navigation(sign_in_url=reverse("account_login"))}
    known = standing(cast(SignedInRequest, request))
    role = known.role_in_use(request.session.get(IN_USE))
    match = request.resolver_match
    return {
        "nav": Navigation(
            person=request.user.full_name,
            typist=salted_hmac("typist", str(request.user.pk)).hexdigest()[:16],
            home_url=reverse("home"),
            account_url=reverse("profile"),
            sign_out_url=reverse("account_logout"),
            items=items_for(role, known.challenge_id),
            active=ACTIVE.get(match.url_name or "", "") if match else "",
            unseen=known.unseen,
            unseen_url=reverse("notices"),
            role=role,
            roles=[
                RoleLink(key, str(FRONT_PAGES[key][1]), reverse("switch_role", args=[key]))
                for key in known.roles
            ],
        )
    }
