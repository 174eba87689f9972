import sys
import time


class Progress:
    """A bar on a terminal, a line every few seconds elsewhere."""

    def __init__(self, what: str, total: int) -> None:
        self.what, self.total, self.count = what, total, 0
        self.began = self.shown = time.monotonic()

    def add(self, count: int) -> None:
        self.count += count
        if time.monotonic() - self.shown > (0.2 if sys.stderr.isatty() else 5):
            self.show("\r" if sys.stderr.isatty() else "\n")

    def show(self, end: str) -> None:
        self.shown = time.monotonic()
        part = min(self.count / self.total, 1)
        bar = "#" * int(part * 30)
        seconds = self.shown - self.began
        print(f"{self.what} [{bar:<30}] {part:4.0%} {seconds:5.1f} s", end=end, file=sys.stderr, flush=True)

    def done(self) -> None:
        self.count = self.total
        self.show("\n")
