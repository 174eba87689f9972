"""Stakeholders, their positions, judgements and lines of the ledger: the forms as people send them."""

import uuid

import pytest
from django.urls import reverse

from challenges.models import Judgement, Position, Sighting, Stakeholder
from challenges.models.stakeholder import Support
from fellowship.sealed.models import Draft
from tests.challenges.conftest import day_boxes
from tests.factories.cohorts import days_from_today
from tests.factories.workspace import JudgementFactory, PositionFactory, StakeholderFactory

NHS_NUMBER = "943 476 5919"  # valid by its check digit, invented
STRANGE = "𝕬\x00 שלום 👩🏽‍⚕️ <script>alert(1)</script>"


def new(world, kind):
    return reverse("piece_new", args=[world.challenge.pk, kind])


def form(**more):
    return {"draft": str(uuid.uuid4()), "version": "0", **more}


def who(**more):
    return form(
        **{
            "name": "Director of finance",
            "category": "commissioners",
            "tie": "vertical",
            **stands(),
            **more,
        }
    )


def stands(day=None, **more):
    words = {"power": "4", "interest": "2", "support": "-1", "needed": "1", "note": ""}
    return {**words, **day_boxes("day", day or days_from_today(-2)), **more}


def judged(**more):
    words = {"track": "learning", "learning": "productively_stuck", "reason": "We know why."}
    return form(**{**words, **day_boxes("day", days_from_today(-1)), **more})


def seen(**more):
    words = {"name": "Board", "occasion": "meeting", "vantage": "balcony", "days": "0.5", "seen": ""}
    return form(**{**words, **day_boxes("day", days_from_today(-1)), **more})


@pytest.fixture
def position(world):
    return PositionFactory(stakeholder__challenge=world.challenge)


def test_new_stakeholder_is_shared_with_where_it_stands(fellow_client, world):
    answer = fellow_client.post(new(world, "stakeholder"), who())
    made = Stakeholder.objects.get()

    assert answer.url == made.get_absolute_url()
    assert made.positions.get().support == Support.DOUBTFUL


def test_form_says_never_a_patient_and_begins_with_today(fellow_client, world):
    page = fellow_client.get(new(world, "stakeholder")).content.decode()
    assert "Never a patient" in page
    assert f'name="day-year" type="text" value="{days_from_today(0).year}"' in page


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "Say who they are"),
        ({"category": ""}, "Choose which of the nine Cs fits best"),
        ({"category": "friends"}, "Choose one of the answers offered"),
        ({"power": ""}, "Choose how much power"),
        ({"power": "6"}, "Choose one of the answers offered"),
        ({"power": "NaN"}, "Choose one of the answers offered"),
        ({"support": "1e309"}, "Choose one of the answers offered"),
        ({"introduced_by": "999999"}, "There is a problem"),
        ({"day-day": "31", "day-month": "2"}, "must be a real date"),
        (day_boxes("day", days_from_today(1)), "today or in the past"),
        (day_boxes("day", days_from_today(-2000)), "first day of your fellowship"),
        ({"name": "x" * 201}, "It can be at most 200 characters"),
    ],
)
def test_wrong_stakeholder_is_refused_with_a_sentence(fellow_client, world, wrong, message):
    StakeholderFactory(challenge=world.challenge)  # so that somebody can have introduced
    page = fellow_client.post(new(world, "stakeholder"), who(**wrong)).content.decode()

    assert message in page
    assert Stakeholder.objects.count() == 1


def test_likely_patient_is_asked_about_and_the_author_decides(fellow_client, world):
    data = who(note=f"Talked about {NHS_NUMBER}")
    page = fellow_client.post(new(world, "stakeholder"), data).content.decode()
    assert "943 476 5919" in page
    assert not Stakeholder.objects.exists()

    fellow_client.post(new(world, "stakeholder"), {**data, "version": "1", "identifiers_checked": "yes"})
    assert Stakeholder.objects.count() == 1


def test_strange_letters_are_kept_as_text(fellow_client, world):
    answer = fellow_client.post(new(world, "stakeholder"), who(name=STRANGE), follow=True)
    page = answer.content.decode()
    listed = fellow_client.get(reverse("stakeholders", args=[world.challenge.pk])).content.decode()

    assert Stakeholder.objects.get().name == STRANGE.replace("\x00", "")
    assert "<script>alert" not in page + listed


def test_introducer_of_another_challenge_is_nobody_here(fellow_client, world):
    StakeholderFactory(challenge=world.challenge)
    other = StakeholderFactory()
    page = fellow_client.post(new(world, "stakeholder"), who(introduced_by=str(other.pk))).content.decode()

    assert "There is a problem" in page
    assert other.name not in page


def test_circle_of_introductions_is_refused_on_the_form(fellow_client, world):
    first = StakeholderFactory(challenge=world.challenge, name="Medical director")
    second = StakeholderFactory(challenge=world.challenge, name="Chief nurse", introduced_by=first)
    data = who(name="Medical director", introduced_by=str(second.pk), piece_version="1")
    answer = fellow_client.post(reverse("piece_edit", args=[first.pk]), data)

    assert answer.status_code == 409
    assert "Chief nurse came to you through Medical director" in answer.content.decode()


def test_stakeholder_is_not_offered_as_its_own_introducer(fellow_client, world):
    first = StakeholderFactory(challenge=world.challenge, name="Medical director")
    StakeholderFactory(challenge=world.challenge, name="Chief nurse")
    page = fellow_client.get(reverse("piece_edit", args=[first.pk])).content.decode()

    assert ">Chief nurse</option>" in page
    assert ">Medical director</option>" not in page


def test_change_of_a_stakeholder_leaves_positions_alone(fellow_client, world, position):
    stakeholder = position.stakeholder
    page = fellow_client.get(reverse("piece_edit", args=[stakeholder.pk])).content.decode()
    fellow_client.post(reverse("piece_edit", args=[stakeholder.pk]), who(name="Chair", piece_version="1"))
    stakeholder.refresh_from_db()

    assert "How much power" not in page
    assert stakeholder.name == "Chair"
    assert stakeholder.positions.get() == position


def test_later_position_begins_with_the_last_one(fellow_client, position):
    url = reverse("position_new", args=[position.stakeholder_id])
    page = fellow_client.get(url).content.decode()
    answer = fellow_client.post(url, form(**stands(), piece_version="1"))

    assert 'value="3" checked' in page
    assert answer.url == position.stakeholder.get_absolute_url()
    assert position.stakeholder.positions.count() == 2


def test_position_from_a_stale_form_keeps_what_was_typed(fellow_client, position):
    url = reverse("position_new", args=[position.stakeholder_id])
    fellow_client.post(url, form(**stands(), piece_version="1"))
    answer = fellow_client.post(
        url, form(**stands(day=days_from_today(-1), note="Nodded"), piece_version="1")
    )
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Nodded" in page
    again = fellow_client.post(url, form(**stands(day=days_from_today(-1), note="Nodded"), piece_version="2"))
    assert again.status_code == 302


def test_position_sent_twice_is_one(fellow_client, position):
    url = reverse("position_new", args=[position.stakeholder_id])
    for _click in range(2):
        assert fellow_client.post(url, form(**stands(), piece_version="1")).status_code == 302
    assert position.stakeholder.positions.count() == 2


def test_position_is_put_right(fellow_client, position):
    fellow_client.post(reverse("position_edit", args=[position.pk]), form(**stands(), piece_version="1"))
    position.refresh_from_db()
    assert (position.power, position.day) == (4, days_from_today(-2))


def test_position_with_a_likely_patient_is_asked_about(fellow_client, position):
    url = reverse("position_edit", args=[position.pk])
    page = fellow_client.post(url, form(**stands(note=NHS_NUMBER), piece_version="1")).content.decode()
    assert "Go on anyway" in page
    assert position.stakeholder.changes.count() == 0


@pytest.mark.parametrize("page", ["position_new", "position_edit"])
def test_position_is_kept_as_a_draft_while_it_is_typed(fellow_client, position, page):
    pk = position.stakeholder_id if page == "position_new" else position.pk
    kind = page.replace("_", "-")
    typed = form(**stands(note="She nodded"), day="")
    saved = fellow_client.post(reverse("draft_save", args=[kind, pk]), typed)
    listed = fellow_client.get(reverse("drafts")).content.decode()
    shown = fellow_client.get(reverse(page, args=[pk])).content.decode()

    assert saved.status_code == 200
    assert "She nodded" in listed
    assert "She nodded" in shown
    assert Position.objects.get() == position


def test_draft_of_a_position_is_gone_once_it_is_saved(fellow_client, position):
    url = reverse("position_new", args=[position.stakeholder_id])
    fellow_client.post(url, form(**stands(power="")))
    assert "Choose how much power" in fellow_client.post(url, form(**stands(power=""))).content.decode()
    assert Draft.objects.count() == 2
    for draft in Draft.objects.all():
        sent = form(**stands(), draft=str(draft.pk), piece_version="1") | {"version": str(draft.version)}
        fellow_client.post(url, sent)
    assert not Draft.objects.exists()


def test_position_is_removed_after_asking_and_the_last_one_stays(fellow_client, position):
    later = PositionFactory(stakeholder=position.stakeholder, day=days_from_today(-1))
    url = reverse("position_remove", args=[later.pk])

    assert "stays in the history" not in fellow_client.get(url).content.decode()
    fellow_client.post(url, {"version": "1"})
    answer = fellow_client.post(reverse("position_remove", args=[position.pk]), {"version": "2"}, follow=True)

    assert "This is the only position" in answer.content.decode()
    assert list(Position.objects.all()) == [position]


@pytest.mark.parametrize("page", ["position_new", "position_edit", "position_remove"])
@pytest.mark.parametrize(
    ("name", "status"), [("mentor", 403), ("administrator", 403), ("same_cohort", 404), ("stranger", 404)]
)
def test_positions_are_the_fellows_to_write(as_person, world, position, page, name, status):
    pk = position.stakeholder_id if page == "position_new" else position.pk
    assert as_person(name).post(reverse(page, args=[pk]), stands(version="1")).status_code == status
    assert Position.objects.count() == 1


def test_position_of_something_that_is_no_stakeholder_is_not_there(fellow_client, world):
    judgement = JudgementFactory(challenge=world.challenge)
    assert fellow_client.get(reverse("position_new", args=[judgement.pk])).status_code == 404


# ---- judgements ----


def test_judgement_is_asked_for_the_track_one_comes_for(fellow_client, world):
    page = fellow_client.get(new(world, "judgement") + "?track=learning").content.decode()
    assert "Productively stuck" in page
    assert "fair place to be" in page
    assert "Tame" not in page


def test_judgement_is_shared(fellow_client, world):
    fellow_client.post(new(world, "judgement"), judged())
    made = Judgement.objects.get()
    assert (made.track, made.verdict) == ("learning", "productively_stuck")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"learning": ""}, "Choose how you see it"),
        ({"track": "delivery"}, "Choose how you see it"),
        ({"track": "mood"}, "Choose one of the answers offered"),
        ({"learning": "tame"}, "Choose one of the answers offered"),
        ({"reason": ""}, "Say why you see it so"),
        (day_boxes("day", days_from_today(1)), "today or in the past"),
    ],
)
def test_wrong_judgement_is_refused_with_a_sentence(fellow_client, world, wrong, message):
    page = fellow_client.post(new(world, "judgement"), judged(**wrong)).content.decode()
    assert message in page
    assert not Judgement.objects.exists()


def test_form_that_puts_a_judgement_right_shows_what_it_says(fellow_client, world):
    judgement = JudgementFactory(challenge=world.challenge)
    page = fellow_client.get(reverse("piece_edit", args=[judgement.pk])).content.decode()
    assert 'value="on_track" checked' in page
    assert judgement.reason in page


# ---- ledger ----


def test_line_of_the_ledger_is_shared(fellow_client, world):
    fellow_client.post(new(world, "sighting"), seen(seen="Nobody asked the rota team."))
    assert Sighting.objects.get().days == 0.5


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ("", "as a number like 0.5 or 1"),
        ("half", "as a number like 0.5 or 1"),
        ("0,5", "as a number like 0.5 or 1"),
        ("NaN", "as a number like 0.5 or 1"),
        ("0", "as a number like 0.5 or 1"),
        ("-1", "as a number like 0.5 or 1"),
        ("1e309", "There is a problem"),
        ("32", "up to 31 days"),
        ("0.125", "at most two figures"),
        ("9" * 5000, "There is a problem"),
    ],
)
def test_wrong_length_is_refused_with_a_sentence(fellow_client, world, days, message):
    page = fellow_client.post(new(world, "sighting"), seen(days=days)).content.decode()
    assert message in page
    assert not Sighting.objects.exists()


def test_too_long_a_text_is_refused_and_nothing_is_saved(fellow_client, world):
    answer = fellow_client.post(new(world, "sighting"), seen(seen="x" * 1_000_000))
    assert answer.status_code == 200
    assert "It can be at most" in answer.content.decode()
    assert not Sighting.objects.exists()
