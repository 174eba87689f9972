"""The addresses of the product, and what its forms send, in the world of these tests."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.rooms import ARGUMENTS, SENT
from tests.access.world import World


def names() -> list[str]:
    """Every named address of the product, in the order of the address list."""
    return [pattern.name for pattern in _patterns(get_resolver()) if pattern.name]


def address(world: World, name: str) -> str:
    return reverse(name, args=[_argument(world, word) for word in ARGUMENTS.get(name, [])])


def is_of_allauth(name: str) -> bool:
    return name.startswith(("account_", "mfa_", "usersessions_"))


def _patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one)
        else:
            yield one


def _argument(world: World, word: str) -> object:
    if not word.startswith(":"):
        return word
    thing = getattr(world, word[1:])
    return getattr(thing, "pk", thing)


def sent(world: World, row: str) -> dict:
    return SENT[row](world)
