"""The REST API put together from what each app brings. Imported only when somebody calls it or asks for its
description: pydantic and the API library take longer to load than the rest of a command."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext as translate
from ninja import Field, NinjaAPI, Router, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from taizhang.accounts import tokens
from taizhang.accounts.models import ApiToken
from taizhang.config.api_limit import seconds_to_wait
from taizhang.config.api_parameters import noting_parameters, require_known_parameters
from taizhang.config.api_shape import value_at, words_of_shape
from taizhang.core.file_store import StoreAway
from taizhang.core.opening import opened_for_all
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.rest import PROBLEM, NotThere, ProblemAnswer, TooLarge, problem_answer, titles
from taizhang.core.rest_route import needs, said
from taizhang.core.scopes import Scope
from taizhang.engine.errors import ConflictError, Problem, StateError, TaizhangError
from taizhang.engine.text import Text
from taizhang.figures.api import router as figures
from taizhang.inspection.api import router as inspection
from taizhang.ledgers.api import router as ledgers
from taizhang.organisation import queries as org_queries
from taizhang.organisation.api import router as organisation
from taizhang.proofreading.api import router as proofreading
from taizhang.summaries.api import router as summaries

VERSION = "1"
ROOT = "api/v1/"
_log = logging.getLogger(__name__)


class TooMany(Exception):
    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = wait


class TokenOver(AuthenticationError):
    """A token that was right once; its bearer holds the secret, so may know why."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


class Token(HttpBearer):
    """`Authorization: Bearer tz_…`. Cookies are not looked at, so no other site can make a browser write here."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = tokens.token_of_secret(token)
        if found is None:
            return None
        if why := tokens.why_over(found):
            raise TokenOver(why)
        if wait := seconds_to_wait(found.pk):
            raise TooMany(wait)
        tokens.note_use(found)
        require_known_parameters(request)
        actor = org_queries.actor_for_token(found)
        if reason := request.GET.get("reason", ""):
            actor = opened_for_all(actor=actor, reason=reason, what=request.path)
        request.actor = actor  # type: ignore[attr-defined]
        request.api_token = found  # type: ignore[attr-defined]
        return found


class Api(NinjaAPI):
    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> Any:
        """With every operation's problems, and all words in the language of the request."""
        made = super().get_openapi_schema(path_prefix=path_prefix or ROOT, path_params=path_params)
        schema: dict[str, Any] = copy.deepcopy(dict(made))
        schema["components"]["schemas"].update(_schemas_of_problems())
        for path, methods in schema["paths"].items():
            for operation in methods.values():
                _tell_problems(path, operation)
        schema["tags"] = [{"name": name, "description": words} for name, words in GROUPS.items()]
        title = schema["info"]["title"]
        _in_language(schema)
        schema["info"]["title"] = title
        return schema


GROUPS = {  # names are for programs, which make modules of them; the words are for people
    "token": said("The token itself"),
    "org-units": said("Org units"),
    "ledgers": said("What ledgers ask, and what is due"),
    "submissions": said("Filings: versions, rows, evidence"),
    "filing": said("Filing, handing in, taking back"),
    "review": said("Accepting, returning, reopening"),
    "visits": said("Inspection visits: what is entered, and filing"),
    "figures": said("Indicators, figures and what is behind them"),
    "summaries": said("Summaries as data and as documents"),
    "check": said("Proof-reading of any text's numbers"),
}
_OF_THE_LIBRARY = (said("OK"), said("Created"))  # what it calls an answer that nobody described


def _in_language(part: Any) -> None:
    """Translates summaries and descriptions wherever they stand, and leaves out titles made of the names of fields."""
    if isinstance(part, dict):
        if isinstance(part.get("title"), str):
            del part["title"]
        for name in ("summary", "description"):
            if isinstance(part.get(name), str) and part[name]:
                part[name] = translate(part[name])
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _in_language(inner)


def _schemas_of_problems() -> dict[str, Any]:
    made = ProblemAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
    parts: dict[str, Any] = made.pop("$defs")
    return {**parts, "ProblemAnswer": made}


def _tell_problems(path: str, operation: dict[str, Any]) -> None:
    told = {401, 403, 422, 429, 400}
    if path != f"/{ROOT}me":
        told.add(404)
    if operation.pop("x-conflict", False):
        told |= {409, 413, 415}
    known = dict(reversed(titles().values()))  # of two kinds with one status the first
    statuses = {status: known[status] for status in sorted(told)}
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}}
    answers = operation["responses"]
    for status in [status for status in answers if int(status) >= 400]:  # a problem that tells more than all others
        (own,) = answers.pop(status)["content"].values()
        answers[str(status)] = {"description": statuses[int(status)], "content": {PROBLEM: own}}
    for status, words in statuses.items():
        answers.setdefault(str(status), {"description": words, "content": content})


class GrantOut(Schema):
    role: str
    org_unit: str
    units: list[str] = Field(description=said("Codes of the org units it reaches, within the token's own."))


class MeOut(Schema):
    __doc__ = said("The token and for whom it acts.")

    token: str
    owner: str
    username: str
    scopes: list[str]
    org_unit: str = Field(
        description=said("The token reaches only this unit and those below it; empty: all of the owner's.")
    )
    expires_at: datetime
    home: str
    grants: list[GrantOut]
    permissions: list[str]


router = Router(tags=["token"], by_alias=True)


@router.get(
    "/me", response=MeOut, summary=said("The token, for whom it acts and what it may do"), openapi_extra=needs()
)
def me(request: HttpRequest) -> dict[str, Any]:
    token: ApiToken = request.api_token  # type: ignore[attr-defined]
    actor = actor_of(request)
    return {
        "token": token.name,
        "owner": str(token.owner),
        "username": token.owner.username,
        "scopes": token.scopes,
        "org_unit": token.org_unit,
        "expires_at": token.expires_at,
        "home": actor.home,
        "grants": [
            {"role": grant.role.value, "org_unit": grant.org_unit, "units": sorted(grant.scope)}
            for grant in actor.grants
        ],
        "permissions": sorted(permission.value for permission in Permission if actor.can(permission)),
    }


api = Api(
    title="Taizhang (台账)",
    version=VERSION,
    description=(
        said(
            "Each request carries `Authorization: Bearer <token>`. A token does at most what its owner may do, "
            "narrowed to its scopes (`x-scopes`) and units. Errors come in the language of `Accept-Language`, "
            "Chinese first."
        )
    ),
    auth=Token(),
    docs_url=None,  # the page is ours: web.views.api_docs
    urls_namespace="api-1",
    openapi_extra={"x-scopes": {scope.value: [item.value for item in sorted(scope.permissions)] for scope in Scope}},
)
api.add_decorator(noting_parameters, mode="view")
for part in (router, organisation, ledgers, inspection, figures, summaries, proofreading):
    api.add_router("", part)


Handler = TypeVar("Handler", bound=Callable[..., HttpResponse])


def _answers(kind: type[Exception]) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        api.add_exception_handler(kind, handler)
        return handler

    return register


@_answers(AuthenticationError)
def _no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    words = {
        "revoked": gettext("The token was revoked."),
        "expired": gettext("The token expired; make a new one."),
        "closed": gettext("The token's owner may not sign in any more."),
    }
    detail = words.get(getattr(error, "why", ""), gettext("Send it as Authorization: Bearer <token>."))
    return problem_answer("no-token", detail=detail, headers={"WWW-Authenticate": "Bearer"})


@_answers(TooMany)
def _too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    detail = gettext("At most %(count)d a minute for one token.") % {"count": settings.API_PER_MINUTE}
    return problem_answer("too-many", detail=detail, headers={"Retry-After": str(error.wait)})


@_answers(PermissionDenied)
def _not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem_answer("not-allowed", detail=str(error) + _scopes_for(request, error))


def _scopes_for(request: HttpRequest, error: PermissionDenied) -> str:
    """Which scopes would let it through, where the token has none of them."""
    missing, token = getattr(error, "permission", None), getattr(request, "api_token", None)
    giving = [scope.value for scope in Scope if missing in scope.permissions]
    if token is None or not giving or set(giving) & set(token.scopes):
        return ""
    return gettext(" The token needs the scope %(scopes)s.") % {"scopes": " / ".join(giving)}


@_answers(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_answer("not-found")


@_answers(NotThere)
def _this_is_not_there(request: HttpRequest, error: NotThere) -> HttpResponse:
    return problem_answer("not-found", problems=error.problems)


@_answers(TaizhangError)
def _wrong(request: HttpRequest, error: TaizhangError) -> HttpResponse:
    kinds = ((StateError, "state"), (ConflictError, "conflict"), (TooLarge, "too-large"))
    kind = next((name for sort, name in kinds if isinstance(error, sort)), "wrong")
    detail = "" if request.method == "GET" else gettext("Nothing was saved.")
    return problem_answer(kind, detail=detail, problems=error.problems)


@_answers(ValidationError)
def _wrong_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What does not fit the description: each part by its place in the request."""
    problems = []
    for item in error.errors:
        place = ".".join(str(part) for part in item["loc"][1:])
        expected, found = words_of_shape(item, value_at(request, item["loc"]))
        cure = Text("按接口说明改。", "See the description.")
        problems.append(Problem("request.shape", str(item["loc"][0]), expected, found, cure, key=place))
    return problem_answer("wrong", problems=problems)


@_answers(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """The library's own words are English: the only reason that it has is a body that does not parse."""
    return problem_answer("bad-request", detail=gettext("The body is not the JSON or form that is described."))


@_answers(RequestDataTooBig)
def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem_answer("too-large")


@_answers(SuspiciousOperation)
@_answers(BadRequest)
def _suspicious(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_answer("bad-request")


@_answers(StoreAway)
def _store_away(request: HttpRequest, error: StoreAway) -> HttpResponse:
    _log.error("The store of files does not answer: %s", error)
    return problem_answer("store-away", detail=gettext("Nothing was saved."), headers={"Retry-After": "60"})


@_answers(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """Ours to mend: the log has the traceback, the caller a plain answer."""
    _log.error("%s %s", request.method, request.path, exc_info=error)
    return problem_answer("failed")


PATTERNS = tuple(api.urls[0])
