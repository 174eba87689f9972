"""The shape of `nav`, which a context processor gives to every page and the layout draws."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """A link in the navigation bar. `count` (what waits there) is shown as a number when above nought."""

    key: str
    label: str
    url: str
    count: int = 0


@dataclass(frozen=True)
class Role:
    """One of a person's front pages, such as “Fellow, London 2026” and “Mentor”."""

    key: str
    label: str
    url: str


@dataclass(frozen=True)
class Navigation:
    """Empty when nobody is signed in. `active` is the key of the current item, `role` of the role in use."""

    person: str = ""
    home_url: str = "/"
    account_url: str = ""
    sign_in_url: str = ""
    sign_out_url: str = ""
    items: Sequence[Item] = ()
    active: str = ""
    role: str = ""
    roles: Sequence[Role] = ()
    unseen: int = 0
    unseen_url: str = ""
    typist: str = ""  # tells one signed-in person from the next, and nothing else: static/js/autosave.js
