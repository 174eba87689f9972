"""The end of a cohort."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from challenges.workflow import MilestoneStatus, PieceStatus
from fellowship.cohorts.archive import CLOSED
from fellowship.cohorts.bulk import acts, running
from fellowship.cohorts.models import (
    AlumniContact,
    Announcement,
    BulkAct,
    BulkRow,
    Cohort,
    HandoverOwner,
    Place,
)
from fellowship.cohorts.models.place import PlaceStatus
from fellowship.cohorts.services.announcements import plan_announcement, send_due_announcements
from fellowship.cohorts.services.closing import (
    CannotClose,
    checklist,
    close_cohort,
    leave_touch,
    note_handover_owner,
    reopen_cohort,
    stay_in_touch,
)
from fellowship.cohorts.setting_up import setting_up
from tests.factories import (
    AdministratorFactory,
    AssignmentFactory,
    ChallengeFactory,
    CohortFactory,
    CommentFactory,
    InvitationFactory,
    LogEntryFactory,
    MilestoneFactory,
    ModuleFactory,
    PairingFactory,
    PlaceFactory,
    ResultFactory,
)
from tests.factories.cohorts import days_from_today
from tests.factories.sessions import SetMemberFactory
from tests.factories.workspace import MeasureFactory

pytestmark = pytest.mark.django_db
LATER = days_from_today(2000)


@pytest.fixture
def cohort():
    return CohortFactory(
        starts_on=days_from_today(-380), ends_on=days_from_today(-15), launched_at=timezone.now()
    )


@pytest.fixture
def team(cohort):
    return AdministratorFactory(programme=cohort.programme).person


@pytest.fixture
def place(cohort):
    return PlaceFactory(cohort=cohort)


def finish(place, team) -> None:
    note_handover_owner(by=team, place=place, name="Nora Next", job="Matron", email="")


def test_closing_with_nothing_open_completes_the_places_and_ends_the_pairings(cohort, team, place):
    pairing = PairingFactory(place=place, starts_on=cohort.starts_on)
    finish(place, team)
    closed = close_cohort(by=team, cohort=cohort, keep_until=LATER)
    place.refresh_from_db()
    pairing.refresh_from_db()
    assert (closed.closed_at is None, closed.keep_until) == (False, LATER)
    assert (place.status, place.ends_on) == (PlaceStatus.COMPLETED, cohort.ends_on)
    assert pairing.ends_on == cohort.ends_on


def test_closing_withdraws_whose_year_has_not_begun(cohort, team):
    place = PlaceFactory(cohort=cohort, starts_on=days_from_today(10), ends_on=days_from_today(60))
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    place.refresh_from_db()
    assert place.status == PlaceStatus.WITHDRAWN


def test_closing_twice_is_once(cohort, team, place):
    finish(place, team)
    first = close_cohort(by=team, cohort=cohort, keep_until=LATER)
    assert close_cohort(by=team, cohort=cohort, keep_until=LATER).closed_at == first.closed_at


def test_what_is_open_is_listed_and_holds_the_closing_up(cohort, team, place):
    challenge = ChallengeFactory(place=place)
    MilestoneFactory(challenge=challenge, title="Handover")
    MilestoneFactory(challenge=challenge, status=MilestoneStatus.SENT, sent_at=timezone.now())
    LogEntryFactory(challenge=challenge, waiting_since=timezone.now())
    MeasureFactory(challenge=challenge, status=PieceStatus.SENT, sent_at=timezone.now())
    AssignmentFactory(module=ModuleFactory(cohort=cohort))
    found = {check.title: check.count for check in checklist(cohort)}
    assert found == {
        "Fellows whose year goes on": 0,
        "Milestones not signed off": 2,
        "Waiting for a mentor’s answer": 2,
        "Results not recorded": 1,
        "Challenges nobody carries on": 1,
        "Changes for many that are still going on": 0,
        "Announcements that have not gone out yet": 0,
    }
    with pytest.raises(CannotClose, match="still open"):
        close_cohort(by=team, cohort=cohort, keep_until=LATER)
    assert Place.objects.get().status == PlaceStatus.ACTIVE
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    assert Place.objects.get().status == PlaceStatus.COMPLETED


def tagging(cohort, team, place) -> BulkAct:
    return acts.start(
        by=team,
        programme=cohort.programme,
        cohort=cohort,
        kind="tag",
        facts={"name": "May", "off": False},
        rows=[BulkRow(place=place)],
    )


def announcement(cohort, team) -> Announcement:
    words = {"subject": "A visit", "text": "In May.", "to_mentors": False, "send_at": timezone.now()}
    return plan_announcement(by=team, cohort=cohort, filters={}, form_id=uuid.uuid4(), **words)


def test_what_is_still_to_come_is_listed_and_does_not_come_once_it_is_closed(cohort, team, place):
    finish(place, team)
    act, planned = tagging(cohort, team, place), announcement(cohort, team)
    found = {check.title: [one.url for one in check.open] for check in checklist(cohort) if check.count}
    assert found == {
        "Changes for many that are still going on": [act.get_absolute_url()],
        "Announcements that have not gone out yet": [planned.get_absolute_url()],
    }
    with pytest.raises(CannotClose, match="still open"):
        close_cohort(by=team, cohort=cohort, keep_until=LATER)
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    running.run(act.pk)
    act.refresh_from_db()
    planned.refresh_from_db()
    assert (act.status, act.attempts, act.rows.get().words) == ("done", 0, "The cohort was closed.")
    assert planned.cancelled_at
    assert not place.tags.exists()


def test_undoing_that_goes_on_stops_when_the_cohort_is_closed(cohort, team, place):
    act = tagging(cohort, team, place)
    running.run(act.pk)
    acts.undo(by=team, act=act)
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    running.run(act.pk)
    act.refresh_from_db()
    assert (act.status, act.attempts, act.rows.get().status) == ("undone", 0, "kept")
    assert place.tags.exists()


def test_nothing_for_many_is_begun_undone_or_tried_again_in_a_closed_cohort(client, cohort, team, place):
    done = tagging(cohort, team, place)
    running.run(done.pk)
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    with pytest.raises(PermissionDenied, match="This cohort is closed"):
        tagging(cohort, team, place)
    client.force_login(team)
    for name in ("bulk_undo", "bulk_again"):
        answer = client.post(reverse(name, args=[done.pk]))
        assert (answer.status_code, "This cohort is closed" in answer.content.decode()) == (403, True)
    assert reverse("bulk_undo", args=[done.pk]) not in client.get(done.get_absolute_url()).content.decode()
    assert BulkAct.objects.get().status == "done"


def test_an_announcement_left_waiting_in_a_closed_cohort_does_not_go(cohort, team, place):
    announcement(cohort, team)
    Cohort.objects.filter(pk=cohort.pk).update(closed_at=timezone.now())
    assert send_due_announcements() == 0


def test_a_fellow_whose_year_was_extended_is_listed(cohort, team):
    PlaceFactory(cohort=cohort, starts_on=cohort.starts_on, ends_on=days_from_today(60))
    assert {check.title: check.count for check in checklist(cohort)}["Fellows whose year goes on"] == 1


def test_who_withdrew_leaves_nothing_open(cohort):
    place = PlaceFactory(cohort=cohort, status=PlaceStatus.WITHDRAWN)
    MilestoneFactory(challenge=ChallengeFactory(place=place))
    AssignmentFactory(module=ModuleFactory(cohort=cohort))
    assert not any(check.count for check in checklist(cohort))


def test_the_checklist_asks_as_much_for_one_fellow_as_for_three(cohort):
    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            checklist(cohort)
        return len(caught)

    def add() -> None:
        challenge = ChallengeFactory(place=PlaceFactory(cohort=cohort))
        MilestoneFactory(challenge=challenge)
        LogEntryFactory(challenge=challenge, waiting_since=timezone.now())
        AssignmentFactory(module=ModuleFactory(cohort=cohort))

    add()
    before = statements()
    add()
    add()
    assert statements() == before == 9


def test_of_many_milestones_the_first_ten_are_listed_and_all_counted(cohort, place):
    challenge = ChallengeFactory(place=place)
    for number in range(12):
        MilestoneFactory(challenge=challenge, title=f"Step {number}", due_on=days_from_today(-number))
    check = next(check for check in checklist(cohort) if check.title == "Milestones not signed off")
    assert (check.count, len(check.open), check.is_cut) == (12, 10, True)
    assert "Step 11" in check.open[0].words


def test_challenges_with_entries_that_wait_are_listed_before_those_with_pieces(cohort):
    piece, entry = (ChallengeFactory(place=PlaceFactory(cohort=cohort)) for _number in range(2))
    for challenge in (piece, entry):
        MeasureFactory(challenge=challenge, status=PieceStatus.SENT, sent_at=timezone.now())
    LogEntryFactory.create_batch(2, challenge=entry, waiting_since=timezone.now())
    check = next(check for check in checklist(cohort) if check.title == "Waiting for a mentor’s answer")
    assert check.count == 4
    assert [one.words for one in check.open] == [
        entry.place.person.full_name,
        piece.place.person.full_name,
    ]


def test_who_has_said_who_carries_on_or_completed_is_not_listed(cohort, team):
    named, alone, completed = (PlaceFactory(cohort=cohort, ends_on=days_from_today(60)) for _n in range(3))
    finish(named, team)
    Place.objects.filter(pk=completed.pk).update(status=PlaceStatus.COMPLETED)
    found = {check.title: [one.url for one in check.open] for check in checklist(cohort)}
    assert found["Challenges nobody carries on"] == [
        reverse("handover_owner", args=[place.pk]) for place in (alone, completed)
    ]
    assert found["Fellows whose year goes on"] == [
        reverse("person", args=[place.person_id]) for place in (named, alone)
    ]


def test_a_closed_cohort_is_changed_by_nobody(cohort, team, place):
    challenge = ChallengeFactory(place=place)
    entry = LogEntryFactory(challenge=challenge)
    milestone = MilestoneFactory(challenge=challenge)
    result = ResultFactory(place=place, assignment__module__cohort=cohort)
    comment = CommentFactory(log_entry=entry)
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    changes = [
        lambda: LogEntryFactory(challenge=challenge),
        lambda: MilestoneFactory(challenge=challenge),
        lambda: type(milestone).objects.filter(pk=milestone.pk).update(title="Rewritten"),
        lambda: type(result).objects.filter(pk=result.pk).update(mark=99),
        lambda: type(result.assignment).objects.filter(pk=result.assignment_id).update(title="Rewritten"),
        lambda: type(comment).objects.filter(pk=comment.pk).update(text="Rewritten"),
        lambda: Place.objects.filter(pk=place.pk).update(status=PlaceStatus.ACTIVE),
        lambda: PlaceFactory(cohort=cohort),
        lambda: PairingFactory(place=place),
        lambda: milestone.delete(),
        lambda: HandoverOwner.objects.create(place=place, name="Nora", job="Matron", noted_by=team),
    ]
    for change in changes:
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            change()
        assert refused.value.__cause__.pgcode == CLOSED


def test_people_are_told_that_the_cohort_is_closed(client, cohort, team, place):
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    client.force_login(team)
    answer = client.post(reverse("handover_owner", args=[place.pk]), {"name": "Nora Next", "job": "Matron"})
    assert answer.status_code == 403
    assert "This cohort is closed" in answer.content.decode()
    assert client.get(reverse("overview", args=[cohort.pk])).status_code == 200


def test_a_cohort_that_goes_on_is_not_touched(cohort, team, place):
    other = LogEntryFactory(challenge=ChallengeFactory(place=PlaceFactory()))
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    assert type(other).objects.filter(pk=other.pk).update(version=2) == 1


def test_opening_again_lets_the_team_change_things(cohort, team, place):
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    reopen_cohort(by=team, cohort=cohort, reason="One result was forgotten.")
    finish(place, team)
    assert HandoverOwner.objects.get().name == "Nora Next"


def test_opening_again_takes_back_what_the_closing_completed(client, cohort, team, place):
    by_hand = PlaceFactory(cohort=cohort, status=PlaceStatus.COMPLETED)
    pairing = PairingFactory(place=place, starts_on=cohort.starts_on)
    member = SetMemberFactory(learning_set__cohort=cohort, place=place)
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    client.force_login(team)
    address = reverse("cohort_reopen", args=[cohort.pk])
    page = client.get(address).content.decode()
    assert "Take back 1 completion that" in page
    assert 'name="take_back"' in page
    client.post(address, {"reason": "Pressed by mistake.", "take_back": "on"})
    for row in (place, by_hand, pairing, member):
        row.refresh_from_db()
    assert (place.status, by_hand.status) == (PlaceStatus.ACTIVE, PlaceStatus.COMPLETED)
    assert (pairing.ends_on, member.left_on) == (None, None)


def test_opening_again_is_refused_whole_when_a_completion_cannot_be_taken_back(client, cohort, team, place):
    PlaceFactory(cohort=cohort)
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    closed_at = Cohort.objects.get().closed_at
    Cohort.objects.update(closed_at=None)
    Place.objects.filter(pk=place.pk).update(status=PlaceStatus.WITHDRAWN)
    Cohort.objects.update(closed_at=closed_at)
    client.force_login(team)
    asked = {"reason": "Pressed by mistake.", "take_back": "on"}
    page = client.post(reverse("cohort_reopen", args=[cohort.pk]), asked).content.decode()
    assert "The place was changed since" in page
    assert Cohort.objects.get().closed_at
    assert PlaceStatus.ACTIVE not in Place.objects.values_list("status", flat=True)


def test_a_cohort_whose_fellows_have_ended_still_says_who_they_were(cohort, team, place):
    PairingFactory(place=place, starts_on=cohort.starts_on)
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    cohort = reopen_cohort(by=team, cohort=cohort, reason="One result was forgotten.")
    steps = {step.title: (step.status, step.hint) for step in setting_up(cohort).steps}
    assert steps["People"] == ("done", "1 fellow")
    assert steps["Mentors"] == ("done", "1 of 1 fellows have a mentor")


def test_closing_withdraws_the_invitations_that_are_open(cohort, team, place):
    open_, accepted = (
        InvitationFactory(programme=cohort.programme, cohort=cohort, accepted_at=moment)
        for moment in (None, timezone.now())
    )
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    for invitation in (open_, accepted):
        invitation.refresh_from_db()
    assert (open_.revoked_at is None, accepted.revoked_at) == (False, None)


def test_pages_of_a_closed_cohort_offer_no_act(client, cohort, team, place):
    PairingFactory(place=place, starts_on=cohort.starts_on)
    InvitationFactory(programme=cohort.programme, cohort=cohort, person=place.person)
    close_cohort(by=team, cohort=cohort, keep_until=LATER, although_open=True)
    client.force_login(team)
    change = place.changes.get()
    acts_of = {
        ("invitations", cohort.pk): ["Invite again", reverse("invitation_new", args=[cohort.pk])],
        ("person", place.person_id): [
            reverse("place_status", args=[place.pk, "resume"]),
            reverse("place_host", args=[place.pk]),
            reverse("place_pairings", args=[place.pk]),
            "Send it again",
        ],
        ("place_calendar", place.pk): [
            reverse("place_status", args=[place.pk, "resume"]),
            reverse("place_change_undo", args=[change.pk]),
        ],
        ("place_pairings", place.pk): [reverse("pairing_new", args=[place.pk, "lead"])],
        ("import_new", cohort.pk): ["Read the file"],
        ("pairings", cohort.pk): ["Match fellows", reverse("place_pairings", args=[place.pk])],
        ("cohort_hosts", cohort.pk): [reverse("place_host", args=[place.pk])],
    }
    for (name, pk), offered in acts_of.items():
        page = client.get(reverse(name, args=[pk])).content.decode()
        assert [act for act in offered if act in page] == []
    refused = [
        reverse("place_status", args=[place.pk, "resume"]),
        reverse("place_host", args=[place.pk]),
        reverse("place_change_undo", args=[change.pk]),
        reverse("pairing_new", args=[place.pk, "lead"]),
        reverse("pairing_end", args=[place.pairings.get().pk]),
        reverse("call_new", args=[place.pk]),
        reverse("invitation_new", args=[cohort.pk]),
    ]
    for address in refused:
        answer = client.get(address)
        assert (answer.status_code, "This cohort is closed" in answer.content.decode()) == (403, True)


def test_only_the_programme_team_closes(cohort, place):
    for person in (place.person, PairingFactory(place=place).mentor, AdministratorFactory().person):
        with pytest.raises(PermissionDenied):
            close_cohort(by=person, cohort=cohort, keep_until=LATER)


def test_records_are_kept_beyond_today(cohort, team):
    with pytest.raises(CannotClose, match="beyond today"):
        close_cohort(by=team, cohort=cohort, keep_until=dt.date(2020, 1, 1))


def test_a_cohort_never_launched_is_not_closed(team, cohort):
    other = CohortFactory(programme=cohort.programme, launched_at=None)
    with pytest.raises(CannotClose, match="never launched"):
        close_cohort(by=team, cohort=other, keep_until=LATER)


def test_the_fellow_says_who_carries_on_and_others_do_not(place):
    note_handover_owner(by=place.person, place=place, name="Nora Next", job="Matron", email="")
    note_handover_owner(by=place.person, place=place, name="Nils Next", job="Matron", email="")
    assert HandoverOwner.objects.get().name == "Nils Next"
    with pytest.raises(PermissionDenied):
        note_handover_owner(by=PairingFactory(place=place).mentor, place=place, name="X", job="Y", email="")


def test_consent_is_given_changed_and_taken_back_by_oneself(place, team):
    programme = place.cohort.programme
    stay_in_touch(by=place.person, programme=programme, email="one@example.org")
    stay_in_touch(by=place.person, programme=programme, email="two@example.org")
    assert [one.email for one in AlumniContact.objects.visible_to(team)] == ["two@example.org"]
    leave_touch(by=place.person, programme=programme)
    assert not AlumniContact.objects.visible_to(team).exists()
    assert AlumniContact.objects.get().email == ""
    with pytest.raises(PermissionDenied):
        stay_in_touch(by=team, programme=programme, email="team@example.org")


def test_the_whole_way_on_the_pages(client, cohort, team, place):
    MilestoneFactory(challenge=ChallengeFactory(place=place), title="Handover")
    client.force_login(team)
    address = reverse("cohort_close", args=[cohort.pk])
    day = {"keep_until-day": "1", "keep_until-month": "9", "keep_until-year": str(LATER.year)}
    assert "Handover" in client.get(address).content.decode()
    assert "still open" in client.post(address, day).content.decode()
    assert client.post(address, day | {"although_open": "on"}).status_code == 302
    assert "is closed" in client.get(address).content.decode()
    client.force_login(place.person)
    page = client.get(reverse("fellow_home")).content.decode()
    assert "Whether the programme may write to you afterwards" in page
    assert "Say who carries your challenge on" not in page
    client.post(reverse("stay_in_touch", args=[cohort.programme_id]), {"email": "later@example.org"})
    client.force_login(team)
    assert "later@example.org" in client.get(reverse("alumni", args=[cohort.programme_id])).content.decode()
