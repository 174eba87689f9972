"""The words of a set of choices, looked up once a language.

`get_…_display` looks up every word of the set for each row, which is what a long list spends most time on.
"""

from functools import lru_cache
from typing import Any

from django.db.models import Choices
from django.utils.translation import get_language


def words_of(choices: type[Choices]) -> dict[Any, str]:
    """By what is stored. The same dictionary for everybody: not to be changed."""
    return _words(choices, get_language())


@lru_cache(64)
def _words(choices: type[Choices], language: str | None) -> dict[Any, str]:
    return {key: str(words) for key, words in choices.choices}
