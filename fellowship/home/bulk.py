"""Every kind of bulk act in one table."""

from fellowship.cohorts.bulk.kinds import BulkKind

BULK_KINDS: list[BulkKind] = []
