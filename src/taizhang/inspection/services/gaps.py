"""What keeps a visit from being filed, in words: a checklist's gaps, and what two people wrote differently."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import pgettext

from taizhang.core.language import language_of
from taizhang.engine.checklist import (
    ABSENT,
    AnswerKind,
    Gap,
    GapKind,
    Outcome,
    answer_path,
    item_path,
    station_path,
)
from taizhang.engine.errors import Problem
from taizhang.inspection.models import Finding, Visit
from taizhang.inspection.number_rules import LONGEST, Denied, number_problem, shortened
from taizhang.inspection.queries import HeldChecklist, RecordWords
from taizhang.inspection.queries.elsewhere import photos_awaited
from taizhang.inspection.record import Record
from taizhang.inspection.services.rules import InspectionError, problem

Pair = tuple[str, str]
_WORDS: dict[GapKind, tuple[Pair, Pair, Pair]] = {
    GapKind.STATION: (
        ("已查看，或标为没有", "seen, or marked as not there"),
        ("没有标明", "neither"),
        ("请查看后标明。", "Look, then say which."),
    ),
    GapKind.CONTRADICTION: (
        ("标为没有就不作答", "no answers where there is none"),
        ("有答案", "answers"),
        ("请改其中之一。", "Change one of them."),
    ),
    GapKind.ITEM: (("有答案", "an answer"), ("空", "nothing"), ("请补答。", "Answer it.")),
    GapKind.VALUE: (
        ("可选的答案", "an answer that it takes"),
        ("别的值", "another value"),
        ("请重填。", "Answer again."),
    ),
    GapKind.REASON: (
        ("不适用的理由", "a reason why it does not apply"),
        ("空", "nothing"),
        ("请补写。", "Add it."),
    ),
    GapKind.PHOTO: (("一张照片", "a photo"), ("没有", "none"), ("请补拍。", "Take one.")),
}


def gap_problems(held: HeldChecklist, outcome: Outcome, record: Record) -> list[Problem]:
    """All of a checklist's gaps, and its failing items of which nobody wrote a finding, each with the item's text."""
    written = {thing.said.get("of") for thing in record.things("finding")}
    missing = [
        _problem(
            found.item.text.get(language_of()),
            ("写明问题", "a finding"),
            ("不合格却未写", "it fails, and none is written"),
            ("请补写。", "Write it."),
            "finding.missing",
        )
        for found in outcome.findings
        if item_path(held.checklist.key, found.item.id) not in written
    ]
    return [*(_gap(held, gap, record) for gap in outcome.gaps), *missing]


def recheck_problems(visit: Visit, asked: Sequence[Finding], record: Record) -> list[Problem]:
    """Each finding that the visit looks at again and of which it says nothing: neither a result nor a finding of its
    own that carries the old one on. After the record was taken."""
    if not asked:
        return []
    told = {thing.name for thing in record.things("recheck") if "result" in thing.said}
    told |= set(visit.rechecks.values_list("finding__number", flat=True))
    told |= set(visit.findings.filter(carried_from__isnull=False).values_list("carried_from__number", flat=True))
    again = pgettext("inspection", "Re-check")
    return [
        _problem(
            f"{again} {finding.problem}",
            ("复查结果", "a result"),
            ("空", "nothing"),
            ("请选已整改、部分或未整改。", "Say whether it is fixed, partly or not."),
            "recheck.missing",
        )
        for finding in asked
        if finding.number not in told
    ]


def photo_problems(visit: Visit, record: Record, without: Collection[str] = ()) -> list[Problem]:
    """Photos that the record names and that are on no more than a phone: filed without them, a lost phone would take
    them along unseen. Who cannot wait takes them off. without: ids that nobody waits for."""
    count = len(photos_awaited(visit, record) - set(without))
    if not count:
        return []
    return [
        _problem(
            pgettext("inspection", "Photos"),
            ("照片都已交回", "all photos handed over"),
            (f"{count}张只在手机上", f"{count} on a phone alone"),
            ("等它交回，或取下重拍。", "Wait for it, or take them off."),
            "visit.photos-awaited",
        )
    ]


def _gap(held: HeldChecklist, gap: Gap, record: Record) -> Problem:
    checklist = held.checklist
    station = next(station for station in checklist.stations if station.id == gap.station)
    item = next((item for item in checklist.items if item.id == gap.item), None)
    where = (item.text if item is not None else station.title).get(language_of())
    value = str(record.values.get(answer_path(checklist.key, gap.item), ""))
    if gap.kind in (GapKind.ABOVE, GapKind.ALONE) and item is not None:
        denied = Denied.ABOVE if gap.kind is GapKind.ABOVE else Denied.STRAY if value.strip("0. ") else Denied.NONE
        room = LONGEST - len(number_problem(denied, checklist, item, value).sentence())
        return number_problem(denied, checklist, item, value, shortened(where, room))
    expected, found, cure = _WORDS[gap.kind]
    if gap.kind is GapKind.VALUE:
        value = value[:6]
        found = (f"“{value}”", repr(value))
        if item is not None and item.kind in (AnswerKind.COUNT, AnswerKind.NUMBER):
            expected = ("从0起的整数", "a whole number") if item.kind is AnswerKind.COUNT else ("一个数", "a number")
    elif gap.kind is GapKind.STATION and record.values.get(station_path(checklist.key, station.id)) == ABSENT:
        expected, found = ("已查看", "seen"), ("标为没有", "marked as not there")
        cure = ("每个单位都有，请查看。", "Every school has it: look.")
    return _problem(where, expected, found, cure, f"visit.gap-{gap.kind}")


def _problem(where: str, expected: Pair, found: Pair, cure: Pair, code: str) -> Problem:
    """An item's text is cut where the sentence would be too long to be read on a phone."""
    room = LONGEST - len(problem("", expected, found, cure, code=code).sentence())
    return problem(shortened(where, room), expected, found, cure, code=code)


def require_settled(visit: Visit, record: Record, checklists: Iterable[HeldChecklist]) -> None:
    """Raises InspectionError with every path at which two people wrote different things."""
    if not record.conflicts:
        return
    words = RecordWords(record, list(checklists), visit.org_unit)
    raise InspectionError(
        [
            _problem(
                " ".join(part for part in (words.title(path), words.part(path)) if part),
                ("一个值", "one value"),
                (f"{len(record.standing[path])}个", f"{len(record.standing[path])} values"),
                ("请选定一个再提交。", "Choose one, then file."),
                "visit.conflict",
            )
            for path in words.in_order(record.conflicts)
        ]
    )
