"""The tables of answers: read, compared with what is answered, and shown in docs/access.md."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "access.md"

Answers = dict[str, dict[str, str]]  # address: person: answer


@dataclass(frozen=True)
class Table:
    name: str
    people: list[str]
    rows: Answers

    def differences(self, answered: Answers) -> str:
        """The rows that are missing, too many or different, as they would have to stand in the file."""
        lines = [f"{name}: is in {self.name} and nowhere else" for name in self.rows.keys() - answered.keys()]
        for name, cells in answered.items():
            written = self.rows.get(name, {})
            if written == cells:
                continue
            wrong = [
                f"{person} was {written[person]}" for person in written if written[person] != cells[person]
            ]
            lines.append(f"{line(name, cells)}   <- {', '.join(wrong) or 'not in the table'}")
        return "\n".join(lines)


def read(name: str) -> Table:
    """A file of lines: a title line, then an address and an answer for each person. `#` begins a remark."""
    lines = [text for text in (HERE / name).read_text().splitlines() if text and not text.startswith("#")]
    title, *people = lines[0].split()
    assert title == "address", f"The first line of {name} names the columns."
    rows = {}
    for text in lines[1:]:
        cells = text.split()
        address, answers = " ".join(cells[: -len(people)]), cells[-len(people) :]
        assert address not in rows, f"{address} stands in {name} twice."
        rows[address] = dict(zip(people, answers, strict=True))
    return Table(name, people, rows)


def line(address: str, answers: dict[str, str]) -> str:
    cells = (f"{answer:<{len(person)}}" for person, answer in answers.items())
    return f"{address:<36} {' '.join(cells)}".rstrip()


# --- the page for people --------------------------------------------------------------------

WORDS = {"200": "yes", "in": "sign in", "on": "sent on", "403": "no", "404": "not there", "405": "–"}
TITLE = """# Who gets which answer

Made from the tables in `tests/access/` by `python -m tests.access`; a test signs in as every one of these
people and asks for every address. Change the tables, not this page.

**yes**: the page. **sent on**: to another page. **sign in**: asked to sign in. **no**: told why not.
**not there**: as if it did not exist. **–**: nothing to open, only a form's address.
**saved**: the form was accepted. Everybody looks at the things of one fellow (“Fellow”):

| | |
|---|---|
| Peer | a fellow of the same cohort |
| Other fellow | a fellow of another programme |
| Mentor | the fellow's mentor now |
| In grace | was the mentor until a few days ago, within the days of grace |
| Former mentor | was the mentor, and the days of grace are over |
| Team, other team | administrators of the fellow's programme, and of another one |
| Tutor, evaluator | of the fellow's cohort and programme |
| Alumnus | a fellow of last year's cohort of the programme |
| Stranger | signed in, without any role |
"""
NAMES = {
    "anonymous": "Signed out",
    "fellow": "Fellow",
    "peer": "Peer",
    "elsewhere": "Other fellow",
    "mentor": "Mentor",
    "grace": "In grace",
    "former": "Former mentor",
    "team": "Team",
    "team2": "Other team",
    "tutor": "Tutor",
    "evaluator": "Evaluator",
    "alumnus": "Alumnus",
    "stranger": "Stranger",
    "signed-in": "Signed in",
}
PARTS = {
    "pages.txt": "Pages",
    "opened.txt": "A challenge that the fellow has opened to the cohort",
    "forms.txt": "Forms",
    "account.txt": "Signing in",
}


def as_markdown() -> str:
    return TITLE + "".join(_part(title, read(name)) for name, title in PARTS.items())


def _part(title: str, table: Table) -> str:
    head = ["", *(NAMES[person] for person in table.people)]
    rows = [[f"`{name}`", *map(_word, cells.values())] for name, cells in table.rows.items()]
    lines = [_row(head), _row(["---"] * len(head)), *map(_row, rows)]
    return f"\n## {title}\n\n" + "\n".join(lines) + "\n"


def _word(answer: str) -> str:
    if answer.endswith("+"):
        return "saved"
    return WORDS.get(answer, answer)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
