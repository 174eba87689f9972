"""The kinds of bulk acts. Each room to the right writes its own; home wires them together (home/apps.py)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from fellowship.cohorts.models import BulkAct, BulkRow

Work = Callable[[BulkAct, Sequence[BulkRow]], None]


@dataclass(frozen=True)
class BulkKind:
    """What one kind of act does to a chunk of its rows, with a handful of statements however many.

    `apply` and `undo` get rows whose `status` says already that it worked (done, undone). They change
    that where it did not (left_out, failed; kept: somebody changed it since), fill in `before`, `after`
    and `words`, which tell a person what happened, and save nothing of the row themselves. Each chunk
    is one transaction together with the states of its rows, so each happens once, or not at all.
    """

    code: str
    title: str | Promise
    apply: Work
    undo: Work | None = None  # None: cannot be undone
    # What was chosen for all of them, in a sentence; facts are enough for it.
    in_words: Callable[[BulkAct], str] | None = None
    undo_words: str | Promise = ""  # what undoing does, for who is about to press the button
    chunk: int = 500


KINDS: dict[str, BulkKind] = {}


def register(kinds: Iterable[BulkKind]) -> None:
    KINDS.update({kind.code: kind for kind in kinds})
