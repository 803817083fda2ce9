"""What units filed, compared with those of their kind: by the change since the period before, and by the ratios that a
ledger names (`compare:`). See `docs/algorithms/outliers.md`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.db.models import F, Q
from django.utils import translation

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.outliers import Apart, Outlier, Rule, find_apart, find_outliers
from taizhang.engine.pack import Comparison, Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.models import Submission, SubmissionState, SubmissionVersion
from taizhang.ledgers.sums import summed_fields
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnitSpell

ROWS = ""  # in place of a field id: how many rows a filing has
Changes = dict[str, dict[str, Outlier]]  # unit code -> field id
Levels = dict[str, dict[str, Apart]]  # unit code -> comparison id


@dataclass(frozen=True, slots=True)
class Peer:
    """A unit of the kind. value: the ratio, or the change since the period before; top, bottom: what it is made of."""

    code: str
    name: str
    submission: int
    top: Decimal
    bottom: Decimal
    value: Decimal
    of_middle: Decimal | None
    own: bool


@dataclass(frozen=True, slots=True)
class Peers:
    """The units of one kind with a value, largest first. count: with those among them that this reader may not see."""

    group: str
    middle: Decimal
    count: int
    units: list[Peer]

    @property
    def hidden(self) -> int:
        return self.count - len(self.units)


def outliers(ledger: Ledger, period: Period) -> tuple[Changes, Levels]:
    """Units whose filing, accepted or waiting, changed or stands unlike those of their kind. Three queries; linear in
    the units."""
    rule = _rule(period)
    if rule is None:
        return {}, {}
    now, before = _sums(ledger, period), _sums(ledger, period.previous())
    groups = _groups(now, period)
    changes: Changes = defaultdict(dict)
    for name in (ROWS, *(item.id for item in summed_fields(ledger))):
        for unit, outlier in find_outliers(_column(now, name), _column(before, name), groups, rule).items():
            changes[unit][name] = outlier
    levels: Levels = defaultdict(dict)
    for comparison in ledger.compare:
        ratios = {unit: top / bottom for unit, (top, bottom) in _parts(now, comparison).items()}
        for unit, apart in find_apart(ratios, groups, rule).items():
            levels[unit][comparison.id] = apart
    return dict(changes), dict(levels)


def peers_of(actor: Actor, submission: Submission, ledger: Ledger, by: str) -> Peers | None:
    """The units that a filing is compared with. by: a comparison's id, or `change:` and a field id; None when there is
    no such comparison, or no value of this unit in it."""
    period, own = Period.parse(submission.period_code), submission.org_unit.code
    now = _sums(ledger, period)
    comparison = next((item for item in ledger.compare if item.id == by), None)
    kind, colon, name = by.partition(":")
    if comparison is not None:
        parts = _parts(now, comparison)
        values = {unit: top / bottom for unit, (top, bottom) in parts.items()}
    elif kind == "change" and colon and (name == ROWS or name in {item.id for item in summed_fields(ledger)}):
        before = _column(_sums(ledger, period.previous()), name)
        parts = {unit: (top, before[unit]) for unit, top in _column(now, name).items() if before.get(unit, 0) > 0}
        values = {unit: top / bottom - 1 for unit, (top, bottom) in parts.items()}
    else:
        return None
    groups = _groups(values, period)
    alike = {unit: value for unit, value in values.items() if groups.get(unit, "") == groups.get(own, "")}
    if own not in alike:
        return None
    middle = median(alike.values())
    seen = alike.keys() & actor.scope(Permission.REVIEW_LEDGER, ledger)
    filings = dict(
        Submission.objects.filter(ledger_key=ledger.key, period_code=period.code, org_unit__code__in=seen)
        .order_by()
        .values_list("org_unit__code", "pk")
    )
    names = org_queries.names(seen, period.last)
    units = [
        Peer(
            code=unit,
            name=names.get(unit, unit),
            submission=filings[unit],
            top=parts[unit][0],
            bottom=parts[unit][1],
            value=alike[unit],
            of_middle=alike[unit] / middle if comparison is not None and middle > 0 else None,
            own=unit == own,
        )
        for unit in sorted(seen, key=lambda unit: (-alike[unit], unit))
    ]
    return Peers(group_words(own, period), middle, len(alike), units)


def group_words(unit: str, period: Period) -> str:
    """What makes units alike, in words: ownership and stages, or the kind of unit."""
    spell = OrgUnitSpell.objects.on(period.last).filter(org_unit__code=unit).select_related("org_unit").first()
    return alike_words(spell, language_of()) if spell is not None else ""


def alike_words(spell: OrgUnitSpell, language: str) -> str:
    """Ownership and stages, or the kind of unit where it teaches nobody."""
    chinese = language == "zh"
    stages = ("、" if chinese else ", ").join(_said("stage", stage, language) for stage in spell.stages)
    with translation.override("zh-hans" if chinese else "en"):
        kind = str(spell.org_unit.get_kind_display())
    words = [_said("ownership", spell.ownership, language), stages or kind]
    return ("" if chinese else " ").join(word for word in words if word)


def _said(code_list: str, code: str, language: str) -> str:
    """The county base's word for a code of the organisation; the code itself where that pack is not installed."""
    found = installed_packs().code_lists.get(f"county-base.{code_list}")
    text = found.codes.get(code) if found is not None else None
    return text.get(language) if text is not None else code


def _rule(period: Period) -> Rule | None:
    """None where no installed pack says all four of its numbers."""
    values = installed_packs().all_parameters(period)
    asked = (
        values.get(f"county-base.outlier_{name}") for name in ("limit", "least_change", "least_peers", "least_ratio")
    )
    numbers = [value for value in asked if isinstance(value, Decimal)]
    if len(numbers) < 4:
        return None
    limit, change, peers, ratio = numbers
    return Rule(limit, change / 100, int(peers), ratio)


def _sums(ledger: Ledger, period: Period) -> dict[str, dict[str, Decimal]]:
    """unit code -> field id -> sum, of the version that waits for review, else of the accepted one."""
    current = Q(submission__state=SubmissionState.SUBMITTED, number=F("submission__version"))
    accepted = ~Q(submission__state=SubmissionState.SUBMITTED) & Q(number=F("submission__accepted_version"))
    versions = SubmissionVersion.objects.filter(
        current | accepted, submission__ledger_key=ledger.key, submission__period_code=period.code
    )
    return {
        unit: {ROWS: Decimal(rows), **{name: Decimal(value) for name, value in sums.items()}}
        for unit, rows, sums in versions.order_by().values_list("submission__org_unit__code", "row_count", "sums")
    }


def _column(sums: Mapping[str, Mapping[str, Decimal]], name: str) -> dict[str, Decimal]:
    return {unit: values[name] for unit, values in sums.items() if name in values}


def _parts(sums: Mapping[str, Mapping[str, Decimal]], comparison: Comparison) -> dict[str, tuple[Decimal, Decimal]]:
    """unit -> what its ratio is made of; units without a denominator above 0 have none."""
    top, bottom = _column(sums, comparison.field), _column(sums, comparison.per)
    return {unit: (value, bottom[unit]) for unit, value in top.items() if bottom.get(unit, 0) > 0}


def _groups(units: Collection[str], period: Period) -> dict[str, str]:
    """Units of one kind, stages and ownership are compared with each other."""
    spells = OrgUnitSpell.objects.on(period.last).filter(org_unit__code__in=units)
    rows = spells.values_list("org_unit__code", "org_unit__kind", "stages", "ownership")
    return {code: f"{kind} {' '.join(stages)} {ownership}" for code, kind, stages, ownership in rows}
