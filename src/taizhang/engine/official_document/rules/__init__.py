"""All rules of the layout, in the order in which a page is looked at."""

from __future__ import annotations

from taizhang.engine.official_document.rule import Rule
from taizhang.engine.official_document.rules import (
    attachments,
    closing,
    head,
    imprint,
    letter,
    numbers,
    page,
    page_number,
    red_rule,
    text,
    title,
)

RULES: tuple[Rule, ...] = (
    *page.RULES,
    *head.RULES,
    *numbers.RULES,
    *red_rule.RULES,
    *letter.RULES,
    *title.RULES,
    *text.RULES,
    *closing.RULES,
    *attachments.RULES,
    *imprint.RULES,
    *page_number.RULES,
)
