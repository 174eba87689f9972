"""Eight clients on keep-alive connections, as light as they can be: the server shares the two cores."""

import socket
import threading
import time
from dataclasses import dataclass

CLIENTS, SECONDS, WARM_UP = 8, 4.0, 1.0


@dataclass(frozen=True)
class Reading:
    per_second: float
    p50: float  # milliseconds
    p95: float  # milliseconds


def measure(port: int, path: str, cookie: str) -> Reading:
    """Asks for one page as fast as the server answers. Raises RuntimeError on any answer but 200."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nAccept: text/html\r\n\r\n"
    ).encode()
    times: list[float] = []
    faults: list[str] = []
    start = time.perf_counter()
    threads = [
        threading.Thread(target=_client, args=(port, request, start, times, faults)) for _ in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(f"{path}: {faults[0]}")
    times.sort()
    return Reading(
        per_second=len(times) / SECONDS,
        p50=times[len(times) // 2] * 1000,
        p95=times[int(len(times) * 0.95)] * 1000,
    )


def _client(port: int, request: bytes, start: float, times: list[float], faults: list[str]) -> None:
    stream = socket.create_connection(("127.0.0.1", port)).makefile("rwb")
    while (began := time.perf_counter()) - start < WARM_UP + SECONDS:
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
        if began - start > WARM_UP:
            times.append(time.perf_counter() - began)
