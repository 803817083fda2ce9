"""Summary templates of a pack: front matter, text, and every name in it."""

from __future__ import annotations

from collections.abc import Mapping

from taizhang.engine.pack import Field, Indicator, Ledger, Mask, SummaryTemplate
from taizhang.engine.periods import PeriodKind
from taizhang.engine.slot_text import option_problem
from taizhang.engine.summary import (
    DOCUMENT_NAMES,
    ListBlock,
    SummarySyntaxError,
    SummaryTree,
    Table,
    claims_of,
    parse_summary,
    slots_of,
)
from taizhang.engine.text import Text
from taizhang.packs.draft import Draft
from taizhang.packs.expressions import ExpressionChecks
from taizhang.packs.front_matter import MarkdownFile, read_markdown, tell_again
from taizhang.packs.problems import nearest, propose, quote
from taizhang.packs.scope import Scope


def build_summaries(
    draft: Draft,
    scope: Scope,
    ledgers: Mapping[str, Ledger],
    indicators: Mapping[str, Indicator],
    checks: ExpressionChecks | None,
) -> dict[str, SummaryTemplate]:
    """Every template of the pack by id; what is wrong goes to the report."""
    found: dict[str, SummaryTemplate] = {}
    for name in draft.files.of_kind("summaries"):
        file = read_markdown(draft, name, "summaries")
        if file is None:
            continue
        draft.summary_heads.append(file.head)
        template = _template(scope.pack_id, name, file)
        if template.id in found:
            tell_again(draft, file.head, template.id, found[template.id].file)
        found[template.id] = template
        names = _Names(
            draft=draft,
            scope=scope,
            ledgers=ledgers,
            indicators=indicators,
            checks=checks,
            file=draft.files.shown(name),
        )
        names.check(template)
    return found


def _template(pack_id: str, name: str, file: MarkdownFile) -> SummaryTemplate:
    head = file.head
    return SummaryTemplate(
        id=head.get("id").string("?"),
        pack=pack_id,
        title=head.get("title").text("?"),
        period_kind=head.get("period").choice(PeriodKind, PeriodKind.YEAR),
        org_kinds=head.get("org_kinds").strings(),
        body=file.body,
        line=file.line,
        file=name,
        reference=head.get("reference").string(),
        serves=head.get("serves").strings(),
    )


class _Names:
    """Checks the names in one template."""

    def __init__(
        self,
        *,
        draft: Draft,
        scope: Scope,
        ledgers: Mapping[str, Ledger],
        indicators: Mapping[str, Indicator],
        checks: ExpressionChecks | None,
        file: str,
    ) -> None:
        self.draft, self.scope, self.checks, self.file = draft, scope, checks, file
        self.ledgers = ledgers
        self.visible = scope.indicators(indicators)

    def check(self, template: SummaryTemplate) -> None:
        try:
            tree = parse_summary(template.body, template.line)
        except SummarySyntaxError as error:
            for problem in error.problems:
                self.draft.report.take(problem, file=self.file, line=problem.line, key=problem.key)
            tree = SummaryTree(error.blocks)
        for slot in slots_of(tree):
            indicator = self.indicator(slot.name, slot.line)
            told = option_problem(indicator, slot.options) if indicator else None
            if told:
                self.draft.report.take(told, file=self.file, line=slot.line, key=slot.name)
        for block in tree.blocks:
            if isinstance(block, Table):
                for name in (*block.indicators, *((block.sort,) if block.sort else ())):
                    self.indicator(name, block.line)
            elif isinstance(block, ListBlock):
                self.list_block(block)
        if self.checks:
            for claim in claims_of(tree):
                self.checks.condition(claim.condition, None, self.file, claim.line)

    def indicator(self, name: str, line: int) -> Indicator | None:
        bare = name.removeprefix(f"{self.scope.pack_id}.")
        pack = bare.rpartition(".")[0]
        if bare in self.visible or bare in self.scope.own["indicators"] or pack in self.scope.unread:
            return self.visible.get(bare)
        cure = self.cure(bare)
        self.draft.report.add(
            "unknown-indicators",
            file=self.file,
            line=line,
            key=name,
            cure=cure,
            expected=Text("已有的指标", "a known indicator"),
            found=quote(name),
        )
        return None

    def cure(self, name: str) -> Text:
        """The nearest by name, names of the document first; else the one whose Chinese title is nearest."""
        if nearest(name, DOCUMENT_NAMES):
            return propose(name, DOCUMENT_NAMES)
        if self.scope.near("indicators", name) is None:
            titles = {item.title.zh: key for key, item in self.visible.items()}
            title = nearest(name, titles)
            if title:
                return Text(f"是否想写“{titles[title]}”（{title}）？", f"Did you mean {titles[title]!r} ({title})?")
        return self.scope.cure("indicators", name)

    def not_personal(self, field: Field | None, line: int) -> None:
        """A printed list goes out of the house, so a masked field has no place in it."""
        if field is not None and field.mask is not Mask.NONE:
            self.draft.report.add(
                "list-personal",
                file=self.file,
                line=line,
                key="list columns",
                expected=Text("不含个人信息的字段", "fields without personal data"),
                found=Text(f"“{field.title.zh}”（{field.mask}）", f"{field.id}, masked as {field.mask}"),
                cure=Text("从 columns 里删去它。", "Take it out of columns."),
            )

    def list_block(self, block: ListBlock) -> None:
        names = self.scope.names("ledgers")
        name = block.ledger.removeprefix(f"{self.scope.pack_id}.")
        if name not in names:
            if name.rpartition(".")[0] not in self.scope.unread:
                self.draft.report.add(
                    "unknown-ledgers",
                    file=self.file,
                    line=block.line,
                    key="list ledger",
                    expected=Text("已有的台账", "a known ledger"),
                    found=quote(block.ledger),
                    cure=propose(name, names),
                )
            return
        ledger = self.scope.ledger(self.scope.key(name), self.ledgers)
        if ledger is None:
            return
        for column in block.columns:
            if ledger.field(column) is None and column != "org_unit":
                known = [item.id for item in ledger.fields]
                self.draft.report.add(
                    "unknown-field",
                    file=self.file,
                    line=block.line,
                    key="list columns",
                    expected=Text(f"“{ledger.title.zh}”的字段", f"a field of {ledger.id}"),
                    found=quote(column),
                    cure=propose(column, known),
                )
            self.not_personal(ledger.field(column), block.line)
        if block.where and self.checks:
            self.checks.where(block.where, ledger, self.file, block.line, "list where")
