"""Parameters of an address that no operation has: a mistyped filter that is left out would answer with all rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text
from taizhang.packs.problems import propose

EVERYWHERE = ("reason", "language")  # why personal columns are seen whole; the language of the answer
Run = Callable[..., HttpResponseBase]


def noting_parameters(run: Run) -> Run:
    """Decorator of an operation, for `add_decorator(mode="view")`: the request carries the names that it takes."""
    operation: Any = run.__self__  # type: ignore[attr-defined]
    queries = (model for model in operation.models if model.__ninja_param_source__ == "query")
    names = tuple(name for model in queries for name in model.__ninja_flatten_map__)

    def noted(request: HttpRequest, **values: Any) -> HttpResponseBase:
        request.query_names = names  # type: ignore[attr-defined]
        return run(request, **values)

    return noted


def require_known_parameters(request: HttpRequest) -> None:
    """Raises TaizhangError that names each unknown parameter and those that there are."""
    own: tuple[str, ...] = request.query_names  # type: ignore[attr-defined]
    unknown = [name for name in request.GET if name not in (*own, *EVERYWHERE)]
    if unknown:
        listed = [*own, "reason"]
        known = Text(f"参数 {'、'.join(listed)} 之一", f"one of the parameters {', '.join(listed)}")
        raise TaizhangError(
            [
                Problem("request.parameter", "query", known, Text(name[:80]), propose(name, listed), key=name[:80])
                for name in unknown
            ]
        )
