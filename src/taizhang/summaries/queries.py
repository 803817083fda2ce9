"""Reading summaries: which ones the actor may see, the document, JSON for machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db.models import QuerySet
from django.http import Http404

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import SummaryTemplate
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.organisation.models import OrgUnit, OrgUnitKind
from taizhang.summaries.commitments import due_views, pair_findings, pairs
from taizhang.summaries.contradictions import contradictions
from taizhang.summaries.document import DocumentBuilder
from taizhang.summaries.models import Block, CommitmentKind, Override, Summary, SummaryState
from taizhang.summaries.sections import empty_sections
from taizhang.summaries.typed_numbers import unsupported_claims
from taizhang.summaries.types import Document, Finding, FindingKind, SlotRef


def visible_summaries(actor: Actor) -> QuerySet[Summary]:
    """Issued ones for those who may view; drafts only for those who write or issue them."""
    issued = Summary.objects.exclude(state=SummaryState.DRAFT).filter(
        org_unit__code__in=actor.scope(Permission.VIEW_SUMMARY)
    )
    hands = actor.scope(Permission.WRITE_SUMMARY) | actor.scope(Permission.ISSUE_SUMMARY)
    drafts = Summary.objects.filter(state=SummaryState.DRAFT, org_unit__code__in=hands)
    return (issued | drafts).select_related("org_unit", "created_by", "issued_by", "issued_for")


def summary_for(actor: Actor, pk: int) -> Summary:
    """Raises Http404 for one that is not there or not for this actor, without telling which."""
    summary = visible_summaries(actor).filter(pk=pk).first()
    if summary is None:
        raise Http404
    return summary


def superseding(actor: Actor, summary: Summary) -> Summary | None:
    """The issued correction that took a summary's place."""
    return visible_summaries(actor).filter(supersedes=summary).exclude(state=SummaryState.DRAFT).first()


def correction_begun(summary: Summary) -> Summary | None:
    """The draft of a corrected issue that somebody began."""
    return Summary.objects.filter(supersedes=summary, state=SummaryState.DRAFT).first()


def templates_for(actor: Actor) -> list[tuple[SummaryTemplate, list[OrgUnit]]]:
    """Summary templates of the installed packs with the org units for which the actor may write one."""
    scope = actor.scope(Permission.WRITE_SUMMARY)
    units = list(OrgUnit.objects.filter(code__in=scope))
    found = []
    for template in installed_packs().summaries.values():
        fitting = [unit for unit in units if unit.kind in template.org_kinds]
        if fitting:
            found.append((template, fitting))
    widest = {kind: at for at, kind in enumerate(OrgUnitKind.values)}  # a county's document before a village's
    return sorted(found, key=lambda offer: min(widest[unit.kind] for unit in offer[1]))


def document(actor: Actor, summary: Summary, language: str, *, unsaved: list[Block] | None = None) -> Document:
    """The draft as it reads now, with everything that is wrong with it. For an issued one see `render.frozen`."""
    builder = DocumentBuilder(actor=actor, summary=summary, language=language)
    blocks = unsaved if unsaved is not None else list(summary.blocks.all())
    written = [] if unsaved is not None else list(summary.commitments.filter(kind=CommitmentKind.PROBLEM))
    built = builder.build(blocks, written)
    if unsaved is not None:
        return built  # nothing is stored beside it: no pairs, no promises, no reasons
    problems = pairs(summary, CommitmentKind.PROBLEM, builder.pair_pieces)
    plan = pairs(summary, CommitmentKind.PLAN)
    due = due_views(summary, actor=actor, packs=builder.packs, language=language)
    reasons = dict(Override.objects.filter(summary=summary).values_list("finding", "reason"))
    built = replace(built, problems=problems, plan=plan, due=due)
    findings = [
        *contradictions(built, builder.period),
        *built.findings,
        *_claims(blocks),
        *empty_sections(built),
        *pair_findings(problems, plan, due),
        *_pack_version(summary, builder),
    ]
    answered = tuple(
        replace(finding, reason=reasons.get(finding.id, "") if finding.answerable else "") for finding in findings
    )
    return replace(built, findings=answered)


def printed_figures(actor: Actor, summary: Summary) -> list[SlotRef]:
    """The figures that a draft prints or that decide its claims, without reading any of them."""
    builder = DocumentBuilder(actor=actor, summary=summary, language="zh")
    problems = summary.commitments.filter(kind=CommitmentKind.PROBLEM)
    return builder.wanted(list(summary.blocks.all()), list(problems))


def _claims(blocks: list[Block]) -> Iterator[Finding]:
    for block in blocks:
        for text in [str(words) for words in block.humans.values()]:
            for sentence in unsupported_claims(text):
                yield Finding(
                    f"claim:{block.pk}:{sentence}"[:200],
                    FindingKind.CLAIM_WITHOUT_FIGURE,
                    block.pk,
                    Text(
                        f"“{sentence[:24]}”下了结论，却没有数字。",
                        f"“{sentence[:24]}” claims a result without a figure.",
                    ),
                    Text("插入能证明它的指标，或改写。", "Insert the figure that proves it, or rewrite."),
                )


def _pack_version(summary: Summary, builder: DocumentBuilder) -> Iterator[Finding]:
    if summary.pack_version != builder.pack.version:
        yield Finding(
            f"pack_version:{builder.pack.version}",
            FindingKind.PACK_VERSION,
            0,
            Text(
                f"草稿用的是数据包 {summary.pack_version} 版，现在是 {builder.pack.version} 版。",
                f"The draft uses pack version {summary.pack_version}; now it is {builder.pack.version}.",
            ),
            Text(
                "换成新版的正文，您写的文字会保留。",
                "Take over the text of the new version; what you wrote is kept.",
            ),
        )


def list_as_json(found: QuerySet[Summary]) -> list[dict[str, object]]:
    """Templates of the packs and, of the summaries `found`, those written from each."""
    rows: list[dict[str, object]] = []
    written: dict[str, list[Summary]] = {}
    for summary in found:
        written.setdefault(summary.template_key, []).append(summary)
    for key, template in installed_packs().summaries.items():
        rows.append(
            {
                "id": key,
                "title": template.title.zh,
                "title_en": template.title.get("en"),
                "period_kind": template.period_kind.value,
                "org_kinds": list(template.org_kinds),
                "summaries": [
                    {
                        "pk": summary.pk,
                        "title": summary.title,
                        "org": summary.org_unit.code,
                        "period": summary.period_code,
                        "state": summary.state,
                        "number": summary.number,
                    }
                    for summary in written.get(key, [])
                ],
            }
        )
    return rows


def unsaved_summary(template: SummaryTemplate, org_unit: OrgUnit, period: Period) -> tuple[Summary, list[Block]]:
    """A document straight from the template, for `summary render`; nothing is stored."""
    from taizhang.summaries.blocks import split_blocks

    pack = installed_packs().pack(template.pack)
    summary = Summary(
        template_key=template.key,
        pack_version=pack.version,
        org_unit=org_unit,
        period_code=period.code,
        title=template.title.zh,
    )
    blocks = [
        Block(position=position, kind=source.kind, level=source.level, text=source.text)
        for position, source in enumerate(split_blocks(template.body), start=1)
    ]
    return summary, blocks
