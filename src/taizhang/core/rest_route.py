"""How an app's API declares an operation: what a token needs for it, and which problems it answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from taizhang.core.scopes import Scope

said = gettext_noop  # summaries and descriptions are translated when the description of the API is asked for


def needs(*scopes: Scope, conflict: bool = False, **more: Any) -> dict[str, Any]:
    """For `openapi_extra`: the scopes that a token must have, and whether the operation may answer 409."""
    return {"x-scopes": [scope.value for scope in scopes], "x-conflict": conflict, **more}
