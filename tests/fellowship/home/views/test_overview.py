import csv
import datetime as dt
import re
from html import unescape
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.permissions import Role
from fellowship.people.models import AuditEvent
from tests.factories import (
    AdministratorFactory,
    ChallengeFactory,
    CohortFactory,
    InvitationFactory,
    LogEntryFactory,
    MilestoneFactory,
    OrganisationFactory,
    PairingFactory,
)
from tests.factories.cohorts import days_from_today

pytestmark = pytest.mark.django_db


def listed(response) -> list[str]:
    """First names in the table, in order."""
    return [unescape(name) for name in re.findall(r'rowheader"><a[^>]*>(\S+)', response.content.decode())]


@pytest.fixture
def cohort():
    return CohortFactory(name="London 2026")


@pytest.fixture
def seen(client, cohort):
    """`seen("?words=…")`: the fellows the overview lists for its administrator, in order."""
    client.force_login(AdministratorFactory(programme=cohort.programme).person)

    def names(query: str = "") -> list[str]:
        response = client.get(reverse("overview", args=[cohort.pk]) + query)
        assert response.status_code == 200
        return listed(response)

    return names


def fellow(cohort, given_name, *, overdue=0, mentor=None, milestone="planned", **facts):
    person = {"place__person__given_name": given_name, "place__cohort": cohort}
    challenge = ChallengeFactory(**person, **facts)
    MilestoneFactory(challenge=challenge, due_on=days_from_today(300), status=milestone)
    for _number in range(overdue):
        MilestoneFactory(challenge=challenge, due_on=days_from_today(-1))
    if mentor:
        PairingFactory(place=challenge.place, mentor__given_name="Helen", mentor__family_name=mentor)
    return challenge


@pytest.mark.parametrize("name", ["overview", "overview_export"])
def test_overview_is_for_the_administrators_of_its_programme(world, who_may_open, name):
    arguments = [world["place"].cohort_id, *(["csv"] if name == "overview_export" else [])]
    assert who_may_open(reverse(name, args=arguments)) == {"administrator"}


def test_who_needs_a_call_comes_first(cohort, seen):
    fellow(cohort, "Amara")
    fellow(cohort, "Tomasz", overdue=1)
    fellow(cohort, "Mei", overdue=3)
    fellow(cohort, "Grace", place__status=PlaceStatus.WITHDRAWN)
    assert seen() == ["Mei", "Tomasz", "Amara", "Grace"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("fellow", ["Mei", "Amara", "Tomasz"]),
        ("-fellow", ["Tomasz", "Amara", "Mei"]),
        ("mentor", ["Tomasz", "Mei", "Amara"]),  # nobody at all comes last
        ("overdue", ["Mei", "Amara", "Tomasz"]),
        ("-overdue", ["Tomasz", "Amara", "Mei"]),
        ("next", ["Mei", "Amara", "Tomasz"]),
        ("waiting", ["Amara", "Mei", "Tomasz"]),
        ("log", ["Tomasz", "Mei", "Amara"]),  # never comes first
    ],
)
def test_every_column_sorts(cohort, seen, sort, expected):
    def day(number: int) -> dt.datetime:
        return dt.datetime(2026, 11, number, 12, tzinfo=dt.UTC)

    def named(name: str) -> dict[str, str]:
        return {"place__person__family_name": name}

    amara = fellow(cohort, "Amara", overdue=1, last_entry_at=day(9), **named("Östlund"))
    fellow(cohort, "Tomasz", overdue=2, mentor="Ashworth", **named("Wiśniewski"))
    mei = fellow(cohort, "Mei", mentor="Émile", last_entry_at=day(3), **named("nakamura"))
    MilestoneFactory(challenge=mei, due_on=days_from_today(1))
    MilestoneFactory(challenge=amara, due_on=days_from_today(5))
    LogEntryFactory(challenge=amara, shared_at=day(2))
    LogEntryFactory(challenge=mei, shared_at=day(3))
    assert seen(f"?sort={sort}") == expected


def test_the_sorted_column_says_so(client, cohort, seen):
    fellow(cohort, "Amara")
    seen()
    page = client.get(reverse("overview", args=[cohort.pk]) + "?sort=-log").content.decode()
    assert page.count('aria-sort="descending"') == 1
    assert "aria-sort" not in page.replace('aria-sort="descending"', "", 1)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ostlund", ["Åsa"]),
        ("ÖSTLUND", ["Åsa"]),
        ("asa o", ["Åsa"]),
        ("øster", ["Åsa"]),  # typed with another accent than the name has
        ("sleep", ["Mei"]),
        ("riverside", ["Mei"]),
        ("ashworth", ["Mei"]),
        ("mei riverside", ["Mei"]),
        ("mei ostlund", []),
        ("%", []),
        ("_", []),
        ("'; drop table people_user; --", []),
        ("  ", ["Mei", "Åsa"]),
    ],
)
def test_search_finds_names_hosts_titles_and_mentors_without_accents(cohort, seen, words, found):
    fellow(cohort, "Åsa", place__person__family_name="Östlund", title="Theatre starts øster")
    fellow(
        cohort,
        "Mei",
        place__person__family_name="Zhang",
        title="Better sleep",
        place__host=OrganisationFactory(name="Riverside"),
        mentor="Ashworth",
    )
    assert sorted(seen(f"?words={words.replace('%', '%25')}")) == sorted(found)


def test_filters_narrow_and_can_be_removed(client, cohort, seen):
    host = OrganisationFactory(name="Riverside")
    mei = fellow(cohort, "Mei", mentor="Ashworth", place__host=host, place__person__profession="nurse")
    fellow(cohort, "Amara", overdue=2)
    mentor = mei.place.pairings.get().mentor_id
    for chosen in (f"mentor={mentor}", f"host={host.pk}", "profession=nurse", "state=on_track"):
        assert seen(f"?{chosen}") == ["Mei"]
    assert seen("?mentor=none") == ["Amara"]
    assert seen(f"?mentor={mentor}&state=needs_call") == []
    response = client.get(reverse("overview", args=[cohort.pk]) + "?state=on_track&words=mei&sort=log")
    page = unescape(response.content.decode())
    assert re.findall(r'app-chosen__filter" href="([^"]*)".*?</span>(.*?)<span', page) == [
        (f"/cohorts/{cohort.pk}/overview/?words=mei&sort=log", "On track"),
        (f"/cohorts/{cohort.pk}/overview/?state=on_track&sort=log", "“mei”"),
    ]
    assert "1 of 2 fellows" in page


def test_long_silence_and_long_waits_are_reasons_of_the_status(client, cohort, seen):
    ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=60)
    LogEntryFactory(challenge=fellow(cohort, "Amara", last_entry_at=ago), shared_at=ago)
    seen()
    page = client.get(reverse("overview", args=[cohort.pk])).content.decode()
    marks = re.findall(r'app-overview__long">([^<]*)<', page)
    assert marks == ["No mentor"]
    status = re.search(r"app-overview__status.*?</td>", page).group()
    assert [words in status for words in ("Needs a call", "No log for 8 weeks", "Waiting on")] == [True] * 3


def test_a_fellow_without_milestones_is_not_on_track_and_the_page_says_why(client, cohort, seen):
    fellow(cohort, "Amara", milestone="dropped", mentor="Ashworth")
    assert seen("?state=on_track") == []
    assert seen("?state=no_milestones") == ["Amara"]
    page = client.get(reverse("overview", args=[cohort.pk])).content.decode()
    status = re.search(r"app-overview__status.*?</td>", page).group()
    assert "No milestones yet" in status
    assert "No date to measure the year by" in status
    assert "without a mentor" not in page


def test_each_card_shows_as_many_fellows_as_it_says(client, cohort, seen):
    fellow(cohort, "Mei", overdue=2, mentor="Ashworth")
    fellow(cohort, "Amara", overdue=1)
    invited = fellow(cohort, "Grace").place.person
    InvitationFactory(programme=cohort.programme, cohort=cohort, role=Role.FELLOW, person=invited)
    seen()
    address = reverse("overview", args=[cohort.pk])
    page = client.get(address).content.decode()
    cards = re.findall(
        r'app-number__link" href="([^"]*)"[^>]*>\s*<span class="app-number__figure">(\d+)', page
    )
    assert [int(number) for _url, number in cards] == [2, 1, 2, 0, 1]
    for url, number in cards:
        assert len(seen(url.removeprefix(address))) == int(number)


@pytest.mark.parametrize(
    "query",
    [
        "?page=abc",
        "?page=-1",
        "?page=99999999999999999999",
        "?page=7",
        "?sort=;drop table people_user",
        "?sort=place_id",
        "?sort=--log",
        "?show=everything&state=lost&profession=wizard",
        "?mentor=99999999999999999999999",
        "?mentor=abc&host=abc",
        "?host=99999999999999999999999",
        "?words=" + "a" * 5000,
        "?words=%00&state=%00&sort=%00",
        "?words=%E2%80%AE%F0%9F%A6%89<script>",
    ],
)
def test_what_makes_no_sense_is_left_out_or_finds_nobody(cohort, seen, query):
    fellow(cohort, "Mei", mentor="Ashworth")
    assert seen(query) in (["Mei"], [])


def test_search_words_come_back_as_text(client, cohort, seen):
    fellow(cohort, "Mei")
    seen()
    page = client.get(reverse("overview", args=[cohort.pk]), {"words": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.content.decode()


def test_pages_hold_25(client, cohort, seen):
    for _number in range(26):
        fellow(cohort, "Mei")
    assert len(seen()) == 25
    assert len(seen("?page=2")) == 1
    assert len(seen("?page=3")) == 25  # there is none, so the first


@pytest.mark.parametrize("size", [1, 3, 25])
def test_as_many_queries_whatever_the_size(client, cohort, rows_counted, size):
    client.force_login(AdministratorFactory(programme=cohort.programme).person)
    for _number in range(size):
        fellow(cohort, "Mei", overdue=2, mentor="Ashworth")
    for _number in range(3):  # and of another cohort, which is not to be fetched
        fellow(CohortFactory(programme=cohort.programme), "Amara", overdue=2)
    path = reverse("overview", args=[cohort.pk])
    client.get(path)
    with rows_counted() as count:
        client.get(path)
    assert count.statements == 6
    # A fellow, and in the lists to choose from a mentor and a host each.
    assert count.rows <= 3 * size + 6


def test_a_large_cohort_fetches_one_page(client, cohort, rows_counted):
    client.force_login(AdministratorFactory(programme=cohort.programme).person)
    for _number in range(70):
        fellow(cohort, "Mei", mentor="Ashworth")
    path = reverse("overview", args=[cohort.pk])
    client.get(path)
    with rows_counted() as count:
        response = client.get(path)
    assert count.statements == 6
    assert 'name="mentor"' not in response.content.decode()  # too many to choose from
    assert count.rows <= 25 + 2 * 61 + 6


def exported(client, cohort, kind, query=""):
    return client.get(reverse("overview_export", args=[cohort.pk, kind]) + query)


def test_export_holds_what_is_filtered_and_no_formula(client, cohort, seen):
    fellow(cohort, "=1+1", overdue=2, title="@SUM(A1)", mentor="+44")
    fellow(cohort, "Amara")
    seen()
    response = exported(client, cohort, "csv", "?show=call")
    rows = list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 1
    assert not any(value.startswith(("=", "+", "-", "@")) for value in rows[0].values())
    assert "=1+1" in rows[0]["First name"]
    assert (rows[0]["Status"], rows[0]["Why"]) == ("Needs a call", "2 milestones overdue")
    sheet = load_workbook(BytesIO(exported(client, cohort, "xlsx").content)).active
    assert sheet.max_row == 3
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_export_is_named_and_audited(client, cohort, seen):
    fellow(cohort, "Mei")
    seen()
    response = exported(client, cohort, "csv", "?words=mei")
    name = f"london-2026-{days_from_today(0).isoformat()}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    event = AuditEvent.objects.get(act="exported")
    assert (event.object_id, event.detail["rows"], event.detail["filters"]) == (str(cohort.pk), 1, ["“mei”"])


def test_export_of_an_unknown_kind_is_not_there(client, cohort, seen):
    seen()
    assert exported(client, cohort, "exe").status_code == 404


def test_export_holds_no_words_that_people_wrote(client, cohort, seen):
    challenge = fellow(cohort, "Mei")
    LogEntryFactory(challenge=challenge, what_happened="We quarrelled about the rota.")
    seen()
    assert "quarrelled" not in exported(client, cohort, "csv").content.decode()


def test_empty_cohort_says_what_to_do_next(client, cohort, seen):
    assert seen() == []
    page = client.get(reverse("overview", args=[cohort.pk])).content.decode()
    assert reverse("import_new", args=[cohort.pk]) in page


def test_nobody_found_offers_to_show_all(client, cohort, seen):
    fellow(cohort, "Mei")
    assert seen("?words=nobody") == []
    page = client.get(reverse("overview", args=[cohort.pk]) + "?words=nobody").content.decode()
    assert "Nobody matches what you chose" in page
