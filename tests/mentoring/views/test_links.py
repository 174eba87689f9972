import uuid

import pytest
from django.urls import reverse

from mentoring.models import Link
from mentoring.services.links import link_things
from tests.factories import ChallengeFactory, LogEntryFactory, ModuleFactory
from tests.factories.workspace import CycleFactory, MeasureFactory, QuestionFactory, RampFactory
from tests.mentoring.views.test_queries import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(scene):
    return MeasureFactory(challenge=scene.challenge, name="Days of waiting")


def finder(scene, query: str = "") -> str:
    return reverse("link_new", args=[scene.challenge.pk, f"entry-{scene.entry.pk}"]) + query


def body(response) -> str:
    return response.content.decode()


def test_links_stand_on_the_pages_of_both_things(scene, as_, measure):
    why = "It went down from here"
    entry = ("entry", scene.entry.pk)
    link_things(
        challenge=scene.challenge, thing=entry, others=[("piece", measure.pk)], why=why, by=scene.fellow
    )

    for who in ("fellow", "lead", "administrator"):
        here = body(as_(scene.people[who]).get(scene.entry.get_absolute_url()))
        listed = reverse("links", args=[scene.challenge.pk, f"piece-{measure.pk}"])
        there = body(as_(scene.people[who]).get(listed))
        assert "Days of waiting" in here
        assert why in here
        assert "We met the ward team" in there
        assert why in there
        for page in (here, there):
            assert ("Unlink" in page) is (who == "fellow")
            assert ("Link this to something" in page) is (who == "fellow")


def test_several_are_linked_at_once_and_sent_twice_they_are_linked_once(scene, as_, measure):
    fellow = as_(scene.fellow)
    data = {"to": [f"piece-{measure.pk}", f"milestone-{scene.milestone.pk}"], "why": " Both  show it "}

    first = fellow.post(finder(scene), data, follow=True)
    second = fellow.post(finder(scene), data, follow=True)

    assert "Linked to 2 things." in body(first)
    assert "These were linked already." in body(second)
    assert [link.why for link in Link.objects.all()] == ["Both show it"] * 2


def test_search_is_kept_while_linking_and_lists_what_is_left(scene, as_, measure):
    other = QuestionFactory(challenge=scene.challenge, name="Who waits?", asked="Who waits?")
    fellow = as_(scene.fellow)

    page = body(fellow.get(finder(scene, "?q=wait&kind=measure")))
    assert "Days of waiting" in page
    assert other.name not in page
    assert "1 thing to link to" in page

    again = fellow.post(finder(scene, "?q=wait&kind=measure"), {"why": "Half a thought"})
    assert "Choose at least one thing to link it to" in body(again)
    assert "Half a thought" in body(again)
    assert other.name not in body(again)


@pytest.mark.parametrize(
    "query", ["?q=%00", "?kind=nonsense", "?page=0", "?page=99999999999", "?page=-3", f"?q={'x' * 5000}"]
)
def test_nonsense_in_the_search_breaks_nothing(scene, as_, measure, query):
    assert as_(scene.fellow).get(finder(scene, query)).status_code == 200


@pytest.mark.parametrize(
    "key", ["", "piece-", "brief-1", "piece-0", "piece--1", "piece-9999999999999", "piece-1 OR 1=1", "٣-٣"]
)
def test_forged_key_is_refused_in_words_and_nothing_is_linked(scene, as_, measure, key):
    answer = as_(scene.fellow).post(finder(scene), {"to": [f"piece-{measure.pk}", key]})

    assert answer.status_code == 200
    assert "There is a problem" in body(answer)
    assert not Link.objects.exists()


def test_thing_of_somebody_else_is_refused_in_words(scene, as_):
    answer = as_(scene.fellow).post(finder(scene), {"to": f"entry-{LogEntryFactory().pk}"})

    assert "not in this challenge" in body(answer)
    assert not Link.objects.exists()


def test_too_many_or_too_long_is_refused_in_words(scene, as_, measure):
    keys = [f"piece-{number}" for number in range(1, 2000)]
    assert "at most 20" in body(as_(scene.fellow).post(finder(scene), {"to": keys}))

    answer = as_(scene.fellow).post(finder(scene), {"to": f"piece-{measure.pk}", "why": "x" * 301})
    assert "300 characters" in body(answer)
    assert not Link.objects.exists()


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "שלום 🎉", "a\x00b", "'; DROP TABLE people; --"]
)
def test_strange_reasons_are_kept_harmlessly(scene, as_, measure, words):
    page = as_(scene.fellow).post(finder(scene), {"to": f"piece-{measure.pk}", "why": words}, follow=True)

    assert Link.objects.get().why == words.replace("\x00", "")
    assert "<script>alert" not in body(page)


def test_patient_identifier_in_the_reason_warns_first(scene, as_, measure):
    data = {"to": f"piece-{measure.pk}", "why": "Seen with 943 476 5919"}

    warned = as_(scene.fellow).post(finder(scene), data)
    assert "This may identify a patient" in body(warned)
    assert not Link.objects.exists()
    assert "checked" in body(warned)

    as_(scene.fellow).post(finder(scene), {**data, "identifiers_checked": "yes"})
    assert Link.objects.count() == 1


def test_unlinking_asks_first_and_goes_back_to_where_one_came_from(scene, as_, measure):
    fellow = as_(scene.fellow)
    fellow.post(finder(scene), {"to": f"piece-{measure.pk}"})
    link = Link.objects.get()
    address = reverse("link_remove", args=[link.pk])

    asked = body(fellow.get(f"{address}?of=piece-{measure.pk}"))
    assert "Unlink these?" in asked
    assert "Days of waiting" in asked
    assert fellow.post(f"{address}?of=piece-{measure.pk}").url == f"{measure.get_absolute_url()}#links"
    assert fellow.post(f"{address}?of=milestone-1").status_code == 302  # twice, and from nowhere
    link.refresh_from_db()
    assert link.removed_at


def test_module_leads_to_the_evidence_in_ones_own_challenge(scene, as_):
    module = ModuleFactory(cohort=scene.challenge.place.cohort, title="Leading change")
    link_things(
        challenge=scene.challenge,
        thing=("module", module.pk),
        others=[("entry", scene.entry.pk)],
        by=scene.fellow,
    )

    page = as_(scene.fellow).get(reverse("module_links", args=[module.pk]), follow=True)
    assert "Leading change" in body(page)
    assert "We met the ward team" in body(page)
    without = as_(scene.peer).get(reverse("module_links", args=[module.pk]), follow=True)
    assert "You have no challenge in this cohort" in body(without)
    cohort = scene.challenge.place.cohort
    peers_own = ModuleFactory(cohort=cohort, place=cohort.places.get(person=scene.peer))
    for hidden in (ModuleFactory(), peers_own):
        address = reverse("links", args=[scene.challenge.pk, f"module-{hidden.pk}"])
        assert as_(scene.fellow).get(address).status_code == 404


def test_thing_of_another_challenge_has_no_links_here(scene, as_):
    other = MeasureFactory(challenge=ChallengeFactory(place__cohort=scene.challenge.place.cohort))

    for name in ("links", "link_new"):
        address = reverse(name, args=[scene.challenge.pk, f"piece-{other.pk}"])
        assert as_(scene.fellow).get(address).status_code == 404


def test_shared_entry_offers_to_be_linked(scene, as_):
    assert finder(scene) in body(as_(scene.fellow).get(reverse("log_shared", args=[scene.entry.pk])))


def test_links_cost_one_statement_and_the_finder_shows_one_page(scene, as_, monkeypatch):
    fellow, taken = as_(scene.fellow), []
    fellow.get(scene.entry.get_absolute_url())
    for more in (1, 2, 30):
        for _number in range(more):
            made = QuestionFactory(challenge=scene.challenge, form_id=uuid.uuid4())
            link_things(
                challenge=scene.challenge,
                thing=("entry", scene.entry.pk),
                others=[("piece", made.pk)],
                by=scene.fellow,
            )
            QuestionFactory(challenge=scene.challenge)
        counts = []
        for address in (scene.entry.get_absolute_url(), finder(scene)):
            with counted(monkeypatch) as count:
                fellow.get(address)
            counts.append(count["queries"])
        taken.append(counts)

    assert taken == [[12, 8]] * 3
    assert count["rows"] <= 20 + 10


def test_what_was_ticked_stays_ticked_in_another_search(scene, as_, measure):
    query = f"?q=nothing+like+it&to=piece-{measure.pk}&to=piece-999999&to=nonsense"
    page = body(as_(scene.fellow).get(finder(scene, query)))
    listed = body(as_(scene.fellow).get(finder(scene, f"?to=piece-{measure.pk}")))

    assert f'value="piece-{measure.pk}" checked' in page
    assert "Chosen before" in page
    assert 'value="piece-999999"' not in page
    assert f'value="piece-{measure.pk}" checked' in listed
    assert "Chosen before" not in listed


def test_searching_keeps_what_is_ticked_and_typed_and_links_nothing(scene, as_, measure):
    QuestionFactory(challenge=scene.challenge, name="Who waits?", asked="Who waits?")
    typed = {"to": f"piece-{measure.pk}", "why": "Half a thought", "q": "Who", "act": "search"}
    page = body(as_(scene.fellow).post(finder(scene), typed))

    assert f'value="piece-{measure.pk}" checked' in page
    assert "Chosen before" in page
    assert 'value="Half a thought"' in page
    assert "Who waits?" in page
    assert not Link.objects.exists()

    nothing = body(as_(scene.fellow).post(finder(scene), {**typed, "to": "", "q": "nothing like it"}))
    assert 'value="Half a thought"' in nothing


def test_enter_searches_after_other_words_were_typed_and_else_links(scene, as_, measure):
    typed = {"to": f"piece-{measure.pk}", "why": "", "shown_q": "", "q": "Days", "act": "enter"}
    fellow = as_(scene.fellow)
    assert "1 thing to link to" in body(fellow.post(finder(scene), typed))
    assert not Link.objects.exists()
    fellow.post(finder(scene), {**typed, "shown_q": "Days"})
    assert Link.objects.exists()


def test_next_page_of_what_was_found_keeps_the_ticks(scene, as_, measure):
    for number in range(25):
        QuestionFactory(challenge=scene.challenge, name=f"Who waits {number}?", asked="Who?")
    fellow = as_(scene.fellow)
    page = body(fellow.post(finder(scene), {"to": f"piece-{measure.pk}", "page": "2"}))
    assert "Page 2 of 2" in page
    assert f'value="piece-{measure.pk}" checked' in page
    assert "Chosen before" in page


def test_cycles_of_one_name_are_told_apart(scene, as_):
    for name in ("Nights", "Weekends"):
        ramp = RampFactory(challenge=scene.challenge, name=name)
        CycleFactory(ramp=ramp, name="One team, one week", number=2)
    page = body(as_(scene.fellow).get(finder(scene, "?kind=cycle")))
    assert "One team, one week (cycle 2 of “Nights”)" in page
    assert "One team, one week (cycle 2 of “Weekends”)" in page
    assert "1 thing to link to" in body(as_(scene.fellow).get(finder(scene, "?kind=cycle&q=weekend")))
