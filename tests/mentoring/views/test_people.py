"""The page of stakeholders on chosen days, and the page of one."""

import pytest
from django.urls import reverse

from challenges.models import Stakeholder
from challenges.models.stakeholder import Support
from challenges.services.pieces import remove_piece
from challenges.services.stakeholders import add_position
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import PositionFactory, StakeholderFactory

READERS = ["fellow", "lead", "second", "cover", "administrator"]
NOT_READERS = ["peer", "other_cohort", "after_grace", "future", "tutor", "evaluator", "stranger"]


def url(scene, **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return reverse("stakeholders", args=[scene.challenge.pk]) + (f"?{query}" if query else "")


def known(scene, name="Chief nurse", since=-50, support=Support.DOUBTFUL, **facts):
    stakeholder = StakeholderFactory(challenge=scene.challenge, name=name, **facts)
    PositionFactory(stakeholder=stakeholder, day=days_from_today(since), support=support)
    return stakeholder


@pytest.fixture
def grown(scene):
    """Two were known fifty days ago, five today; one of the two has come round."""
    early = known(scene, "Chief nurse", tie="vertical")
    known(scene, "Medical director", tie="across")
    for number in range(3):
        known(scene, f"Later role {number}", since=-5, tie="across", introduced_by=early)
    PositionFactory(stakeholder=early, day=days_from_today(-2), support=Support.HELPFUL)
    return scene


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("who", READERS)
def test_people_are_read_by_those_who_take_part(grown, as_, who):
    page = text(as_(grown.people[who]).get(url(grown)))
    assert "Chief nurse" in page
    assert ("Add a stakeholder" in page) == (who == "fellow")


@pytest.mark.parametrize("who", NOT_READERS)
def test_people_are_not_there_for_others(grown, as_, who):
    client = as_(grown.people[who])
    assert client.get(url(grown)).status_code == 404
    file = reverse("stakeholders_file", args=[grown.challenge.pk, "grid", "svg"])
    assert client.get(file).status_code == 404


def test_peer_reads_people_of_an_opened_challenge_without_writing(grown, as_):
    grown.challenge.open_to_cohort = True
    grown.challenge.save()
    page = text(as_(grown.peer).get(url(grown)))
    assert "Chief nurse" in page
    assert "Add a stakeholder" not in page


def test_former_mentor_sees_nobody_of_after_the_end(grown, as_):
    assert "Chief nurse" not in text(as_(grown.in_grace).get(url(grown)))


def test_two_days_side_by_side_say_how_the_network_grew(grown, as_):
    page = text(as_(grown.fellow).get(url(grown, day="today", other_before=str(days_from_today(-40)))))

    assert "you knew 2, today 5; 4 across organisations, where there were 1" in page
    assert "Support moved from doubtful to helpful for 1." in page
    assert page.count("<svg xmlns") == 6  # two grids, two networks in two sizes
    assert page.count(">New</strong>") == 3


def test_mentor_reads_who_knew_them(grown, as_):
    page = text(as_(grown.lead).get(url(grown, day="today", before="start")))
    assert f"{grown.fellow.full_name} knew" in page
    assert "you knew" not in page


def test_days_in_the_wrong_order_are_put_right(grown, as_):
    earlier, later = str(days_from_today(-40)), str(days_from_today(-3))
    one = text(as_(grown.fellow).get(url(grown, day="today", other_day=earlier, other_before=later)))
    other = text(as_(grown.fellow).get(url(grown, day="today", other_day=later, other_before=earlier)))
    assert "you knew 2" in one
    assert one.count("<svg xmlns") == other.count("<svg xmlns") == 6


def test_picture_of_an_earlier_day_knows_nothing_of_later(grown, as_):
    page = text(as_(grown.fellow).get(url(grown, day="today", other_day=str(days_from_today(-40)))))
    assert "Later role" not in page
    assert "you knew 2" in page


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("soon", "is not a date we can read"),
        (str(days_from_today(1)), "Choose a date between"),
        (str(days_from_today(-3000)), "Choose a date between"),
        ("31/2/2026", "31/2/2026"),
        ("%00", "People"),
        ("9" * 60, "There is a problem"),
    ],
)
def test_date_that_cannot_be_is_refused_and_today_is_shown(grown, as_, typed, message):
    page = text(as_(grown.fellow).get(url(grown, day="today", other_day=typed)))
    assert message in page
    assert "Later role 2" in page


@pytest.mark.parametrize("asked", [{"day": "yesterday"}, {"day": ""}, {"day": "today", "before": "never"}])
def test_day_that_is_not_offered_shows_today(grown, as_, asked):
    response = as_(grown.fellow).get(url(grown, **asked))
    assert "Later role 2" in text(response)


def test_removed_stakeholder_is_off_the_page_and_still_introduced_others(grown, as_):
    first = grown.challenge.pieces.filter(name="Chief nurse").get().stakeholder
    remove_piece(piece=first, by=grown.fellow)
    page = text(as_(grown.fellow).get(url(grown)))

    assert "Chief nurse" not in page
    assert "Later role 2" in page


def test_nobody_yet_says_what_to_do(scene, as_):
    page = text(as_(scene.fellow).get(url(scene)))
    assert "Nobody here yet" in page
    assert "<svg xmlns" not in page


def test_stakeholder_without_a_position_is_on_the_network_and_in_the_table(scene, as_):
    StakeholderFactory(challenge=scene.challenge, name="Chair")
    page = text(as_(scene.fellow).get(url(scene)))
    assert "Nothing said yet" in page
    assert "On " in page


def test_missing_cs_are_named_to_the_fellow_only(grown, as_):
    assert "Who may be missing?" in text(as_(grown.fellow).get(url(grown)))
    assert "Who may be missing?" not in text(as_(grown.lead).get(url(grown)))


@pytest.mark.parametrize("drawing", ["grid", "network"])
@pytest.mark.parametrize(("extension", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_pictures_are_taken_away(grown, as_, drawing, extension, begins):
    file = reverse("stakeholders_file", args=[grown.challenge.pk, drawing, extension])
    response = as_(grown.lead).get(file + "?day=today&before=start")

    assert response.content.startswith(begins)
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("what", [("grid", "pdf"), ("people", "svg")])
def test_other_files_are_not_there(grown, as_, what):
    file = reverse("stakeholders_file", args=[grown.challenge.pk, *what])
    assert as_(grown.fellow).get(file).status_code == 404


# ---- the page of one ----


def test_page_of_one_shows_how_they_moved_and_whom_they_brought(grown, as_):
    first = grown.challenge.pieces.get(name="Chief nurse")
    page = text(as_(grown.lead).get(first.get_absolute_url()))

    assert "Support over time" in page
    assert "Later role 0" in page
    assert "Put right" not in page
    assert "Your comment on this" in page


def test_page_of_one_leads_the_fellow_to_a_new_position(grown, as_):
    later = grown.challenge.pieces.get(name="Later role 0")
    page = text(as_(grown.fellow).get(later.get_absolute_url()))
    assert "Where do they stand now?" in page
    assert "introduced by" in page
    assert "Put right" in page


def test_history_tells_positions_in_words(grown, as_):
    later = grown.challenge.pieces.get(name="Later role 0").stakeholder
    words = {"power": 5, "interest": 5, "support": 2, "needed": 2, "note": "", "day": days_from_today(-1)}
    add_position(stakeholder=later, words=words, by=grown.fellow)
    page = text(as_(grown.lead).get(later.get_absolute_url()))

    assert "Where they stand now" in page
    assert "<dt>Support now</dt>" in page
    assert "<dt>Power</dt>" in page


def test_long_table_is_shown_in_pages_or_in_whole(scene, as_):
    for number in range(52):
        known(scene, f"Role {number:02}", since=-100 + number)
    client = as_(scene.fellow)
    first, last = (text(client.get(url(scene, page=number))) for number in (1, 2))
    everybody = text(client.get(url(scene, list="all")))

    rows = '<tr class="nhsuk-table__row"'
    assert [page.count(rows) for page in (first, last, everybody)] == [50, 2, 52]
    assert all(f"Role {number:02}" in everybody for number in range(52))
    assert "Show all 52 in one table" in first
    assert "Show all" not in everybody
    assert ">52</text>" in first  # the pictures show everybody


def test_kept_pictures_change_with_what_is_known(scene, as_):
    stakeholder, client = known(scene, "Chief nurse"), as_(scene.fellow)
    assert "Chief nurse: doubtful" in text(client.get(url(scene)))

    PositionFactory(stakeholder=stakeholder, day=days_from_today(-1), support=Support.LEADS)
    assert "Chief nurse: makes it happen" in text(client.get(url(scene)))
    assert ">You</text>" in text(client.get(url(scene)))
    assert ">You</text>" not in text(as_(scene.lead).get(url(scene)))


def test_kept_table_changes_with_what_is_known_and_asked(grown, as_):
    client = as_(grown.fellow)
    compared = url(grown, day="today", other_before=days_from_today(-40))
    assert "Later role 0" in text(client.get(url(grown)))
    assert "New</strong>" not in text(client.get(url(grown)))
    assert text(client.get(compared)).count("New</strong>") == 3

    Stakeholder.objects.filter(name="Later role 0").update(name="Head of <rotas>")
    for who in (client, as_(grown.lead)):
        page = text(who.get(url(grown)))
        assert "Head of &lt;rotas&gt;</a>" in page
        assert "Later role 0" not in page
