"""Writes docs/access.md from the tables."""

from tests.access import table

table.PAGE.write_text(table.as_markdown())
