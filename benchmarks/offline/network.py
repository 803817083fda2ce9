"""A bad network: a proxy between one phone and the server that loses, halves, delays, doubles and invents answers."""

from __future__ import annotations

import contextlib
import http.client
import random
import socket
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PORTAL = "<!doctype html><title>欢迎使用本店无线网络</title>".encode()
FATES = ("lost before", "lost after", "half an answer", "late", "late answer", "twice", "again later", "portal", "busy")


class _Proxy(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A phone that hangs up is what this is about."""


class Network:
    """rough: the share of requests that something happens to. told: what happened, counted."""

    def __init__(self, server: tuple[str, int], seed: int) -> None:
        self.server, self.rough = server, 0.0
        self.random, self.told = random.Random(seed), Counter[str]()
        handler = type("Handler", (_Handler,), {"network": self})
        self.proxy = _Proxy(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self.proxy.server_address[1]}"
        threading.Thread(target=self.proxy.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.proxy.shutdown()
        self.proxy.server_close()

    def fate(self) -> str:
        if self.random.random() >= self.rough:
            return ""
        fate = self.random.choice(FATES)
        self.told[fate] += 1
        return fate


class _Handler(BaseHTTPRequestHandler):
    network: Network
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *arguments: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self._pass()

    def do_POST(self) -> None:
        self._pass()

    def _pass(self) -> None:
        body = self.rfile.read(length := int(self.headers.get("Content-Length", 0)))
        if len(body) < length:  # the phone lost its network in the middle of the request: no server ever sees it
            return self._hang_up()
        fate = self.network.fate()
        if fate == "lost before":
            return self._hang_up()
        if fate == "portal":
            return self._answer(200, [("Content-Type", "text/html")], PORTAL)
        if fate == "busy":
            return self._answer(503, [], b"")
        if fate == "late":
            time.sleep(self.network.random.uniform(0.2, 1.5))
        try:
            answer = self._asked(body)
            if fate == "twice":
                answer = self._asked(body)
        except (OSError, http.client.HTTPException):
            return self._answer(502, [], b"")
        if fate == "again later":  # a copy that was under way somewhere comes in long after
            threading.Timer(self.network.random.uniform(0.5, 3), self._quietly, (body,)).start()
        if fate == "lost after":
            return self._hang_up()
        if fate == "late answer":
            time.sleep(self.network.random.uniform(0.2, 2))
        self._answer(*answer, cut=fate == "half an answer")
        return None

    def _quietly(self, body: bytes) -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            self._asked(body)

    def _asked(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(*self.network.server, timeout=60)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
            connection.request(self.command, self.path, body or None, headers)
            answer = connection.getresponse()
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in _OURS]
            told = answer.read()
            if answer.status >= 400:
                self.network.told[f"answered {answer.status}"] += 1
            return answer.status, kept, told
        finally:
            connection.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes, cut: bool = False) -> None:
        try:
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)
        except OSError:
            self.close_connection = True
        if cut:
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


_OURS = {"content-length", "transfer-encoding", "connection", "date", "server"}
