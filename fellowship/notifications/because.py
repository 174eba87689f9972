"""Why a message comes, said when it is known who reads it, so in the reader's language.

`because("You mentor %(fellow)s.", fellow=name)`: found by `make messages` like `_()`.
"""

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext


def _because(words: str, /, **facts: Any) -> str:
    return gettext(words) % facts


def _both(one: str, other: str) -> str:
    return f"{one} {other}"


because = lazy(_because, str)
both = lazy(_both, str)
