"""The names of organisations: readable ones from capitals, and a key by which two spellings are the same."""

import re

from django.db.models import Func, TextField

from fellowship.lib.text import sort_key

KEPT_IN_CAPITALS = {"NHS", "UK", "ICB", "ICS", "CIC", "CCG", "GP", "PCT", "HSC", "NIHR"}
SMALL_WORDS = {"of", "and", "the", "for", "in", "on", "at", "upon", "under", "with", "to", "by"}
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]*)*")
MC = re.compile(r"Mc[a-z]{3,}")


def readable_name(name: str) -> str:
    """“GUY'S AND ST THOMAS' NHS FOUNDATION TRUST” as “Guy's and St Thomas' NHS Foundation Trust”.

    A name that is not all in capitals was written by somebody with care and stays as it is.
    """
    tidy = " ".join(name.split())
    if tidy != tidy.upper():
        return tidy
    return WORD.sub(lambda match: _readable_word(match.group(), first=match.start() == 0), tidy)


def _readable_word(word: str, *, first: bool) -> str:
    if word in KEPT_IN_CAPITALS:
        return word
    if word.lower() in SMALL_WORDS and not first:
        return word.lower()
    pieces = re.split(r"(['’])", word)
    if len(pieces[0]) == 1:  # O'Connor, D'Arcy; but Guy's, Children's
        return "".join(piece.capitalize() for piece in pieces)
    start = pieces[0].capitalize()
    if MC.fullmatch(start):
        start = start[:2] + start[2:].capitalize()
    return start + "".join(pieces[1:]).lower()


def name_key(name: str) -> str:
    """What is left of a name without capitals, accents, punctuation, “the”, and with “&” as “and”."""
    plain = re.sub(r"['’`]", "", sort_key(name).replace("&", " and "))
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    return " ".join(word for word in words if word != "the")


class NameKey(Func):
    """`name_key` of a column that holds a `sort_key`, worked out by the database."""

    arity = 1
    output_field = TextField()
    template = (
        r"btrim(regexp_replace(regexp_replace(regexp_replace("
        r"replace(%(expressions)s, '&', ' and '), '[''’`]', '', 'g'),"
        r" '[^a-z0-9]+', ' ', 'g'), '\mthe\M ?', '', 'g'))"
    )
