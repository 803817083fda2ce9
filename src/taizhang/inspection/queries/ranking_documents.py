"""An issued ranking as official document: what is on record, in the words of its pack's circular."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.past_packs import past_pack
from taizhang.engine.circular import CircularTemplate
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.numerals import chinese_number
from taizhang.engine.official_document.recognise import is_recipient
from taizhang.engine.official_document.title_lines import title_lines
from taizhang.engine.periods import Period
from taizhang.engine.phrase import phrase
from taizhang.engine.ranking import PENALTY, REWARD
from taizhang.engine.rounding import round_half_up
from taizhang.engine.text import Text
from taizhang.inspection.models import Ranking, RankingLine
from taizhang.inspection.queries.documents import bureau_of, day_words, paragraph_of, plain_words
from taizhang.inspection.types import NoticeParagraph
from taizhang.organisation import queries as org_queries

SCORE_PLACES = 2
_NONE = "无"


@dataclass(frozen=True, slots=True)
class CircularDocument:
    """A circular as it is printed. title: its lines. table: rows below the headings, one a ranked or scored unit."""

    id: int | None
    number: str
    issuer: str
    signed: str
    issued_on: date
    issued_at: datetime
    title: tuple[str, ...]
    recipient: str
    paragraphs: tuple[NoticeParagraph, ...]
    table_title: str
    headings: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]


def circular_document(ranking: Ranking, drafted: Sequence[RankingLine] | None = None) -> CircularDocument:
    """It reads as it was issued: values, names and groups are those on record, the wording that of its pack's version
    as far as that was kept. drafted: the lines of one that is not issued yet. Raises TaizhangError when no pack has a
    template."""
    template = _template(ranking)
    lines = list(ranking.lines.all() if drafted is None else drafted)
    shown = _shown(ranking, lines, template)
    paragraphs = [words for words in _paragraphs(ranking, lines, template, shown) if words.strip()]
    recipient = paragraphs.pop(0) if paragraphs and is_recipient(paragraphs[0]) else ""
    return CircularDocument(
        id=ranking.pk,
        number=ranking.number,
        issuer=phrase(template.head, shown),
        signed=phrase(template.signed, shown),
        issued_on=ranking.issued_on,
        issued_at=ranking.at,
        title=title_lines(phrase(template.words.title, shown)) or (template.title.zh,),
        recipient=recipient,
        paragraphs=tuple(paragraph_of(words) for words in paragraphs),
        table_title=phrase(template.words.table_title, shown),
        headings=tuple(heading for heading, _words in template.words.columns),
        table=tuple(
            tuple(phrase(words, {**shown, **_row(ranking, line)}) for _heading, words in template.words.columns)
            for line in lines
        ),
    )


def band_words(ranking_rule: Mapping[str, Sequence[str]], band: str) -> str:
    """What a reward or a penalty is by the parameters of the day; empty for neither."""
    found = ranking_rule.get(f"ranking_{band}_words") if band else None
    return found[0] if found else ""


def rule_words(ranking: Ranking) -> list[tuple[str, str, str]]:
    """(title, value with its unit, reference) of each parameter as it was in force; its name where it has no title."""
    titles = {
        name: parameter
        for pack in installed_packs().packs.values()
        for name, parameter in pack.parameters.items()
        if name in ranking.rule
    }
    return [
        (
            titles[name].title.get(language_of()) if name in titles else name,
            f"{value}{titles[name].unit if name in titles else ''}",
            reference,
        )
        for name, (value, reference) in ranking.rule.items()
    ]


def shown_score(score: Decimal | None) -> str:
    return _NONE if score is None else str(round_half_up(score, SCORE_PLACES))


def _template(ranking: Ranking) -> CircularTemplate:
    packs = installed_packs()
    pack = packs.packs.get(ranking.pack_id)
    if pack is None or pack.version != ranking.pack_version:
        pack = past_pack(ranking.pack_id, ranking.pack_version, packs) or pack
    template = packs.ranking_circular(pack)
    if template is None:
        expected = Text("数据包里的排名通报模板", "a template of the circular in a pack")
        cure = Text("请管理员在数据包里加一份。", "Add one to a pack.")
        raise TaizhangError([Problem("circular.template", ranking.number, expected, Text("没有", "none"), cure)])
    return template


def _shown(ranking: Ranking, lines: Sequence[RankingLine], template: CircularTemplate) -> dict[str, str]:
    campaign, first = ranking.campaign, ranking.corrects
    section, bureau = campaign.org_unit.code, bureau_of(campaign.org_unit.code, ranking.issued_on)
    names = org_queries.names([section, bureau], ranking.issued_on)
    shown = {
        "number": ranking.number,
        "bureau": plain_words(names.get(bureau, bureau)),
        "section": plain_words(names.get(section, section)),
        "campaign": plain_words(campaign.title),
        "basis": plain_words(str(campaign.basis)) if campaign.basis else "",
        "month": Period.parse(ranking.month).title.zh,
        "units": str(sum(line.value is not None for line in lines)),
        "visits": str(len({pk for line in lines for pk in line.visits})),
        "least": str(ranking.least),
        "issued_on": day_words(ranking.issued_on),
        "first_number": first.number if first else "",
        "first_on": day_words(first.issued_on) if first else "",
        "reason": plain_words(ranking.reason),
    }
    return {**shown, "correction": phrase(template.correction, shown) if first else ""}


def _paragraphs(
    ranking: Ranking, lines: Sequence[RankingLine], template: CircularTemplate, shown: Mapping[str, str]
) -> Iterable[str]:
    repeated = {"groups": _groups(ranking, lines), "changes": _changes(ranking, lines)}
    for part in template.words.parts:
        for said in repeated[part.block] if part.block else [{}]:
            yield from (phrase(words, {**shown, **said}) for words in part.paragraphs)


def _groups(ranking: Ranking, lines: Sequence[RankingLine]) -> list[dict[str, str]]:
    """One a group with somebody ranked in it."""
    groups = [(group, list(items)) for group, items in groupby(lines, key=lambda line: line.group)]
    ranked = [(group, found) for group, found in groups if any(line.rank for line in found)]
    return [
        {
            "n": chinese_number(Decimal(at)),
            "group": group,
            "count": str(sum(line.rank is not None for line in found)),
            "rewarded": _banded(ranking, found, REWARD),
            "penalised": _banded(ranking, found, PENALTY),
            "unranked": "、".join(line.name for line in found if line.rank is None),
            "highest": shown_score(max(line.value for line in found if line.value is not None)),
            "lowest": shown_score(min(line.value for line in found if line.value is not None)),
        }
        for at, (group, found) in enumerate(ranked, start=1)
    ]


def _banded(ranking: Ranking, lines: Sequence[RankingLine], band: str) -> str:
    names = "、".join(line.name for line in lines if line.band == band)
    words = band_words(ranking.rule, band)
    return f"{names}（{words}）" if names and words else names


def _changes(ranking: Ranking, lines: Sequence[RankingLine]) -> list[dict[str, str]]:
    """Units whose score or rank differs from the circular before."""
    if ranking.corrects is None:
        return []
    before = {line.org_unit_id: line for line in ranking.corrects.lines.all()}
    after = {line.org_unit_id: line for line in lines}
    told = []
    for unit in [*after, *(unit for unit in before if unit not in after)]:
        old, new = before.get(unit), after.get(unit)
        was, now = (old.score, old.rank) if old else ("", None), (new.score, new.rank) if new else ("", None)
        if was != now:
            values = {
                "unit": new.name if new else old.name if old else "",
                "old_score": shown_score(old.value if old else None),
                "new_score": shown_score(new.value if new else None),
                "old_rank": _place(old),
                "new_rank": _place(new),
            }
            told.append(values | {"what": _what(values)})
    return [{"n": chinese_number(Decimal(at)), **item} for at, item in enumerate(told, start=1)]


def _what(values: Mapping[str, str]) -> str:
    """What of score and rank is corrected; what stays as printed is not told again."""
    pairs = (("得分", "score"), ("名次", "rank"))
    changed = [
        f"{word}由{values[f'old_{name}']}更正为{values[f'new_{name}']}"
        for word, name in pairs
        if values[f"old_{name}"] != values[f"new_{name}"]
    ]
    return "，".join(changed)


def _place(line: RankingLine | None) -> str:
    if line is None or line.rank is None:
        return _NONE
    return f"第{line.rank}名（并列）" if line.tied else f"第{line.rank}名"


def _row(ranking: Ranking, line: RankingLine) -> dict[str, str]:
    tied = "（并列）" if line.tied else ""
    return {
        "group": line.group,
        "rank": f"{line.rank}{tied}" if line.rank else "不排名",
        "unit": line.name,
        "score": shown_score(line.value),
        "visits": str(len(line.visits)),
        "findings": str(line.findings),
        "band": band_words(ranking.rule, line.band),
    }
