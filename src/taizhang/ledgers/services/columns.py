"""A filer's word on which column is which field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Ledger
from taizhang.engine.text import Text
from taizhang.ledgers.models import KeptUpload, RememberedColumns
from taizhang.ledgers.reading.mapping import Column, Why
from taizhang.ledgers.services.refusing import FilingRefused

MOST_ANSWERS = 300  # a unit's titles of one ledger; the oldest go first
_LETTER = re.compile("[A-Z]{1,3}")
OPEN = "?"  # what a page sends for a column on which nothing was said


def columns_as_json(titles: Iterable[Column], *, whole: bool) -> list[dict[str, object]]:
    """For the page that asks. whole: the first values of a column may be shown to who asks."""
    return [
        {
            "letter": column.letter,
            "title": column.title,
            "key": column.key,
            "field": column.field,
            "why": column.why.value,
            "asked": column.asked,
            "samples": list(column.samples) if whole else [],
        }
        for column in titles
    ]


def answers_said(words: Iterable[str], ledger: Ledger, *, where: str) -> dict[str, str]:
    """`B=pupils` (or `B=` for a column that is not needed), as programs and the command line hand them in, each column
    by its letter. Raises FilingRefused naming each that is none."""
    answers, problems = dict[str, str](), []
    for word in words:
        letter, equals, own = (part.strip() for part in word.partition("="))
        if not equals or not _LETTER.fullmatch(letter.upper()) or (own and ledger.field(own) is None):
            expected = Text("“列=字段”，如 B=pupils", "“column=field” such as B=pupils")
            cure = Text(
                "字段见台账说明；不需要的列写“B=”。", "See the ledger for its fields; “B=” leaves a column out."
            )
            problems.append(Problem("columns.said", where, expected, Text(word[:40] or "空白", word[:40]), cure))
        else:
            field = ledger.field(own)
            answers[letter.upper()] = field.id if field is not None else ""
    if problems:
        raise FilingRefused(problems)
    return answers


def answer_columns(*, actor: Actor, upload: KeptUpload, answers: Mapping[str, str]) -> None:
    """Remember what was said of the upload's columns, for this unit and ledger. answers: column letter -> field id, ""
    for not needed; a letter left out stays as it was read.

    Raises FilingRefused when an asked column is left open, or two are called one field; nothing is remembered then.
    """
    ledger = installed_packs().ledger(upload.ledger_key)
    actor.require(Permission.FILE_LEDGER, upload.org_unit.code, ledger)
    columns = upload.report.get("columns", [])
    said = {item["letter"]: answers.get(item["letter"], OPEN if item["asked"] else item["field"]) for item in columns}
    problems = [*_left_open(columns, said), *_said_twice(columns, said, ledger)]
    if problems:
        raise FilingRefused(problems)
    new = {
        item["key"]: said[item["letter"]]
        for item in columns
        if item["asked"] or item["why"] == Why.REMEMBERED or said[item["letter"]] != item["field"]
    }
    with transaction.atomic():
        kept, _created = RememberedColumns.objects.select_for_update().get_or_create(
            org_unit=upload.org_unit, ledger_key=ledger.key, defaults={"answered_at": clock.now()}
        )
        older = {key: field for key, field in kept.answers.items() if key not in new}
        kept.answers = dict([*older.items(), *new.items()][-MOST_ANSWERS:])
        kept.answered_by_id, kept.answered_at = actor.user_id, clock.now()
        kept.save()
        audit.record(
            actor=actor,
            action="ledger.columns",
            obj=kept,
            org_unit=upload.org_unit.code,
            detail={"ledger": ledger.key, "answers": new},
        )


def _left_open(columns: list[dict[str, str]], said: Mapping[str, str]) -> list[Problem]:
    expected, found = Text("每一列都有着落", "a word on every column"), Text("还没选", "nothing chosen")
    cure = Text("选它填到哪个字段，或选“不需要”。", "Choose its field, or “not needed”.")
    return [
        Problem("columns.open", item["title"], expected, found, cure, key=item["letter"])
        for item in columns
        if said[item["letter"]] == OPEN
    ]


def _said_twice(columns: list[dict[str, str]], said: Mapping[str, str], ledger: Ledger) -> list[Problem]:
    expected, problems, first = Text("一个字段一列", "one column a field"), [], dict[str, str]()
    for item in columns:
        own, letter = said[item["letter"]], item["letter"]
        field = ledger.field(own) if own not in ("", OPEN) else None
        if own not in ("", OPEN) and field is None:
            cure = Text("从列表里选。", "Choose from the list.")
            found = Text("没有这个字段", "no such field")
            problems.append(Problem("columns.field", item["title"], expected, found, cure, key=letter))
        elif field is not None and own in first:
            found = Text(
                f"{first[own]}、{letter} 两列都选了“{field.title.zh}”",
                f"{first[own]} and {letter} are both {field.title.get('en')}",
            )
            cure = Text("留一列，另一列选“不需要”。", "Keep one; call the other not needed.")
            problems.append(Problem("columns.twice", item["title"], expected, found, cure, key=letter))
        elif field is not None:
            first[own] = letter
    return problems
