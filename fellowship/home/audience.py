"""Whom the filters of a cohort's overview find."""

from fellowship.cohorts.models import Cohort
from fellowship.home.services.overview import every_row
from fellowship.home.services.overview_filters import Wanted

NUMBERS = ("host", "tag")


def places_found(cohort: Cohort, filters: dict[str, str]) -> list[int]:
    """`filters` as `OverviewForm.filters` gave them, taken as they are: a tag also that nobody has."""
    wanted = {name: int(value) if name in NUMBERS else value for name, value in filters.items()}
    return [row.place_id for row in every_row(cohort, Wanted(**wanted))]  # type: ignore[arg-type]
