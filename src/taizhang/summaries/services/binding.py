"""Putting a figure in the place of a number that a person typed."""

from __future__ import annotations

from django.db import transaction

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.periods import Period, PeriodError
from taizhang.summaries.models import Block, Summary
from taizhang.summaries.services.draft import save_block
from taizhang.summaries.typed_numbers import typed_numbers


@transaction.atomic
def bind_number(
    *, actor: Actor, block: Block, version: int, typed: str, indicator_key: str, org_unit: str = "", period: str = ""
) -> Block:
    """Replace the first occurrence of a typed number by a slot of the indicator.

    org_unit, period: the figure's, when they are not the summary's own. Raises NotAllowed for an indicator or period
    that is not there, BlockConflict when somebody else saved the block; a number that is gone changes nothing.
    """
    slot = _slot(block.summary, indicator_key, org_unit, period)
    for human, words in block.humans.items():
        if (bound := _bound(str(words), typed, slot)) is not None:
            return save_block(actor=actor, block=block, version=version, humans={human: bound})
    bound = _bound(block.text, typed, slot)
    return save_block(actor=actor, block=block, version=version, text=block.text if bound is None else bound)


def _bound(text: str, typed: str, slot: str) -> str | None:
    """20人 must not be found inside 120人, so numbers are compared and not letters."""
    number = next((item for item in typed_numbers(text) if item.text == typed), None)
    return f"{text[: number.start]}{slot}{text[number.end :]}" if number is not None else None


def _slot(summary: Summary, indicator_key: str, org_unit: str, period: str) -> str:
    if indicator_key not in installed_packs().indicators:
        raise NotAllowed(Permission.VIEW_FIGURE)
    words = [indicator_key.removeprefix(f"{summary.template_key.rsplit('.', 1)[0]}.")]
    if org_unit and org_unit != summary.org_unit.code:
        words.append(f"org={org_unit}")
    if period and period != summary.period_code:
        words.append(f"period={_period_option(Period.parse(summary.period_code), period)}")
    return f"{{{{ {' '.join(words)} }}}}"


def _period_option(own: Period, code: str) -> str:
    """As a template writes it, so that the words still fit when the next summary takes them over."""
    try:
        wanted = Period.parse(code)
    except PeriodError as error:
        raise NotAllowed(Permission.WRITE_SUMMARY) from error
    if wanted == own.same_period_last_year():
        return "last_year"
    return "previous" if wanted == own.previous() else wanted.code
