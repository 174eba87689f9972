import uuid

import factory
from factory.django import DjangoModelFactory

from mentoring.models import Comment
from tests.factories.challenges import LogEntryFactory
from tests.factories.people import UserFactory


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = Comment

    log_entry = factory.SubFactory(LogEntryFactory)
    challenge = factory.SelfAttribute("log_entry.challenge")
    author = factory.SubFactory(UserFactory)
    form_id = factory.LazyFunction(uuid.uuid4)
    text = "What would you see from the balcony?"
