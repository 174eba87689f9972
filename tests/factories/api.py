import uuid

import factory
from factory.django import DjangoModelFactory

from fellowship.api.models import Webhook
from tests.factories.cohorts import ProgrammeFactory
from tests.factories.people import UserFactory


class WebhookFactory(DjangoModelFactory):
    """Of a receiver on this machine; the address is the test's own."""

    class Meta:
        model = Webhook

    programme = factory.SubFactory(ProgrammeFactory)
    name = "Receiver"
    address = "https://receiver.example.org/hook"
    style = "data"
    kinds = ["milestone.sent", "milestone.signed_off", "milestone.moved", "place.paused"]
    form_id = factory.LazyFunction(uuid.uuid4)
    made_by = factory.SubFactory(UserFactory)
