"""Small words for the templates of summaries."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.engine.rounding import show_number
from taizhang.engine.text import Text
from taizhang.figures.queries import Moved
from taizhang.figures.templatetags.figures_tags import division
from taizhang.figures.types import RowDifference
from taizhang.summaries import wording
from taizhang.summaries.differences import difference_text
from taizhang.summaries.models import Summary, SummaryState
from taizhang.summaries.types import FindingKind, Piece, SlotValue

register = template.Library()


@register.simple_tag
def localized(text: Text) -> str:
    """A Text in the reader's language."""
    return text.get(language_of())


@register.simple_tag
def frozen_text(texts: Mapping[str, str] | None) -> str:
    """A text as a trace keeps it, {"zh-hans": …, "en": …}, in the reader's language."""
    if not texts:
        return ""
    return texts["en" if language_of() == "en" else "zh-hans"]


@register.simple_tag
def frozen_ratio(trace: Mapping[str, Any]) -> str:
    """426 ÷ 505 = 84.4%, as at issue; empty for a figure that is no ratio."""
    numerator, denominator = trace.get("numerator"), trace.get("denominator")
    if numerator is None or denominator is None:
        return ""
    return division(Decimal(str(numerator)), Decimal(str(denominator)), str(trace.get("shown", "")))


@register.simple_tag
def difference(item: RowDifference) -> str:
    return difference_text(item).get(language_of())


@register.simple_tag
def moved_value(value: Decimal | None, moved: Moved) -> str:
    """A figure's value with its unit, in tables, with as many places as tell old and new apart; a dash where there is
    none."""
    return "—" if value is None else f"{show_number(value, moved.decimals, thousands=True)}{moved.indicator.unit}"


@register.simple_tag
def trace_url(summary: Summary, piece: Piece) -> str:
    """The trace as at issue for an issued summary, today's for a draft."""
    assert piece.slot is not None
    ref = piece.slot.ref
    if summary.pk is not None and summary.state != SummaryState.DRAFT:
        return reverse("summaries:slot-trace", args=[summary.pk, piece.position])
    return reverse("figures:figure-trace", args=[ref.indicator_key, ref.org_unit, ref.period])


@register.simple_tag
def slot_word(slot: SlotValue) -> str:
    """The state in one word, read out inside the number."""
    return {"provisional": _("provisional"), "stale": _("stale"), "no_data": _("no data")}.get(slot.status, _("final"))


@register.simple_tag
def unbound_state(piece: Piece) -> str:
    """That a number was typed, and the figures it may mean."""
    words, nearest = _("Typed by hand, no figure behind it"), _("nearest:")
    near = "、".join(f"{slot.title} {slot.shown}" for slot in piece.candidates)
    return f"{words}；{nearest} {near}" if near else words


for _words in (
    wording.due_words,
    wording.full_stop,
    wording.list_words,
    wording.measure_words,
    wording.plan_words,
    wording.problem_pieces,
    wording.provisional_note,
):
    register.filter(_words.__name__, _words)


@register.simple_tag
def slot_state(slot: SlotValue) -> str:
    """The state in words, for hover and screen readers."""
    if slot.status == "provisional":
        names = "、".join(slot.missing[:3])
        return _("%(title)s: provisional, %(count)d of %(all)d units haven't filed (%(names)s)") % {
            "title": slot.title,
            "count": slot.expected - slot.filed,
            "all": slot.expected,
            "names": names,
        }
    states = {"confirmed": _("final"), "stale": _("stale: its records have changed"), "no_data": _("no data")}
    return f"{slot.title}：{states.get(slot.status, slot.status)} {slot.reason}".strip()


@register.simple_tag
def finding_kind(kind: FindingKind) -> str:
    return {
        FindingKind.CONTRADICTION: _("Numbers that contradict each other"),
        FindingKind.OTHER_FIGURE: _("Differs from the figure"),
        FindingKind.UNBOUND: _("Typed number"),
        FindingKind.CLAIM_FAILS: _("Claim does not hold"),
        FindingKind.CLAIM_WITHOUT_FIGURE: _("Claim without a figure"),
        FindingKind.UNPAIRED: _("Without its pair"),
        FindingKind.UNOWNED: _("Promise without an owner"),
        FindingKind.UNANSWERED: _("Unanswered promise"),
        FindingKind.EMPTY_PLACE: _("Not written yet"),
        FindingKind.NO_DATA: _("No data"),
        FindingKind.STALE: _("Stale figure"),
        FindingKind.PROVISIONAL: _("Provisional figure"),
        FindingKind.UNKNOWN_SLOT: _("Unknown figure"),
        FindingKind.SYNTAX: _("Unreadable"),
        FindingKind.PACK_VERSION: _("Other pack version"),
    }[kind]


@register.simple_tag
def indicator_title(key: str) -> str:
    indicator = installed_packs().indicators.get(key)
    return indicator.title.get(language_of()) if indicator is not None else key
