"""The county, its pack and its people; filings are laid down as the ledgers lay them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from django.test import Client

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.permissions import Role
from taizhang.engine.pack import (
    Field,
    FieldType,
    FiledBy,
    Indicator,
    Ledger,
    LedgerKind,
    Over,
    Pack,
    SummaryTemplate,
    Term,
)
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text
from taizhang.ledgers.hashing import canonical_row, content_hash, row_hash
from taizhang.ledgers.models import Row, Submission, SubmissionEvent, SubmissionState, SubmissionVersion, VersionSource
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit, OrgUnitSpell, RoleGrant
from taizhang.summaries import services
from taizhang.summaries.models import Block, Summary

H1, H1_BEFORE, H2 = Period.parse("2026H1"), Period.parse("2025H1"), Period.parse("2026H2")
AT = datetime(2026, 7, 3, 9, 30, tzinfo=UTC)
ALWAYS = date(2020, 1, 1)
UNITS = {
    "C": ("county", None, "青禾县"),
    "T1": ("township", "C", "松岭镇"),
    "S1": ("school", "T1", "松岭小学"),
    "S2": ("school", "T1", "松岭中学"),
    "D": ("county", None, "柳溪县"),
}
BODY = """# {{ org }}{{ period }}工作总结

[[ opening! | 写两三句开头 ]]

在校学生{{ pupils }}，去年同期{{ pupils period=last_year }}，
同比{{ growth format=change }}；其中松岭小学{{ pupils org=S1 unit=none }}。

{{? pupils > 200 | 规模扩大。 | 规模不大。 }}{{? pupils < 200 | 学校偏小。 | 学校不小。 }}

::: table indicators=pupils by=township

::: list ledger=roll columns=grade,pupils where="pupils > 100"

::: problems

::: measures_due

::: plan
"""
LEDGER = Ledger(
    "roll", "t", Text("学生台账", "Roll"), LedgerKind.RETURN, PeriodKind.HALF_YEAR,
    fields=(
        Field("grade", Text("年级", "Grade"), FieldType.STRING),
        Field("pupils", Text("学生数", "Pupils"), FieldType.INTEGER, unit="人"),
    ),
    filed_by=FiledBy(kinds=("school",)), row_key=("grade",), group="pupils",
)  # fmt: skip


def _indicator(id_: str, title: str, unit: str, decimals: int = 0, **more: object) -> Indicator:
    return Indicator(id_, "t", Text(title, id_), unit, decimals, Text(f"{title}的口径", f"basis of {id_}"), **more)  # type: ignore[arg-type]


PUPILS = Term("t.roll", "sum(pupils)", Text("在校学生", "pupils"), Over.PERIOD)
INDICATORS = {
    "pupils": _indicator("pupils", "在校学生数", "人", value=PUPILS),
    "growth": _indicator(
        "growth", "学生数增幅", "%", 2, formula="100 * (pupils - last_year(pupils)) / last_year(pupils)"
    ),
}
TEMPLATE = SummaryTemplate("half", "t", Text("半年总结", "Half-year"), PeriodKind.HALF_YEAR, ("county",), BODY)
PACK = Pack(
    id="t", version="1.0.0", title=Text("试用包", "Trial pack"), authority="", effective_from=ALWAYS, requires=(),
    parameters={}, code_lists={}, ledgers={"roll": LEDGER}, indicators=INDICATORS, summaries={"half": TEMPLATE},
    cases=(), content_hash="0" * 64,
)  # fmt: skip


def pack_with_body(body: str) -> Pack:
    return replace(PACK, summaries={"half": replace(TEMPLATE, body=body)})


def build_units() -> dict[str, OrgUnit]:
    units = {code: OrgUnit.objects.create(code=code, kind=kind) for code, (kind, _parent, _name) in UNITS.items()}
    for at, (code, (_kind, parent, name)) in enumerate(UNITS.items()):
        OrgUnitSpell.objects.create(
            org_unit=units[code], parent=units[parent] if parent else None, name=name, valid_from=ALWAYS,
            sort_order=at, stages=[],
        )  # fmt: skip
    return units


def file(unit: str, period: Period, *classes: tuple[str, int]) -> Submission:
    """File, or file again, the whole list of classes, accepted."""
    submission, _new = Submission.objects.get_or_create(
        org_unit=OrgUnit.objects.get(code=unit),
        ledger_key="t.roll",
        period_code=period.code,
        defaults={"period_first": period.first, "period_last": period.last, "pack_version": "1.0.0"},
    )
    number = submission.version + 1
    Row.objects.filter(submission=submission, removed_in__isnull=True).update(removed_in=number)
    hashes = []
    for position, (grade, pupils) in enumerate(classes, start=1):
        data = canonical_row({"grade": grade, "pupils": pupils})
        hashes.append(row_hash(data))
        Row.objects.create(
            submission=submission, position=position, key=grade, data=data, hash=hashes[-1], added_in=number
        )
    SubmissionVersion.objects.create(
        submission=submission, number=number, at=AT, source=VersionSource.GRID, row_count=len(classes),
        content_hash=content_hash(hashes),
    )  # fmt: skip
    submission.version = submission.accepted_version = number
    submission.state, submission.accepted_at = SubmissionState.ACCEPTED, AT
    submission.save()
    SubmissionEvent.objects.create(
        submission=submission, version=number, from_state="submitted", to_state="accepted", at=AT
    )
    return submission


def user(role: Role, unit: str = "C", name: str = "") -> User:
    found, new = User.objects.get_or_create(username=name or f"{role.value}-{unit}")
    if new:
        grant = {"role": role.value, "org_unit": OrgUnit.objects.get(code=unit), "valid_from": ALWAYS}
        RoleGrant.objects.create(user=found, **grant)
    return found


def actor(role: Role, unit: str = "C", name: str = "") -> Actor:
    return org_queries.actor_for(user(role, unit, name))


def client(role: Role, unit: str = "C") -> Client:
    found = Client(headers={"accept-language": "zh-hans"})
    found.force_login(user(role, unit))
    return found


def create(period: Period = H1, unit: str = "C") -> Summary:
    place = OrgUnit.objects.get(code=unit)
    return services.create_summary(actor=actor(Role.OFFICE), template_key="t.half", org_unit=place, period=period)


def place_of(summary: Summary, text: str) -> Block:
    return summary.blocks.get(text__contains=text)


def write(summary: Summary, words: str) -> Block:
    block = place_of(summary, "opening")
    return services.save_block(actor=actor(Role.OFFICE), block=block, version=block.version, humans={"opening": words})


def written_draft() -> Summary:
    summary = create()
    write(summary, "本期各项工作平稳推进。")
    return summary


def issue(summary: Summary, number: str = "教总〔2026〕1号") -> Summary:
    return services.issue_summary(actor=actor(Role.BUREAU_LEADER), summary=summary, number=number)
