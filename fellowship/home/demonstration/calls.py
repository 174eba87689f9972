"""A fellow from whom nothing was heard, and whom somebody has called since."""

import datetime as dt
import uuid

from django.utils import timezone

from fellowship.cohorts.models import Place
from fellowship.cohorts.services.calls import note_call
from fellowship.people.models import User

CALLED = dt.timedelta(days=3)  # ago: after six weeks without a log, which ended five days ago
NOTE = "Nights all month, and the host knows. She will log again from Monday; speak again in two weeks."


def write_call(place: Place, administrator: User) -> None:
    note_call(
        by=administrator,
        place=place,
        called_on=timezone.localdate() - CALLED,
        note=NOTE,
        form_id=uuid.uuid4(),
    )
