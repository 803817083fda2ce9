"""A value of a document together with its place: reading never fails, so that one mistake hides no other.

What the schema has refused reads as a default here; the pack is refused as a whole afterwards.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from taizhang.engine.text import Text
from taizhang.packs.problems import Report
from taizhang.packs.yaml_document import Document, Path, dotted

E = TypeVar("E", bound=enum.Enum)


@dataclass(frozen=True, slots=True)
class Node:
    document: Document
    path: Path
    value: object

    @property
    def line(self) -> int:
        return self.document.line(self.path)

    @property
    def file(self) -> str:
        return self.document.file

    @property
    def key(self) -> str:
        return dotted(self.path)

    @property
    def name(self) -> str:
        """The last key of the path: the id of an item in a mapping of items."""
        return str(self.path[-1]) if self.path else ""

    def __bool__(self) -> bool:
        return self.value is not None

    def has(self, name: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(name) is not None

    def get(self, name: str) -> Node:
        value = self.value.get(name) if isinstance(self.value, dict) else None
        return Node(self.document, (*self.path, name), value)

    def keys(self) -> tuple[str, ...]:
        return tuple(self.value) if isinstance(self.value, dict) else ()

    def members(self) -> Iterator[Node]:
        """The values of a mapping, in file order."""
        for name in self.keys():
            yield self.get(name)

    def items(self) -> Iterator[Node]:
        """The items of a list."""
        for number, value in enumerate(self.value if isinstance(self.value, list) else ()):
            yield Node(self.document, (*self.path, number), value)

    def string(self, default: str = "") -> str:
        """A scalar as written."""
        if self.value is None or isinstance(self.value, dict | list):
            return default
        return self.document.text(self.path) or str(self.value)

    def strings(self) -> tuple[str, ...]:
        return tuple(item.string() for item in self.items() if item.string())

    def text(self, default: str = "") -> Text:
        if isinstance(self.value, dict):
            return Text(self.get("zh-hans").string(default), self.get("en").string())
        return Text(self.string(default))

    def flag(self) -> bool:
        return self.value is True

    def decimal(self) -> Decimal | None:
        if isinstance(self.value, bool):
            return None
        return Decimal(self.value) if isinstance(self.value, int | Decimal) else None

    def integer(self, default: int = 0) -> int:
        return self.value if isinstance(self.value, int) and not isinstance(self.value, bool) else default

    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.value) if isinstance(self.value, str) else None
        except ValueError:
            return None

    def choice(self, kind: type[E], default: E) -> E:
        try:
            return kind(self.value)
        except ValueError:
            return default

    def report(
        self, report: Report, code: str, *, expected: Text, found: Text, cure: Text, level: str = "error"
    ) -> None:
        report.add(
            code, file=self.file, line=self.line, key=self.key, expected=expected, found=found, cure=cure, level=level
        )
