"""Whom the filters of a cohort's overview find."""

from fellowship.cohorts.models import Cohort
from fellowship.home.forms.overview import OverviewForm
from fellowship.home.services.overview import every_row


def places_found(cohort: Cohort, filters: dict[str, str]) -> list[int]:
    wanted = OverviewForm(filters, cohort=cohort).wanted()
    return [row.place_id for row in every_row(cohort, wanted)]
