"""A small county with packs made in memory, and records laid down as the ledgers lay them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from taizhang.accounts.models import User
from taizhang.core.actor import Actor, Grant
from taizhang.core.permissions import ROLE_PERMISSIONS, Role
from taizhang.engine.pack import (
    CodeList,
    DatedValue,
    Field,
    FieldType,
    FiledBy,
    Indicator,
    Ledger,
    LedgerKind,
    Mask,
    Over,
    Pack,
    Parameter,
    Term,
)
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text
from taizhang.ledgers.hashing import canonical_row, content_hash, row_hash
from taizhang.ledgers.models import Row, Submission, SubmissionEvent, SubmissionState, SubmissionVersion, VersionSource
from taizhang.organisation.models import OrgUnit, OrgUnitSpell

H1, H1_BEFORE = Period.parse("2026H1"), Period.parse("2025H1")
AT = datetime(2026, 7, 3, 9, 30, tzinfo=UTC)
ALWAYS = date(2020, 1, 1)
UNITS = {  # code: (kind, parent, name)
    "C": ("county", None, "青禾县"),
    "SEC": ("section", "C", "基教股"),
    "T1": ("township", "C", "松岭镇"),
    "T2": ("township", "C", "柳溪乡"),
    "S1": ("school", "T1", "松岭小学"),
    "S2": ("school", "T1", "松岭中学"),
    "S3": ("school", "T2", "柳溪小学"),
}
BY_SCHOOLS = FiledBy(kinds=("school",))


def _ledger(id_: str, kind: LedgerKind, period_kind: PeriodKind, fields: tuple[Field, ...], **more: object) -> Ledger:
    values: dict[str, object] = {"filed_by": BY_SCHOOLS, **more}
    return Ledger(id_, "t", Text(f"{id_}台账", f"{id_} ledger"), kind, period_kind, fields=fields, **values)  # type: ignore[arg-type]


LEDGERS = {
    "roll": _ledger(
        "roll",
        LedgerKind.RETURN,
        PeriodKind.HALF_YEAR,
        (
            Field("grade", Text("年级", "Grade"), FieldType.STRING),
            Field("pupils", Text("学生数", "Pupils"), FieldType.INTEGER, unit="人"),
            Field("girls", Text("女生数", "Girls"), FieldType.INTEGER, unit="人"),
            Field("teacher", Text("班主任", "Class teacher"), FieldType.STRING, mask=Mask.NAME),
        ),
        row_key=("grade",),
        group="pupils",
    ),
    "drills": _ledger(
        "drills",
        LedgerKind.JOURNAL,
        PeriodKind.MONTH,
        (
            Field("held_on", Text("日期", "Day"), FieldType.DATE),
            Field("people", Text("人次", "People"), FieldType.INTEGER),
        ),
        date_field="held_on",
    ),
    "aid": _ledger(
        "aid",
        LedgerKind.REGISTER,
        PeriodKind.HALF_YEAR,
        (
            Field("school", Text("学校", "School"), FieldType.STRING, format="org_unit"),
            Field("amount", Text("金额", "Amount"), FieldType.NUMBER, unit="元", decimals=2),
        ),
        unit_field="school",
        filed_by=FiledBy(kinds=(), codes=("SEC",)),
    ),
}


def _term(ledger: str, expression: str, over: Over = Over.PERIOD) -> Term:
    return Term(f"t.{ledger}", expression, Text(f"按{ledger}统计", f"counted over {ledger}"), over)


def _indicator(id_: str, title: str, unit: str, decimals: int = 0, **more: object) -> Indicator:
    return Indicator(
        id_, "t", Text(title, id_.replace("_", " ")), unit, decimals, Text(f"{title}的口径", f"basis of {id_}"),
        group="学生", **more,  # type: ignore[arg-type]
    )  # fmt: skip


LARGE = DatedValue(Decimal(100), ALWAYS, "〔2020〕1号")
GROWTH = "100 * (pupils - last_year(pupils)) / last_year(pupils)"
INDICATORS = {
    item.id: item
    for item in (
        _indicator("pupils", "在校学生数", "人", value=_term("roll", "sum(pupils)")),
        _indicator("enrolled", "期末在校学生数", "人", value=_term("roll", "sum(pupils)", Over.LAST_RETURN)),
        _indicator("girls", "在校女生数", "人", value=_term("roll", "sum(girls)")),
        _indicator(
            "girl_rate", "女生占比", "%", 2,
            numerator=_term("roll", "sum(girls)"), denominator=_term("roll", "sum(pupils)"),
        ),
        _indicator("pupil_growth", "学生数增幅", "%", 2, formula=GROWTH),
        _indicator("drill_count", "应急演练次数", "次", value=_term("drills", "count(*)")),
        _indicator("drill_more", "演练比去年增加", "次", formula="drill_count - last_year(drill_count)"),
        _indicator("aid_total", "资助金额", "万元", 2, value=_term("aid", "sum(amount) / param.per", Over.LAST_DAY)),
        _indicator("large", "大班额学校数", "所", formula="count_units(pupils >= param.large)"),
    )
}  # fmt: skip
PACK = Pack(
    id="t",
    version="1.0.0",
    title=Text("试用包", "Trial pack"),
    authority="",
    effective_from=ALWAYS,
    requires=(),
    parameters={
        "large": Parameter("large", Text("大校学生数", "Large"), "人", (LARGE,)),
        "per": Parameter("per", Text("万元", "10,000 yuan"), "元", (DatedValue(Decimal(10000), ALWAYS),)),
    },
    code_lists={"stage": CodeList("stage", Text("学段", "Stage"), {})},
    ledgers=LEDGERS,
    indicators=INDICATORS,
    summaries={},
    cases=(),
    content_hash="0" * 64,
)  # fmt: skip


def build_units() -> dict[str, OrgUnit]:
    units = {code: OrgUnit.objects.create(code=code, kind=kind) for code, (kind, _parent, _name) in UNITS.items()}
    for at, (code, (_kind, parent, name)) in enumerate(UNITS.items()):
        OrgUnitSpell.objects.create(
            org_unit=units[code],
            parent=units[parent] if parent else None,
            name=name,
            valid_from=ALWAYS,
            sort_order=at,
            stages=[],
            longitude=Decimal("100") + at if code[0] == "T" else None,
            latitude=Decimal("30") + at if code[0] == "T" else None,
        )
    return units


def actor(role: Role, *codes: str, user: User | None = None, group: str = "") -> Actor:
    """An actor with a role on exactly these units."""
    grant = Grant(role, codes[0], frozenset(codes), group)
    return Actor(user.pk if user else None, user.get_username() if user else "tester", (grant,), ROLE_PERMISSIONS)


def everywhere(role: Role = Role.AUDITOR, user: User | None = None) -> Actor:
    return actor(role, *UNITS, user=user)


def file(ledger: str, unit: str, period: Period, rows: list[dict[str, object]], *, accept: bool = True) -> Submission:
    """File (or file again) the whole list of rows; a row that stays equal at its place keeps its identity."""
    submission, _new = Submission.objects.get_or_create(
        org_unit=OrgUnit.objects.get(code=unit),
        ledger_key=f"t.{ledger}",
        period_code=period.code,
        defaults={"period_first": period.first, "period_last": period.last, "pack_version": "1.0.0"},
    )
    number = submission.version + 1
    alive = {row.position: row for row in Row.objects.filter(submission=submission, removed_in__isnull=True)}
    keys = LEDGERS[ledger].row_key
    for position, values in enumerate(rows, start=1):
        data = canonical_row(values)
        old = alive.pop(position, None)
        if old is not None and old.data == data:
            continue
        if old is not None:
            Row.objects.filter(pk=old.pk).update(removed_in=number)
        Row.objects.create(
            submission=submission, position=position, key="|".join(str(values[key]) for key in keys), data=data,
            hash=row_hash(data), added_in=number,
        )  # fmt: skip
    Row.objects.filter(pk__in=[row.pk for row in alive.values()]).update(removed_in=number)
    now = Row.objects.filter(submission=submission, removed_in__isnull=True).order_by("position", "id")
    content = content_hash(now.values_list("hash", flat=True))
    SubmissionVersion.objects.create(
        submission=submission,
        number=number,
        at=AT,
        source=VersionSource.GRID,
        row_count=len(rows),
        content_hash=content,
    )
    submission.version = number
    if accept:
        submission.state, submission.accepted_version, submission.accepted_at = SubmissionState.ACCEPTED, number, AT
    submission.save()
    SubmissionEvent.objects.create(
        submission=submission, version=number, from_state="submitted", to_state=submission.state, at=AT
    )
    return submission


def roll(*classes: tuple[str, int, int]) -> list[dict[str, object]]:
    return [{"grade": grade, "pupils": pupils, "girls": girls, "teacher": "陶晓禾"} for grade, pupils, girls in classes]
