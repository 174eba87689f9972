"""Dates, words, files, tables, seals: plain functions that know no model and no request."""

import sys

# openpyxl loads numpy wherever it is installed (matching needs it, in a process of its own), only to know
# its kinds of numbers: 13 MB of every web process. So openpyxl is loaded here as if numpy were not there.
_HIDDEN = "numpy" not in sys.modules
if _HIDDEN:
    sys.modules["numpy"] = None  # type: ignore[assignment]
import openpyxl.compat.numbers  # noqa: E402, F401

if _HIDDEN:
    del sys.modules["numpy"]
