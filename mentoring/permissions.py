"""What a person is to one challenge, and what follows from it (DOMAIN.md, "Who may see what")."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import DateTimeField, Exists, F, Func, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, JSONObject, Trim
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from challenges.models import Challenge, ChallengeChange
from challenges.models.challenge import ChallengeQuerySet
from challenges.permissions import end_of_mentoring
from challenges.workflow import Actor
from fellowship.cohorts.models import Pairing, Programme
from fellowship.cohorts.models.place import PlaceStatus
from mentoring.statements import Statement

if TYPE_CHECKING:

    class ChallengeSeen(Challenge):
        """A challenge fetched by `with_standing` (and, for pages, `with_seen_until`) for one person."""

        answers_until: dt.date | None
        mentored_since: dt.date | None
        is_run: bool
        mentor_names: list[str]
        renamed: list[str]
        seen_until: dt.datetime | None
        workstream_names: list[str]  # “12 Self-rostering”
else:
    ChallengeSeen = Challenge


class ConcatWS(Func):
    function = "concat_ws"
    output_field = TextField()


Rows = TypeVar("Rows", bound=QuerySet)


@dataclass(frozen=True)
class Standing:
    """One person's part in one challenge. All false: a peer, who reads an opened challenge."""

    user_id: int
    is_fellow: bool
    is_mentor: bool
    is_team: bool
    fellow_writes: bool  # the place is active or paused
    answers_until: (
        dt.date | None
    )  # a pairing that has ended: its last day; the days of grace are for what came before
    mentored_since: dt.date | None
    renamed: tuple[str, ...] = ()  # what services/then.py puts back for a former mentor

    @property
    def discusses(self) -> bool:
        """Reads comments and the history of acts."""
        return self.is_fellow or self.is_mentor or self.is_team

    @property
    def comments(self) -> bool:
        return self.is_mentor or (self.is_fellow and self.fellow_writes)

    @property
    def actor(self) -> str:
        """Whose acts of the workflow tables are open; empty for those who only read."""
        if self.is_mentor:
            return Actor.MENTOR
        return Actor.FELLOW if self.is_fellow and self.fellow_writes else ""

    @property
    def sees_until(self) -> dt.datetime | None:
        """In the days of grace: the moment the pairing ended. Nothing newer is for a former mentor."""
        if not self.is_mentor or self.is_fellow or self.is_team:
            return None
        return end_of_mentoring(self.answers_until)

    def seen(self, rows: Rows) -> Rows:
        """Of the rows of this challenge those that are for this person."""
        until = self.sees_until
        return rows.unchanged_since(until, self.user_id) if until else rows  # type: ignore[attr-defined]

    def fetch(self, make: Callable[[bool], Statement], **values: Any) -> list[list]:
        """The same for a statement that is kept. `make` is told whether it is for a former mentor."""
        until = self.sees_until
        rows = make(until is not None).fetch(until=until, user=self.user_id, **values)
        return [list(row) for row in rows]

    def comments_on(self, sent_at: dt.datetime | None) -> bool:
        """In the days of grace only on what was sent before the end."""
        return self.comments and (self.sees_until is None or self.answers(sent_at))

    def answers(self, since: dt.datetime | None) -> bool:
        """May answer what was sent at `since`: in the days of grace only what came before the end."""
        if not self.is_mentor or since is None:
            return False
        return self.answers_until is None or timezone.localdate(since) <= self.answers_until


def with_standing(challenges: ChallengeQuerySet, user) -> ChallengeQuerySet:
    """Challenges with the people and dates that `standing` reads, in the same query."""
    grace = OuterRef("place__cohort__programme__grace_days")
    pairings = Pairing.objects.open_to(user, grace=grace).filter(place=OuterRef("place"))
    last = pairings.order_by(F("ends_on").desc(nulls_first=True))
    programmes = Programme.objects.visible_to(user).filter(pk=OuterRef("place__cohort__programme"))
    found = challenges.select_related("place__person", "place__host", "place__cohort__programme").annotate(
        answers_until=Subquery(last.values("ends_on")[:1]),
        mentored_since=Subquery(pairings.order_by("starts_on").values("starts_on")[:1]),
        is_run=Exists(programmes),
        mentor_names=_names(Pairing.objects.in_force()),
    )
    return found.annotate(renamed=_renamed())


def _renamed() -> ArraySubquery:
    """Changes of ramps and workstreams since a former mentor's last day, newest first, each as JSON."""
    last_day = Cast(OuterRef("answers_until"), DateTimeField())  # none for everybody else
    changes = ChallengeChange.objects.filter(
        challenge=OuterRef("pk"), act__in=["edit", "end"], at__gte=last_day
    )
    told = JSONObject(at="at", by="by", ramp="ramp", workstream="workstream", act="act", words="words")
    return ArraySubquery(changes.order_by("-at", "-pk").values(told=Cast(told, TextField())))


def _names(pairings) -> ArraySubquery:
    """Full names of the mentors of `pairings` with a challenge's place, the lead first."""
    person = [F("mentor__title"), F("mentor__given_name"), F("mentor__family_name")]
    of_place = pairings.filter(place=OuterRef("place")).order_by("kind", "starts_on")
    name = Trim(ConcatWS(Value(" "), *person))
    return ArraySubquery(of_place.annotate(name=name).values("name"))


def standing(challenge: ChallengeSeen, user) -> Standing:
    """What `user` is to a challenge fetched by `with_standing` for the same user."""
    return Standing(
        user_id=user.pk,
        is_fellow=challenge.place.person_id == user.pk,
        is_mentor=challenge.mentored_since is not None,
        is_team=challenge.is_run,
        fellow_writes=challenge.place.status in (PlaceStatus.ACTIVE, PlaceStatus.PAUSED),
        answers_until=challenge.answers_until,
        mentored_since=challenge.mentored_since,
        renamed=tuple(challenge.renamed),
    )


def standing_on(challenge_id: int, user) -> Standing:
    """As it is in the database now, for those who write; somebody who sees nothing has no standing."""
    challenge = with_standing(Challenge.objects.visible_to(user), user).filter(pk=challenge_id).first()
    if challenge is None:
        raise PermissionDenied(_("You no longer have access to this challenge."))
    return standing(cast("ChallengeSeen", challenge), user)


def check_can_comment_on(standing: Standing, sent_at: dt.datetime | None) -> None:
    check_can_comment(standing)
    if not standing.comments_on(sent_at):
        raise PermissionDenied(
            _("Your time as mentor of this fellow has ended. You can comment on what was sent before that.")
        )


def check_can_comment(standing: Standing) -> None:
    if standing.comments:
        return
    if standing.is_team:
        raise PermissionDenied(
            _("The programme team can read comments. Only the fellow and the mentor write them.")
        )
    if standing.is_fellow:
        raise PermissionDenied(_("Your fellowship has ended, so this challenge can only be read."))
    raise PermissionDenied(
        _("This fellow has opened the challenge for reading. Only the fellow and the mentor comment on it.")
    )


def check_can_review(standing: Standing) -> None:
    if not standing.is_mentor:
        raise PermissionDenied(
            _("Only the fellow’s mentor can review a challenge, agree it, ask for changes or sign it off.")
        )


def comment_readers(challenge: ChallengeSeen, user) -> str:
    """“Dr H. Ashworth and the programme team will see this.”, for a challenge fetched by `with_standing`."""
    names = [challenge.place.person.full_name, *challenge.mentor_names]
    others = [name for name in names if name != user.full_name]
    people = get_text_list([*others, _("the programme team")], _("and"))
    return _("%(people)s will see this.") % {"people": people[:1].upper() + people[1:]}
