"""The one way to the sealed rows: prove to the database who is asking."""

from django.conf import settings
from django.db import connection

from fellowship.lib.sealing import author_token


class NoSealHere(Exception):
    """This process has no key for private words (the worker never does), or no transaction is open."""


def unseal_for(user) -> None:
    """Lets the running transaction, and only it, reach the sealed rows of `user`.

    The token names the user and this database connection and is signed with a key that the web role
    cannot read in the database, so hand-written SQL cannot make one for somebody else.
    """
    if not settings.AUTHOR_SEAL_KEY or not settings.PRIVATE_TEXT_KEYS:
        raise NoSealHere("Private words are opened by the web process only.")
    if not connection.in_atomic_block:
        raise NoSealHere("Private words are opened inside a transaction only.")
    connection.ensure_connection()
    token = author_token(user.pk, connection.connection.info.backend_pid, settings.AUTHOR_SEAL_KEY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.author', %s, true)", [token])
