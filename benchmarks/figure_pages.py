"""p95 of the indicator and trace pages under 50 concurrent readers, against a running server that this script starts.

    python benchmarks/figure_pages.py [--readers 50] [--requests 20] [--workers 1] [--port 8040]

Loads the demo county into a folder of its own, computes a half-year, serves it with the product's own command and reads
the county's and a township's pages. Prints p50 and p95 in milliseconds, the processor time of one request alone and
each page's number of database queries, equal for a county and a township. Expect p95 to grow with readers / cores: the
pages are bound by Python, not by the database. Results: docs/explanation/figures-and-traces.md.
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

READY_SECONDS = 300


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--readers", type=int, default=50)
    options.add_argument("--requests", type=int, default=20, help="of each reader")
    options.add_argument("--workers", type=int, default=1, help="web processes")
    options.add_argument("--port", type=int, default=8040)
    options.add_argument("--data", type=Path, default=None, help="folder to keep; default: thrown away")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="taizhang-bench-") as folder:
        os.environ["TAIZHANG_DATA"] = str(chosen.data or folder)
        os.environ["TAIZHANG_DEMO"] = "1"
        server = start_server(chosen.port, chosen.workers)
        try:
            wait_until_ready(server, chosen.port)
            cookie, pages = prepare()
            for name, url in pages.items():
                times = read(chosen.port, url, cookie, chosen.readers, chosen.requests)
                alone, queries = cost_alone(url)
                print(f"{name:28} {describe(times)}  {alone:5.1f} ms processor time  {queries:3} queries")
        finally:
            server.terminate()
            server.wait(timeout=20)
    return 0


def start_server(port: int, workers: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "taizhang.config.cli", "run", "--demo", "--no-worker"]
    command += ["--port", str(port), "--workers", str(workers)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit("the server stopped while starting")
        try:
            get(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/accounts/sign-in/", "")
            return
        except OSError:
            time.sleep(1)
    raise SystemExit("the server was not ready in time")


def prepare() -> tuple[str, dict[str, str]]:
    """A session of somebody who sees the whole county, and the pages to read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "taizhang.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from taizhang.figures.models import Figure
    from taizhang.organisation.models import RoleGrant

    newest = Figure.objects.filter(value__isnull=False, rows__gt=0).order_by("-rows").first()
    grant = RoleGrant.objects.filter(role="bureau_leader").select_related("user").first()
    if newest is None or grant is None:
        raise SystemExit("the demo county has no figures or no bureau leader")
    session = SessionStore()
    session[SESSION_KEY] = str(grant.user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = grant.user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}", pages_of(newest.indicator_key, newest.period_code)


def pages_of(key: str, period: str) -> dict[str, str]:
    from taizhang.figures.models import Figure

    found = Figure.objects.filter(indicator_key=key, period_code=period, value__isnull=False).select_related("org_unit")
    by_kind = {item.org_unit.kind: item.org_unit.code for item in found.order_by("rows")}
    pages = {}
    for kind in ("county", "township"):
        if code := by_kind.get(kind):
            pages[f"indicator page, {kind}"] = f"/figures/{key}/?org={code}&period={period}"
            pages[f"trace, {kind}"] = f"/figures/{key}/{code}/{period}/"
    return pages


def read(port: int, url: str, cookie: str, readers: int, requests: int) -> list[float]:
    """Milliseconds of every request, all readers at once, each on its own connection."""

    def reader(_number: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        return [timed(connection, url, cookie) for _ in range(requests)]

    get(http.client.HTTPConnection("127.0.0.1", port, timeout=60), url, cookie)
    with ThreadPoolExecutor(readers) as pool:
        return [time_ms for times in pool.map(reader, range(readers)) for time_ms in times]


def timed(connection: http.client.HTTPConnection, url: str, cookie: str) -> float:
    start = time.perf_counter()
    status = get(connection, url, cookie)
    if status != 200:
        raise SystemExit(f"{url} answered {status}")
    return (time.perf_counter() - start) * 1000


def get(connection: http.client.HTTPConnection, url: str, cookie: str) -> int:
    connection.request("GET", url, headers={"Cookie": cookie} if cookie else {})
    response = connection.getresponse()
    response.read()
    return response.status


def cost_alone(url: str) -> tuple[float, int]:
    """Milliseconds of processor time of one request without competition, least of several, and its queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from taizhang.organisation.models import RoleGrant

    grant = RoleGrant.objects.filter(role="bureau_leader").select_related("user").first()
    assert grant is not None
    client = Client(SERVER_NAME="localhost")
    client.force_login(grant.user)
    client.get(url)
    taken = []
    for _ in range(20):
        start = time.process_time()
        client.get(url)
        taken.append((time.process_time() - start) * 1000)
    with CaptureQueriesContext(connection) as caught:
        client.get(url)
    return min(taken), len(caught)


def describe(times: list[float]) -> str:
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95) - 1]
    return f"p50 {statistics.median(ordered):7.0f} ms  p95 {p95:7.0f} ms  ({len(ordered)} requests)"


if __name__ == "__main__":
    sys.exit(main())
