import uuid

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from challenges.models import Attachment, BriefVersion, Challenge, LogEntry, Milestone
from tests.factories.cohorts import PlaceFactory, days_from_today


class ChallengeFactory(DjangoModelFactory):
    class Meta:
        model = Challenge

    place = factory.SubFactory(PlaceFactory)
    title = factory.Sequence(lambda n: f"Better sleep on ward {n}")


class BriefVersionFactory(DjangoModelFactory):
    class Meta:
        model = BriefVersion

    challenge = factory.SubFactory(ChallengeFactory)
    number = 1
    title = factory.SelfAttribute("challenge.title")


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    challenge = factory.SubFactory(ChallengeFactory)
    title = factory.Sequence(lambda n: f"Milestone {n}")
    due_on = factory.LazyFunction(lambda: days_from_today(20))


class LogEntryFactory(DjangoModelFactory):
    """A shared entry that waits for the mentor."""

    class Meta:
        model = LogEntry

    challenge = factory.SubFactory(ChallengeFactory)
    author = factory.SelfAttribute("challenge.place.person")
    draft_id = factory.LazyFunction(uuid.uuid4)
    happened_on = factory.LazyFunction(lambda: days_from_today(-1))
    what_happened = "We met the ward team and agreed what to measure."
    shared_at = factory.LazyFunction(timezone.now)
    waiting_since = factory.SelfAttribute("shared_at")


class AttachmentFactory(DjangoModelFactory):
    class Meta:
        model = Attachment

    challenge = factory.SelfAttribute("log_entry.challenge")
    log_entry = factory.SubFactory(LogEntryFactory)
    uploaded_by = factory.SelfAttribute("challenge.place.person")
    file = factory.LazyFunction(lambda: ContentFile(b"notes of the meeting", name="notes.txt"))
    name = "notes.txt"
    content_type = "text/plain"
    size = 20
    sha256 = "0" * 64
