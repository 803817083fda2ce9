"""One pass over the text: digits, numerals and the marks that part clauses, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from taizhang.engine.checker.words import UNITS

# One code point for one, so that offsets stay those of the text as given.
_WIDE = {ord("０") + digit: str(digit) for digit in range(10)}
_WIDE |= {ord("Ａ") + letter: chr(ord("A") + letter) for letter in range(26)}
_WIDE |= {ord("ａ") + letter: chr(ord("a") + letter) for letter in range(26)}
_SIGNS = {
    **{ord(sign): "-" for sign in "－–—﹣−"},
    **dict(zip(map(ord, "％﹪．：∶（）［］；？！～｜／＋〜　｡﹐﹔﹕"), "%%.::()[];?!~|/+~ 。，;:", strict=True)),
    **{ord(sign): " " for sign in "\u00a0\ufeff\r\u2002\u2003"},
}
TABLE = {**_WIDE, **_SIGNS}
_SOURCE = re.compile(f"[{re.escape(''.join(map(chr, TABLE)))}]")

_WIDE_COMMA = re.compile(r"([０-９])，(?=[０-９]{3}(?![０-９]))")

NUMERAL = "零〇一二两三四五六七八九十百千万亿廿"


def longest_of(words: Iterable[str]) -> str:
    """A pattern of the longest of these words that stands there. By their first sign, so that of two hundred units few
    are compared: 人(?:公里|次|日|天|份|), [台套册]."""
    rests: dict[str, set[str]] = {}
    for word in words:
        rests.setdefault(word[0], set()).add(word[1:])
    alone = [sign for sign, ends in rests.items() if ends == {""}]
    found = [
        f"{re.escape(sign)}(?:{'|'.join(map(re.escape, sorted(ends, key=lambda end: (-len(end), end))))})"
        for sign, ends in rests.items()
        if ends != {""}
    ]
    return "|".join([f"[{re.escape(''.join(alone))}]", *found])


_UNIT = longest_of(UNITS)
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_AFTER = r"及?以上|及?以下|以内|左右|上下|之多|之内"
_TAIL = (
    rf"[ ]?(?P<{{0}}q1>[余多来])?(?P<{{0}}scale>万亿|[百千]万|千(?![瓦克米伏卡])|[万亿])?(?P<{{0}}q2>[余多来])?[ ]?"
    rf"(?:(?P<{{0}}unit>{_UNIT})(?:\((?:件|套|册|羽|只|台|次|人次|份|个|株|户|处|支|家|站|盒|张|条|项|人|本|副)\))?"
    rf"(?P<{{0}}q3>(?:余|多)(?![\d出了收录招支投产发拨建用征缴办报售聘蓄输派演运存储查救培销]))?(?P<{{0}}per>\s?/\s?(?:[十百千]?万|[百千])?[一-龥](?:[·./]?(?:学?年|月|天|学期|次|生))?)?)?"
    rf"(?P<{{0}}q4>{_AFTER})?"
)
_CLOCK = r"\d{1,2}:[0-5]\d(?::[0-5]\d)?(?![\d.])"

MARK = re.compile(r"[，,、;。!?:()\n\t|]")
# Most characters begin nothing: one look at the first tells. No number begins with a mark, but for a document's "(".
_FIRST = rf"(?=[\d〔\[(【第{NUMERAL}-])"
# Digits right before one of these are a number, whatever else digits may be: no phone, date, clock, ratio, range. With
# a point they may be a feast (5.12地震) unless what follows is counted.
_IS_NUMBER = r"\d{1,9}(?:[人个所名元万亿%件项户处家次台套册吨亩米倍班位]|\.\d{1,4}[人个所元万亿%])"
# A numeral of one sign counts nothing unless a unit follows: 进一步, 一是.
_COUNTS = rf"[{NUMERAL}][{NUMERAL} 余多来{re.escape(''.join(sorted({unit[0] for unit in UNITS})))}]"
PATTERN = re.compile(
    _FIRST + r"(?:(?P<document>[〔\[(【]\s?(?:19|20)\d\d\s?[〕\])】]\s?第?\s?\d{1,6}\s?号)"
    rf"|(?!{_IS_NUMBER})(?:(?P<phone>(?<!\d)(?:1[3-9]\d{{9}}|0\d{{2,3}}-\d{{7,8}}|\d{{5}}(?=(?:政务|便民|市长|教育)?(?:服务)?(?:热线|平台)))(?!\d))"
    r"|(?P<span>(?<!\d)(?:19|20)\d\d\s?年?[-~至]\s?(?:19|20)?\d\d\s?(?:学年度?|年度?))"
    r"|(?P<date>(?<!\d)(?:(?:(?:19|20)\d\d|[一二]?[一二九][〇零九八七六五四三二一][〇零一二三四五六七八九]{1,2})\s?年(?:度|末|底|初|秋季?|春季?)?"
    r"(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号])?)?|(?:19|20)\d\d[届级]|\d{1,2}\s?月(?:\s?\d{1,2}\s?[日号]|[份底初末])|\d{1,2}\s?月(?![\d])|(?<=[比较与同])\d{1,2}\s?月|\d{1,2}日"
    r"|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|(?:20|19)(?:[xX×*_]{2}|\*\*)年?))"
    rf"|(?P<feast>(?<!\d)(?:5[·.]\s?12|12[·.]4|3[·.]15|9[·.]18|6[·.]26|11[·.]9)(?!\d)(?!%|[万亿]|(?![国全节大]|户外)(?:{_UNIT})))"
    rf"|(?P<clock>{_CLOCK}(?=[起至到前后开始结束 -])|(?<=[午晨晚 ]){_CLOCK})"
    r"|(?P<ratio>(?<![\d.])(?P<left>\d+(?:\.\d+)?)\s?:\s?(?P<right>\d+(?:\.\d+)?)(?![\d.]*[%万亿元人所]))"
    rf"|(?P<range>(?P<from>{_DIGITS})[ ]?(?:-|~|至|到)[ ]?(?P<to>{_DIGITS}){_TAIL.format('r')}))"
    rf"|(?P<ordinal>第\s?(?:\d+|[{NUMERAL}]+)(?P<class>[条款项章节编])?)"
    rf"|(?P<percent>百分之(?P<pvalue>[{NUMERAL}]+(?:点[{NUMERAL}]+)?|\d+(?:\.\d+)?)(?:点)?)"
    r"|(?P<tenths>[一二两三四五六七八九](?:点[一二三四五六七八九])?成(?P<half>[一二三四五六七八九半]?)"
    r"(?![立效果就长员为功本人绩都品年熟])(?P<more>多|以上)?)"
    rf"|(?P<fraction>(?P<below>[{NUMERAL}]+)分之(?P<above>[{NUMERAL}]+))"
    rf"|(?P<number>(?:(?<![A-Za-z])|(?<=\dG)|(?<=\dM))(?<![A-Za-z]\d)(?<![A-Za-z]\d\.)(?P<sign>(?<![\dA-Za-z一-龥)%])-(?=\d))?(?P<digits>{_DIGITS}){_TAIL.format('n')})"
    rf"|(?={_COUNTS})(?P<word>(?P<numeral>[{NUMERAL}]*[{NUMERAL}]){_TAIL.format('w')}))"
)


# 在园幼儿[4]4805.21万人: the mark of a note is no figure, and no end of the words before it.
_NOTE = re.compile(r"\[(?<=[一-龥)%”].)\d{1,2}\](?!号)")


def plain(text: str) -> str:
    """The text with full-width digits, letters and signs in their narrow form, and spaces for the marks of notes."""
    if _WIDE_COMMA.search(text):
        text = _WIDE_COMMA.sub(r"\1,", text)  # ２，３７７: before the digits lose their width
    for sign in set(_SOURCE.findall(text)):  # a text has few of them: faster than a look-up for each character
        text = text.replace(sign, TABLE[ord(sign)])
    text = _NOTE.sub(lambda note: " " * len(note[0]), text) if "[" in text else text
    return _tabbed(text) if _GAP.search(text) and _SPACED.search(text) else text


# Two lines and more of cells parted by spaces, all but the first of at least two figures after a name.
_SPACED = re.compile(r"(?m)^(?:[^\s\d，。;:|]|\d+[一-龥])\S* +-?\d[\d.,%]* +-?\d[\d.,%]*(?= |$)")
_GAP = re.compile(r"\d +-?\d")  # seldom there, and soon found
_FIGURE = re.compile(r"-?\d[\d.,]*%?")
_MARKED = frozenset("，。;\t|")
_LEAST_ROWS, _LEAST_CELLS = 2, 3


def _tabbed(text: str) -> str:
    """A table that was pasted with spaces between its cells, with tabs instead of the first space of each gap."""
    lines = text.split("\n")
    rows: list[int] = []
    for at in range(len(lines) + 1):
        cells = lines[at].split() if at < len(lines) and _MARKED.isdisjoint(lines[at]) else []
        alike = rows and len(cells) == len(lines[rows[-1]].split())
        figures = sum(_FIGURE.fullmatch(cell) is not None for cell in cells)
        if len(cells) >= _LEAST_CELLS and (alike or not rows) and (figures > 1 or (not rows and not figures)):
            rows.append(at)
            continue
        if len(rows) > _LEAST_ROWS:
            for row in rows:
                lines[row] = re.sub(r"(?<=\S) (?= *\S)", "\t", lines[row])
        rows = [at] if len(cells) >= _LEAST_CELLS and (figures > 1 or not figures) else []
    return "\n".join(lines)


# A look at what stands before comes after the first sign: only so does the search skip at once what begins no number.
_SMALL = re.compile(rf"[\d一二两三四五六七八九十](?<![\d{NUMERAL}第.].)(?!\d\d|\d?\.)")


def small_numbers(text: str) -> list[int]:
    """Where numbers begin that may count a list: no more than two digits, or a numeral."""
    places = (match.start() for match in _SMALL.finditer(text))
    if "分之" not in text:
        return list(places)
    return [place for place in places if not _SHARE.search(text, max(0, place - _LONG_SHARE), place)]


_SHARE, _LONG_SHARE = re.compile(rf"分之[{NUMERAL}点]*$"), 12  # 增长百分之五十三点五，即…: no five things


def found_at(places: Iterable[int], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """As `finditer` does, for a pattern that can begin at these places only."""
    done = 0
    for place in places:
        match = pattern.match(text, place) if place >= done else None
        if match is not None:
            done = match.end()
            yield match
