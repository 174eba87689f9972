import pytest
from django.core.management import CommandError, call_command

from challenges.management.commands import workflow_diagrams
from challenges.management.commands.workflow_diagrams import BEGIN, END, with_diagrams
from challenges.workflow import MILESTONE


def test_readmes_in_the_repository_are_up_to_date():
    call_command("workflow_diagrams", check=True)


def test_check_fails_and_changes_nothing_when_out_of_date(tmp_path, monkeypatch):
    readme = tmp_path / "README.md"
    readme.write_text(f"Before\n{BEGIN}\nold\n{END}\nAfter\n")
    monkeypatch.setattr(workflow_diagrams, "rooms", lambda: {readme: {"Milestone": MILESTONE}})
    with pytest.raises(CommandError, match="out of date"):
        call_command("workflow_diagrams", check=True)
    assert "old" in readme.read_text()
    call_command("workflow_diagrams")
    call_command("workflow_diagrams", check=True)
    assert readme.read_text().startswith("Before\n")
    assert readme.read_text().endswith("\nAfter\n")
    assert "sent --> signed_off: sign_off (mentor)" in readme.read_text()


def test_readme_without_markers_is_an_error():
    with pytest.raises(CommandError, match="markers"):
        with_diagrams("nothing here", {})
