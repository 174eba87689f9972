"""What a due date was and is now, whatever room it belongs to."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Moved:
    """`pk` is the milestone's, or that of the fellow's result.

    Of a deadline None says that the fellow has no date of their own: the cohort's counts.
    """

    pk: int
    before: dt.date | None
    after: dt.date | None
