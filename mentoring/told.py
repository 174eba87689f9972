"""What each person was told of a date before it changed: a mail that never went told nobody."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from fellowship.notifications.models import Message, MessageStatus

UNTOLD = (MessageStatus.WAITING, MessageStatus.NOT_NEEDED)
When = tuple[dt.datetime, int]  # since when, so many minutes


def facts_of_change(
    object_kind: str, pk: int, people: Collection[int], *, before: When | None, now: When
) -> dict[int, dict[str, Any]]:
    """For each: `before` and `minutes` as they last knew it, if that was another time."""
    own = {"before": before[0].isoformat(), "minutes": before[1]} if before else {}
    chains: dict[int, list[dict[str, Any]]] = defaultdict(list)  # since the last that went
    mails = Message.objects.filter(person__in=people, kind="session_agreed", object_kind=object_kind)
    for mail in mails.filter(object_id__startswith=f"{pk}.").order_by("pk").only("person", "status", "facts"):
        is_untold = mail.status in UNTOLD
        chains[mail.person_id] = [*chains[mail.person_id], mail.facts] if is_untold else []
    facts = {}
    for person in people:
        last = next((one for one in [*chains[person], own] if "before" in one), {})
        is_back = last and (dt.datetime.fromisoformat(last["before"]), last["minutes"]) == now
        facts[person] = {} if is_back else {key: last[key] for key in ("before", "minutes") if key in last}
    return facts


def before_in(facts: dict[str, Any], minutes: int) -> When | None:
    """`minutes`: as long as it is now, where the mail does not say."""
    if "before" not in facts:
        return None
    return dt.datetime.fromisoformat(facts["before"]), facts.get("minutes", minutes)
