"""Issuing: numbered, frozen, immutable."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.packs import sync_installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.document_numbers import is_too_late
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.figures import queries as figure_queries
from taizhang.figures import services as figure_services
from taizhang.figures.places import reading_once
from taizhang.organisation.models import OrgUnit
from taizhang.summaries import promises, queries
from taizhang.summaries.frozen import canonical, freeze, reading_mark, trace_hash
from taizhang.summaries.models import FrozenSlot, Summary, SummaryState
from taizhang.summaries.services.draft import require_draft
from taizhang.summaries.types import Document, Piece, SlotRef

_NUMBER = re.compile(r"(?P<prefix>[^〔〕\d\s]{1,12})〔(?P<year>\d{4})〕(?P<serial>[1-9]\d{0,4})号")


class IssueBlocked(TaizhangError):
    """Open findings stand in the way; each is one problem."""


def next_number(org_unit_code: str, prefix: str = "教总") -> str:
    """The next free number of this year under the prefix last used by the org unit (default 教总)."""
    year = clock.today().year
    numbers = Summary.objects.exclude(number="").filter(org_unit__code=org_unit_code).values_list("number", flat=True)
    parsed = [match for number in numbers if (match := _NUMBER.fullmatch(number))]
    if parsed:
        prefix = parsed[-1]["prefix"]
    serials = [int(match["serial"]) for match in parsed if match["prefix"] == prefix and int(match["year"]) == year]
    return f"{prefix}〔{year}〕{max(serials, default=0) + 1}号"


class BadNumber(TaizhangError):
    """The number is no document number, or another document has it."""


class ReadAgain(TaizhangError):
    """The document is no longer the one that was read before pressing."""


def issue_summary(*, actor: Actor, summary: Summary, number: str, language: str = "zh", read: str = "") -> Summary:
    """Freeze the document with every slot's inputs. Old or new state, never between: one transaction.

    read: the `reading_mark` of what the issuer read, empty for a caller that reads nothing. Raises IssueBlocked (open
    findings), ReadAgain, BadNumber, NotAllowed (the writer may not issue; issued already).
    """
    actor = actor.acting(Permission.ISSUE_SUMMARY, summary.org_unit.code)
    _may_issue(actor, summary)
    _check_number(number, summary.org_unit.code)
    sync_installed_packs(actor=actor)  # so that verifying finds, for ever, the packs that this issue is made with
    with reading_once():
        _store_figures(queries.printed_figures(actor, summary))
        return _issue(actor, summary, number, language, read)


def _may_issue(actor: Actor, summary: Summary) -> None:
    require_draft(actor, summary, Permission.ISSUE_SUMMARY)
    if summary.created_by_id is not None and summary.created_by_id in actor.sides:
        raise NotAllowed(_("Who wrote a summary does not issue it."))


def _store_figures(refs: Iterable[SlotRef]) -> None:
    """Every printed figure with its input sets, so that it can be recomputed later. The system stores them: a leader
    issues, but starts no computation. Before the issue's own transaction, because counting must not hold its locks."""
    wanted: dict[str, set[str]] = {}
    for ref in refs:
        wanted.setdefault(ref.period, set()).add(ref.indicator_key)
    for period, keys in sorted(wanted.items()):
        figure_services.ensure(keys=keys, period=Period.parse(period))


@transaction.atomic
def _issue(actor: Actor, summary: Summary, number: str, language: str, read: str) -> Summary:
    OrgUnit.objects.select_for_update().get(pk=summary.org_unit_id)  # numbers of one org unit are given out in turn
    summary = Summary.objects.select_for_update().get(pk=summary.pk)
    _may_issue(actor, summary)  # once more on the locked row: another may have issued it meanwhile
    _check_number(number, summary.org_unit.code)
    document = replace(queries.document(actor, summary, language), number=number)
    if document.open_findings:
        raise IssueBlocked([_as_problem(finding.message, finding.cure) for finding in document.open_findings])
    if read and read != reading_mark(document):
        raise ReadAgain([_changed_since_read()])
    data = freeze(document, summary)
    data["overrides"] = list(summary.overrides.values("finding", "reason", "actor_id"))
    traces = _traces(actor, document)
    data["traces"] = {str(p.position): trace_hash(traces[_key(p)]) for p in document.slots()}
    body = canonical(data)
    summary.number, summary.state = number, SummaryState.ISSUED
    summary.issued_at, summary.issued_by_id, summary.issued_for_id = clock.now(), actor.user_id, actor.in_place_of
    summary.issued_json, summary.issued_hash = body.decode(), hashlib.sha256(body).hexdigest()
    summary.save()
    _freeze_slots(summary, document, traces)
    if summary.supersedes is not None:
        Summary.objects.filter(pk=summary.supersedes.pk).update(state=SummaryState.SUPERSEDED)
    promises.answer(actor, summary)
    promises.adopt(actor, summary)
    audit.record(
        actor=actor,
        action="summary.issue",
        obj=summary,
        org_unit=summary.org_unit.code,
        detail={"number": number, "hash": summary.issued_hash},
    )
    return summary


_Key = tuple[str, str, str]


def _key(piece: Piece) -> _Key:
    assert piece.slot is not None
    ref = piece.slot.ref
    return ref.indicator_key, ref.org_unit, ref.period


def _traces(actor: Actor, document: Document) -> dict[_Key, dict[str, Any]]:
    return figure_queries.traces_as_json(actor, [_key(piece) for piece in document.slots()])


def _freeze_slots(summary: Summary, document: Document, traces: Mapping[_Key, dict[str, Any]]) -> None:
    units = {
        unit.code: unit
        for unit in OrgUnit.objects.filter(code__in={p.slot.ref.org_unit for p in document.slots() if p.slot})
    }
    slots = []
    for piece in document.slots():
        slot = piece.slot
        assert slot is not None
        ref = slot.ref
        slots.append(
            FrozenSlot(
                summary=summary,
                position=piece.position,
                indicator_key=ref.indicator_key,
                org_unit=units[ref.org_unit],
                period_code=ref.period,
                value=slot.value,
                shown=slot.shown,
                status=slot.status,
                input_hash=slot.input_hash,
                inputs=list(slot.inputs),
                trace=traces[_key(piece)],
            )
        )
    FrozenSlot.objects.bulk_create(slots)


def _check_number(number: str, org_unit: str) -> None:
    taken = Summary.objects.filter(number=number).exists()
    formed = _NUMBER.fullmatch(number) is not None
    late = formed and is_too_late(number, clock.today())
    if formed and not (taken or late):
        return
    found = Text(number or "空白", number or "nothing")
    cure = Text("用六角括号，年份四位，序号不补零。", "Hexagonal brackets, four-digit year, no leading zero.")
    if taken:
        found, cure = (
            Text(f"{number}（已用过）", f"{number} (already used)"),
            Text("换下一个没用过的序号。", "Take the next one."),
        )
    elif late:
        cure = Text("年份不晚于明年，请核对。", "No later than next year: check it.")
    example = next_number(org_unit)
    raise BadNumber(
        [
            Problem(
                code="document-number",
                where="",
                expected=Text(f"没有用过的发文字号，如 {example}", f"an unused number such as {example}"),
                found=found,
                cure=cure,
                data={"field": "number"},
            )
        ]
    )


def _changed_since_read() -> Problem:
    return Problem(
        code="read-again",
        where="",
        expected=Text("您看过的那份文稿", "the document that you read"),
        found=Text("您看过之后，文字或数字有改动。", "A word or a number changed after you read it."),
        cure=Text("请重新看一遍，再印发。", "Read it again, then issue it."),
    )


def _as_problem(message: Text, cure: Text) -> Problem:
    return Problem("finding", "", Text("没有未处理的问题", "no open finding"), message, cure)
