"""What one rendering of a document shares: who reads, which unit and period, the figures, and what was found wrong."""

from __future__ import annotations

from taizhang.core.actor import Actor
from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.engine.pack import Pack
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnitKind
from taizhang.summaries.figure_source import FigureSource
from taizhang.summaries.models import Block, Summary
from taizhang.summaries.types import Finding, FindingKind, Piece, PieceKind, SlotValue


class Frame:
    """Passed to paragraphs, tables and lists alike; slots are numbered from 1 in the order in which they are asked."""

    def __init__(self, *, actor: Actor, summary: Summary, language: str) -> None:
        self.actor, self.summary, self.language = actor, summary, language
        self.packs: InstalledPacks = installed_packs()
        self.pack: Pack = self.packs.pack(summary.template_key.rsplit(".", 1)[0])
        self.period = Period.parse(summary.period_code)
        self.org_code = summary.org_unit.code
        spell = org_queries.spell(summary.org_unit, self.period.last)
        self.org_name = spell.name if spell is not None else self.org_code
        self.signer = self._signer()
        self.figures = FigureSource(actor, self.packs)
        self.findings: list[Finding] = []
        self._position = 0

    def _signer(self) -> str:
        """Who signs: a county's documents are its bureau's."""
        if self.summary.org_unit.kind != OrgUnitKind.COUNTY:
            return self.org_name
        bureaus = org_queries.units_below(self.org_code, kind=OrgUnitKind.BUREAU, day=self.period.last)
        return bureaus[0].name if len(bureaus) == 1 else self.org_name

    def key(self, name: str) -> str:
        """Of an indicator or ledger as written in this pack: own names are bare."""
        return name if "." in name else f"{self.pack.id}.{name}"

    def slot_piece(self, value: SlotValue, *, missing: str = "") -> Piece:
        """missing: what stands for a figure without a value, instead of the words of a sentence."""
        self._position += 1
        text = missing if missing and value.value is None else value.shown
        return Piece(PieceKind.SLOT, text, slot=value, position=self._position)

    def find(
        self,
        kind: FindingKind,
        block: Block,
        key: str,
        message: Text,
        cure: Text,
        offered: tuple[SlotValue, ...] = (),
    ) -> None:
        """Keep a finding once, however often its cause is met in a block."""
        finding = Finding(f"{kind.value}:{block.pk}:{key}"[:200], kind, block.pk or 0, message, cure, offered)
        if all(other.id != finding.id for other in self.findings):
            self.findings.append(finding)
