"""Professions in people's own words, found among those the product knows."""

import re

from fellowship.lib.text import sort_key
from fellowship.people.models.user import Profession

# The first line with a word of the text decides, so “speech therapist, manager” is a therapist.
WORDS: list[tuple[Profession, str]] = [
    (Profession.MIDWIFE, r"midwi\w*"),
    (Profession.PARAMEDIC, r"paramedic\w*|ambulance"),
    (Profession.PSYCHOLOGIST, r"\w*psycholog\w*"),
    (Profession.PHARMACIST, r"pharmac\w*"),
    (Profession.DENTIST, r"dent(?:ist|al|istry)\w*|orthodont\w*"),
    (
        Profession.ALLIED_HEALTH,
        r"\w*physio\w*|\w*therap(?:y|ist)\w*|ahp|allied|di[ae]t\w*|nutrition\w*|radiograph\w*|podiatr\w*"
        r"|chiropod\w*|orthopt\w*|orthot\w*|prosthe\w*|osteopath\w*|odp|operating",
    ),
    (Profession.NURSE, r"nurs\w*|matron|sister|rmn|rgn|health visitor"),
    (
        Profession.SCIENTIST,
        r"scien\w*|biomedical|physicist\w*|audiolog\w*|physiologist\w*|technolog\w*|geneticist\w*|engineer\w*",
    ),
    (
        Profession.DOCTOR,
        r"doctor\w*|medic(?:al|ine)?|dr|gp|gpst\d?|general practi\w*|registrar|consultant|surge\w*"
        r"|physician\w*|psychiatr\w*|an(?:a)?esthet\w*|\w*ologist\w*|p(?:a)?ediatric\w*|sas|st\d|ct\d|fy?\d",
    ),
    (Profession.MANAGER, r"manag\w*|director\w*|administrat\w*|operations|executive"),
]
PATTERNS = [(profession, re.compile(rf"\b(?:{words})\b")) for profession, words in WORDS]


def profession_of(text: str) -> Profession:
    """Never fails: what is not recognised is OTHER."""
    plain = sort_key(text)
    for profession in Profession:
        if plain in (profession.value, sort_key(str(profession.label))):
            return profession
    return next(
        (profession for profession, pattern in PATTERNS if pattern.search(plain)),
        Profession.OTHER,
    )
