"""The built wheel serves from an empty folder: pages, assets and Chinese are inside."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

START_SECONDS = 90


def _environment(folder: Path) -> dict[str, str]:
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("TAIZHANG_", "DJANGO_", "PYTHONPATH"))
    }
    kept.pop("DATABASE_URL", None)
    return {**kept, "TAIZHANG_LANG": "zh", "HOME": str(folder)}


@pytest.fixture(scope="module")
def server(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("empty")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(installed), "-m", "taizhang.config.cli", "run", "--port", str(port)]
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=_environment(folder), stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait(f"http://127.0.0.1:{port}/accounts/sign-in/", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0, log.read_text()[-2000:]


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()[-3000:]
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"no answer from {url}: {log.read_text()[-3000:]}")


def _get(url: str) -> tuple[int, str, dict[str, str]]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status, answer.read().decode(), dict(answer.headers)


def test_wheel_carries_assets_catalogues_and_packs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "web/static/build/app.css",
        "web/static/build/manifest.json",
        "locale/zh_Hans/LC_MESSAGES/django.mo",
    ):
        assert any(name.endswith(wanted) for name in names), wanted
    assert any(name.startswith("taizhang/catalogue/") and name.endswith("pack.yaml") for name in names)


def test_product_comes_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "import taizhang; print(taizhang.__file__)"
    done = subprocess.run(
        [str(installed), "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=_environment(tmp_path),
    )
    assert str(installed.parents[1]) in done.stdout


def test_sign_in_page_is_served_in_chinese(server: str) -> None:
    status, body, _headers = _get(f"{server}/accounts/sign-in/")
    assert status == 200
    assert 'lang="zh-Hans"' in body
    assert "大字号" in body


def test_assets_are_served_compressed(server: str) -> None:
    _status, body, _headers = _get(f"{server}/accounts/sign-in/")
    address = body.split('rel="stylesheet" href="')[1].split('"')[0]
    request = urllib.request.Request(f"{server}{address}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "v=" in address


def test_nothing_is_open_without_sign_in(server: str) -> None:
    for path in ("/", "/figures/", "/ledgers/", "/summaries/", "/settings/organisation/"):
        with urllib.request.urlopen(f"{server}{path}", timeout=10) as answer:
            assert "/accounts/sign-in/" in answer.url, path


def test_commands_answer_without_a_database(installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(installed), "-m", "taizhang.config.cli", "pack", "list", "--json"],
        capture_output=True, text=True, check=True, cwd=tmp_path, env=_environment(tmp_path), timeout=60,
    )  # fmt: skip
    assert {pack["id"] for pack in json.loads(done.stdout)}
    assert not list(tmp_path.rglob("*.sqlite3"))
