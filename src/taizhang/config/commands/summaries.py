"""`taizhang summary list | render | verify`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from taizhang.config.commands.common import (
    acting,
    as_option,
    fail,
    json_option,
    language,
    print_json,
    say,
    start_django,
)
from taizhang.engine.pack import SummaryTemplate
from taizhang.engine.periods import PeriodKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from taizhang.summaries.models import Summary
    from taizhang.summaries.services.verify import SlotVerification
    from taizhang.summaries.types import Document

DOCUMENT_LANGUAGE = "zh"  # a summary is a Chinese document
# How a kind of period is called, and a code of it.
_PERIODS = {
    PeriodKind.YEAR: ("年度", "2026"),
    PeriodKind.HALF_YEAR: ("半年", "2026H1"),
    PeriodKind.QUARTER: ("季度", "2026Q1"),
    PeriodKind.MONTH: ("月", "2026-03"),
    PeriodKind.ACADEMIC_YEAR: ("学年", "AY2025"),
    PeriodKind.TERM: ("学期", "2025T1"),
    PeriodKind.DAYS: ("起止日期", "2026-03-01..2026-03-31"),
}


@click.group()
def summary() -> None:
    """Work summaries: every number opens."""
    start_django()


@summary.command("list")
@as_option
@json_option
def list_(username: str | None, as_json: bool) -> None:
    """Templates of the packs, and what was written from them: issued ones, and drafts with their state.

    Without --as all of them are listed; with it those that the user sees in the browser.
    """
    from taizhang.summaries.queries import list_as_json

    rows = list_as_json(_found(username))
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']}  {row['title_en' if language() == 'en' else 'title']}  ({row['period_kind']})")
        for written in row["summaries"]:  # type: ignore[attr-defined]
            words = [written["period"], written["number"], written["title"]]
            click.echo(" ".join([f"  #{written['pk']} {_state(str(written['state']))}", *filter(None, words)]))


@summary.command()
@click.argument("summary_id", metavar="ID")
@click.option("--org", help="Code of the org unit (for a template).")
@click.option("--period", help="Period code (for a template).")
@click.option("--format", "output", type=click.Choice(["html", "docx", "json"]), default="json", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of standard output.")
@as_option
def render(
    summary_id: str, org: str | None, period: str | None, output: str, out: Path | None, username: str | None
) -> None:
    """Render a template for an org unit and period, or a written summary by its number or #id."""
    from taizhang.core.permissions import Permission
    from taizhang.engine.periods import Period, PeriodError
    from taizhang.organisation.models import OrgUnit
    from taizhang.summaries import queries
    from taizhang.summaries.frozen import thaw
    from taizhang.summaries.render import render as render_document

    actor = acting(username)
    written = _written(_found(username), summary_id)
    if written is not None:
        document = (
            queries.document(actor, written, DOCUMENT_LANGUAGE)
            if written.state == "draft"
            else thaw(written.issued_json)
        )
        body = render_document(actor, written, document, output)
    else:
        if _is_number(summary_id):
            fail(f"没有 {summary_id} 这份总结。", f"There is no summary {summary_id}.")
        template = _template(summary_id)
        if org is None or period is None:
            fail("请用 --org 和 --period 写明机构和期间。", "Say which with --org and --period.")
        unit = OrgUnit.objects.filter(code=org).first()
        if unit is None:
            fail(f"没有编码为 {org} 的机构。", f"There is no org unit {org}.")
        try:
            wanted = Period.parse(period)
        except PeriodError as error:
            fail(f"{period} 不是期间代码，例如 2026H1。", str(error))
        if wanted.kind is not template.period_kind or unit.kind not in template.org_kinds:
            fail(*_fits(template))
        actor.require(Permission.VIEW_FIGURE, unit.code)
        draft, blocks = queries.unsaved_summary(template, unit, wanted)
        document = queries.document(actor, draft, DOCUMENT_LANGUAGE, unsaved=blocks)
        body = render_document(actor, draft, document, output)
    _tell_what_lacks(document)
    if out is None and output == "docx" and sys.stdout.isatty():
        fail("Word 文档要写进文件：请加 --out 文件名.docx。", "A Word document goes into a file: add --out FILE.docx.")
    if out is not None:
        out.write_bytes(body)
        say(f"已写入 {out}", f"Wrote {out}")
    else:
        sys.stdout.buffer.write(body)


@summary.command()
@click.argument("summary_id", metavar="[ID]", required=False)
@as_option
@json_option
def verify(summary_id: str | None, username: str | None, as_json: bool) -> None:
    """Recompute every printed figure of an issued summary (default: all issued ones); explain each difference."""
    from taizhang.summaries import services
    from taizhang.summaries.differences import difference_text

    actor = acting(username)
    if summary_id is None:
        wanted = [item for item in _found(username) if item.state != "draft"]
    else:
        found = _written(_found(username), summary_id)
        if found is None:
            fail(f"没有 {summary_id} 这份总结。", f"There is no summary {summary_id}.")
        if found.state == "draft":
            fail(f"{summary_id} 还是草稿，印发后才能核验。", f"{summary_id} is a draft; verify it once it is issued.")
        wanted = [found]
    results = [services.verify_summary(actor=actor, summary=item) for item in wanted]
    if as_json:
        print_json([_as_json(result) for result in results])
    for result in results if not as_json else ():
        broken = len({slot.position for slot in result.broken} | {item.position for item in result.altered})
        say(
            f"{result.number}：{len(result.slots)} 个数字，{broken} 个不符，{len(result.moved)} 个印发后有更正。",
            f"{result.number}: {len(result.slots)} figures, {broken} broken, {len(result.moved)} moved since issue.",
        )
        if not result.document_intact:
            say("  正文与印发时不一致。", "  The text is not the one that was issued.")
        for item in result.altered:
            title, printed, kept = _title(item.indicator_key), item.printed or "—", item.kept or "—"
            say(
                f"  [{item.position}] {title}：正文印的是 {printed}，存底是 {kept}。",
                f"  [{item.position}] {title}: the text prints {printed}, the kept copy says {kept}.",
            )
        for slot in result.broken:
            say(*_recomputed(slot))
            for difference in slot.verification.differences:
                click.echo(f"      {difference_text(difference).get(language())}")
    sys.exit(0 if all(result.ok for result in results) else 1)


def _title(indicator_key: str) -> str:
    from taizhang.core.packs import installed_packs

    indicator = installed_packs().indicators.get(indicator_key)
    return indicator.title.get(language()) if indicator is not None else indicator_key


def _recomputed(slot: SlotVerification) -> tuple[str, str]:
    """The line of a figure that does not hold, in both languages; both values as the document prints them."""
    head, again = f"  [{slot.position}] {_title(slot.indicator_key)}", slot.verification.recomputed
    if again == slot.stored:
        return (
            f"{head}：{slot.shown}，重算结果相同，但所依据的记录被动过。",
            f"{head}: {slot.shown}; the value is the same, but rows it was counted from were changed.",
        )
    words = slot.words.recomputed
    return f"{head}：印发 {slot.shown}，重算 {words}。", f"{head}: issued as {slot.shown}, computed again {words}."


def _tell_what_lacks(document: Document) -> None:
    """On the error stream, so that a document in a pipe stays whole."""
    slots = list(document.slots())
    empty = sum(1 for piece in slots if piece.slot is not None and piece.slot.value is None)
    if empty and empty == len(slots):
        say(f"这一期没有任何数据：{empty} 个数字全部空缺。", f"No data at all: {empty} figures lack a value.", err=True)
    elif empty:
        say(f"{len(slots)} 个数字中有 {empty} 个没有数据。", f"{empty} of {len(slots)} figures have no data.", err=True)


def _fits(template: SummaryTemplate) -> tuple[str, str]:
    """Which periods and org units a template is for, in words."""
    from django.utils.translation import override

    from taizhang.organisation.models import OrgUnitKind

    with override("zh-hans"):
        kinds = "、".join(str(OrgUnitKind(kind).label) for kind in template.org_kinds)
    zh, code = _PERIODS[template.period_kind]
    return (
        f"{template.title.zh}适用于{kinds}，期间是{zh}，如 {code}。",
        f"{template.key} is for {', '.join(template.org_kinds)} and a {template.period_kind.value}, such as {code}.",
    )


def _is_number(summary_id: str) -> bool:
    """#5, 5 or 教总〔2026〕1号: of a written summary, not the name of a template."""
    return summary_id.removeprefix("#").isdigit() or summary_id.startswith("#") or "〔" in summary_id


def _as_json(result: object) -> dict[str, object]:
    from taizhang.summaries.differences import difference_text
    from taizhang.summaries.services import SummaryVerification

    assert isinstance(result, SummaryVerification)
    return {
        "summary": result.summary_id,
        "number": result.number,
        "ok": result.ok,
        "document_intact": result.document_intact,
        "altered": [asdict(item) for item in result.altered],
        "slots": [
            {
                "position": slot.position,
                "indicator": slot.indicator_key,
                "shown": slot.shown,
                "ok": slot.verification.ok,
                "stored": slot.stored,
                "recomputed": slot.verification.recomputed,
                "recomputed_words": slot.words.recomputed,
                "differences": [difference_text(item).zh for item in slot.verification.differences],
                "moved": [difference_text(item).zh for item in slot.verification.moved],
            }
            for slot in result.slots
        ],
    }


def _found(username: str | None) -> QuerySet[Summary]:
    """What the user of `--as` sees in the browser; all of it for the machine's owner, who reads everything."""
    from taizhang.summaries import queries
    from taizhang.summaries.models import Summary

    if username is None:
        return Summary.objects.select_related("org_unit", "created_by", "issued_by", "issued_for")
    return queries.visible_summaries(acting(username))


def _state(state: str) -> str:
    from taizhang.summaries.models import SummaryState

    return str(SummaryState(state).label)


def _written(found: QuerySet[Summary], summary_id: str) -> Summary | None:
    number = summary_id.removeprefix("#")
    if number.isdigit():
        return found.filter(pk=int(number)).first()
    return found.filter(number=summary_id).first()


def _template(summary_id: str):  # type: ignore[no-untyped-def]
    """By key, or by the id alone when only one pack has it."""
    from taizhang.core.packs import installed_packs

    summaries = installed_packs().summaries
    fitting = [item for key, item in summaries.items() if summary_id in (key, item.id)]
    if len(fitting) != 1:
        known = "、".join(summaries)
        fail(f"没有 {summary_id} 这份总结模板。现有：{known}", f"No such template: {summary_id}. Known: {known}")
    return fitting[0]
