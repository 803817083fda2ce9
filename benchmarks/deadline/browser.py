"""A browser as far as the server can tell: cookies, forms, redirects, presses twice, and answers that never arrive.

Plain sockets by `http.client` rather than a load-test package: the answer must be cut off at a chosen moment, and what
was sent must be known row by row.
"""

from __future__ import annotations

import contextlib
import http.client
import re
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

TIMEOUT = 120
_FAULT = re.compile(r'class="note note-error"[^>]*>(.{0,200})', re.DOTALL)


class Wrong(Exception):
    """An answer that a person would call an error."""


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str


class Record:
    """What was measured, by kind of request."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.notes: dict[str, int] = defaultdict(int)
        self._lock = threading.Lock()

    def took(self, kind: str, seconds: float) -> None:
        with self._lock:
            self.times[kind].append(seconds)

    def wrong(self, what: str) -> None:
        with self._lock:
            self.errors.append(what)

    def note(self, what: str) -> None:
        with self._lock:
            self.notes[what] += 1


class Browser:
    def __init__(self, port: int, record: Record, token: str = "") -> None:
        self.port, self.record, self.token = port, record, token
        self.cookies: dict[str, str] = {}
        self._kept: http.client.HTTPConnection | None = None

    def get(self, kind: str, path: str) -> Answer:
        return self.send(kind, "GET", path)

    def post(
        self, kind: str, path: str, form: Mapping[str, object], files: Mapping[str, tuple[str, bytes]] = {}
    ) -> Answer:
        body, media_type = _multipart(form, files) if files else (urlencode(form, doseq=True).encode(), _FORM)
        return self.send(kind, "POST", path, body, media_type)

    def post_twice(self, kind: str, path: str, form: Mapping[str, object]) -> Answer:
        """A double click: the second request leaves before the first is answered, and its answer is shown."""
        first = threading.Thread(target=self._other_click, args=(kind, path, form, dict(self.cookies)))
        first.start()
        time.sleep(0.02)
        answer = self.post(kind, path, form)
        first.join()
        self.record.note("double clicks")
        return answer

    def _other_click(self, kind: str, path: str, form: Mapping[str, object], cookies: dict[str, str]) -> None:
        other = Browser(self.port, self.record)
        other.cookies = cookies
        try:
            other.post(f"{kind}, first of two clicks", path, form)
        except Exception as error:
            self.record.wrong(f"{kind}, first of two clicks: {error}")
        other.close()

    def post_unheard(self, path: str, form: Mapping[str, object]) -> None:
        """Sent whole, and the line is cut before the answer: nobody knows whether it was done."""
        self.send_unheard("POST", path, urlencode(form, doseq=True).encode(), _FORM, {})

    def send_unheard(self, method: str, path: str, body: bytes, media_type: str, headers: Mapping[str, str]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        line.request(method, path, body, {**self._headers(media_type), **headers})
        time.sleep(0.05)
        line.close()
        self.record.note("answers lost")

    def follow(self, kind: str, answer: Answer) -> Answer:
        """Where a redirect leads, as a browser goes. Raises Wrong when the page that comes up shows an error."""
        if answer.status in (302, 303):
            answer = self.get(kind, answer.location)
        if fault := _FAULT.search(answer.text):
            raise Wrong(f"{kind}: the page says {re.sub('<[^>]*>', '', fault[1]).strip()[:120]}")
        return answer

    def send(
        self,
        kind: str,
        method: str,
        path: str,
        body: bytes | None = None,
        media_type: str = "",
        headers: Mapping[str, str] = {},
        expected: Iterable[int] = (200, 302, 303),
    ) -> Answer:
        begin = time.perf_counter()
        response, text = self._exchange(method, path, body, {**self._headers(media_type), **headers})
        self.record.took(kind, time.perf_counter() - begin)
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                own, _sign, content = value.split(";")[0].partition("=")
                self.cookies[own] = content
        if response.status not in expected:
            told = re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", text))[-300:]
            raise Wrong(f"{kind}: {method} {path} answered {response.status}: {told}")
        parts = urlsplit(response.getheader("Location") or "")
        return Answer(response.status, text, f"{parts.path}?{parts.query}" if parts.query else parts.path)

    def _exchange(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, str]:
        """On the kept connection; a server may close an idle one, and then a browser opens another."""
        if self._kept is not None:
            with contextlib.suppress(http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                return _once(self._kept, method, path, body, headers)
        self._kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        return _once(self._kept, method, path, body, headers)

    def _headers(self, media_type: str) -> dict[str, str]:
        headers = {"Accept-Language": "zh-CN", "Referer": f"http://127.0.0.1:{self.port}/"}
        if media_type:
            headers["Content-Type"] = media_type
        if self.token:
            return headers | {"Authorization": f"Bearer {self.token}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        return headers

    def close(self) -> None:
        if self._kept is not None:
            with contextlib.suppress(OSError):
                self._kept.close()


def _once(
    line: http.client.HTTPConnection, method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> tuple[http.client.HTTPResponse, str]:
    line.request(method, path, body, headers)
    response = line.getresponse()
    return response, response.read().decode("utf-8", "replace")


_FORM = "application/x-www-form-urlencoded"


def _multipart(form: Mapping[str, object], files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = []
    for name, value in form.items():
        parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, (file, data) in files.items():
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + data + b"\r\n")
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"
