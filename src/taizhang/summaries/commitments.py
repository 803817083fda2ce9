"""Problems with measures, the plan, and the answers to what the last summary promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from taizhang.core.actor import Actor
from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.engine.periods import Period
from taizhang.engine.slot_text import slot_text
from taizhang.engine.text import Text
from taizhang.summaries.figure_source import FigureSource
from taizhang.summaries.frozen import thaw
from taizhang.summaries.models import Answer, Commitment, CommitmentKind, Summary, SummaryState
from taizhang.summaries.types import DueView, Finding, FindingKind, PairView, Piece, SlotRef
from taizhang.targets.queries import unit_called


def pairs(
    summary: Summary, kind: CommitmentKind, pieces: Mapping[int, tuple[Piece, ...]] | None = None
) -> tuple[PairView, ...]:
    """pieces: by commitment, the problem's words where they print a figure; they are read as it is printed."""
    pieces = pieces or {}
    return tuple(
        PairView(
            item.pk,
            "".join(piece.text for piece in pieces[item.pk]) if item.pk in pieces else item.problem,
            item.cause,
            item.measure,
            item.owner,
            item.deadline.isoformat() if item.deadline else "",
            _promise(item),
            _promised(item),
            item.promised is not None and unit_called(item.owner, summary.org_unit) is None,
            pieces.get(item.pk, ()),
        )
        for item in summary.commitments.filter(kind=kind)
    )


def _promised(item: Commitment) -> tuple[str, str, str]:
    indicator = installed_packs().indicators.get(item.indicator_key)
    if indicator is None or item.promised is None:
        return "", "", ""
    return indicator.key, indicator.title.zh, slot_text(item.promised, indicator, {})


def _promise(item: Commitment) -> str:
    """应急演练场次达到300场; "" where the words of the item print the number themselves."""
    indicator = installed_packs().indicators.get(item.indicator_key)
    _key, _name, number = _promised(item)
    if indicator is None or not number:
        return ""
    printed = number.removesuffix(indicator.unit)
    if printed in (item.measure or item.problem).replace(",", "").replace("，", ""):
        return ""
    verb = "不超过" if indicator.larger_is_better is False else "达到"
    return f"{indicator.title.zh}{verb}{number}"


def commitments_due(summary: Summary) -> list[Commitment]:
    """What the newest issued summary of the same org unit and template for an earlier period promised."""
    earlier = [
        other
        for other in Summary.objects.filter(
            template_key=summary.template_key, org_unit=summary.org_unit, state=SummaryState.ISSUED
        ).exclude(pk=summary.pk)
        if Period.parse(other.period_code).last < Period.parse(summary.period_code).first
    ]
    if not earlier:
        return []
    newest = max(earlier, key=lambda other: (Period.parse(other.period_code).last, other.pk))
    return list(newest.commitments.all())


def promised_words(item: Commitment) -> str:
    """What an issued summary promised: the measure; a problem without one as it was printed, with its numbers."""
    if item.measure or "{{" not in item.problem:
        return item.measure or item.problem
    return next((pair.problem for pair in thaw(item.summary.issued_json).problems if pair.id == item.pk), item.problem)


def due_views(summary: Summary, *, actor: Actor, packs: InstalledPacks, language: str) -> tuple[DueView, ...]:
    """Each commitment with its answer; a promised number beside the figure of today."""
    due = commitments_due(summary)
    answers = {answer.commitment_id: answer for answer in Answer.objects.filter(summary=summary)}
    figures = FigureSource(actor, packs)
    code = summary.org_unit.code
    refs = {item.pk: SlotRef(item.indicator_key, code, summary.period_code) for item in due if item.indicator_key}
    figures.want(refs.values())
    figures.load()
    views = []
    for item in due:
        answer = answers.get(item.pk)
        slot = figures.slot(refs[item.pk], {}, language) if item.pk in refs else None
        indicator = packs.indicators.get(item.indicator_key)
        told = indicator is not None and item.promised is not None
        promised = slot_text(item.promised, indicator, {}, language=language) if told and indicator else ""
        views.append(
            DueView(
                item.pk,
                promised_words(item),
                promised,
                slot.shown if slot is not None else "",
                answer.met if answer is not None else None,
                answer.text if answer is not None else "",
            )
        )
    return tuple(views)


def _parts(pair: PairView) -> tuple[tuple[str, Text], ...]:
    return (
        (pair.cause, Text("原因", "its cause")),
        (pair.owner, Text("责任人", "an owner")),
        (pair.deadline, Text("期限", "a deadline")),
    )


def pair_findings(
    problems: tuple[PairView, ...], plan: tuple[PairView, ...], due: tuple[DueView, ...]
) -> Iterator[Finding]:
    """A problem without its measure or who answers for it by when; a promise without its answer, without anybody who
    is to keep it, or beside another one of the same figure."""
    yield from _promised_twice((*problems, *plan))
    yield from map(_unowned, (pair for pair in (*problems, *plan) if pair.unowned))
    for pair in problems:
        if bool(pair.problem.strip()) != bool(pair.measure.strip()):
            text = pair.problem or pair.measure
            missing_zh, missing_en = ("措施", "measure") if pair.problem.strip() else ("问题", "problem")
            yield Finding(
                f"unpaired:{pair.id}",
                FindingKind.UNPAIRED,
                0,
                Text(f"“{_short(text)}”没有对应的{missing_zh}。", f"“{_short(text)}” has no {missing_en} beside it."),
                Text(f"补上{missing_zh}。", f"Add the {missing_en}."),
            )
        elif lacking := [words for value, words in _parts(pair) if not value.strip()]:
            zh, en = "、".join(words.zh for words in lacking), ", ".join(words.get("en") for words in lacking)
            yield Finding(
                f"unpaired:{pair.id}:parts",
                FindingKind.UNPAIRED,
                0,
                Text(f"“{_short(pair.problem)}”还没有写{zh}。", f"“{_short(pair.problem)}” lacks {en}."),
                Text("补上，下期据此答复。", "Add it: the next summary answers for it."),
            )
    for view in due:
        if view.met is None or not view.answer.strip():
            yield Finding(
                f"unanswered:{view.commitment_id}",
                FindingKind.UNANSWERED,
                0,
                Text(
                    f"上期承诺“{_short(view.text)}”还没有答复。",
                    f"Last period's “{_short(view.text)}” has no answer yet.",
                ),
                Text("写明是否完成和结果。", "Say whether it was met, and the result."),
            )


def _promised_twice(pairs: tuple[PairView, ...]) -> Iterator[Finding]:
    """The next summary could answer only one of them."""
    numbers: dict[tuple[str, str], list[str]] = {}
    for pair in pairs:
        key, name, number = pair.promised
        numbers.setdefault((key, name), []).append(number)
    for (key, name), told in numbers.items():
        if key and len(told) > 1:
            zh, en = "、".join(told), ", ".join(told)
            yield Finding(
                f"promised:{key}",
                FindingKind.UNPAIRED,
                0,
                Text(f"“{name}”承诺了 {len(told)} 次：{zh}。", f"“{name}” is promised {len(told)} times: {en}."),
                Text("留下一个，其余的去掉数。", "Keep one; take the number off the others."),
            )


def _unowned(pair: PairView) -> Finding:
    what, who = _short(pair.measure or pair.problem), _short(pair.owner.strip())
    zh, en = (f"责任人“{who}”不是本地单位", f"“{who}” is no unit of ours") if who else ("没有责任人", "nobody is named")
    return Finding(
        f"unowned:{pair.id}",
        FindingKind.UNOWNED,
        0,
        Text(f"“{what}”承诺了数，{zh}。", f"“{what}” promises a number; {en}."),
        Text("写本地一个股室或单位的名称。", "Name a section or unit of ours that leads it."),
    )


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}……"
