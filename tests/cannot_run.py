"""A test that cannot run on this machine says so loudly, and in CI it fails: nobody reads skips there."""

import os
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"In CI a test that cannot run fails. {_reason(report)}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("TESTS THAT COULD NOT RUN", red=True, bold=True)
        for reason in sorted({_reason(report) for report in skipped}):
            terminalreporter.line(reason, red=True)
        for report in skipped:
            terminalreporter.line(f"  {report.nodeid}")


def _reason(report: pytest.TestReport) -> str:
    """pytest keeps of a skip the file, the line and the reason."""
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
