"""Where the setting up of a cohort stands: one line for each step, from what the database holds."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fellowship.cohorts.models import Cohort, Pairing, Place
from fellowship.cohorts.models.pairing import PairingKind
from fellowship.cohorts.services.invitations import unsent
from fellowship.lib.dates import in_words


@dataclass(frozen=True)
class Step:
    """Named as components/lists.jinja `task_list` reads it."""

    title: str
    hint: str
    status: str
    status_text: str = ""
    url: str = ""


@dataclass
class SettingUp:
    """`open_points` are what an administrator should know before the launch; none of them forbids it."""

    steps: list[Step]
    can_launch: bool
    fellows: int
    open_points: list[str] = field(default_factory=list)


def setting_up(cohort: Cohort) -> SettingUp:
    """A handful of queries. `cohort` comes with its programme and template."""
    lead = Pairing.objects.filter(place=OuterRef("pk"), kind=PairingKind.LEAD)
    places = _count(cohort.places.current(), lead.in_force_or_later())
    if not places["all"] and cohort.launched_at:  # its fellows have ended: what they had then counts
        places = _count(cohort.places.all(), lead)
    invitations = cohort.invitations.filter(revoked_at=None).aggregate(
        accepted=Count("pk", filter=Q(accepted_at__isnull=False)),
        sent=Count("pk", filter=Q(accepted_at=None, sent_at__isnull=False)),
        unsent=Count("pk", filter=Q(pk__in=unsent(cohort).values("pk"))),
    )
    fellows = places["all"]
    can_launch = bool(cohort.template_id and fellows)
    steps = [
        _dates(cohort),
        _template(cohort),
        _people(cohort, fellows),
        _counted(_("Organisations"), "cohort_hosts", cohort, places["hosted"], fellows, _host_words),
        _invitations(cohort, invitations, fellows),
        _counted(_("Mentors"), "pairings", cohort, places["paired"], fellows, _mentor_words),
        _reminders(cohort),
        _launch(cohort, can_launch),
    ]
    return SettingUp(steps, can_launch, fellows, _open_points(places, invitations))


def _count(places: QuerySet[Place], lead: QuerySet[Pairing]) -> dict[str, int]:
    return places.aggregate(all=Count("pk"), hosted=Count("host"), paired=Count("pk", filter=Exists(lead)))


def _dates(cohort: Cohort) -> Step:
    words = _("%(start)s to %(end)s") % {"start": in_words(cohort.starts_on), "end": in_words(cohort.ends_on)}
    return Step(_("Dates"), words, "done", url=reverse("cohort_dates", args=[cohort.pk]))


def _template(cohort: Cohort) -> Step:
    url = reverse("cohort_template", args=[cohort.pk])
    if cohort.template is None:
        return Step(_("Template"), _("Milestones, modules and their dates"), "to_do", url=url)
    return Step(_("Template"), cohort.template.name, "done", url=url)


def _people(cohort: Cohort, fellows: int) -> Step:
    url = reverse("import_new", args=[cohort.pk])
    if not fellows:
        return Step(_("People"), _("Fellows and their mentors, from a spreadsheet"), "to_do", url=url)
    hint = ngettext("%(count)s fellow", "%(count)s fellows", fellows) % {"count": fellows}
    return Step(_("People"), hint, "done", url=url)


def _counted(title: str, view: str, cohort: Cohort, done: int, fellows: int, words) -> Step:
    if not fellows:
        return Step(title, _("Add the people first"), "cannot_start")
    status = "done" if done == fellows else "to_do"
    return Step(title, words(done, fellows), status, url=reverse(view, args=[cohort.pk]))


def _host_words(done: int, fellows: int) -> str:
    return _("%(done)s of %(all)s fellows have a host organisation") % {"done": done, "all": fellows}


def _mentor_words(done: int, fellows: int) -> str:
    return _("%(done)s of %(all)s fellows have a mentor") % {"done": done, "all": fellows}


def _invitations(cohort: Cohort, count: dict[str, int], fellows: int) -> Step:
    if not fellows:
        return Step(_("Invitations"), _("Add the people first"), "cannot_start")
    parts = [
        (_("%(count)s accepted"), count["accepted"]),
        (_("%(count)s sent"), count["sent"]),
        (_("%(count)s not sent yet"), count["unsent"]),
    ]
    hint = get_text_list([words % {"count": number} for words, number in parts if number], _("and"))
    url = reverse("invitations", args=[cohort.pk])
    if count["unsent"]:
        return Step(_("Invitations"), hint, "to_do", url=url)
    if count["sent"]:
        return Step(_("Invitations"), hint, "invited", url=url)
    return Step(_("Invitations"), hint or _("Everybody can sign in already"), "done", url=url)


def _reminders(cohort: Cohort) -> Step:
    days = get_text_list([str(days) for days in cohort.days_before], _("and"))
    hint = _("%(days)s days before, and when something is overdue") % {"days": days}
    return Step(_("Reminders"), hint, "done", url=reverse("cohort_reminders", args=[cohort.pk]))


def _launch(cohort: Cohort, can_launch: bool) -> Step:
    if cohort.launched_at:
        hint = _("Launched on %(day)s") % {"day": in_words(timezone.localtime(cohort.launched_at).date())}
        return Step(_("Launch"), hint, "done", _("Launched"))
    if not can_launch:
        return Step(_("Launch"), _("Needs a template and fellows"), "cannot_start")
    hint = _("Fills in the year’s dates and lets the reminders begin")
    return Step(_("Launch"), hint, "to_do", url=reverse("cohort_launch", args=[cohort.pk]))


def _open_points(places: dict[str, int], invitations: dict[str, int]) -> list[str]:
    points = []
    if missing := places["all"] - places["hosted"]:
        points.append(
            ngettext(
                "%(count)s fellow has no host organisation yet.",
                "%(count)s fellows have no host organisation yet.",
                missing,
            )
            % {"count": missing}
        )
    if missing := places["all"] - places["paired"]:
        points.append(
            ngettext("%(count)s fellow has no mentor yet.", "%(count)s fellows have no mentor yet.", missing)
            % {"count": missing}
        )
    if unsent := invitations["unsent"]:
        points.append(
            ngettext(
                "%(count)s invitation has not been sent.",
                "%(count)s invitations have not been sent.",
                unsent,
            )
            % {"count": unsent}
        )
    return points
