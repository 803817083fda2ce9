"""Makes texts/, relations.yaml and traps.yaml of each half from marked/*.txt (python -m ….corpus.label).

README.md tells how a marked file is written. Offsets, computed values and verdicts are found here; a label that the
arithmetic denies stops the run, so that a slip of the labeller never becomes truth.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from tests.engine.checker.corpus import arithmetic
from tests.engine.checker.corpus.figures import PERCENT, Figure, all_figures, read

HERE = Path(__file__).resolve().parent
HALVES = ("develop", "held")
SETS = (
    *HALVES, "unseen", "fresh", "last", "more", "further", "beyond", "outer", "afar", "kin", "kith", "turns", "counts",
    "drawn", "aside",
)  # fmt: skip
RULE = "\n---\n"
BREAKS = "，。；：、！？\n\t|（）()“”《》,;"
UNIT = re.compile(
    r"个百分点|百分点|万元|亿元|平方米|公顷|公里|人次|人日|所次|家次|户次|批次|班次|车次|件次|[人所名元个件条份项次处起年分册台辆间户岁天期场篇批家吨亩张只套门类座例班篇种倍％%‰日条]"
)


class Slip(Exception):
    """A label that cannot be so."""


def half_of(name: str) -> str:
    return HALVES[hashlib.sha256(name.encode()).digest()[0] % 2]


@dataclass
class Marked:
    name: str
    source: str
    text: str
    labels: list[str]
    figures: list[Figure] = field(default_factory=list)

    @classmethod
    def read(cls, file: Path) -> Marked:
        head, text, labels = file.read_text("utf-8").split(RULE)
        source = head.removeprefix("source: ").strip()
        text = text.rstrip("\n") + "\n"
        rows = [line.strip() for line in labels.splitlines() if line.strip() and not line.startswith("#")]
        return cls(file.stem, source, text, rows, all_figures(text))

    # -- places ---------------------------------------------------------------------------------------------
    def find(self, token: str, after: int, near: int | None = None) -> Figure:
        """`12`, `12#2` (the second one), `12@小学` (the first one after that word), `r2c3` (a table's cell)."""
        cell = re.fullmatch(r"r(\d+)c(\d+)", token)
        if cell:
            return self.cell(int(cell[1]), int(cell[2]))
        word, _, anchor = token.partition("@")
        word, _, nth = word.partition("#")
        found = [f for f in self.figures if f.printed == word or _bare(f) == word] or self._literal(word)
        if anchor:
            at = self.text.find(anchor)
            if at < 0:
                raise Slip(f"{self.name}: no «{anchor}»")
            found = [f for f in found if f.start >= at]
        if not found:
            raise Slip(f"{self.name}: no figure {token}")
        if nth:
            return found[int(nth) - 1]
        if anchor:
            return found[0]
        if near is not None:
            return next((f for f in reversed(found) if f.start < near), found[0])
        return next((f for f in found if f.start >= after), found[0])

    def _literal(self, word: str) -> list[Figure]:
        places = [m.start() for m in re.finditer(re.escape(word), self.text)]
        return [f for at in places if (f := read(self.text, at, at + len(word))) is not None]

    def cell(self, row: int, column: int) -> Figure:
        lines = [m for m in re.finditer(r"[^\n]+", self.text) if "\t" in m[0] or "|" in m[0]]
        line = lines[row - 1]
        mark = "\t" if "\t" in line[0] else "|"
        cells = line[0].split(mark)
        start = line.start() + sum(len(c) + 1 for c in cells[: column - 1])
        cell = next((f for f in self.figures if start <= f.start <= f.end <= start + len(cells[column - 1])), None)
        if cell is None:
            raise Slip(f"{self.name}: no figure in row {row}, column {column}")
        return cell

    def words(self, words: str, after: int = 0) -> tuple[int, int]:
        """`words`, `words#2` or `words@anchor`; else the first ones from `after` on."""
        words, _, anchor = words.partition("@")
        plain, _, nth = words.partition("#")
        after = self.words(anchor)[0] if anchor else after
        at = -1 if nth else self.text.find(plain, after)
        if nth:
            for _ in range(int(nth)):
                at = self.text.find(plain, at + 1)
        if at < 0:
            raise Slip(f"{self.name}: no «{words}» after {after}")
        return at, at + len(plain)

    # -- labels ---------------------------------------------------------------------------------------------
    def rows(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        relations: list[dict[str, Any]] = []
        traps: list[dict[str, Any]] = []
        for line in self.labels:
            form, _, rest = line.partition(" ")
            rest, _, note = rest.partition(" ! ")
            if form == "trap":
                category, _, words = rest.partition(": ")
                start, end = self.words(words)
                trap = {"start": start, "end": end, "span": self.text[start:end], "category": category}
                traps.append({"id": f"{self.name}/t{len(traps) + 1}", "text": self.name, **trap})
                continue
            row = self._relation(form, rest.strip())
            if row["holds"] is bool(note):
                raise Slip(f"{self.name}: «{line}» computes {row['computed']} ± {row['tolerance']}")
            row = {"id": f"{self.name}/r{len(relations) + 1}", "text": self.name, **row}
            relations.append({**row, "note": note} if note else row)
        for trap in traps:
            for row in relations:
                start, end = row["stated_at"]
                if not row["holds"] and start < trap["end"] and trap["start"] < end:
                    raise Slip(f"{self.name}: trap «{trap['span']}» lies on a wrong figure")
        return relations, traps

    def _relation(self, form: str, rest: str) -> dict[str, Any]:
        if form == "pair":
            return self._pair(rest)
        if form in arithmetic.WORDS:
            return self._words(form, rest)
        if form == "word":
            return self._direction(rest)
        if form == "cnt":
            return self._count(rest)
        return self._figures(form, rest)

    def _figures(self, form: str, rest: str) -> dict[str, Any]:
        left, right = (side.strip() for side in rest.split("=", 1))
        after, factor = 0, Fraction(1)
        if left.startswith("["):
            anchor, left = left[1:].split("]", 1)
            after, left = self.words(anchor)[0], left.strip()
        stated = self.find(left, after)
        tokens = right.split()
        if form == "pct":
            factor = Fraction(1000 if self.text[stated.end : stated.end + 1] == "‰" else 100)
        elif form == "grd":
            factor = Fraction(-1 if tokens[1] == "-" else 1)
        elif tokens[-2:-1] == ["x"] or (form == "rat" and tokens[-2:-1] == ["*"]):
            factor, tokens = Fraction(tokens[-1]), tokens[:-2]
        tokens = [part for token in tokens if token not in {"/", "+", "-", "*", "->"} for part in _cells(token)]
        parts = self._parts(form, stated, tokens, after)
        judged = arithmetic.judge(form, stated, parts, factor)
        row = self._span(form, [stated, *parts])
        shown = [p.printed for p in parts]
        if form == "grd":
            shown[1] = ("-" if factor < 0 else "+") + shown[1]
        row |= {"parts": shown, "parts_at": [[p.start, p.end] for p in parts]}
        if form == "sum":
            row["whole"] = stated.printed
        if factor not in {1, 100} and form != "grd":
            row["factor"] = str(factor)
        return row | {"stated": stated.printed, "stated_at": [stated.start, stated.end], **_verdict(judged)}

    def _parts(self, form: str, stated: Figure, tokens: list[str], after: int) -> list[Figure]:
        if form != "sum":
            return [self.find(token, after, near=stated.start) for token in tokens]
        parts: list[Figure] = []
        at = stated.end if after <= stated.start and self._follows(tokens, stated.end) else after
        for token in tokens:
            parts.append(self.find(token, at))
            at = max(at, parts[-1].end) if "@" not in token else parts[-1].end
        return parts

    def _follows(self, tokens: list[str], at: int) -> bool:
        first = tokens[0].partition("@")[0].partition("#")[0]
        return any(f.start >= at and first in {f.printed, _bare(f)} for f in self.figures)

    def _count(self, rest: str) -> dict[str, Any]:
        left, right = (side.strip() for side in rest.split("=", 1))
        anchor = 0
        if left.startswith("["):
            words, left = left[1:].split("]", 1)
            anchor, left = self.words(words)[0], left.strip()
        stated = self.find(left, anchor)
        before = right.startswith("<")  # the list stands before its count
        right = right.removeprefix("<").strip()
        places, at = [], stated.end
        if before:
            at = anchor or self.text.rfind(right.split(" | ")[0].strip(), 0, stated.start)
        for item in right.split(" | "):
            places.append(self.words(item.strip(), at))
            at = places[-1][1]
        computed = str(len(places))
        start, end = self._start(min(stated.start, places[0][0])), max(places[-1][1], stated.end)
        holds = stated.value == len(places)
        return {
            "kind": "list_count", "form": "cnt", "start": start, "end": end, "span": self.text[start:end],
            "parts": [self.text[a:b] for a, b in places], "parts_at": [list(p) for p in places],
            "stated": stated.printed, "stated_at": [stated.start, stated.end], "computed": computed, "tolerance": 0.0,
            "holds": holds,
        }  # fmt: skip

    def _words(self, form: str, rest: str) -> dict[str, Any]:
        """Dates, document numbers and numbering; a year in brackets where the text leaves it out."""
        told = re.match(r"\((\d{4})\) ?", rest)
        year = int(told[1]) if told else 0
        rest = rest[told.end() :] if told else rest
        left, _, right = (side.strip() for side in rest.partition("="))
        items = [item.strip() for item in re.split(r" [|~] ", right) if item.strip()]
        if form == "num":
            places, at = [], 0
            for item in items:
                places.append(self.words(item, at))
                at = places[-1][1]
            wrong = next(
                (n for n, item in enumerate(items) if not arithmetic.judge_words("num", item, items).holds), -1
            )
            stated, (a, b) = items[wrong], places[wrong]
        else:
            figure = self.find(left, 0) if form == "days" else None
            a, b = (figure.start, figure.end) if figure else self.words(left)
            stated, places = self.text[a:b], [self.words(item) for item in items]
            if form == "weekday" and year and str(year) not in self.text:
                raise Slip(f"{self.name}: nobody can know a weekday without its year")
        parts = [self.text[s:e] for s, e in places]
        judged = arithmetic.judge_words(form, stated, parts, year)
        start, end = min(a, *[s for s, _ in places], a), max(b, *[e for _, e in places], b)
        kind = {"num": "numbering", "doc": "document_number"}.get(form, "date")
        row = {"kind": kind, "form": form, "start": start, "end": end, "span": self.text[start:end], "parts": parts}
        row |= {"parts_at": [list(p) for p in places], "stated": stated, "stated_at": [a, b], **_verdict(judged)}
        return row | ({"year": year} if year else {})

    def _direction(self, rest: str) -> dict[str, Any]:
        left, right = (side.strip() for side in rest.split("=", 1))
        a, b = self.words(left)
        old, new = (
            self.find(token, 0, near=b + 40 if "@" not in token else None) for token in re.split(" (?:->|/) ", right)
        )
        judged = arithmetic.judge_direction(self.text[a:b], old, new)
        start, end = self._start(min(a, old.start, new.start)), self._end(max(b, old.end, new.end))
        return {
            "kind": "wording", "form": "word", "start": start, "end": end, "span": self.text[start:end],
            "parts": [old.printed, new.printed], "parts_at": [[old.start, old.end], [new.start, new.end]],
            "stated": self.text[a:b], "stated_at": [a, b], **_verdict(judged),
        }  # fmt: skip

    def _pair(self, rest: str) -> dict[str, Any]:
        left, right = rest.removeprefix("=").split("=>", 1)
        at, places = 0, []
        for item in [*left.split(" | "), *right.split(" | ")]:
            places.append(self.words(item.strip(), at))
            at = places[-1][1]
        problems, measures = len(left.split(" | ")), len(right.split(" | "))
        start, end = places[0][0], places[-1][1]
        return {
            "kind": "pairing", "form": "pair", "start": start, "end": end, "span": self.text[start:end],
            "parts": [self.text[a:b] for a, b in places[problems:]], "parts_at": [list(p) for p in places[problems:]],
            "stated": str(problems), "stated_at": [start, places[problems - 1][1]], "computed": str(measures),
            "tolerance": 0.0, "holds": problems == measures,
        }  # fmt: skip

    # -- spans ----------------------------------------------------------------------------------------------
    def _span(self, form: str, figures: list[Figure]) -> dict[str, Any]:
        start, end = self._start(min(f.start for f in figures)), self._end(max(f.end for f in figures))
        return {
            "kind": arithmetic.FORMS[form][0], "form": form, "start": start, "end": end, "span": self.text[start:end],
        }  # fmt: skip

    def _start(self, at: int) -> int:
        """Back over the words that name the figure, to the clause's begin."""
        first = at
        while at > 0 and first - at < 12 and self.text[at - 1] not in BREAKS and not self.text[at - 1].isdigit():
            at -= 1
        return at

    def _end(self, at: int) -> int:
        """Over the unit."""
        unit = PERCENT.match(self.text, at) or UNIT.match(self.text, at) or re.compile("[：:]1").match(self.text, at)
        return unit.end() if unit else at


def _bare(figure: Figure) -> str:
    return re.sub("万亿|亿|万", "", figure.printed)


def _cells(token: str) -> Iterator[str]:
    """r2-4c3 stands for the cells of three rows, r2c3-5 for those of three columns."""
    rows = re.fullmatch(r"r(\d+)-(\d+)c(\d+)", token)
    columns = re.fullmatch(r"r(\d+)c(\d+)-(\d+)", token)
    if rows:
        yield from (f"r{n}c{rows[3]}" for n in range(int(rows[1]), int(rows[2]) + 1))
    elif columns:
        yield from (f"r{columns[1]}c{n}" for n in range(int(columns[2]), int(columns[3]) + 1))
    else:
        yield token


def _verdict(judged: arithmetic.Judged) -> dict[str, Any]:
    return {"computed": judged.computed, "tolerance": judged.tolerance, "holds": judged.holds}


def build(half: str) -> tuple[dict[str, str], list[dict[str, Any]], list[dict[str, Any]]]:
    texts, relations, traps, slips = {}, [], [], []
    for file in sorted((HERE / half / "marked").glob("*.txt")):
        if half in HALVES and half_of(file.stem) != half:
            slips.append(f"{file.stem} belongs to {half_of(file.stem)}")
        try:
            marked = Marked.read(file)
            found, near_misses = marked.rows()
        except (Slip, ValueError, IndexError) as slip:
            slips.append(f"{file.stem}: {slip!r}")
            continue
        texts[file.stem] = marked.text
        relations += found
        traps += near_misses
    if slips:
        raise Slip("\n".join(slips))
    return texts, relations, traps


def dump(rows: list[dict[str, Any]]) -> str:
    return yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=10**6, default_flow_style=None)


def main() -> int:
    for half in SETS:
        texts, relations, traps = build(half)
        folder = HERE / half / "texts"
        folder.mkdir(exist_ok=True)
        for gone in {file.stem for file in folder.glob("*.txt")} - texts.keys():
            (folder / f"{gone}.txt").unlink()
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text, "utf-8")
        (HERE / half / "relations.yaml").write_text(dump(relations), "utf-8")
        (HERE / half / "traps.yaml").write_text(dump(traps), "utf-8")
        sys.stdout.write(f"{half}: {len(texts)} texts, {len(relations)} relations, {len(traps)} traps\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
