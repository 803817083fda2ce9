"""Refusing, in words that a person can act on."""

from __future__ import annotations

from typing import NoReturn

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text


class OrganisationError(TaizhangError):
    """A change that the rules of the organisation do not allow."""


def problem(
    where: str, expected: tuple[str, str], found: tuple[str, str], cure: tuple[str, str], *, code: str, key: str = ""
) -> Problem:
    return Problem(code, where, Text(*expected), Text(*found), Text(*cure), key=key)


def refuse(
    where: str, expected: tuple[str, str], found: tuple[str, str], cure: tuple[str, str], *, code: str
) -> NoReturn:
    """Raises OrganisationError; each pair is Chinese, English."""
    raise OrganisationError([problem(where, expected, found, cure, code=code)])
