"""`make bench`: the main pages against a floor, and 10,000 reminders against Django's own sending.

Absolute numbers depend on the machine; only the ratios, taken in one run, say something. Goals: at
most 15 statements a page, the same number whatever the size; half of the floor's requests a second
(a third for the page of 30 charts);
reminders at half the speed of `send_messages`; a web process under 150 MB.
"""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import django
import psutil

ROOT = Path(__file__).resolve().parent.parent
GOAL_STATEMENTS, GOAL_MEGABYTES = 15, 150


def manage(*args: str) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "fellowship.settings"}
    subprocess.run(
        [sys.executable, ROOT / "manage.py", *args], check=True, env=environment, stdout=sys.stderr
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(port: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "gunicorn", "fellowship.wsgi", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        [*command, "--workers=2", "--threads=4", "--keep-alive=30", "--log-level=warning"], cwd=ROOT
    )
    for _attempt in range(100):
        try:
            urlopen(f"http://127.0.0.1:{port}/health/live", timeout=30).close()
        except OSError:
            time.sleep(0.1)
        else:
            return server
    raise RuntimeError("The web server did not start.")


def sign_in(user) -> str:
    """A cookie header of a session made as signing in makes it."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}"


def count_page(user, path: str):
    from django.test import Client

    from bench.counting import counted

    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    client.get(path)
    with counted() as count:
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return count


def bench_pages() -> bool:
    from bench.load import compare
    from bench.pages import main_pages

    people, pages = main_pages()
    cookies = {role: sign_in(user) for role, user in people.items()}
    port = free_port()
    server = serve(port)
    reached = True
    try:
        print(f"\n{'page':28}{'queries':>8}{'rows':>7}{'p50 ms':>9}{'p95 ms':>9}{'per s':>8}{'ratio':>8}")
        floor = pages[0]
        for page in pages:
            count = count_page(people[page.role], page.path)
            lowest, reading = compare(
                port, (floor.path, cookies[floor.role]), (page.path, cookies[page.role])
            )
            ratio = reading.per_second / lowest.per_second
            good = count.statements <= GOAL_STATEMENTS and ratio >= page.goal
            reached &= good
            print(
                f"{page.name:28}{count.statements:8}{count.rows:7}{reading.within(0.5):9.1f}{reading.within(0.95):9.1f}"
                f"{reading.per_second:8.0f}{ratio:8.2f}{'' if good else '  below the goal'}",
                flush=True,
            )
        children = psutil.Process(server.pid).children(recursive=True)
        megabytes = max(child.memory_info().rss for child in children) / 2**20
        reached &= megabytes < GOAL_MEGABYTES
        print(f"\nlargest web process: {megabytes:.0f} MB (goal: under {GOAL_MEGABYTES})")
    finally:
        server.terminate()
        server.wait()
    return reached


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    sys.path.insert(0, str(ROOT))
    manage("migrate", "-v0")
    manage("prepare_database")
    django.setup()
    from bench.workspace import build as build_workspace
    from challenges.models import Measure
    from fellowship.people.models import User

    if not User.objects.filter(email="fellow0@example.org").exists():
        from bench.data import build

        build()
    if not Measure.objects.exists():
        build_workspace()
    reached = bench_pages()
    from bench.reminders import bench_reminders

    reached &= bench_reminders()
    from bench.digests import bench_digests

    reached &= bench_digests()
    from bench.matching import bench_matching

    reached &= bench_matching()
    from bench.template_change import bench_template_change

    reached &= bench_template_change()
    from bench.rehearsal import bench_rehearsal

    reached &= bench_rehearsal()
    print("\nall goals reached" if reached else "\nnot all goals reached")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
