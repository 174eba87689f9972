"""What somebody chose to see on the cohort overview, and in which order; what there is to choose from."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from fellowship.cohorts.models import Cohort
from fellowship.home.attention import State
from fellowship.home.services.standings import SHOWN, folded
from fellowship.lib.statements import Statement
from fellowship.lib.text import sort_key

MOST_CHOICES = 60  # of mentors or hosts to choose from; beyond that the search finds them
NOBODY = "none"  # as a choice of mentor
MOST_WORDS = 8

NAME = [folded("family_name"), folded("given_name")]
SORTS: dict[str, list[str]] = {
    "status": [f"array_position(ARRAY[{', '.join(repr(state.value) for state in State)}], state::text)"],
    "fellow": NAME,
    "mentor": ["mentor_sorted"],
    "log": ["coalesce(last_log, '-infinity'::date)"],  # never is the longest ago
    "next": ["next_due"],
    "overdue": ["overdue"],
    "waiting": ["waiting_since"],
}
SEARCHED = folded("concat_ws(' ', given_name, family_name, host, challenge_title, mentors)")


@dataclass(frozen=True)
class Wanted:
    """What somebody chose to see. `sort` is a key of SORTS, with a minus for the other way round."""

    words: str = ""
    show: str = ""
    state: str = ""
    mentor: str = ""
    host: int | None = None
    profession: str = ""
    tag: int | None = None
    places: frozenset[int] | None = None  # these only
    sort: str = "status"


def conditions_of(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """What a row has to fulfil; everything that people typed or chose goes in as a parameter."""
    conditions = ["true"]
    parameters: dict[str, Any] = {}
    if wanted.show:
        conditions.append(SHOWN[wanted.show])
    if wanted.state:
        conditions.append("state = %(state)s")
    if wanted.mentor == NOBODY:
        conditions.append("mentor_ids IS NULL")
    elif wanted.mentor:
        conditions.append("%(mentor)s = ANY(mentor_ids)")
    if wanted.host:
        conditions.append("host_id = %(host)s")
    if wanted.profession:
        conditions.append("profession = %(profession)s")
    if wanted.tag:
        conditions.append("place_id IN (SELECT place_id FROM cohorts_placetag WHERE tag_id = %(tag)s)")
    if wanted.places is not None:
        conditions.append("place_id = ANY(%(places)s)")
        parameters["places"] = list(wanted.places)
    for number, word in enumerate(sort_key(wanted.words).split()[:MOST_WORDS]):
        conditions.append(f"strpos({SEARCHED}, %(word{number})s) > 0")
        parameters[f"word{number}"] = word
    chosen = {"state": wanted.state, "host": wanted.host, "profession": wanted.profession}
    chosen |= {"tag": wanted.tag}
    mentor = {"mentor": int(wanted.mentor)} if wanted.mentor not in {"", NOBODY} else {}
    return " AND ".join(f"({condition})" for condition in conditions), {**parameters, **chosen, **mentor}


def order_of(sort: str) -> str:
    """Within a status who has most overdue comes first, and everywhere names decide last."""
    direction = "DESC" if sort.startswith("-") else "ASC"
    key = sort.removeprefix("-")
    first = [f"{column} {direction} NULLS LAST" for column in SORTS[key]]
    return ", ".join([*first, *(["overdue DESC"] if key == "status" else []), *NAME, "place_id"])


CHOICES = """
SELECT kind, id, name FROM (
    (SELECT 'mentor' AS kind, id, concat_ws(' ', nullif(title, ''), given_name, family_name) AS name,
            concat_ws(' ', family_name, given_name) AS sorted
     FROM people_user
     WHERE id IN (SELECT pairing.mentor_id FROM cohorts_pairing pairing
         JOIN cohorts_place place ON place.id = pairing.place_id
         WHERE place.cohort_id = %(cohort)s AND pairing.starts_on <= %(today)s
           AND (pairing.ends_on IS NULL OR pairing.ends_on >= %(today)s))
     LIMIT %(most)s)
    UNION ALL
    (SELECT 'host', id, name, search_name FROM people_organisation
     WHERE id IN (SELECT host_id FROM cohorts_place WHERE cohort_id = %(cohort)s)
     LIMIT %(most)s)
    UNION ALL
    (SELECT 'tag', id, name, lower(name) FROM cohorts_tag
     WHERE id IN (SELECT tag_id FROM cohorts_placetag of_place
         JOIN cohorts_place place ON place.id = of_place.place_id WHERE place.cohort_id = %(cohort)s)
     LIMIT %(most)s)
) choice ORDER BY kind, sorted, id"""


def to_choose(cohort: Cohort) -> dict[str, list[tuple[int, str]]]:
    """Today's mentors and the hosts of a cohort; none of either where they are too many for a list."""
    found = Statement(CHOICES, {"most": MOST_CHOICES + 1}).fetch(cohort=cohort.pk, today=timezone.localdate())
    choices = {
        kind: [(key, name) for of_kind, key, name in found if of_kind == kind]
        for kind in ("mentor", "host", "tag")
    }
    return {kind: names if len(names) <= MOST_CHOICES else [] for kind, names in choices.items()}
