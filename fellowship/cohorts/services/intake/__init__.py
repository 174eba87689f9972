"""A spreadsheet of people on its way into a cohort: read, compared, shown, and only then written."""
