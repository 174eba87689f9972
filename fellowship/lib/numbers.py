"""Numbers that come in with an address or a form, where anybody can write anything."""

MOST_FIGURES = 9  # fits every column; Python refuses to read numbers of some thousand figures


def as_number(text: str | None) -> int:
    """Up to nine figures; anything else is no number of ours, and 0."""
    is_ours = text and text.isascii() and text.isdigit() and len(text) <= MOST_FIGURES
    return int(text) if text and is_ours else 0
