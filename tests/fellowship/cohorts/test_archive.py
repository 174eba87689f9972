"""A closed cohort is an archive: every table that leads to a cohort is kept as it is, or says why not."""

import uuid

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, models, transaction
from django.urls import reverse
from django.utils import timezone

from fellowship.cohorts.archive import CLOSED, SENTENCE
from fellowship.cohorts.models import Announcement, Cohort, PlaceTag, Tag
from fellowship.cohorts.services.closing import reopen_cohort
from fellowship.learning.models import Material
from mentoring.models import LearningSet, PartingWord, SetAttendance
from tests.access.sending import day
from tests.factories import (
    AdministratorFactory,
    AttachmentFactory,
    CohortFactory,
    ModuleFactory,
    PairingFactory,
    PlaceFactory,
)
from tests.factories.challenges import ChallengeFactory, LogEntryFactory
from tests.factories.cohorts import days_from_today
from tests.factories.matching import ConflictFactory
from tests.factories.sessions import (
    ActionFactory,
    LearningSetFactory,
    SessionFactory,
    SessionNotesFactory,
    SetMeetingFactory,
    SetMemberFactory,
)
from tests.factories.workspace import MeasureFactory, ReadingFactory

pytestmark = pytest.mark.django_db

# What goes on being written in a closed cohort, and why.
EXCEPTIONS = {
    "cohorts.Cohort": "closing, opening again and until when it is kept are changes of it",
    "cohorts.RoleAssignment": "staff leave, and are let in to read, after the end too",
    "cohorts.BulkAct": "a worker's record; none is begun, undone or tried again (bulk/acts.py)",
    "cohorts.BulkRow": "belongs to such an act",
    "cohorts.FellowProfile_interests": "an interest the programme gives up goes from everybody who had it",
    "cohorts.Proposal": "a worker's record; what comes of it are pairings, which are refused",
    "cohorts.ProposedPair": "belongs to a proposal",
    "learning.MarksShared": "a fellow's consent, which can be taken back at any time",
    "learning.ResultImport": "a file on its way in; the results it would bring are refused",
    "mentoring.Visit": "what a reader has seen",
}
EVENTS = {"closed_cohort_insert", "closed_cohort_update", "closed_cohort_delete"}


def leading_to_a_cohort() -> set[type[models.Model]]:
    """Cohort, and every model with a foreign key to one of them, tables between many and many too."""
    found: set[type[models.Model]] = {Cohort}
    while True:
        more = {
            model
            for model in apps.get_models(include_auto_created=True)
            if any(field.related_model in found for field in model._meta.concrete_fields)
        } - found
        if not more:
            return found
        found |= more


def triggers() -> dict[str, set[str]]:
    """Of the archive, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
            "WHERE tgname LIKE 'closed_cohort_%' AND tgenabled <> 'D'"
        )
        found: dict[str, set[str]] = {}
        for table, name in cursor.fetchall():
            found.setdefault(table, set()).add(name)
    return found


def test_every_table_of_a_cohort_is_kept_as_it_is_or_says_why_not():
    found = triggers()
    left_open = {
        model._meta.label for model in leading_to_a_cohort() if found.get(model._meta.db_table) != EVENTS
    }
    assert left_open == EXCEPTIONS.keys()


@pytest.fixture
def cohort():
    return CohortFactory(launched_at=timezone.now())


@pytest.fixture
def place(cohort):
    return PlaceFactory(cohort=cohort)


@pytest.fixture
def team(cohort):
    return AdministratorFactory(programme=cohort.programme).person


def close(cohort) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(closed_at=timezone.now())


def write(statement: str, row: models.Model) -> None:
    names = {"table": row._meta.db_table, "key": row._meta.pk.column}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(**names), [row.pk])


def test_the_way_of_every_table_can_be_gone(cohort):
    """Postgres reads it when the first row is refused, so a name that is wrong would show then."""
    close(cohort)
    with connection.cursor() as cursor:
        for model in leading_to_a_cohort():
            names = {"table": model._meta.db_table, "key": model._meta.pk.column}
            cursor.execute("UPDATE {table} SET {key} = {key} WHERE false".format(**names))


@pytest.fixture
def rows(cohort, place, team):
    """Something of each way to the cohort."""
    challenge = ChallengeFactory(place=place)
    pairing = PairingFactory(place=place)
    learning_set = LearningSetFactory(cohort=cohort)
    meeting = SetMeetingFactory(learning_set=learning_set)
    session = SessionFactory(pairing=pairing, held=True)
    measure = MeasureFactory(challenge=challenge)
    return [
        Material.objects.create(
            module=ModuleFactory(cohort=cohort), title="To read", link="https://example.org", added_by=team
        ),
        PlaceTag.objects.create(place=place, tag=Tag.objects.create(programme=cohort.programme, name="May")),
        Announcement.objects.create(
            cohort=cohort, subject="A visit", text="In May.", send_at=timezone.now(), by=team
        ),
        ConflictFactory(place=place),
        learning_set,
        meeting,
        SetMemberFactory(learning_set=learning_set, place=place),
        SetAttendance.objects.create(meeting=meeting, place=place, presence="present", by=team),
        session,
        SessionNotesFactory(session=session),
        ActionFactory(session=session),
        ActionFactory(session=None, meeting=meeting, owner=place.person, made_by=team),
        PartingWord.objects.create(pairing=pairing, words="Farewell.", author=pairing.mentor),
        challenge,
        measure,
        ReadingFactory(measure=measure),
        AttachmentFactory(challenge=challenge, log_entry=LogEntryFactory(challenge=challenge)),
    ]


def test_what_belongs_to_a_closed_cohort_is_neither_changed_nor_removed(cohort, rows, team):
    close(cohort)
    for row in rows:
        for statement in (
            "UPDATE {table} SET {key} = {key} WHERE {key} = %s",
            "DELETE FROM {table} WHERE {key} = %s",
        ):
            with pytest.raises(DatabaseError) as refused:
                write(statement, row)
            assert getattr(refused.value.__cause__, "pgcode", "") == CLOSED, (row, statement, refused.value)
    reopen_cohort(by=team, cohort=cohort, reason="One reading was forgotten.")
    for row in rows:
        write("UPDATE {table} SET {key} = {key} WHERE {key} = %s", row)


def test_what_belongs_to_another_cohort_is_changed_as_before(rows):
    close(CohortFactory())
    for row in rows:
        write("UPDATE {table} SET {key} = {key} WHERE {key} = %s", row)


def test_a_file_of_a_draft_can_go_after_the_end(cohort, place):
    file = AttachmentFactory(challenge=ChallengeFactory(place=place), draft_id=uuid.uuid4(), log_entry=None)
    close(cohort)
    file.delete()


def test_people_who_add_to_a_closed_cohort_are_told(client, cohort, place, team):
    module, learning_set = ModuleFactory(cohort=cohort), LearningSetFactory(cohort=cohort)
    close(cohort)
    later = days_from_today(9)
    sent = {
        reverse("material_new", args=[module.pk]): {"title": "To read", "link": "https://example.org/list"},
        reverse("learning_set_new", args=[cohort.pk]): {
            "name": "Thursday",
            "facilitator": team.pk,
            "places": place.pk,
        },
        reverse("set_meeting_new", args=[learning_set.pk]): {
            **day("day", later),
            "clock": "9.30am",
            "minutes": "120",
        },
        reverse("announcement_new", args=[cohort.pk]): {
            **day("day", later),
            "subject": "A visit",
            "text": "In May.",
            "form_id": str(uuid.uuid4()),
            "at": "9:30",
        },
    }
    client.force_login(team)
    for address, words in sent.items():
        answer = client.post(address, words)
        assert (answer.status_code, str(SENTENCE) in answer.content.decode()) == (403, True), address
    assert not Material.objects.exists()
    assert not Announcement.objects.exists()
    assert LearningSet.objects.get() == learning_set


def test_a_file_to_read_stays_where_the_cohort_is_closed(client, cohort, team):
    material = Material(module=ModuleFactory(cohort=cohort), title="Slides", name="slides.pdf", added_by=team)
    material.file.save(uuid.uuid4().hex, ContentFile(b"%PDF-"), save=True)
    close(cohort)
    client.force_login(team)
    answer = client.post(reverse("material_remove", args=[material.pk]))
    assert (answer.status_code, str(SENTENCE) in answer.content.decode()) == (403, True)
    assert Material.objects.get() == material
    assert default_storage.exists(material.file.name)
    default_storage.delete(material.file.name)
