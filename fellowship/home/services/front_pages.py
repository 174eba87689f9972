"""Which front pages a person has, and which one is in use."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from challenges.models import Challenge
from fellowship.cohorts.models import Pairing, Place, RoleAssignment
from fellowship.cohorts.permissions import Role
from fellowship.notifications.models import Message
from fellowship.people.models import User

IN_USE = "front_page"  # session key: the role a person last chose

# In the order in which they are offered: what most needs a person comes first.
FRONT_PAGES: dict[str, tuple[str, object]] = {
    Role.FELLOW: ("fellow_home", _("Fellow")),
    Role.MENTOR: ("waiting", _("Mentor")),
    Role.ADMINISTRATOR: ("administrator_home", _("Programme administrator")),
    Role.TUTOR: ("tutor_home", _("Tutor")),
    Role.EVALUATOR: ("evaluator_home", _("Evaluator")),
    Role.ALUMNUS: ("fellow_home", _("Former fellow")),
}


@dataclass(frozen=True)
class Standing:
    """What a person is, today. `challenge_id` is the one of the current (else the latest) place."""

    roles: tuple[str, ...]
    challenge_id: int | None
    unseen: int = 0  # notices

    def role_in_use(self, chosen: str | None) -> str:
        return chosen if chosen in self.roles else next(iter(self.roles), "")


def standing_of(user: User) -> Standing:
    """Every role in force and the count of new notices, in one query. Nobody known has none."""
    own = Place.objects.filter(person=OuterRef("pk"))
    held = RoleAssignment.objects.in_force().filter(person=OuterRef("pk"))
    challenges = Challenge.objects.filter(place__person=OuterRef("pk")).order_by("-place__starts_on")
    unseen = Message.objects.filter(person=OuterRef("pk")).notices().unseen().order_by()
    row = (
        User.objects.filter(pk=user.pk)
        .values_list("pk")
        .annotate(
            fellow=Exists(own.current()),
            mentor=Exists(Pairing.objects.open_to(user)),
            administrator=Exists(held.filter(role=Role.ADMINISTRATOR)),
            tutor=Exists(held.filter(role=Role.TUTOR)),
            evaluator=Exists(held.filter(role=Role.EVALUATOR)),
            alumnus=Exists(own),
            challenge=Subquery(challenges.values("pk")[:1]),
            unseen=Coalesce(
                Subquery(unseen.values("person").annotate(number=Count("pk")).values("number")), 0
            ),
        )
        .get()
    )
    has = dict(zip(FRONT_PAGES, row[1:7], strict=True))
    has[Role.ALUMNUS] = has[Role.ALUMNUS] and not has[Role.FELLOW]
    return Standing(
        roles=tuple(role for role, held in has.items() if held), challenge_id=row[7], unseen=row[8]
    )
