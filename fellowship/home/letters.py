"""Every room's letters functions in one table, by kind of message and kind of object."""

from fellowship.notifications.letters import LettersFunction

LETTERS: dict[tuple[str, str], LettersFunction] = {}
