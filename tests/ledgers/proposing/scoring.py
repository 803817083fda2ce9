"""Compares a proposal with the truth: a field is right when column, title and type are."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from taizhang.ledgers.proposing.proposal import propose
from tests.ledgers.proposing.books import Book, write


@dataclass
class Score:
    right: int = 0
    total: int = 0
    wrong: list[str] = field(default_factory=list)

    def __iadd__(self, other: Score) -> Score:
        self.right += other.right
        self.total += other.total
        self.wrong += other.wrong
        return self


def _title(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _fields(truth: dict[str, Any], got: dict[str, Any] | None, where: str) -> Score:
    score = Score()
    columns = {item["column"]: item for item in (got or {}).get("fields", ())}
    for wanted in truth["fields"]:
        found = columns.pop(wanted["column"], None)
        if found is None and wanted["optional"]:
            continue
        score.total += 1
        types = {wanted["type"], *wanted["type_also"]}
        if types & {"integer", "number"}:
            types |= {"integer", "number"}
        if found is not None and found["type"] in types and _title(found["title"]) == _title(wanted["title"]):
            score.right += 1
        else:
            shown = "missing" if found is None else f"{found['title']} | {found['type']}"
            score.wrong.append(f"{where} {wanted['column']}: {wanted['title']} | {wanted['type']}, got {shown}")
    score.total += len(columns)
    score.wrong += [f"{where} {column}: no such column, got {item['title']}" for column, item in columns.items()]
    return score


def compare(truths: Sequence[dict[str, Any]], sheets: Sequence[dict[str, Any]], where: str) -> Score:
    """Tables are matched in order within their sheet. Rows are compared too, and told, but do not count as fields."""
    score, left = Score(), list(sheets)
    for truth in truths:
        got = next((item for item in left if item["name"] == truth["name"]), None)
        if got is not None:
            left.remove(got)
        if (got or {}).get("is_data", False) != truth["is_data"]:
            score.wrong.append(f"{where} {truth['name']}: is_data should be {truth['is_data']}")
            score.total += 0 if truth["is_data"] else len((got or {}).get("fields", ()))
        if not truth["is_data"]:
            continue
        score += _fields(truth, got, where)
        for key in ("title", "heading_rows", "data_rows", "total_rows", "notes_rows"):
            if (got or {}).get(key) != truth[key]:
                score.wrong.append(f"{where} {truth['name']}: {key} should be {truth[key]}, got {(got or {}).get(key)}")
    for stray in left:
        score.total += len(stray["fields"]) if stray["is_data"] else 0
        score.wrong += [f"{where}: stray table {stray['name']} {stray['heading_rows']}"] if stray["is_data"] else []
    return score


def written(books: Iterable[Book], folder: Path) -> list[tuple[Path, list[dict[str, Any]]]]:
    """All files, those of other kinds than .xlsx converted by LibreOffice in one go a kind."""
    made = [(book, *write(book, folder)) for book in books]
    for kind in ("xls", "ods"):
        wanted = [
            path
            for book, path, _truth in made
            if Path(book.file).suffix[1:] == kind or (kind == "xls" and book.file.endswith(".et"))
        ]
        wanted = [path for path in wanted if path.suffix == ".xlsx"]
        if wanted:
            convert(wanted, kind, folder)
    found = []
    for book, path, truth in made:
        wanted_path = folder / book.file
        if book.file.endswith(".et"):
            shutil.move(path.with_suffix(".xls"), wanted_path)
        found.append((wanted_path, truth))
    return found


def convert(paths: Sequence[Path], kind: str, folder: Path) -> None:
    profile = (folder / "profile").as_uri()
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=300)


def scored(books: Iterable[Book], folder: Path) -> Score:
    score = Score()
    for path, truth in written(books, folder):
        proposal = propose(path.name, path.read_bytes(), max_bytes=10_000_000)
        score += compare(truth, list(proposal.as_json()["sheets"]), path.name)  # type: ignore[call-overload]
    return score
