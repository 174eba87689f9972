import pytest
from django.core.management import CommandError, call_command

from challenges.models import LogEntry, Milestone
from fellowship.cohorts.models import Place
from fellowship.people.models import User

pytestmark = pytest.mark.django_db


def test_demonstration_is_loaded_once(settings, capsys):
    settings.DEMONSTRATION = True
    call_command("load_demonstration")
    rows = Place.objects.count(), LogEntry.objects.count(), Milestone.objects.count()
    call_command("load_demonstration")
    assert rows == (Place.objects.count(), LogEntry.objects.count(), Milestone.objects.count())
    assert "there already" in capsys.readouterr().out


def test_demonstration_is_refused_elsewhere(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="DEMONSTRATION"):
        call_command("load_demonstration")
    assert not User.objects.exists()
