"""Reading and answering."""

from collections.abc import Callable

from tests.access.sending import box
from tests.access.world import World

ARGUMENTS: dict[str, list[str]] = {
    "review": [":challenge"],
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
}

SENT: dict[str, Callable[[World], dict]] = {
    "review/comment": box("entry", "entry", "comment"),
    "review/agree": box("entry", "entry", "agree"),
    "review/sign off": box("milestone", "sent_milestone", "sign_off"),
    "brief/agree": box("brief", "sent_brief", "agree"),
    "brief/comment": box("brief", "sent_brief", "comment"),
    "milestone/sign off": box("milestone", "sent_milestone", "sign_off"),
    "milestone/comment": box("milestone", "sent_milestone", "comment"),
    "log_entry/ask for changes": box("entry", "entry", "ask_for_changes"),
    "log_entry/comment": box("entry", "entry", "comment"),
    "cycles/comment": box("ramp", "ramp", "comment"),
    "workstream/comment": box("workstream", "workstream", "comment"),
    "replies_draft": lambda world: {f"text-entry-{world.entry.pk}": "Half a sentence", "version": "1"},
    "comment_edit": lambda world: {"text": "Changed words", "edited_at": ""},
    "comment_delete": lambda world: {},
}
