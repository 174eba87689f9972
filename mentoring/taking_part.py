"""What a person is to one session, and what follows from it. Each refusal is a sentence to show."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.permissions import CURRENT
from fellowship.cohorts.models import Pairing
from fellowship.people.models import User
from mentoring.models import Session


@dataclass(frozen=True)
class Part:
    """Neither fellow nor mentor: a later mentor, who reads what the fellow opened."""

    is_fellow: bool
    is_mentor: bool
    is_over: bool  # the pairing or the place has ended: what was written stays as it was

    @property
    def takes_part(self) -> bool:
        return self.is_fellow or self.is_mentor

    @property
    def writes(self) -> bool:
        return self.takes_part and not self.is_over


def part_of(pairing: Pairing, user: User) -> Part:
    """`pairing` fetched with its place."""
    ended = pairing.ends_on is not None and pairing.ends_on < timezone.localdate()
    return Part(
        is_fellow=pairing.place.person_id == user.pk,
        is_mentor=pairing.mentor_id == user.pk,
        is_over=ended or pairing.place.status not in CURRENT,
    )


def part_in(session: Session, user: User) -> Part:
    return part_of(session.pairing, user)


def check_can_meet(pairing: Pairing, user: User) -> None:
    """May propose, accept, move, and write what belongs to a session of this pairing."""
    part = part_of(pairing, user)
    check_takes_part(part)
    if part.is_over:
        raise PermissionDenied(
            _("This pairing has ended. Its sessions can be read, and are kept as they were.")
        )


def check_takes_part(part: Part) -> None:
    if not part.takes_part:
        raise PermissionDenied(_("Only the fellow and the mentor of this session can do that."))
