"""The table of kinds."""

import pytest
from django.core.management import call_command

from fellowship.notifications import kinds
from fellowship.notifications.kinds import Kind
from fellowship.notifications.models import Message, Preference

pytestmark = pytest.mark.django_db


def test_another_kind_is_a_choice_at_once_and_needs_no_migration(monkeypatch):
    monkeypatch.setitem(kinds.KINDS, "balloon", Kind("balloon", "A balloon goes up"))

    for model in (Message, Preference):
        assert ("balloon", "A balloon goes up") in model._meta.get_field("kind").flatchoices
    call_command("makemigrations", "notifications", check=True, dry_run=True, verbosity=0)
