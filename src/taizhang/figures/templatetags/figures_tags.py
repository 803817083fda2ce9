"""How figures, changes and rows are worded in templates."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from taizhang.core.language import language_of
from taizhang.core.templatetags.taizhang import day, missing
from taizhang.engine.rounding import round_half_up, show_number
from taizhang.figures.types import Change, FigureValue, Merger, TermTrace

register = template.Library()


@register.simple_tag
def figure_number(figure: FigureValue) -> str:
    """The number alone, or a dash that says why there is none."""
    if figure.value is None:
        return str(missing(figure.reason)) if figure.reason is None else missing(figure.reason)
    return figure.shown


@register.simple_tag
def term_number(term: TermTrace, figure: FigureValue) -> str:
    """A numerator or denominator as counted: no more decimals than it has, at most four. SQL counts 0 over nothing
    filed; to a reader that is not known yet."""
    if term.value is None or (figure.value is None and not term.rows and figure.missing_count):
        return missing(figure.reason or "")
    return shown_exactly(term.value)


def shown_exactly(value: Decimal) -> str:
    decimals = max(0, -int(value.normalize().as_tuple().exponent)) if value.is_finite() else 0
    return show_number(value, min(4, decimals), thousands=True)


@register.simple_tag
def ratio_words(figure: FigureValue) -> str:
    """426 ÷ 505 = 84.4%"""
    if figure.numerator is None or figure.denominator is None:
        return ""
    return division(figure.numerator, figure.denominator, figure.shown_with_unit)


def division(numerator: Decimal, denominator: Decimal, shown: str) -> str:
    return f"{shown_exactly(numerator)} ÷ {shown_exactly(denominator)} = {shown}"


@register.simple_tag
def change_words(change: Change) -> str:
    """+136 人 (+18.86%); for a percentage: +1.20 percentage points. A change too small for the figure's decimals says
    so: 86.04 and 86.03 with 0.00 between them would look like a mistake."""
    if change.amount is None:
        return "—"
    indicator = change.before.indicator
    amount = signed(change.amount, indicator.decimals)
    if change.amount and not round_half_up(change.amount, indicator.decimals):
        least = show_number(Decimal(1).scaleb(-indicator.decimals), indicator.decimals)
        amount = (_("up by less than %(n)s") if change.amount > 0 else _("down by less than %(n)s")) % {"n": least}
    if change.in_points:
        points = _("percentage points") if indicator.unit == "%" else _("per mille points")
        return f"{amount} {points}"
    unit = indicator.unit
    if change.ratio is None:
        return f"{amount} {unit}".strip()
    return _("%(amount)s %(unit)s (%(ratio)s%%)") % {"amount": amount, "unit": unit, "ratio": signed(change.ratio, 2)}


def signed(value: Decimal, decimals: int) -> str:
    shown = show_number(value, decimals, thousands=True)
    return f"+{shown}" if round_half_up(value, decimals) > 0 else shown.replace("-", "−", 1)


@register.simple_tag
def merger_words(merger: Merger) -> str:
    names = {"day": day(merger.on), "old": merger.predecessor, "new": merger.successor}
    if merger.kind == "split":
        return _("%(day)s: %(old)s was split, part of it is %(new)s now") % names
    if merger.kind == "replace":
        return _("%(day)s: %(old)s became %(new)s") % names
    return _("%(day)s: %(old)s was merged into %(new)s") % names


@register.simple_tag
def term_name(name: str) -> str:
    return {
        "value": pgettext("part of a figure", "value"),
        "numerator": pgettext("part of a figure", "numerator"),
        "denominator": pgettext("part of a figure", "denominator"),
    }[name]


@register.simple_tag(takes_context=True)
def submission_link(
    context: template.Context, submission: int | None, words: str, readable: bool = True
) -> SafeString | str:
    """The way on to the filing: from the side panel in the panel, so that nobody loses the place; from a page to its
    page. Plain words for rows that come from an app and for filings that the reader may not open."""
    address = _submission_address(submission) if submission is not None and readable else ""
    if not address:
        return words
    # Underlined: it stands among other words of its cell, where colour alone would not tell it.
    if context.get("whole_page"):
        return format_html('<a class="text-decoration-underline" href="{}">{}</a>', address, words)
    return format_html('<a class="text-decoration-underline" data-panel href="{}">{}</a>', address, words)


@lru_cache(maxsize=8192)
def _submission_address(submission: int) -> str:
    try:
        return reverse("ledgers:submission-detail", args=[submission])
    except NoReverseMatch:
        return ""


def _address(base: str, filters: dict[str, str], **changes: str) -> str:
    """With its path: in the side panel the rows stand on another page than their own."""
    kept = {key: value for key, value in {**filters, **changes}.items() if value}
    return f"{base}?{urlencode(kept)}" if kept else base


@register.simple_tag
def sort_address(base: str, filters: dict[str, str], name: str) -> str:
    """Ascending first, a second press turns it."""
    return _address(base, filters, sort=f"-{name}" if filters.get("sort") == name else name)


@register.simple_tag
def page_address(base: str, filters: dict[str, str], number: int) -> str:
    return _address(base, filters, page=str(number))


@register.simple_tag
def heading_sort(current: str, name: str) -> SafeString:
    order = {name: "ascending", f"-{name}": "descending"}.get(current, "none")
    return format_html(' aria-sort="{}"', order)


def is_english() -> bool:
    return language_of() == "en"
