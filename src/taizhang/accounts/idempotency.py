"""A push that is sent twice counts once: the answer is kept with the key that the caller chose."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import orjson
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from taizhang.accounts.models import ApiToken, StoredAnswer
from taizhang.accounts.tokens import delete_old_answers
from taizhang.core.rest import json_answer, problem_answer, wrong
from taizhang.engine.errors import ConflictError
from taizhang.engine.text import Text

HEADER = "Idempotency-Key"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Push:
    """A writing request. key "": the caller asks for no such promise."""

    token: ApiToken
    key: str
    fingerprint: str

    def earlier(self) -> HttpResponse | None:
        """The answer that this request got before; a conflict when the key was used for another one."""
        found = StoredAnswer.objects.filter(token=self.token, key=self.key).first() if self.key else None
        if found is None:
            return None
        if found.fingerprint != self.fingerprint:
            return problem_answer("other-body")
        return json_answer(found.body.encode(), found.status, {"Idempotent-Replayed": "true"})

    def keep(self, body: object, status: int = 200) -> None:
        """In the transaction that does the work: either both are kept or neither."""
        if self.key:
            delete_old_answers()
            text = orjson.dumps(body, default=str).decode()
            StoredAnswer.objects.create(
                token=self.token,
                key=self.key,
                fingerprint=self.fingerprint,
                status=status,
                body=text,
                at=timezone.now(),
            )

    def carry_out(self, work: Callable[[], HttpResponse]) -> HttpResponse:
        """Once. `work` calls `keep` in its own transaction; of two that run at the same time the later one gets the
        earlier one's answer."""
        if (answer := self.earlier()) is not None:
            return answer
        try:
            return work()
        except (IntegrityError, ConflictError):
            if (answer := self.earlier()) is not None:
                return answer
            raise

    def once(self, work: Callable[[], object], status: int = 200) -> HttpResponse:
        """`carry_out` for work that is one transaction; it returns the body of its answer."""

        def whole() -> HttpResponse:
            with transaction.atomic():
                body = work()
                self.keep(body, status)
            return json_answer(body, status)

        return self.carry_out(whole)


def push_of(request: HttpRequest, body: bytes) -> Push:
    """Raises TaizhangError for a key that is too long."""
    token: ApiToken = request.api_token  # type: ignore[attr-defined]
    key = request.headers.get(HEADER, "").strip()
    if len(key) > _LONGEST:
        cure = Text("例如用一个 UUID。", "A UUID will do.")
        raise wrong(HEADER, Text(f"不超过 {_LONGEST} 个字符", f"up to {_LONGEST} characters"), f"{len(key)}", cure)
    parts = (request.method or "", request.get_full_path(), hashlib.sha256(body).hexdigest())
    return Push(token, key, hashlib.sha256("\n".join(parts).encode()).hexdigest())
