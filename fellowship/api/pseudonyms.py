"""A fellow's stable name that tells nobody who it is: the same in every answer to one programme."""

from django.conf import settings
from django.utils.crypto import salted_hmac

LENGTH = 20  # hexadecimal digits: 80 bits


def pseudonym(programme_id: int, person_id: int) -> str:
    """Other programmes know the same person by another one; a new SECRET_KEY makes all of them new."""
    value = f"{programme_id}.{person_id}"
    made = salted_hmac("fellowship.api.pseudonym", value, secret=settings.SECRET_KEY, algorithm="sha256")
    return f"f_{made.hexdigest()[:LENGTH]}"
