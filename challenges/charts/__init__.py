"""Charts of measures: what is drawn, said and downloaded. No models; whoever has readings calls us.

    from challenges.charts import Reading, Series
    series = Series(title=…, readings=(Reading(day, value), …), improvement_direction="increase", …)

    chart_svg(series)      the chart for a page: SVG, safe to print in a template
    small_svg(series)      the same 240 × 120, for a family of measures side by side
    summary(series)        the sentence in plain words; also `assurance(series)` and `guidance(series)`
    table(series)          the data behind the picture, row by row
    svg_file(series), png_file(series), csv_file(series)      downloads, as bytes

A page needs no more than `figure(series)`, which holds all of these, and the macros of
templates/challenges/charts/figure.jinja with static/css/charts.css.
"""

from challenges.charts.downloads import csv_file, png_file, svg_file
from challenges.charts.figures import Figure, SmallFigure, figure, small_figure
from challenges.charts.guidance import Note, guidance
from challenges.charts.rendering import chart_svg, small_svg
from challenges.charts.series import Mark, Reading, Series, StepChange
from challenges.charts.tables import table
from challenges.charts.words import assurance, summary

__all__ = [
    "Figure",
    "Mark",
    "Note",
    "Reading",
    "Series",
    "SmallFigure",
    "StepChange",
    "assurance",
    "chart_svg",
    "csv_file",
    "figure",
    "guidance",
    "png_file",
    "small_figure",
    "small_svg",
    "summary",
    "svg_file",
    "table",
]
