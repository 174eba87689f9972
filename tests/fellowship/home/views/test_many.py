"""From the overview's ticks over the preview to the act, by the administrator."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from challenges.models import Milestone
from challenges.workflow import MilestoneStatus
from fellowship.cohorts.bulk.tagging import tag_for
from fellowship.cohorts.models import BulkAct, BulkRow, Invitation, PlaceTag
from fellowship.cohorts.models.bulk import RowStatus
from fellowship.cohorts.permissions import Role
from fellowship.notifications.models import Message, MessageStatus
from fellowship.notifications.services.outbox import put
from fellowship.notifications.services.sending import send_due
from tests.factories import (
    AssignmentFactory,
    InvitationFactory,
    MilestoneFactory,
    ModuleFactory,
    PlaceFactory,
    ResultFactory,
)
from tests.factories.cohorts import days_from_today
from tests.fellowship.home.acting import fellow, moved, results

pytestmark = pytest.mark.django_db


def test_page_is_for_the_administrators_of_the_programme(world, who_may_open):
    address = reverse("many", args=[world["place"].cohort_id]) + f"?kind=tag&place={world['place'].pk}"
    assert who_may_open(address) == {"administrator"}


def test_who_chose_nobody_is_told_what_to_do(send):
    assert "You have chosen nobody" in send(kind="tag")


@pytest.mark.parametrize("place", ["abc", "-1", "99999999999999999999", "٣", "\x00"])
def test_nonsense_chooses_nobody(send, place):
    assert "You have chosen nobody" in send(kind="tag", place=place)


def test_fellow_of_another_programme_cannot_be_chosen(cohort, send):
    other = PlaceFactory()
    assert "You have chosen nobody" in send(kind="tag", place=other.pk, new="May")
    place = fellow(cohort)
    page = send(kind="tag", place=[place.pk, other.pk], new="May")
    assert "You have chosen 1 fellow." in page


def test_unknown_kind_is_not_there(client, cohort, administrator):
    assert client.get(reverse("many", args=[cohort.pk]) + "?kind=delete").status_code == 404


def test_all_that_match_the_filter_are_chosen(cohort, confirm):
    for name in ("Mei", "Mei", "Amara"):
        fellow(cohort, name)
    act = confirm(kind="tag", all="1", words="mei", new="May")
    assert len(results(act)) == 2


def test_preview_says_who_what_and_who_is_left_out_and_changes_nothing(cohort, send):
    had, new = fellow(cohort, "Amara"), fellow(cohort, "Mei")
    PlaceTag.objects.create(place=had, tag=tag_for(cohort.programme_id, "May"))
    page = send(kind="tag", place=[had.pk, new.pk], new="may")
    assert "Tag 1 fellow" in page
    assert "Is tagged “May”." in page
    assert "Left out: 1" in page
    assert "Has this tag already." in page
    assert not BulkAct.objects.exists()


def test_second_press_of_the_button_is_the_same_act(client, cohort, confirm):
    place = fellow(cohort)
    act = confirm(kind="tag", place=place.pk, new="May")
    again = {"kind": "tag", "place": place.pk, "new": "May", "form_id": str(act.form_id), "act": "confirm"}
    response = client.post(reverse("many", args=[cohort.pk]), again)
    assert response["Location"] == reverse("bulk_act", args=[act.pk])
    assert BulkAct.objects.count() == 1


def test_what_changed_since_the_preview_is_shown_again_before_anything_happens(cohort, send):
    milestone = MilestoneFactory(challenge=fellow(cohort).challenge)
    data = {"kind": "move", "place": milestone.challenge.place_id, **moved(days=7)}
    page = send(**data)
    stamp = re.search(r'name="stamp" value="([^"]*)"', page)[1]
    Milestone.objects.update(due_on=days_from_today(50))
    page = send(**data, act="confirm", stamp=stamp)
    assert "Something changed while you looked" in page
    assert not BulkAct.objects.exists()


def test_invitations_say_who_has_accepted(cohort, confirm, send):
    accepted, new, elsewhere = (fellow(cohort, name) for name in ("Amara", "Mei", "Fern"))
    EmailAddress.objects.exclude(user=elsewhere.person).filter(user__places__cohort=cohort).delete()
    InvitationFactory(
        programme=cohort.programme,
        cohort=cohort,
        role=Role.FELLOW,
        person=accepted.person,
        accepted_at=timezone.now(),
    )
    chosen = [accepted.pk, new.pk, elsewhere.pk]
    page = send(kind="invite", place=chosen)
    assert "Invite 1 fellow" in page
    assert "Has accepted already." in page
    assert "Signs in already." in page
    act = confirm(kind="invite", place=chosen)
    assert Invitation.objects.get(accepted_at=None).person == new.person
    assert sorted(status for status, _words in results(act)) == ["done", "left_out", "left_out"]
    assert "Was invited less than a minute ago." in send(kind="invite", place=[new.pk])


def test_reminders_go_once_to_who_has_something_open(cohort, send, confirm, time_machine):
    module = ModuleFactory(cohort=cohort)
    essay = AssignmentFactory(module=module, title="Essay", due_on=days_from_today(3))
    late, done, paused = [fellow(cohort, name) for name in ("Mei", "Amara", "Tomasz")]
    MilestoneFactory(challenge=late.challenge, title="Baseline", due_on=days_from_today(-4))
    ResultFactory(assignment=essay, place=done, submitted_on=days_from_today(-1))
    paused.status = "paused"
    paused.save()
    chosen = {"kind": "remind", "place": [late.pk, done.pk, paused.pk], "days_ahead": "14"}
    act = confirm(**chosen)
    assert sorted(results(act))[0][0] == "done"
    assert [status for status, _words in results(act)].count("left_out") == 2

    again = send(**chosen)
    assert "Nothing would happen to anybody you chose." in again
    assert "Was reminded within the last day." in again

    time_machine.move_to(timezone.now() + dt.timedelta(minutes=6))
    send_due()
    message = Message.objects.get()
    assert message.status == MessageStatus.SENT
    assert message.subject == "2 things are open with you"
    assert "Baseline" in message.text
    assert "Essay" in message.text


def test_reminder_is_not_sent_to_who_has_done_it_all_meanwhile(cohort, confirm, time_machine):
    place = fellow(cohort)
    MilestoneFactory(challenge=place.challenge, due_on=days_from_today(-4))
    confirm(kind="remind", place=place.pk, days_ahead="14")
    Milestone.objects.update(status=MilestoneStatus.DROPPED)
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=6))
    send_due()
    assert Message.objects.get().status == MessageStatus.NOT_NEEDED


def test_message_is_shown_safely_and_asks_about_patients_once(cohort, send):
    place = fellow(cohort)
    data = {"kind": "message", "place": place.pk, "subject": "Hello"}
    page = send(**data, text="about 943 476 5919")
    assert "This may identify a patient" in page
    page = send(**data, text="about 943 476 5919", identifiers_checked="yes")
    assert "Send to 1 fellow" in page


def test_as_many_statements_for_one_fellow_as_for_many(client, cohort, administrator, rows_counted):
    counts = []
    for number in (1, 3):
        for _one in range(number):
            MilestoneFactory(challenge=fellow(cohort).challenge)
        data = {"kind": "move", "all": "1", **moved(days=7)}
        path = reverse("many", args=[cohort.pk])
        client.post(path, data)
        with rows_counted() as count:
            client.post(path, data)
        counts.append(count.statements)
    assert counts[0] == counts[1] <= 15


def test_overview_keeps_ticks_of_other_pages(client, cohort, administrator):
    places = [fellow(cohort) for _number in range(26)]
    shown = client.get(reverse("overview", args=[cohort.pk]) + f"?page=2&place={places[0].pk}")
    page = shown.content.decode()
    ticked = (
        f'id="choose-{places[0].pk}" name="place" value="{places[0].pk}" type="checkbox" form="many" checked'
    )
    carried = f'type="hidden" name="place" value="{places[0].pk}"'
    assert (ticked in page) != (carried in page)


def test_tags_are_a_filter_and_stand_with_the_person(client, cohort, administrator, confirm):
    mei, amara = fellow(cohort, "Mei"), fellow(cohort, "Amara")
    confirm(kind="tag", place=mei.pk, new="Visit in May")
    tag = PlaceTag.objects.get().tag
    page = client.get(reverse("overview", args=[cohort.pk]) + f"?tag={tag.pk}").content.decode()
    assert "Mei" in page
    assert f'id="choose-{amara.pk}"' not in page
    assert "Visit in May" in client.get(reverse("person", args=[mei.person_id])).content.decode()


def test_rows_of_a_result_are_those_of_the_act(client, cohort, administrator, confirm):
    act = confirm(kind="tag", place=fellow(cohort).pk, new="May")
    BulkRow.objects.create(act=act, status=RowStatus.LEFT_OUT, words="Somebody else")
    page = client.get(reverse("bulk_act", args=[act.pk])).content.decode()
    assert "Tagged “May”" in page
    assert "Somebody else" not in page
    assert (
        "Somebody else" in client.get(reverse("bulk_act", args=[act.pk]) + "?show=left_out").content.decode()
    )


def test_reminder_of_another_programme_holds_none_back(cohort, send):
    place = fellow(cohort, "Mei")
    MilestoneFactory(challenge=place.challenge, title="Baseline", due_on=days_from_today(-4))
    elsewhere = PlaceFactory(person=place.person).cohort.programme_id
    put(
        person=place.person,
        kind="programme_reminder",
        object_kind="cohorts.bulkact",
        object_id="4711",
        why="Why.",
        programme_id=elsewhere,
    )

    page = send(kind="remind", place=[place.pk], days_ahead="14")

    assert "Was reminded" not in page
    assert "Baseline" in page
