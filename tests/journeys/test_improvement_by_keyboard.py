"""The workspace with a keyboard alone: a measure, a reading, a cycle to its decision, a link, a comment."""

from django.urls import reverse

from challenges.models import Cycle, Measure
from challenges.models.cycle import Decision
from challenges.models.measure import Direction
from mentoring.models import Comment, Link
from tests.journeys.other_means import Keys


def test_an_improvement_with_the_keyboard_alone(browser_page, walk, sign_in, challenge):
    sign_in(browser_page, challenge.place.person)
    fellow = Keys(walk(browser_page).open(challenge.get_absolute_url()))
    fellow.reach("^Measures$").enter().reach("^Write the first measure").enter()
    fellow.reach("^Name").type("Falls").reach("^Operational definition").type("Falls, a month.")
    fellow.reach("^Outcome").press(" ").reach("^Up is better").press("ArrowDown")  # Down is better
    fellow.reach("^Share$").enter().reach("^Add a reading").enter()
    fellow.reach("^Value").type("12").reach("^Save$").enter().walk.reads("The reading is on the chart.")

    fellow.reach("^Link this to something").enter().reach("Baseline measured").press(" ")
    fellow.reach("^Words in it").type("Nothing like it").enter()
    fellow.reach("Why, in a sentence").type("It is the baseline").enter()
    assert Link.objects.get().why == "It is the baseline"

    fellow.walk.open(reverse("cycles", args=[challenge.pk]))
    fellow.reach("^Plan the first cycle").enter().reach("^Name of the new ramp").type("Lights at night")
    fellow.reach("^Objective").type("One bay").reach("^Prediction").type("One fall fewer")
    fellow.reach("^Share$").enter()
    fellow.reach("^Start Do").enter().reach("^Write what happened").enter()
    fellow.reach("^What happened").type("Two fewer.").reach("^Do is finished").enter()
    fellow.reach("^Compare with the prediction").enter()
    fellow.reach("^What do the data say").type("Better.").reach("^Save, and go on to Act").enter()
    fellow.reach("^Adopt").press("ArrowDown").reach("^What next").type("The other bays.")
    fellow.reach("^Decide$").enter().reach("^Ask my mentor to look").enter()
    assert Cycle.objects.get().decision == Decision.ADAPT

    sign_in(browser_page, challenge.place.pairings.get().mentor)
    mentor = Keys(walk(browser_page).open(Cycle.objects.get().get_absolute_url()))
    mentor.reach("^Your comment").type("What did the night staff say?").reach(r"^Comment\s+on").enter()
    assert Comment.objects.get().text == "What did the night staff say?"
    assert Measure.objects.get().direction == Direction.DECREASE
