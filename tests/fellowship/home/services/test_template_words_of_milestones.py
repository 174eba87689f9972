"""Words of milestones of a changed template: the fellow’s own stay."""

from django.urls import reverse

from challenges.models import MilestoneChange
from challenges.services.milestones import act_on_milestone, edit_milestone
from fellowship.cohorts.models import TemplateMilestone
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.cohorts.services.templates import move_item, save_item
from fellowship.home.services.template_changes import Comparison
from tests.fellowship.home.services.applying import applied, change, of, undone


def test_preview_counts_fellows_by_the_words_they_have(cohort, by, report):
    ada = of(cohort, report)[0]
    edit_milestone(milestone=ada, title="Mine", description="Own", by=ada.challenge.place.person)
    change(by, report, title="Final report", description="Ten pages")
    comparison = Comparison(cohort)

    counted = {one.verdict: one for _title, one in comparison.preview().milestones}

    assert {verdict: one.fellows for verdict, one in counted.items()} == {"own_words": 1, "words": 2}
    said = {str(one.label): (one.now, one.then) for one in comparison.words_of(counted["words"])}
    assert said["Title"] == ("Report", "Final report")
    assert said["What is expected"][1] == "Ten pages"
    assert comparison.words_of(counted["own_words"]) == []


def test_own_words_of_a_milestone_that_moves_are_named_as_kept(client, cohort, by, report):
    ada = of(cohort, report)[0]
    edit_milestone(milestone=ada, title="Mine", description="Own", by=ada.challenge.place.person)
    change(by, report, title="Final report", due="week 48")
    client.force_login(by)

    page = client.get(reverse("cohort_template_changes", args=[cohort.pk])).content.decode()
    act = applied(by, cohort)

    assert page.count("the fellow’s own words stay") == 2  # in the list of milestones, and at the fellow
    assert "Mine" not in page
    said = act.rows.get(place=ada.challenge.place).words
    assert said == "1 date moved, 1 stays: has words of the fellow’s own (1)."
    ada.refresh_from_db()
    assert ada.title == "Mine"


def test_undo_leaves_a_description_the_fellow_wrote_since(cohort, by, report):
    change(by, report, description="Ten pages")
    old = of(cohort, report)[1].description
    act = applied(by, cohort)
    ada, ben, _cleo = of(cohort, report)
    edit_milestone(
        milestone=ada, title=ada.title, description="Ten pages by May", by=ada.challenge.place.person
    )

    undone(by, act)

    assert [one.description for one in of(cohort, report)] == ["Ten pages by May", old, old]
    assert act.rows.get(place=ada.challenge.place).status == RowStatus.KEPT
    assert act.rows.get(place=ben.challenge.place).status == RowStatus.UNDONE


def test_undo_leaves_the_words_of_what_was_sent_since(cohort, by, report):
    change(by, report, title="Final report")
    act = applied(by, cohort)
    ada = of(cohort, report)[0]
    act_on_milestone(milestone=ada, act="send", by=ada.challenge.place.person, evidence="Done")

    undone(by, act)

    assert [one.title for one in of(cohort, report)] == ["Final report", "Report", "Report"]


def test_new_words_are_in_the_history_once(cohort, by, report):
    change(by, report, title="Final report")

    applied(by, cohort)

    ada = of(cohort, report)[0]
    assert MilestoneChange.objects.filter(milestone=ada, act="edit", by=by).count() == 1


def test_milestone_that_is_new_needs_no_second_change_of_words(cohort, by):
    save_item(by=by, item=TemplateMilestone(template=cohort.template, title="Poster", due="week 40"))
    move_item(by=by, item=cohort.template.milestones.get(title="Poster"), weeks=1)
    applied(by, cohort)

    assert Comparison(cohort).preview().does_something is False
