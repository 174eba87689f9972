"""Every kind of message the product sends, in one table."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Delivery(TextChoices):
    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In a daily summary")
    OFF = "off", _("Not by email")


@dataclass(frozen=True)
class Kind:
    """`essential` messages always go, at once, whatever a person prefers; they carry no unsubscribe.

    `agreed` ones tell that nothing has happened, whom and when the programme agreed beforehand.
    `secret` ones hold a one-time link; `hidden` says why nobody but the person reads the text.
    `calendar` ones carry a file for the calendar, so they never wait for a summary.
    `timely` ones tell of something that takes place at an hour: they wait until shortly before it at most.
    `roles`: who gets it besides administrators, by the codes of cohorts/permissions.py; none named: anybody.
    """

    code: str
    title: str | Promise
    default: Delivery = Delivery.AT_ONCE
    essential: bool = False
    secret: bool = False
    agreed: bool = False
    hidden: str | Promise = ""
    calendar: bool = False
    timely: bool = False
    roles: tuple[str, ...] = ()

    def reaches(self, roles: Collection[str]) -> bool:
        """Whether somebody with these roles may get it. Who has none yet may come to any."""
        if not roles or not self.roles or "administrator" in roles:
            return True
        return not set(self.roles).isdisjoint(roles)

    @property
    def deliveries(self) -> list[tuple[str, str | Promise]]:
        """What a person may choose from."""
        return [
            (code, words)
            for code, words in Delivery.choices
            if not (self.calendar and code == Delivery.DIGEST)
        ]


_LINK = _("Only the person it was sent to can read this text, because it may hold a link that signs them in.")
_BETWEEN_TWO = _(
    "Only the person it was sent to can read this text: what two people arrange is between them. "
    "The programme team is told of a session once it was held."
)
_SUMMARY = _(
    "Only the person it was sent to can read a summary. Each of its lines stands in the list by itself."
)

_FELLOW = ("fellow", "alumnus")  # what is still answered after the year reaches who has completed it
_OF_TWO = (*_FELLOW, "mentor")
_KINDS = [
    Kind("invitation", _("Invitation to join"), essential=True, secret=True, hidden=_LINK),
    Kind("account", _("Sign-in and security"), essential=True, secret=True, hidden=_LINK),
    Kind("milestone_due", _("A milestone is coming up"), roles=_FELLOW),
    Kind("milestone_overdue", _("A milestone is overdue"), agreed=True, roles=_OF_TWO),
    Kind("reading_due", _("A reading of a measure is due"), Delivery.DIGEST, roles=_FELLOW),
    Kind("assignment_due", _("An assignment is coming up"), roles=_FELLOW),
    Kind("assignment_overdue", _("An assignment is overdue"), agreed=True, roles=_OF_TWO),
    Kind("taught_day", _("A taught day is coming up"), roles=_FELLOW),
    Kind(
        "waiting_for_you",
        _("Something is waiting for your answer"),
        Delivery.DIGEST,
        roles=("mentor", "tutor"),
    ),
    Kind("answer_overdue", _("An answer is overdue"), agreed=True, roles=("mentor",)),
    Kind("answered", _("Your mentor answered"), Delivery.DIGEST, roles=_FELLOW),
    Kind("comment", _("Somebody commented"), Delivery.DIGEST, roles=_OF_TWO),
    Kind("result_recorded", _("A result was recorded"), roles=_FELLOW),
    Kind("pairing", _("Your mentor or fellow changed")),
    Kind("wishes", _("Fellows are about to be matched with mentors"), roles=_FELLOW),
    Kind("machines", _("A token is about to expire, or a webhook was paused"), roles=("administrator",)),
    Kind("programme_message", _("A message from the programme team")),
    Kind("programme_reminder", _("The programme team reminds you")),
    Kind("dates_moved", _("Your dates have moved"), roles=_FELLOW),
    Kind("session", _("Times for a session were proposed"), hidden=_BETWEEN_TWO, roles=_OF_TWO),
    Kind(
        "session_soon",
        _("A session in the next two days changed"),
        hidden=_BETWEEN_TWO,
        timely=True,
        roles=_OF_TWO,
    ),
    Kind(
        "session_agreed",
        _("Calendar invitations to sessions"),
        hidden=_BETWEEN_TWO,
        calendar=True,
        timely=True,
    ),
    Kind("session_due", _("A session is tomorrow"), hidden=_BETWEEN_TWO, timely=True, roles=_OF_TWO),
    Kind("set_due", _("A learning set meets tomorrow"), timely=True),
    Kind("action_due", _("Something you agreed to do is due"), roles=_OF_TWO),
    Kind("action_overdue", _("Something you agreed to do is overdue"), agreed=True, roles=_OF_TWO),
    Kind("wording_test", _("A test you sent yourself"), essential=True),
    Kind("digest", _("Daily summary"), hidden=_SUMMARY),
]
KINDS: dict[str, Kind] = {kind.code: kind for kind in _KINDS}
# What is read in a mailbox only: one-time links, tests, and the summary of what is a notice by itself.
NO_NOTICE = [kind.code for kind in _KINDS if kind.secret or kind.code in ("digest", "wording_test")]


def kind_choices() -> list[tuple[str, str | Promise]]:
    """Given to the fields as a function, so that a kind more needs no migration; migrations name it."""
    return [(kind.code, kind.title) for kind in KINDS.values()]
