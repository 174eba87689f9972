from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fellowship.cohorts.models import Cohort
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.services.pauses import pauses_now
from fellowship.home.forms.overview import OverviewForm
from fellowship.home.services import overview as service
from fellowship.home.services.many import CHOICES
from fellowship.home.services.overview_filters import Wanted
from fellowship.home.services.standings import Numbers
from fellowship.home.services.week import week_words
from fellowship.lib.tables import write_csv, write_xlsx
from fellowship.nhsuk.rendering import address_with
from fellowship.people.access import SignedInRequest
from fellowship.people.services import audit

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def overview(request: SignedInRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(
        Cohort.objects.visible_to(request.user).select_related("programme__call_rules"), pk=pk
    )
    form = OverviewForm(request.GET, cohort=cohort)
    wanted = form.wanted()
    page, numbers = service.page_of(cohort, wanted, _number(request.GET.get("page")))
    context = {
        "cohort": cohort,
        "week": week_words(cohort.starts_on, cohort.ends_on),
        "form": form,
        "cards": _cards(cohort, numbers, wanted),
        "in_all": numbers.fellows,
        "today": timezone.localdate(),
        "columns": _columns(request, wanted.sort),
        "page": page,
        "ticked": _ticked(request),
        "selection": _carried(request, form, page),
        "acts": CHOICES,
        "pauses": pauses_now([row.place_id for row in page.object_list if row.status == PlaceStatus.PAUSED]),
        "chosen": [(words, address_with(request, **{name: None})) for name, words in form.chosen()],
        "announce_url": _announce_url(request, cohort, form),
    }
    return render(request, "home/overview.jinja", context)


def _announce_url(request: SignedInRequest, cohort: Cohort, form: OverviewForm) -> str:
    """To the announcements of the cohort, or to a new one for those the filters find."""
    filters = {name: request.GET[name] for name, _words in form.chosen()}
    if not filters:
        return reverse("announcements", args=[cohort.pk])
    return f"{reverse('announcement_new', args=[cohort.pk])}?{urlencode(filters)}"


@require_safe
def export(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """What the table shows with its filters, all pages of it. Holds no words that people wrote."""
    cohorts = Cohort.objects.visible_to(request.user).select_related("programme__call_rules")
    cohort = get_object_or_404(cohorts, pk=pk)
    if kind not in KINDS:
        raise Http404
    form = OverviewForm(request.GET, cohort=cohort)
    rows = service.every_row(cohort, form.wanted())
    header = [words for words, _cell in EXPORTED]
    lines = [[cell(row) for _words, cell in EXPORTED] for row in rows]
    content = write_csv(header, lines) if kind == "csv" else write_xlsx(cohort.name, header, lines)
    response = HttpResponse(content, content_type=KINDS[kind])
    name = f"{slugify(cohort.name) or 'cohort'}-{timezone.localdate().isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    filters = [str(words) for _name, words in form.chosen()]
    audit.record("exported", cohort, by=request.user, rows=len(lines), format=kind, filters=filters)
    return response


EXPORTED = [
    (gettext_lazy("First name"), lambda row: row.given_name),
    (gettext_lazy("Last name"), lambda row: row.family_name),
    (gettext_lazy("Host organisation"), lambda row: row.host),
    (gettext_lazy("Mentor"), lambda row: row.mentors),
    (gettext_lazy("Challenge"), lambda row: row.challenge_title),
    (gettext_lazy("Status"), lambda row: row.attention.state.label),
    (gettext_lazy("Why"), lambda row: "; ".join(row.attention.reasons)),
    (gettext_lazy("Last log"), lambda row: row.last_log),
    (gettext_lazy("Next milestone"), lambda row: row.next_title),
    (gettext_lazy("Next milestone due"), lambda row: row.next_due),
    (gettext_lazy("Milestones overdue"), lambda row: row.overdue),
    (gettext_lazy("Waiting for the mentor since"), lambda row: row.waiting_since),
    (gettext_lazy("Tags"), lambda row: ", ".join(row.tags or ())),
    (gettext_lazy("Invitation open"), lambda row: _("Yes") if row.invited else _("No")),
]


def _ticked(request: SignedInRequest) -> set[int]:
    return {
        int(one) for one in request.GET.getlist("place") if one.isascii() and one.isdigit() and len(one) < 19
    }


def _carried(request: SignedInRequest, form: OverviewForm, page: Page) -> list[tuple[str, str]]:
    """What goes along unseen with those chosen: the filters, and ticks of other pages."""
    filters = [(name, request.GET[name]) for name in form.fields if request.GET.get(name)]
    elsewhere = _ticked(request) - {row.place_id for row in page.object_list}
    return [*filters, *(("place", str(place)) for place in sorted(elsewhere))]


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 7 else 1


def _cards(cohort: Cohort, numbers: Numbers, wanted: Wanted) -> list[dict]:
    """Each card begins afresh: its number is of the whole cohort, whatever else is chosen."""
    address = reverse("overview", args=[cohort.pk])
    cards = [
        ("call", numbers.call, _("need a call"), "alert"),
        ("overdue", numbers.overdue, _("with milestones overdue"), "alert"),
        ("waiting", numbers.waiting, _("waiting on a mentor over 14 days"), "alert"),
        ("invitations", numbers.invitations, _("with an invitation open"), ""),
    ]
    if numbers.unpaired or wanted.show == "unpaired":  # hardly ever, so it has no place of its own
        cards.insert(0, ("unpaired", numbers.unpaired, _("without a mentor"), "alert"))
    return [
        {
            "number": number,
            "text": text,
            "tone": tone,
            "active": wanted.show == show,
            "url": address if wanted.show == show else f"{address}?show={show}",
        }
        for show, number, text, tone in cards
    ]


def _columns(request: SignedInRequest, sort: str) -> list[dict]:
    titles = {
        "fellow": _("Fellow and host"),
        "mentor": _("Mentor"),
        "log": _("Last log"),
        "next": _("Next milestone"),
        "overdue": _("Overdue"),
        "waiting": _("Waiting since"),
        "status": _("Status"),
    }
    return [{"text": _("Choose"), "hidden": True}] + [
        {
            "text": text,
            "sort": {key: "ascending", f"-{key}": "descending"}.get(sort, ""),
            "sort_url": address_with(request, sort=f"-{key}" if sort == key else key),
        }
        for key, text in titles.items()
    ]
