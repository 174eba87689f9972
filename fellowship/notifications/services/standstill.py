"""Whether messages go out at all. A dead worker cannot say so: it is seen from what should have moved."""

import datetime as dt

from django.utils import timezone

from fellowship.lib.statements import Statement
from fellowship.notifications.reminders import sources

# Reminders are planned every 5 minutes, messages sent every minute; a restart or a long run is no standstill.
STILL_AFTER = dt.timedelta(minutes=30)
# What belongs to a source that is gone does not move any more, nor does what waits for a daily summary.
_OLDEST = Statement(
    """
    SELECT since FROM (
        SELECT least(
            (
                SELECT min(until) FROM notifications_planneduntil
                WHERE until < %(before)s AND (kind, object_kind) IN (
                    SELECT * FROM unnest(%(kinds)s::text[], %(object_kinds)s::text[])
                )
            ),
            (
                SELECT min(send_after) FROM notifications_message
                WHERE status = 'waiting' AND send_after < %(before)s
                    AND NOT (delivery = 'digest' AND subject <> '')
            )
        ) AS since
    ) AS oldest WHERE since IS NOT NULL""",
    {},
)


def standing_still_since() -> dt.datetime | None:
    """Since when a kind of reminder was not planned, or a message not sent; None while all goes on."""
    known = sources()
    found = _OLDEST.fetch(
        before=timezone.now() - STILL_AFTER,
        kinds=[source.kind for source in known],
        object_kinds=[source.object_kind for source in known],
    )
    return found[0][0] if found else None
