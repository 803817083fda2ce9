"""YAML with positions: plain data plus the line of every key and value.

Built from parser events, not from PyYAML's composer, which crashes on deep nesting. Anchors are refused (nothing in a
pack needs them, and they can blow a small file up). Numbers are exact; dates stay text; `yes`, `on`, `no` are text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NoReturn

import yaml

from taizhang.engine.text import Text
from taizhang.packs.problems import Report

Path = tuple[str | int, ...]
MAX_DEPTH = 12

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times as fast
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,30})")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,30}\.[0-9]{1,30}")
_CONSTANTS: dict[str, object] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(slots=True)
class Document:
    """The data of one file. `lines`: of the key (or list item) at a path; `raw`: scalars as written."""

    file: str
    data: object
    lines: dict[Path, int] = field(default_factory=dict)
    raw: dict[Path, str] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def text(self, path: Path) -> str:
        """A scalar as written (`2026` and `1.10` keep their form); empty when there is none."""
        return self.raw.get(path, "")


class _Refused(Exception):
    """The document cannot be read on; the report says why."""


def read_yaml(text: str, file: str, report: Report, *, first_line: int = 1) -> Document | None:
    """Read one document. None when it cannot be read at all; the report then says where and why."""
    builder = _Builder(file, report, first_line)
    try:
        return builder.build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        cure = Text(
            "检查缩进、冒号后的空格、引号和括号。", "Check indents, the space after colons, quotes and brackets."
        )
        found = Text(f"无法读取（{error.problem}）", str(error.problem or error))
    except yaml.YAMLError as error:
        line, cure = first_line, Text("删去不可见的控制字符。", "Remove control characters.")
        found = Text("不允许的字符", str(error).splitlines()[0])
    except _Refused:
        return None
    report.add("yaml", file=file, line=line, key="", expected=Text("YAML 文本", "YAML text"), found=found, cure=cure)
    return None


class _Builder:
    def __init__(self, file: str, report: Report, first_line: int) -> None:
        self.document = Document(file, None)
        self.report, self.first_line = report, first_line
        self.events: list[yaml.Event] = []
        self.position = 0

    def build(self, text: str) -> Document | None:
        depth = 0
        for event in yaml.parse(text, Loader=_LOADER):  # lazily: the scanner needs very long for deep nesting
            self.events.append(event)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                cure = Text("减少嵌套。", "Nest less.")
                expected = Text(f"不超过 {MAX_DEPTH} 层", f"at most {MAX_DEPTH} levels")
                found = Text("嵌套过深", "deeper nesting")
                self.refuse("yaml-depth", event, (), expected=expected, found=found, cure=cure)
        starts = [item for item in self.events if isinstance(item, yaml.DocumentStartEvent)]
        if len(starts) > 1:
            cure = Text("删去多余的 ---。", "Remove the extra ---.")
            one, several = Text("一个文档", "one document"), Text("多个文档", "several")
            self.refuse("yaml-documents", starts[1], (), expected=one, found=several, cure=cure)
        while self.position < len(self.events) and not isinstance(self.events[self.position], yaml.NodeEvent):
            self.position += 1
        if self.position < len(self.events):
            self.document.data = self.node(())
        return self.document

    def node(self, path: Path) -> object:
        event = self.events[self.position]
        self.position += 1
        self.document.lines.setdefault(path, self.line(event))
        if getattr(event, "anchor", None):  # an alias has one as well
            cure = Text("不用锚点，直接写出内容。", "Write the content out; anchors are not used in packs.")
            found = Text("锚点（& 或 *）", "an anchor (& or *)")
            expected = Text("直接写出的值", "a value written out")
            self.refuse("yaml-anchor", event, path, expected=expected, found=found, cure=cure)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[object] = []
            while not isinstance(self.events[self.position], yaml.SequenceEndEvent):
                items.append(self.node((*path, len(items))))
            self.position += 1
            return items
        assert isinstance(event, yaml.ScalarEvent)  # an alias was refused above
        return self.scalar(event, path)

    def mapping(self, path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(event := self.events[self.position], yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or event.anchor:
                cure = Text("键写成一个词。", "Write the key as one word.")
                expected, found_text = Text("一个键", "a plain key"), Text("别的内容", "something else")
                self.refuse("yaml-key", event, path, expected=expected, found=found_text, cure=cure)
            self.position += 1
            key = str(event.value)
            inner = (*path, key)
            if key in found:
                first = self.document.lines[inner]
                told = Text(f"“{key}”与第 {first} 行重复", f"{key!r} again, first on line {first}")
                self.report.add(
                    "yaml-duplicate",
                    file=self.document.file,
                    line=self.line(event),
                    key=dotted(inner),
                    expected=Text("每个键只写一次", "each key once"),
                    found=told,
                    cure=Text("改名，或删去一处。", "Rename or delete one."),
                )
                inner = (*path, f"{key} ({self.line(event)})")  # read on, so that mistakes inside are told as well
                self.document.lines[inner] = self.line(event)
                self.node(inner)
                continue
            self.document.lines[inner] = self.line(event)
            found[key] = self.node(inner)
        self.position += 1
        return found

    def scalar(self, event: yaml.ScalarEvent, path: Path) -> object:
        text = str(event.value)
        self.document.raw[path] = text
        if event.style:  # quoted or a block: always text
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        return Decimal(text) if _DECIMAL.fullmatch(text) else text

    def line(self, event: yaml.Event) -> int:
        mark = event.start_mark
        return self.first_line + (int(mark.line) if mark is not None else 0)

    def refuse(self, code: str, event: yaml.Event, path: Path, *, expected: Text, found: Text, cure: Text) -> NoReturn:
        line = self.line(event)
        self.report.add(
            code, file=self.document.file, line=line, key=dotted(path), expected=expected, found=found, cure=cure
        )
        raise _Refused


def dotted(path: Path) -> str:
    """A path for people: `migrant_children.fields[2].type`."""
    words = ""
    for part in path:
        words += f"[{part}]" if isinstance(part, int) else f".{part}" if words else part
    return words
