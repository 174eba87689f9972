"""Every kind of bulk act in one table."""

from fellowship.cohorts.bulk.inviting import INVITE
from fellowship.cohorts.bulk.kinds import BulkKind
from fellowship.cohorts.bulk.messaging import MESSAGE
from fellowship.cohorts.bulk.tagging import TAG
from fellowship.home.services.bulk_moving import MOVE
from fellowship.home.services.bulk_reminding import REMIND
from fellowship.home.services.template_changes import TEMPLATE

BULK_KINDS: list[BulkKind] = [INVITE, REMIND, MOVE, MESSAGE, TAG, TEMPLATE]
