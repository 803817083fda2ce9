"""One inspector whose phone hands over its visits by HTTP as the page does, and one reader of other pages."""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import re
import threading
import time
import uuid
from collections import defaultdict
from typing import Any

from offline.county import DAY, PASSWORD

HOME, PIECE = "/inspection/visits/phone/", 256 * 1024
AT = f"{DAY}T09:30:00+08:00"


class Record:
    """Seconds by kind of request, and what went wrong."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.lock = threading.Lock()

    def told(self, kind: str, seconds: float) -> None:
        with self.lock:
            self.times[kind].append(seconds)

    def wrong(self, words: str) -> None:
        with self.lock:
            self.errors.append(words)


class Browser:
    def __init__(self, port: int, record: Record) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.record, self.cookies = record, dict[str, str]()

    def ask(self, kind: str, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        """Raises RuntimeError for any answer but success or a way elsewhere."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"Cookie": cookie, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if token := self.cookies.get("csrftoken"):
            given["X-CSRFToken"] = token
        begun = time.monotonic()
        self.connection.request(method, path, body or None, given)
        answer = self.connection.getresponse()
        told = answer.read()
        self.record.told(kind, time.monotonic() - begun)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and (found := re.match(r"([^=]+)=([^;]*)", value)):
                self.cookies[found[1]] = found[2]
        if answer.status >= 400:
            raise RuntimeError(f"{kind}: {answer.status} {told[:200]!r}")
        return told

    def sign_in(self, person: str) -> None:
        page = self.ask("sign-in page", "GET", "/accounts/sign-in/").decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        fields = {"csrfmiddlewaretoken": token[1] if token else "", "username": person, "password": PASSWORD}
        body, kind = form(fields)
        self.ask("sign in", "POST", "/accounts/sign-in/", body, Content_Type=kind)

    def told(self, kind: str, path: str, body: dict[str, Any] | None = None) -> Any:
        method, data = ("GET", b"") if body is None else ("POST", json.dumps(body).encode())
        return json.loads(self.ask(kind, method, path, data, Content_Type="application/json"))


def form(fields: dict[str, str], piece: bytes | None = None) -> tuple[bytes, str]:
    """Body of a form, and its content type."""
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if piece is not None:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="piece"; filename="piece"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + piece + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


class Phone:
    """Takes the day along, hands over each visit with its photos, and files it. kept: visit -> hashes of its photos."""

    def __init__(self, person: str, port: int, record: Record, photos: int, kilobytes: int) -> None:
        self.person, self.photos, self.kilobytes = person, photos, kilobytes
        self.browser, self.random = Browser(port, record), random.Random(person)
        self.kept: dict[int, list[str]] = {}
        self.entries: dict[int, int] = {}

    def work(self) -> None:
        self.browser.sign_in(self.person)
        self.browser.told("hello", f"{HOME}hello/")
        for visit in self.browser.told("take along", f"{HOME}carry/?day={DAY}&device={self.person}")["visits"]:
            self._hand_over(visit)

    def _hand_over(self, visit: dict[str, Any]) -> None:
        pk, items = visit["id"], []
        said: dict[str, str] = {"met/teachers": "3", "met/pupils": "6", "signature/name": "校长"}
        for station in (station for checklist in visit["checklists"] for station in checklist["stations"]):
            if not station["required"]:
                said[station["path"]] = "absent"
                continue
            for item in station["items"]:
                items.append(item["path"])
                good = "pass" if item["kind"] == "pass_fail" else "8"
                said[f"{item['path']}/answer"] = "not_applicable" if item["applicable"] else good
                said[f"{item['path']}/reason"] = "学期末，没有安排"
                said[f"{item['path']}/note"] = "看过，记录齐全。"
        photos = [(uuid.uuid4(), self._photo()) for _number in range(self.photos)]
        said |= {f"photo/{name}": items[number % len(items)] for number, (name, _data) in enumerate(photos)}
        entries = [
            {"id": str(uuid.uuid4()), "path": path, "value": value, "supersedes": [], "at": AT}
            for path, value in said.items()
        ]
        body = {"device": self.person, "skew": 0, "left": len(entries) + len(photos), "cursor": "", "entries": entries}
        told = self.browser.told("entries of a visit", f"{HOME}{pk}/sync/", body)
        if len(told["accepted"]) != len(entries):
            raise RuntimeError(f"visit {pk}: {told['refused']}")
        self.entries[pk], self.kept[pk] = len(entries), []
        for name, data in photos:
            self._send(pk, name, data)
        told = self.browser.told("file a visit", f"{HOME}{pk}/file/", {})
        if not told["filed"]:
            raise RuntimeError(f"visit {pk}: {told['missing']}")

    def _photo(self) -> bytes:
        return b"\xff\xd8\xff\xe0" + self.random.randbytes(self.kilobytes * 1024)

    def _send(self, pk: int, name: uuid.UUID, data: bytes) -> None:
        sha256 = hashlib.sha256(data).hexdigest()
        about = {"key": str(name), "name": "现场.jpg", "size": str(len(data)), "sha256": sha256, "taken_at": AT}
        about["original_sha256"] = sha256
        told = self._piece(pk, about, None)
        while not told["whole"]:
            at = told["received"]
            told = self._piece(pk, {**about, "offset": str(at)}, data[at : at + PIECE])
        self.kept[pk].append(sha256)

    def _piece(self, pk: int, fields: dict[str, str], piece: bytes | None) -> Any:
        body, kind = form(fields, piece)
        name = "announce a photo" if piece is None else "a piece of a photo"
        return json.loads(self.browser.ask(name, "POST", f"{HOME}{pk}/photo/", body, Content_Type=kind))


class Reader:
    """Somebody else at work: the list of visits, one visit, the first page of inspection, the ledgers."""

    PAGES = ("/inspection/", "/inspection/visits/", "/inspection/visits/?state=filed", "/", "/ledgers/")

    def __init__(self, port: int, record: Record, over: threading.Event) -> None:
        self.browser, self.over = Browser(port, record), over

    def work(self) -> None:
        self.browser.sign_in("planner")
        while not self.over.is_set():
            for page in self.PAGES:
                self.browser.ask(f"read {page}", "GET", page)
                self.over.wait(1)
