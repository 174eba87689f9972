from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from challenges.workflow import WORKFLOWS, Workflow

README = Path(settings.BASE_DIR) / "challenges" / "README.md"
BEGIN, END = "<!-- workflow diagrams: begin -->", "<!-- workflow diagrams: end -->"


class Command(BaseCommand):
    help = "Draws the status rules of challenges/workflow.py into challenges/README.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if it is out of date")

    def handle(self, *args: object, check: bool, **options: object) -> None:
        text = README.read_text()
        wanted = with_diagrams(text)
        if text == wanted:
            self.stdout.write("The diagrams are up to date.")
        elif check:
            raise CommandError("challenges/README.md is out of date: run manage.py workflow_diagrams")
        else:
            README.write_text(wanted)
            self.stdout.write("The diagrams have been drawn again.")


def with_diagrams(text: str) -> str:
    """The text with the diagrams between its two markers."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise CommandError(f"{README.name} lacks the markers {BEGIN} and {END}")
    diagrams = "\n\n".join(
        f"**{name}**\n\n{diagram(rules)}" for name, (rules, _statuses) in WORKFLOWS.items()
    )
    return f"{before}{BEGIN}\n{diagrams}\n{END}{after}"


def diagram(rules: Workflow) -> str:
    """One table as a Mermaid state diagram; the first row's status is where things begin."""
    first = next(iter(rules))[0]
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    for (status, act), step in rules.items():
        reason = ", with a reason" if step.needs_reason else ""
        lines.append(f"    {status} --> {step.next}: {act} ({step.actor.value}{reason})")
    return "\n".join([*lines, "```"])
