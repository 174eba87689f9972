"""Dates, words, files, tables, seals: plain functions that know no model and no request."""
