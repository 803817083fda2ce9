"""What the figure checker finds in a document as it will be printed: typed numbers and figures alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from taizhang.core import clock
from taizhang.engine.checker import Finding as Checked
from taizhang.engine.checker import Verdict, check
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.summaries.as_text import printed_text
from taizhang.summaries.types import Document, Finding, FindingKind

_PAIRING = "pairing"  # pairs are kept beside the text, where `pair_findings` looks at them


def contradictions(document: Document, period: Period) -> Iterator[Finding]:
    """Relations that cannot hold under any rounding. The id holds the words, so that a reason given for one sentence
    does not let the next one pass."""
    printed = printed_text(document)
    seen: set[str] = set()
    for found in check(printed.text, today=clock.today(), period=period).findings:
        if found.verdict != Verdict.CONTRADICTION or found.kind == _PAIRING:
            continue
        words = printed.text[found.start : found.end]
        block = printed.block_at(found.start)
        mark = hashlib.sha256(f"{words}|{found.stated}|{found.computed}".encode()).hexdigest()[:16]
        identity = f"{FindingKind.CONTRADICTION.value}:{block}:{found.kind}:{mark}"
        if identity not in seen:
            seen.add(identity)
            yield Finding(identity, FindingKind.CONTRADICTION, block, found.message, _cure(found))


def _cure(found: Checked) -> Text:
    """The arithmetic, then what would make it right and what may have slipped."""
    zh, en = list(found.derivation[:1]), list(found.derivation[:1])
    if found.cure:
        zh.append(f"改法：{found.cure}")
        en.append(f"Change: {found.cure}")
    for slip in found.slips[:1]:
        zh.append(slip.zh)
        en.append(slip.get("en"))
    return Text("；".join(zh) or "请核对这句话里的数字。", "; ".join(en) or "Check the numbers of this sentence.")
