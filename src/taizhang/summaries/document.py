"""Builds the readable document of a draft: every slot filled, every claim tested, every typed number looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from taizhang.analytics.formula import Formula, Reference, parse_formula
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.engine.checker import Number
from taizhang.engine.errors import TaizhangError
from taizhang.engine.periods import Period
from taizhang.engine.summary import Claim, Human, Inline, Slot, Words, parse_inlines
from taizhang.engine.text import Text
from taizhang.summaries.frame import Frame
from taizhang.summaries.models import Block, BlockKind, Commitment, Summary
from taizhang.summaries.named_figures import FigureNames, Named
from taizhang.summaries.row_lists import list_items
from taizhang.summaries.sections import under_heading
from taizhang.summaries.tables import TableRequest, table_request, table_view
from taizhang.summaries.typed_numbers import candidates, typed_numbers
from taizhang.summaries.types import DocBlock, Document, FindingKind, Piece, PieceKind, SlotRef, SlotValue
from taizhang.summaries.unreadable import sentence_and_cure

_NAMES = ("org", "period", "year", "today")


class DocumentBuilder(Frame):
    """One rendering of one draft for one actor; query count does not grow with the number of slots."""

    def __init__(self, *, actor: Actor, summary: Summary, language: str) -> None:
        super().__init__(actor=actor, summary=summary, language=language)
        self.pair_pieces: dict[int, tuple[Piece, ...]] = {}  # by commitment, of problems that print a figure
        self._template_numbers = self._numbers_of_template()
        self._names = FigureNames(
            self.packs.indicators_in_scope(self.pack.id).values(),
            org_code=self.org_code,
            org_name=self.org_name,
            period=self.period,
        )

    def wanted(self, blocks: Sequence[Block], problems: Sequence[Commitment] = ()) -> list[SlotRef]:
        """Every figure that the blocks and the problems ask for, those of claims and tables too; nothing is read or
        decided."""
        of_pairs = [ref for _pk, block, inlines in self._pairs(problems) for ref in self._refs(block, inlines)]
        return [*(ref for block in blocks for ref in self._wanted(block)), *of_pairs]

    def _wanted(self, block: Block) -> Iterator[SlotRef]:
        yield from self._refs(block, self._parse(block))
        if block.kind == BlockKind.TABLE and (request := self._table_request(block)) is not None:
            yield from request.refs()

    def build(self, blocks: Sequence[Block], problems: Sequence[Commitment] = ()) -> Document:
        """problems: the pairs whose words are printed where a block asks for them; see `pair_pieces`."""
        parsed = [(block, self._parse(block)) for block in blocks]
        self._problems = self._pairs(problems)
        for _pk, block, inlines in self._problems:
            self.figures.want(self._refs(block, inlines))
        requests = {block.position: self._table_request(block) for block in blocks if block.kind == BlockKind.TABLE}
        for block, inlines in parsed:
            self.figures.want(self._refs(block, inlines))
            self.figures.want(named.ref for words in self._typed(block, inlines) for named in self._names.find(words))
        for request in requests.values():
            self.figures.want(request.refs() if request is not None else ())
        self.figures.load()
        self._known = [
            slot
            for block, inlines in parsed
            for ref in self._refs(block, inlines)
            if (slot := self.figures.slot(ref, {}, self.language)) is not None
        ]
        doc_blocks = tuple(
            under_heading(
                self._block(block, inlines, requests.get(block.position)),
                at > 0 and parsed[at - 1][0].kind == BlockKind.HEADING,
            )
            for at, (block, inlines) in enumerate(parsed)
        )
        return Document(
            title=self.summary.title,
            org_name=self.signer,
            period_title=self.period.title.get(self.language),
            number=self.summary.number,
            blocks=doc_blocks,
            findings=tuple(self.findings),
        )

    # -- parsing -----------------------------------------------------------------------------------------------------

    def _parse(self, block: Block) -> list[Inline]:
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            return []
        return self._parse_text(block, block.text, "text")

    def _parse_text(self, block: Block, text: str, where: str) -> list[Inline]:
        try:
            return list(parse_inlines(text))
        except TaizhangError as error:
            for problem in error.problems:
                self.find(FindingKind.SYNTAX, block, f"{where}:{problem.code}", *sentence_and_cure(problem))
            return [Words(text)]

    def _pairs(self, problems: Sequence[Commitment]) -> list[tuple[int, Block, list[Inline]]]:
        """Problems that print a figure, each as a paragraph of its own that is stored nowhere."""
        printing = [item for item in problems if "{{" in item.problem]
        blocks = [Block(kind=BlockKind.PARAGRAPH, text=item.problem) for item in printing]
        return [
            (item.pk, block, self._parse_text(block, block.text, f"pair:{item.pk}"))
            for item, block in zip(printing, blocks, strict=True)
        ]

    def _humans(self, block: Block, inlines: Sequence[Inline]) -> Iterator[tuple[Human, list[Inline]]]:
        for inline in inlines:
            if isinstance(inline, Human):
                text = str(block.humans.get(inline.id, "")).strip()
                yield inline, self._parse_text(block, text, inline.id) if text else []

    def _refs(self, block: Block, inlines: Sequence[Inline]) -> Iterator[SlotRef]:
        for inline in [*inlines, *(inner for _, inners in self._humans(block, inlines) for inner in inners)]:
            if isinstance(inline, Slot) and inline.name not in _NAMES:
                yield self.ref(inline)
            elif isinstance(inline, Claim):
                formula = self._formula(block, inline)
                for reference in formula.indicators if formula is not None else ():
                    if (ref := self._formula_ref(reference)) is not None:
                        yield ref

    def ref(self, slot: Slot) -> SlotRef:
        options = slot.options
        wanted = options.get("period", "")
        if wanted == "last_year":
            period = self.period.same_period_last_year().code
        elif wanted == "previous":
            period = self.period.previous().code
        else:
            period = wanted or self.period.code
        return SlotRef(self.key(slot.name), options.get("org", self.org_code), period)

    def _typed(self, block: Block, inlines: Sequence[Inline]) -> Iterator[str]:
        for inline in [*inlines, *(inner for _, inners in self._humans(block, inlines) for inner in inners)]:
            if isinstance(inline, Words):
                yield inline.text

    def _formula(self, block: Block, claim: Claim) -> Formula | None:
        try:
            return parse_formula(
                claim.condition,
                indicators=self.packs.indicators_in_scope(self.pack.id),
                parameters=self.packs.parameters_in_scope(self.pack.id),
            )
        except TaizhangError as error:
            told = sentence_and_cure(error.problems[0])
            self.find(FindingKind.SYNTAX, block, f"claim:{claim.condition}", *told)
            return None

    def _formula_ref(self, reference: Reference) -> SlotRef | None:
        """None for a reference that is no single figure (count_units)."""
        period = self.period
        if reference.indicator is None:
            return None
        if reference.function == "last_year":
            period = period.same_period_last_year()
        elif reference.function == "previous":
            period = period.previous()
        return SlotRef(reference.indicator.key, self.org_code, period.code)

    def _table_request(self, block: Block) -> TableRequest | None:
        try:
            return table_request(block.text, frame=self)
        except TaizhangError as error:
            self.find(FindingKind.SYNTAX, block, "table", *sentence_and_cure(error.problems[0]))
            return None

    # -- building ----------------------------------------------------------------------------------------------------

    def _block(self, block: Block, inlines: Sequence[Inline], request: TableRequest | None) -> DocBlock:
        table = table_view(request, frame=self) if request is not None else None
        items: tuple[str, ...] = ()
        if block.kind == BlockKind.LIST:
            items = list_items(block.text, frame=self, block=block)
        if block.kind == BlockKind.PROBLEMS and not self.pair_pieces:
            self.pair_pieces = {pk: tuple(self._pair(own, of_pair)) for pk, own, of_pair in self._problems}
        pieces = tuple(piece for inline in inlines for piece in self._pieces(block, inline))
        return DocBlock(block.pk or 0, block.kind, block.level, pieces, table, items, block.text)

    def _pair(self, block: Block, inlines: Sequence[Inline]) -> Iterator[Piece]:
        """Like a paragraph, but what its writer typed stays the writer's: a pair is a promise and no statement."""
        for inline in inlines:
            if isinstance(inline, Words):
                yield Piece(PieceKind.WORDS, inline.text)
            else:
                yield from self._pieces(block, inline)

    def _pieces(self, block: Block, inline: Inline) -> Iterator[Piece]:
        if isinstance(inline, Words):
            yield from self._words(block, inline.text, PieceKind.WORDS)
        elif isinstance(inline, Slot):
            yield self._slot(block, inline)
        elif isinstance(inline, Claim):
            yield self._claim(block, inline)
        elif isinstance(inline, Human):
            yield from self._human(block, inline)

    def _slot(self, block: Block, slot: Slot) -> Piece:
        if slot.name in _NAMES:
            return Piece(PieceKind.WORDS, self._name(slot.name))
        ref = self.ref(slot)
        value = self.figures.slot(ref, dict(slot.options), self.language)
        if value is None:
            self.find(
                FindingKind.UNKNOWN_SLOT,
                block,
                ref.indicator_key,
                Text(f"没有名为“{slot.name}”的指标。", f"There is no indicator “{slot.name}”."),
                Text("换成目录里的指标，或删去这处。", "Use an indicator of the catalogue, or take it out."),
            )
            return Piece(PieceKind.WORDS, f"{{{{ {slot.name} }}}}")
        self._state_finding(block, value)
        return self.slot_piece(value)

    def _state_finding(self, block: Block, value: SlotValue) -> None:
        key = f"{value.ref.indicator_key}@{value.ref.org_unit}@{value.ref.period}"
        if value.status == "no_data":
            message = Text(f"“{value.title}”没有数据。{value.reason}", f"“{value.title}” has no data. {value.reason}")
            cure = Text("催报相应台账，或写明理由。", "Have the ledger filed, or give a reason.")
            self.find(FindingKind.NO_DATA, block, key, message, cure)
        elif value.status == "stale":
            message = Text(
                f"“{value.title}”的记录已改，数字还是旧的。", f"Records behind “{value.title}” have changed."
            )
            cure = Text("重新计算后再发。", "Compute again before issue.")
            self.find(FindingKind.STALE, block, key, message, cure)
        elif value.status == "provisional":
            lacking = value.expected - value.filed
            names = "、".join(value.missing[:3])
            message = Text(
                f"“{value.title}”：{value.expected} 个单位中还有 {lacking} 个未报（{names}）。",
                f"“{value.title}”: {lacking} of {value.expected} units haven't filed ({', '.join(value.missing[:3])}).",
            )
            cure = Text("等报齐，或写明理由。", "Wait for them, or give a reason.")
            self.find(FindingKind.PROVISIONAL, block, key, message, cure)

    def _claim(self, block: Block, claim: Claim) -> Piece:
        """The claim's words, or its other words; neither while a figure that decides it is missing."""
        formula = self._formula(block, claim)
        if formula is None:
            return Piece(PieceKind.CLAIM, "", name=claim.condition)
        parameters = self.packs.parameters(self.pack.id)(self.period)
        holds = formula.holds(lambda reference: self.figures.value(self._formula_ref(reference)), parameters.get)
        if holds or (holds is not None and claim.otherwise):
            return Piece(PieceKind.CLAIM, claim.text if holds else claim.otherwise, name=claim.condition)
        words = claim.text[:24]
        if holds is None:
            message = Text(f"“{words}”还不能判断：缺少数据。", f"“{words}” cannot be decided: data is missing.")
            cure = Text("等数据报齐，或写明理由。", "Wait for the data, or give a reason.")
        else:
            message = Text(f"“{words}”不成立，数字不支持。", f"“{words}” does not hold: the figures say otherwise.")
            cure = Text("改写这句话，或查明数字。", "Rewrite the sentence, or look into the figure.")
        self.find(FindingKind.CLAIM_FAILS, block, f"claim:{claim.condition}", message, cure)
        return Piece(PieceKind.CLAIM, "", name=claim.condition)

    def _human(self, block: Block, human: Human) -> Iterator[Piece]:
        text = str(block.humans.get(human.id, "")).strip()
        if not text:
            if human.required:
                self.find(
                    FindingKind.EMPTY_PLACE,
                    block,
                    f"place:{human.id}",
                    Text(f"这里还没有写：{human.prompt}", f"Nothing written yet: {human.prompt}"),
                    Text("写上，或删去这一处。", "Write it, or take the place out."),
                )
            yield Piece(PieceKind.PROMPT, human.prompt, name=human.id)
            return
        for inline in self._parse_text(block, text, human.id):
            if isinstance(inline, Words):
                yield from self._words(block, inline.text, PieceKind.HUMAN, name=human.id)
            else:
                yield from self._pieces(block, inline)

    def _words(self, block: Block, text: str, kind: PieceKind, name: str = "") -> Iterator[Piece]:
        """Cuts words at numbers that no figure backs. A number that the template itself prints is the pack's."""
        last = 0
        named = {item.number.start: item for item in self._names.find(text)}
        for number in typed_numbers(text):
            if kind is PieceKind.WORDS and (number.amount, number.unit) in self._template_numbers:
                continue
            if number.start > last:
                yield Piece(kind, text[last : number.start], name=name)
            offered = self._typed_number(block, number, named.get(number.start))
            yield Piece(PieceKind.UNBOUND, number.text, name=name, candidates=offered)
            last = number.end
        if last < len(text):
            yield Piece(kind, text[last:], name=name)

    def _typed_number(self, block: Block, number: Number, named: Named | None) -> tuple[SlotValue, ...]:
        """What stands in the way of a typed number; the figures that it may be, the one that its words name first."""
        figure = self.figures.slot(named.ref, {}, self.language) if named is not None else None
        if figure is not None and figure.value is None:
            figure = None
        near = candidates(number, self._known)
        offered = tuple(near if figure is None else [figure, *(slot for slot in near if slot.ref != figure.ref)])
        if named is not None and figure is not None and not named.agrees(figure):
            last = Period.parse(figure.ref.period).last
            self.find(
                FindingKind.OTHER_FIGURE,
                block,
                f"{number.text}:{figure.ref.indicator_key}@{figure.ref.period}={figure.shown}",
                Text(
                    f"您写“{number.text}”；“{figure.title}”截至{last.month}月{last.day}日为{figure.shown}。",
                    f"You wrote {number.text}; “{figure.title}” is {figure.shown} as of {last.isoformat()}.",
                ),
                Text("换成指标，或写明为什么不同。", "Bind it to the figure, or say why it differs."),
                offered,
            )
            return offered
        self.find(
            FindingKind.UNBOUND,
            block,
            f"number:{number.text}",
            Text(f"“{number.text}”是手写的数字，没有出处。", f"“{number.text}” was typed; no figure backs it."),
            Text("换成指标，或写明引用来源。", "Bind it to a figure, or name the source."),
            offered,
        )
        return offered

    def _name(self, name: str) -> str:
        today = clock.today()
        return {
            "org": self.org_name,
            "period": self.period.title.get(self.language),
            "year": str(self.period.last.year),
            "today": f"{today.year}年{today.month}月{today.day}日" if self.language != "en" else today.isoformat(),
        }[name]

    def _numbers_of_template(self) -> frozenset[tuple[Decimal, str]]:
        template = self.packs.summaries.get(self.summary.template_key)
        if template is None:
            return frozenset()
        return frozenset((number.amount, number.unit) for number in typed_numbers(template.body))
