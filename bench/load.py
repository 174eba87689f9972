"""Eight clients on keep-alive connections, as light as they can be: the server shares the two cores."""

import socket
import threading
import time
from dataclasses import dataclass, field

CLIENTS, WARM_UP, TURNS, SECONDS = 8, 0.5, 6, 1.0


@dataclass
class Reading:
    times: list[float] = field(default_factory=list)  # seconds each answer took
    seconds: float = 0

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    def within(self, part: float) -> float:
        """Milliseconds in which this part of the answers had come; 0.5 is the median."""
        return sorted(self.times)[int(len(self.times) * part)] * 1000


def compare(port: int, one: tuple[str, str], other: tuple[str, str]) -> tuple[Reading, Reading]:
    """Two pages (path, cookie) in short turns, so that whatever else the machine does falls on both."""
    for page in (one, other):
        _ask(port, *page, WARM_UP)
    readings = Reading(), Reading()
    for _turn in range(TURNS):
        for page, reading in zip((one, other), readings, strict=True):
            began = time.perf_counter()
            reading.times += _ask(port, *page, SECONDS)
            reading.seconds += time.perf_counter() - began
    return readings


def _ask(port: int, path: str, cookie: str, seconds: float) -> list[float]:
    """Asks for one page as fast as the server answers. Raises RuntimeError on any answer but 200."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nAccept: text/html\r\n\r\n"
    ).encode()
    times: list[float] = []
    faults: list[str] = []
    start = time.perf_counter()
    threads = [
        threading.Thread(target=_client, args=(port, request, start + seconds, times, faults))
        for _ in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(f"{path}: {faults[0]}")
    return times


def _client(port: int, request: bytes, end: float, times: list[float], faults: list[str]) -> None:
    stream = socket.create_connection(("127.0.0.1", port)).makefile("rwb")
    while (began := time.perf_counter()) < end:
        stream.write(request)
        stream.flush()
        status = stream.readline()
        if not status.startswith(b"HTTP/1.1 200"):
            faults.append(status.decode(errors="replace").strip() or "no answer")
            return
        length = 0
        while (line := stream.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        stream.read(length)
        times.append(time.perf_counter() - began)
