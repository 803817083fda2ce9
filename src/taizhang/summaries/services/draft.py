"""Writing a draft: its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.periods import Period
from taizhang.engine.summary import parse_inlines
from taizhang.engine.text import Text
from taizhang.figures.tasks import start_lacking
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit
from taizhang.summaries.blocks import split_blocks, title_of
from taizhang.summaries.models import Block, BlockKind, Summary, SummaryState
from taizhang.summaries.queries import correction_begun


class BlockConflict(TaizhangError):
    """Somebody else saved this block first; both texts are kept by the caller."""


class IssuedAlready(TaizhangError):
    """The period has a document in force: a second one of it is only begun when somebody says so."""

    def __init__(self, summary: Summary) -> None:
        expected = Text("还没有印发的期间", "a period without an issued document")
        found = Text(f"已印发{summary.number}", f"one issued as {summary.number}")
        cure = Text("要改动，请更正已印发的那一份。", "To change something, correct the issued one.")
        super().__init__([Problem("summary.issued", summary.title, expected, found, cure)])
        self.summary = summary


class UnreadableText(TaizhangError):
    """What was typed cannot be taken apart into words and places; nothing is stored."""


def require_draft(actor: Actor, summary: Summary, permission: Permission = Permission.WRITE_SUMMARY) -> None:
    """Raises NotAllowed without the permission or when the summary is no draft any more."""
    actor.require(permission, summary.org_unit.code)
    if summary.state != SummaryState.DRAFT:
        raise NotAllowed(_("An issued summary never changes; write a corrected issue instead."))


@transaction.atomic
def open_draft(
    *, actor: Actor, template_key: str, org_unit: OrgUnit, period: Period, beside: int | None = None
) -> tuple[Summary, bool]:
    """The unit's draft of this template and period, begun already or begun now, and whether it is new: two drafts of
    one document would be written by two people. What lacks of its figures, and of last year's, is computed meanwhile.
    beside: id of the issued document that the actor was told of and wants a second one to. Raises IssuedAlready for one
    not told of; else as `create_summary`."""
    actor.require(Permission.WRITE_SUMMARY, org_unit.code)
    OrgUnit.objects.select_for_update().get(pk=org_unit.pk)  # pressed twice, it is begun once
    for computed in (period, period.same_period_last_year()):
        start_lacking(computed)
    same = Summary.objects.filter(template_key=template_key, org_unit=org_unit, period_code=period.code)
    begun = same.filter(state=SummaryState.DRAFT).first()
    if begun is not None:
        return begun, False
    issued = same.filter(state=SummaryState.ISSUED).order_by("-pk").first()
    if issued is not None and issued.pk != beside:
        raise IssuedAlready(issued)
    return create_summary(actor=actor, template_key=template_key, org_unit=org_unit, period=period), True


@transaction.atomic
def create_summary(
    *, actor: Actor, template_key: str, org_unit: OrgUnit, period: Period, supersedes: Summary | None = None
) -> Summary:
    """A draft with the template's blocks. With `supersedes`, its typed words are carried over where places match."""
    actor.require(Permission.WRITE_SUMMARY, org_unit.code)
    packs = installed_packs()
    template = packs.summaries.get(template_key)
    if template is None or org_unit.kind not in template.org_kinds or template.period_kind != period.kind:
        raise TaizhangError([_does_not_fit(template_key, org_unit, period)])
    spell = org_queries.spell(org_unit, period.last)
    name = spell.name if spell is not None else org_unit.code
    now = clock.now()
    summary = Summary.objects.create(
        template_key=template_key,
        pack_version=packs.pack(template.pack).version,
        org_unit=org_unit,
        period_code=period.code,
        title=title_of(template.body, org=name, period=period.title.zh) or template.title.zh,
        created_by_id=actor.user_id,
        created_at=now,
        changed_at=now,
        supersedes=supersedes,
    )
    Block.objects.bulk_create(_blocks_of(summary, template.body, supersedes))
    if supersedes is not None:
        _carry_over(supersedes, summary)
    audit.record(
        actor=actor, action="summary.create", obj=summary, org_unit=org_unit.code, detail={"period": period.code}
    )
    return summary


def _blocks_of(summary: Summary, body: str, supersedes: Summary | None) -> list[Block]:
    """The template's blocks; a correction under the same pack version starts from the corrected text itself."""
    if supersedes is not None and supersedes.pack_version == summary.pack_version:
        return [
            Block(
                summary=summary, position=old.position, kind=old.kind, level=old.level, text=old.text, humans=old.humans
            )
            for old in supersedes.blocks.all()
        ]
    return first_blocks(summary, body, supersedes.blocks.all() if supersedes is not None else ())


def first_blocks(summary: Summary, body: str, old: Iterable[Block] = ()) -> list[Block]:
    """A template's blocks, not stored, with the words that were typed in places of the same name before."""
    typed = {name: str(words) for block in old for name, words in block.humans.items()}
    return [
        Block(
            summary=summary,
            position=position,
            kind=source.kind,
            level=source.level,
            text=source.text,
            humans={name: words for name, words in typed.items() if _has_place(source.text, name)},
        )
        for position, source in enumerate(split_blocks(body), start=1)
    ]


def _has_place(text: str, name: str) -> bool:
    """`[[ name`, and not a longer name that begins with it."""
    return re.search(rf"\[\[\s*{re.escape(name)}\s*[!|]", text) is not None


def _carry_over(old: Summary, new: Summary) -> None:
    """Pairs, plan and answers. Reasons are not: what was excused once is looked at again."""
    for item in old.commitments.all():
        item.pk, item.summary = None, new
        item.save(force_insert=True)
    for answer in old.answers.all():
        answer.pk, answer.summary = None, new
        answer.save(force_insert=True)


@transaction.atomic
def correct_summary(*, actor: Actor, summary: Summary) -> Summary:
    """A draft that will supersede an issued summary; the one already begun, when there is one.

    Raises NotAllowed for a draft or a summary that another one has superseded, and without the right to write.
    """
    actor.require(Permission.WRITE_SUMMARY, summary.org_unit.code)
    if summary.state != SummaryState.ISSUED:
        raise NotAllowed(_("Only the issue in force is corrected."))
    if (begun := correction_begun(summary)) is not None:
        return begun
    return create_summary(
        actor=actor,
        template_key=summary.template_key,
        org_unit=summary.org_unit,
        period=Period.parse(summary.period_code),
        supersedes=summary,
    )


def _does_not_fit(template_key: str, org_unit: OrgUnit, period: Period) -> Problem:
    return Problem(
        code="summary-template",
        where=template_key,
        expected=Text("适用于这个机构和期间的总结模板", "a template for this org unit and period"),
        found=Text(f"{org_unit.code} {period.title.zh}", f"{org_unit.code} {period.code}"),
        cure=Text("另选模板或期间。", "Choose another template or period."),
    )


@transaction.atomic
def save_block(
    *, actor: Actor, block: Block, version: int, text: str | None = None, humans: Mapping[str, str] | None = None
) -> Block:
    """Store a block's words. Raises BlockConflict when `version` is no longer the newest, UnreadableText when a place
    in them is not closed or not written as one."""
    summary = block.summary
    require_draft(actor, summary)
    _require_readable(block, [*([] if text is None else [text]), *(humans or {}).values()])
    changes: dict[str, object] = {"version": F("version") + 1}
    if text is not None:
        changes["text"] = text.strip()
    if humans is not None:
        changes["humans"] = {**block.humans, **{name: words.strip() for name, words in humans.items()}}
    if not Block.objects.filter(pk=block.pk, version=version).update(**changes):
        raise BlockConflict(
            [
                Problem(
                    code="block-changed",
                    where="",
                    expected=Text("没有别人改过的段落", "a paragraph nobody else has changed"),
                    found=Text("别人刚刚保存了这一段", "somebody just saved it"),
                    cure=Text(
                        "下面是他的文字，请把您的合并进去再保存。", "Their words are below; merge yours and save."
                    ),
                )
            ]
        )
    touch(actor, summary, "summary.edit", {"block": block.pk})
    block.refresh_from_db()
    return block


def _require_readable(block: Block, texts: Iterable[str]) -> None:
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        return
    problems: list[Problem] = []
    for text in texts:
        try:
            parse_inlines(text)
        except TaizhangError as error:
            problems += error.problems
    if problems:
        raise UnreadableText(problems)


@transaction.atomic
def add_block(*, actor: Actor, summary: Summary, after: Block | None) -> Block:
    """An empty paragraph after a block (None: at the end)."""
    require_draft(actor, summary)
    if after is None:
        position = (summary.blocks.aggregate(last=Max("position"))["last"] or 0) + 1
    else:
        position = after.position + 1
        summary.blocks.filter(position__gte=position).update(position=F("position") + 1)
    block = Block.objects.create(summary=summary, position=position, kind=BlockKind.PARAGRAPH)
    touch(actor, summary, "summary.edit", {"added": block.pk})
    return block


@transaction.atomic
def remove_block(*, actor: Actor, block: Block) -> None:
    require_draft(actor, block.summary)
    touch(actor, block.summary, "summary.edit", {"removed": block.text[:200], "position": block.position})
    block.delete()


def touch(actor: Actor, summary: Summary, action: str, detail: Mapping[str, object]) -> None:
    Summary.objects.filter(pk=summary.pk).update(changed_at=clock.now())
    audit.record(actor=actor, action=action, obj=summary, org_unit=summary.org_unit.code, detail=detail)
