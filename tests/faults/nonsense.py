"""What people, scripts and attackers type, and who sends it."""

from tests.access import table

MEGABYTE = "There is no end to this. " * 40_000

WORDS = {
    "emoji": "🧑🏽‍⚕️ rounds went well 👍🏿",
    "right to left": "שלום \u202eabc\u202c مرحبا",
    "nul": "before\x00after",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE people_user; --",
    "template": "{{ 7 * 7 }} {% raw %} ${7*7} %(name)s %s {0}",
    "formula": '=HYPERLINK("http://example.org")',
    "halves of letters": "%ED%B2%80 \ufffe e\u0301 \u200d",
    "blank": " \t\n ",
}
# Never words of a person: what the page itself puts into a form.
NUMBERS = ["", "-1", "1.5", "99999999999999999999", "٣", "\x00", "null", "[]"]

IMPOSSIBLE_DAYS = [
    ("31", "2", "2026"),
    ("0", "0", "0000"),
    ("1", "1", "10000"),
    ("1", "1", "9999"),
    ("-1", "13", "2026"),
    ("٣", "٣", "٢٠٢٦"),
    ("1", "1", "1066"),
    ("\x00", "<b>", "' OR 1=1"),
]


def who_may() -> dict[str, str]:
    """Each form of the access table, and somebody who may send it. Every kind of message is offered to
    administrators alone."""
    first = {
        row: next(person for person, answer in cells.items() if answer.endswith("+"))
        for row, cells in table.read("forms.txt").rows.items()
        if any(answer.endswith("+") for answer in cells.values())
    }
    return first | {"preferences": "team"}


def words_in(data: dict) -> list[str]:
    """The fields of a form that hold words: not its numbers, dates, ids and buttons."""
    ours = {"act", "draft", "form", "form_id", "seen_at", "edited_at", "shared", "direction"}
    ours |= {"role", "file", "although_open", "to_mentors", "held"}
    parts = ("-day", "-month", "-year", "version")
    return [name for name in data if name not in ours and not name.endswith(parts) and "stamp" not in name]


def days_in(data: dict) -> list[str]:
    return [name.removesuffix("-day") for name in data if name.endswith("-day")]
