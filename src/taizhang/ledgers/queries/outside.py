"""Lists from outside and what they say against filings, as a reviewer may see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.masking import mask
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Ledger, Mask
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers.models import MatchKind, OutsideList, OutsideMatch, Submission
from taizhang.ledgers.queries.row_numbers import numbers_where_they_stood
from taizhang.ledgers.queries.submissions import sees_personal
from taizhang.organisation import queries as org_queries


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell: ours -> theirs, as this reader may see it."""

    field: str
    title: Text
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What a list says against one filing. number: of our row; None for what only the list has. outdated: another
    version was compared than the one that waits. cells: `row:field` as a return marks them."""

    outside: OutsideList
    kind: str
    label: str
    number: int | None
    row: int | None
    differences: tuple[Difference, ...]
    outdated: bool

    @property
    def cells(self) -> list[str]:
        if self.row is None:
            return []
        return [f"{self.row}:{item.field}" for item in self.differences] or [f"{self.row}:"]


def outside_lists(actor: Actor, ledger: Ledger, period: Period) -> QuerySet[OutsideList]:
    """Newest first, the deleted ones too; none for who does not review the ledger."""
    found = OutsideList.objects.filter(ledger_key=ledger.key, period_code=period.code)
    found = found.select_related("uploaded_by", "deleted_by")
    return found if actor.can(Permission.REVIEW_LEDGER, ledger=ledger) else found.none()


def outside_for(actor: Actor, pk: int) -> tuple[OutsideList, Ledger]:
    """Raises Http404 for one that is not there, or not this actor's to see, without telling which."""
    found = OutsideList.objects.select_related("uploaded_by", "deleted_by", "job", "file").filter(pk=pk).first()
    ledger = installed_packs().ledgers.get(found.ledger_key) if found is not None else None
    if found is None or ledger is None or not actor.can(Permission.REVIEW_LEDGER, ledger=ledger):
        raise Http404
    return found, ledger


def matches_of(actor: Actor, outside: OutsideList, ledger: Ledger) -> QuerySet[OutsideMatch]:
    """Those of units that the actor reviews, and what names no unit; what needs a look first."""
    scope = actor.scope(Permission.REVIEW_LEDGER, ledger)
    mine = Q(org_unit__isnull=True) | Q(org_unit__code__in=scope)
    return OutsideMatch.objects.filter(mine, outside=outside).select_related("org_unit").order_by("pk")


def match_counts(found: QuerySet[OutsideMatch]) -> dict[str, int]:
    """Kind -> rows, in the order in which they are read."""
    counts = dict(found.order_by().values_list("kind").annotate(n=Count("pk")))
    return {kind: counts.get(kind, 0) for kind in MatchKind.values}


def units_named(words: str, period: Period) -> list[str]:
    """Codes of the units that these words find."""
    spells = org_queries.spells_named(org_queries.spells_on(period.last), words)
    return list(spells.values_list("org_unit__code", flat=True))


def personal_columns(outside: OutsideList, ledger: Ledger) -> list[str]:
    """Ids of personal fields that the comparison shows."""
    used = {str(name) for name, _column in (*outside.keys, *outside.compared)}
    return [field.id for field in ledger.fields if field.id in used and field.mask is not Mask.NONE]


def sees_list(actor: Actor, outside: OutsideList, ledger: Ledger) -> bool:
    """Whether the personal data in it is shown whole: only to who may see that of every unit reviewed, and said why."""
    scope = actor.scope(Permission.REVIEW_LEDGER, ledger)
    return scope <= actor.whole_units(ledger) or not personal_columns(outside, ledger)


def note_list_view(actor: Actor, outside: OutsideList, ledger: Ledger) -> None:
    """An audit entry when personal data was shown whole."""
    if fields := personal_columns(outside, ledger):
        audit.record_personal_view(actor=actor, obj=outside, fields=fields)


def unit_words(match: OutsideMatch, *, whole: bool) -> str:
    """How the list names a unit that is not known here; "" for none. Of a column that somebody chose, so it may be
    anybody's name: not shown where personal data is masked."""
    return match.unit_text if whole or not match.unit_text else "***"


def key_words(match: OutsideMatch, ledger: Ledger, *, whole: bool) -> str:
    words = [_said(ledger, str(name), str(text), whole) for name, text in match.key]
    return " · ".join(word for word in words if word) or (f"#{match.line}" if match.line else "—")


def differences_of(match: OutsideMatch, ledger: Ledger, *, whole: bool) -> tuple[Difference, ...]:
    found = []
    for name, ours, theirs in match.differences:
        field = ledger.field(str(name))
        if field is not None:
            left, right = (_said(ledger, field.id, str(text), whole) for text in (ours, theirs))
            found.append(Difference(field.id, field.title, left, right))
    return tuple(found)


def _said(ledger: Ledger, name: str, text: str, whole: bool) -> str:
    field = ledger.field(name)
    return text if whole or field is None else mask(text, field.mask)


def mismatches_of(actor: Actor, submission: Submission, ledger: Ledger, *, whole: bool | None = None) -> list[Mismatch]:
    """What lists say against a filing that waits, as far as its rows are still those that were compared. whole: show
    personal data whole; None: as the actor may. Two queries."""
    shown_whole = sees_personal(actor, ledger, submission.org_unit.code) if whole is None else whole
    found = list(_standing([submission.pk]).filter(submission=submission).select_related("outside", "row"))
    ours = [match.row for match in found if match.row is not None]
    numbers = numbers_where_they_stood(ours, {submission.pk: submission.version})
    lines = [
        Mismatch(
            outside=match.outside,
            kind=match.kind,
            label=key_words(match, ledger, whole=shown_whole),
            number=numbers[match.row_id] if match.row_id is not None else None,
            row=match.row_id,
            differences=differences_of(match, ledger, whole=shown_whole),
            outdated=match.version != submission.version,
        )
        for match in found
    ]
    return sorted(lines, key=lambda line: (-line.outside.pk, line.number is None, line.number or 0))


def mismatch_counts(submissions: Collection[int]) -> Mapping[int, int]:
    """submission id -> rows that a list speaks against; one query for all."""
    counted = _standing(submissions).order_by().values_list("submission").annotate(n=Count("pk"))
    return dict(counted)


def _standing(submissions: Collection[int]) -> QuerySet[OutsideMatch]:
    alive = Q(row__isnull=True) | Q(row__removed_in__isnull=True) | Q(row__removed_in__gt=F("submission__version"))
    found = OutsideMatch.objects.filter(alive, submission__in=submissions, outside__deleted_at__isnull=True)
    return found.exclude(kind=MatchKind.MATCHED)


def return_words(lines: Sequence[Mismatch], language: str, most: int = 480) -> str:
    """What a return says of mismatches, personal data masked: it is kept in the history and the log."""
    zh = language == "zh"
    parts = []
    for line in lines:
        if line.kind == MatchKind.ONLY_THEIRS:
            words = (
                f"{line.outside.source}有、本表没有：{line.label}"
                if zh
                else f"only in {line.outside.source}: {line.label}"
            )
        elif line.kind == MatchKind.ONLY_OURS:
            words = (
                f"第 {line.number} 行 {line.label}：{line.outside.source}没有"
                if zh
                else f"row {line.number} {line.label}: not in {line.outside.source}"
            )
        else:
            told = (
                "；".join(
                    f"{item.title.get(language)}本表{item.ours or '空白'}、{line.outside.source}{item.theirs}"
                    for item in line.differences
                )
                if zh
                else "; ".join(
                    f"{item.title.get(language)} here {item.ours or 'empty'}, there {item.theirs}"
                    for item in line.differences
                )
            )
            words = f"第 {line.number} 行 {line.label}：{told}" if zh else f"row {line.number} {line.label}: {told}"
        parts.append(words)
    text, kept = "", 0
    for part in parts:
        if len(text) + len(part) > most:
            break
        text, kept = f"{text}\n{part}" if text else part, kept + 1
    left = len(parts) - kept
    if left:
        text += f"\n另有 {left} 处。" if zh else f"\n{left} more."
    return text
