import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SKIPPED = """
import pytest

@pytest.mark.skipif(True, reason="There is no telescope.")
def test_moon():
    pass
"""


def run(directory: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (directory / "test_moon.py").write_text(SKIPPED)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.cannot_run", "-c", os.devnull, directory],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("environment", "code", "result"), [({}, 0, "1 skipped"), ({"CI": "true"}, 1, "1 error")]
)
def test_a_test_that_cannot_run_is_named_and_fails_in_ci(tmp_path, environment, code, result):
    done = run(tmp_path, **environment)

    assert done.returncode == code
    assert result in done.stdout
    assert "There is no telescope." in done.stdout
    assert ("TESTS THAT COULD NOT RUN" in done.stdout) == (code == 0)
