"""Plants one wrong figure into a text, the same ones in every run: the texts that a checker is measured on.

A mutant is kept only when a relation that held before cannot hold any more under any rounding.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from taizhang.engine.numerals import chinese_value
from tests.engine.checker.corpus import arithmetic
from tests.engine.checker.corpus.figures import read

Relation = dict[str, Any]
ARITHMETIC = {"sum", "percent", "growth", "difference", "ratio", "average", "same_quantity", "product", "list_count"}
PARTS_CHANGED = 2  # of a long list, two parts are enough
COMMON = ["digit", "swap", "off_by_ten", "plus", "minus"]
COMMON_TRIED = 3  # of them at one place; the rarer changes wherever they fit
BESIDE = 4  # characters around a figure that `read` looks at


@dataclass(frozen=True, slots=True)
class Mutant:
    name: str
    text_id: str
    text: str
    kind: str
    op: str
    role: str
    was: str
    now: str
    at: int
    start: int
    end: int
    """Span of the relation in the changed text."""
    breaks: tuple[tuple[int, int], ...]
    """Spans of all relations that the change broke."""

    @property
    def delta(self) -> int:
        return len(self.now) - len(self.was)

    @property
    def reach(self) -> int:
        return self.end - self.start


def mutants(texts: dict[str, str], relations: list[Relation]) -> Iterator[Mutant]:
    by_text: dict[str, list[Relation]] = {}
    for row in relations:
        by_text.setdefault(row["text"], []).append(row)
    for row in relations:
        if row["holds"]:
            for role, span in _places(row):
                yield from _at(row, role, span, texts[row["text"]], by_text[row["text"]])


def _places(row: Relation) -> list[tuple[str, list[int]]]:
    stated = [("whole" if row["form"] == "sum" else "stated", row["stated_at"])]
    if row["kind"] not in ARITHMETIC - {"list_count"}:
        return stated
    chosen = random.Random(row["id"]).sample(row["parts_at"], min(PARTS_CHANGED, len(row["parts_at"])))
    return stated + [("part", place) for place in chosen]


def _at(row: Relation, role: str, span: list[int], text: str, others: list[Relation]) -> Iterator[Mutant]:
    start, end = span
    was = text[start:end]
    seen = {was}
    common = random.Random(f"{row['id']} {start}").sample(COMMON, COMMON_TRIED)
    touched = [other for other in others if other["holds"] and _reads(other, start, end)]
    for op in [op for op in OPERATIONS if op not in COMMON or op in common]:
        make = OPERATIONS[op]
        now = make(was, row, random.Random(f"{row['id']} {role} {start} {op}"))
        if now is None or now in seen:
            continue
        seen.add(now)
        changed = text[:start] + now + text[end:]
        broken = [other for other in touched if _breaks(other, changed, start, end, len(now))]
        if row not in broken:
            continue
        spans = tuple(_moved(b["start"], b["end"], start, end, len(now)) for b in broken)
        place = _moved(row["start"], row["end"], start, end, len(now))
        name = f"{row['id']}/{role}{start}/{op}"
        yield Mutant(name, row["text"], changed, row["kind"], op, role, was, now, start, *place, spans)


def _reads(row: Relation, start: int, end: int) -> bool:
    """Whether the relation reads a figure at the place or right beside it; any other change leaves it as it was."""
    return any(first - BESIDE <= end and start <= last + BESIDE for first, last in (row["stated_at"], *row["parts_at"]))


def _moved(start: int, end: int, at: int, until: int, length: int) -> tuple[int, int]:
    delta = length - (until - at)
    return start + (delta if start >= until else 0), end + (delta if end >= until else 0)


def _breaks(row: Relation, changed: str, at: int, until: int, length: int) -> bool:
    """Whether the relation, read again from the changed text, cannot hold any more."""
    stated_at = _moved(*row["stated_at"], at, until, length)
    parts_at = [_moved(*place, at, until, length) for place in row["parts_at"]]
    if row["kind"] in {"date", "document_number", "numbering"}:
        if tuple(row["stated_at"]) != (at, until):
            return False
        stated = changed[slice(*stated_at)]
        parts = [stated if part == row["stated"] else part for part in row["parts"]]
        try:
            return not arithmetic.judge_words(row["form"], stated, parts, row.get("year", 0)).holds
        except ValueError:
            return False
    if row["kind"] == "pairing":
        return False
    if row["kind"] == "wording":
        old, new = (read(changed, *place) for place in parts_at)
        return bool(old and new and not arithmetic.judge_direction(changed[slice(*stated_at)], old, new).holds)
    figure = read(changed, *stated_at)
    if row["kind"] == "list_count":
        return figure is not None and figure.value != len(row["parts"])
    figures = [read(changed, *place) for place in parts_at]
    if figure is None or any(f is None for f in figures):
        return False
    factor = Fraction(row.get("factor", 1))
    if row["form"] == "pct":
        factor = Fraction(1000 if changed[stated_at[1] : stated_at[1] + 1] == "‰" else 100)
    if row["form"] == "grd":
        factor = Fraction(-1 if row["parts"][1].startswith("-") else 1)
    try:
        return not arithmetic.judge(row["form"], figure, [f for f in figures if f], factor).holds
    except (ZeroDivisionError, ValueError):
        return False


# -- operations: what a tired clerk does ---------------------------------------------------------------------


def _digit(was: str, _: Relation, chance: random.Random) -> str | None:
    """One digit is another one, not the last."""
    places = [m.start() for m in re.finditer(r"\d", was)]
    if not places:
        return None
    place = chance.choice(places[:-1] or places)
    lowest = "1" if place == 0 and len(places) > 1 else "0"
    options = [d for d in "0123456789" if d >= lowest and d != was[place]]
    return was[:place] + chance.choice(options) + was[place + 1 :]


def _swap(was: str, _: Relation, chance: random.Random) -> str | None:
    pairs = [n for n in range(len(was) - 1) if was[n : n + 2].isdigit() and was[n] != was[n + 1]]
    pairs = [n for n in pairs if n > 0 or was[1] != "0"]
    if not pairs:
        return None
    n = chance.choice(pairs)
    return was[:n] + was[n + 1] + was[n] + was[n + 2 :]


def _off_by_ten(was: str, row: Relation, chance: random.Random) -> str | None:
    """The point one place on, or a zero more or less."""
    found = re.fullmatch(r"(\d+)(?:\.(\d+))?(\D*)", was)
    if found is None or row["kind"] in {"date", "document_number", "numbering", "list_count"}:
        return None
    whole, fraction, scale = found[1], found[2] or "", found[3]
    if not fraction:
        return (whole[:-1] if whole.endswith("0") and len(whole) > 1 else whole + "0") + scale
    if chance.random() < 0.5 and len(fraction) > 1:
        return f"{(whole + fraction[0]).lstrip('0') or '0'}.{fraction[1:]}{scale}"
    return f"{whole[:-1] or '0'}.{whole[-1]}{fraction}{scale}"


def _no_scale(was: str, *_: Any) -> str | None:
    return was.rstrip("万亿") if was.endswith(("万", "亿")) else None


def _beyond(direction: int) -> Callable[[str, Relation, random.Random], str | None]:
    def change(was: str, row: Relation, chance: random.Random) -> str | None:
        """The last digits a little up or down: as near as a wrong figure comes."""
        found = re.fullmatch(r"(\d+)(?:\.(\d+))?(\D*)", was)
        if found is None or row["kind"] in {"date", "document_number", "numbering"}:
            return None
        fraction = found[2] or ""
        number = int(found[1] + fraction) + direction * chance.randint(2, 9)
        if number <= 0:
            return None
        digits = str(number).zfill(len(fraction) + 1)
        point = len(digits) - len(fraction)
        return digits[:point] + ("." + digits[point:] if fraction else "") + found[3]

    return change


def _numeral(was: str, row: Relation, chance: random.Random) -> str | None:
    """五 for 四: the count of a list in words."""
    value = chinese_value(was)
    if value is None or row["kind"] in {"numbering", "date"}:
        return None
    other = value + (1 if value < 2 else chance.choice([-1, 1]))
    return arithmetic.spoken(other)


def _wrong_base(was: str, row: Relation, _: random.Random) -> str | None:
    """A growth rate taken on the new number."""
    if row["form"] not in {"gr", "grd"} or not re.fullmatch(r"\d+(\.\d+)?", was) or was != row["stated"]:
        return None
    rate = Fraction(row["computed"]) / 100
    falls = row["form"] == "grd" and row["parts"][1].startswith("-")
    if row["form"] == "gr":
        old, new = (Fraction(re.sub("[^0-9.]", "", part)) for part in row["parts"])
        falls = new < old
    if falls and rate >= 1:
        return None
    wrong = rate / (1 - rate if falls else 1 + rate) * 100
    return f"{float(wrong):.{len(was.partition('.')[2])}f}"


def _weekday(was: str, row: Relation, chance: random.Random) -> str | None:
    if row["form"] != "weekday":
        return None
    return was[:-1] + chance.choice([d for d in arithmetic.WEEKDAYS if d != was[-1]])


def _skip(was: str, row: Relation, _: random.Random) -> str | None:
    """A list goes on one number too far."""
    found = arithmetic.MARKER.search(was)
    if row["kind"] != "numbering" or found is None:
        return None
    due = arithmetic.marker_value(was) + 1
    word = str(due) if found[0].isdigit() else arithmetic.spoken(due)
    return was.replace(found[0], word, 1)


def _brackets(was: str, row: Relation, chance: random.Random) -> str | None:
    if row["kind"] != "document_number":
        return None
    left, right = chance.choice(["[]", "()", "【】", "（）"])
    return was.replace("〔", left).replace("〕", right)


TURNED = (("增长", "下降"), ("提高", "下降"), ("增加", "减少"), ("上升", "下降"), ("增至", "减至"), ("降至", "升至"))


def _direction(was: str, row: Relation, _: random.Random) -> str | None:
    """A fall told as a rise."""
    if row["kind"] != "wording":
        return None
    pairs = [*TURNED, *((other, one) for one, other in reversed(TURNED))]
    return next((was.replace(one, other) for one, other in pairs if one in was), None)


OPERATIONS: dict[str, Callable[[str, Relation, random.Random], str | None]] = {
    "digit": _digit, "swap": _swap, "off_by_ten": _off_by_ten, "no_scale": _no_scale, "plus": _beyond(1),
    "minus": _beyond(-1), "numeral": _numeral, "wrong_base": _wrong_base, "weekday": _weekday, "skip": _skip,
    "brackets": _brackets, "direction": _direction,
}  # fmt: skip
