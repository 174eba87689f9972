"""The administrator's front page: every cohort of the programmes one runs, in a fixed number of queries."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellowship.cohorts.models import Cohort, Invitation, Pairing, Place, Programme
from fellowship.home.services.standings import Numbers, numbers_of
from fellowship.home.services.week import week_words
from fellowship.lib.dates import in_words
from fellowship.notifications.models import Message
from fellowship.people.models import User


@dataclass(frozen=True)
class Running:
    """A launched cohort whose year is not over."""

    cohort: Cohort
    week: str
    numbers: Numbers


@dataclass(frozen=True)
class BeingSetUp:
    """Named as components/lists.jinja `task_list` reads it; the hint says what to do next."""

    title: str
    url: str
    hint: str
    status: str = "to_do"
    status_text: str = ""


@dataclass
class OneProgramme:
    programme: Programme
    running: list[Running] = field(default_factory=list)
    being_set_up: list[BeingSetUp] = field(default_factory=list)
    over: list[tuple[Cohort, int]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.running or self.being_set_up or self.over)


def programmes_of(user: User) -> list[OneProgramme]:
    """Five queries, whatever the number of programmes, cohorts and fellows."""
    found = {programme.pk: OneProgramme(programme) for programme in Programme.objects.visible_to(user)}
    today = timezone.localdate()
    cohorts = list(Cohort.objects.filter(programme__in=found))
    running = [cohort for cohort in cohorts if cohort.launched_at and cohort.ends_on >= today]
    over = [cohort for cohort in cohorts if cohort.launched_at and cohort.ends_on < today]
    numbers = numbers_of([cohort.pk for cohort in running])
    fellows = _fellows_of(over)
    for cohort in running:
        found[cohort.programme_id].running.append(
            Running(cohort, week_words(cohort.starts_on, cohort.ends_on), numbers.get(cohort.pk, Numbers()))
        )
    for cohort in over:
        found[cohort.programme_id].over.append((cohort, fellows.get(cohort.pk, 0)))
    for cohort, step in _steps_of([cohort for cohort in cohorts if not cohort.launched_at]):
        hint = _("Starts on %(day)s. Next: %(step)s") % {"day": in_words(cohort.starts_on), "step": step}
        found[cohort.programme_id].being_set_up.append(
            BeingSetUp(cohort.name, reverse("cohort", args=[cohort.pk]), hint)
        )
    return list(found.values())


def undelivered(programmes: list[OneProgramme]) -> int:
    """Messages that failed or may not have arrived, and that only a person can do something about."""
    ids = [one.programme.pk for one in programmes]
    return Message.objects.needing_attention().filter(programme_id__in=ids).count()


def _fellows_of(cohorts: list[Cohort]) -> dict[int, int]:
    if not cohorts:
        return {}
    counted = Place.objects.filter(cohort__in=cohorts).order_by().values_list("cohort")
    return dict(counted.annotate(fellows=Count("pk")))


def _steps_of(cohorts: list[Cohort]) -> list[tuple[Cohort, str]]:
    """The next step of each cohort that is being set up, in the order of its task list. Two queries."""
    if not cohorts:
        return []
    mentored = Exists(Pairing.objects.filter(place=OuterRef("pk")).in_force_or_later())
    places = Place.objects.filter(cohort__in=cohorts).current().order_by().values("cohort")
    people = {
        row["cohort"]: row
        for row in places.annotate(
            fellows=Count("pk"),
            hosted=Count("host"),
            paired=Count("pk", filter=Q(mentored)),
        )
    }
    unsent = dict(
        Invitation.objects.filter(cohort__in=cohorts, sent_at=None)
        .open()
        .order_by()
        .values_list("cohort")
        .annotate(unsent=Count("pk"))
    )
    return [
        (cohort, _next_step(cohort, people.get(cohort.pk), unsent.get(cohort.pk, 0))) for cohort in cohorts
    ]


def _next_step(cohort: Cohort, people: dict[str, int] | None, unsent: int) -> str:
    if cohort.template_id is None:
        return _("choose a template")
    if people is None:
        return _("add the fellows and their mentors")
    if missing := people["fellows"] - people["hosted"]:
        words = ngettext("find the host of %(n)d fellow", "find the hosts of %(n)d fellows", missing)
        return words % {"n": missing}
    if unsent:
        return ngettext("send %(n)d invitation", "send %(n)d invitations", unsent) % {"n": unsent}
    if missing := people["fellows"] - people["paired"]:
        return ngettext("pair %(n)d fellow", "pair %(n)d fellows", missing) % {"n": missing}
    return _("launch it")
