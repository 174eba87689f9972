"""A chart to take away: SVG and PNG that explain themselves, and the data as CSV."""

from django.utils.translation import gettext as _

from challenges.charts.rendering import poster_svg
from challenges.charts.series import RUN, Series
from challenges.charts.tables import Row, table
from fellowship.lib.tables import write_csv
from fellowship.lib.typesetting import png_of


def svg_file(series: Series) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{poster_svg(series)}'.encode()


def png_file(series: Series) -> bytes:
    return png_of(str(poster_svg(series)))


def csv_file(series: Series) -> bytes:
    """One row for each reading; numbers as they are, undefined ones empty, no text that is a formula."""
    rows = table(series)
    is_share = any(row.reading.denominator is not None for row in rows)
    unit = f" ({series.unit})" if series.unit else ""
    header = [_("Date"), _("Value") + unit]
    header += [_("Numerator"), _("Denominator")] if is_share else []
    header += [_("Median")] if series.chart == RUN else [_("Average"), _("Lower limit"), _("Upper limit")]
    header += [_("What stands out"), _("Note")]
    return write_csv(header, [_cells(row, series.chart == RUN, is_share) for row in rows])


def _cells(row: Row, is_run: bool, is_share: bool) -> list[object]:
    reading = row.reading
    shares = [reading.numerator, reading.denominator] if is_share else []
    lines = [row.mean] if is_run else [row.mean, row.lpl, row.upl]
    return [row.on, reading.value, *shares, *lines, row.cause, reading.note]
