"""Markdown files of a pack: a head between two lines of ---, and text below it."""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.engine.text import Text
from taizhang.packs.draft import Draft
from taizhang.packs.nodes import Node
from taizhang.packs.problems import quote
from taizhang.packs.schema_check import check_structure
from taizhang.packs.yaml_document import Document, read_yaml


@dataclass(frozen=True, slots=True)
class MarkdownFile:
    """line: where the body starts in its file."""

    head: Node
    body: str
    line: int


def read_markdown(draft: Draft, name: str, kind: str) -> MarkdownFile | None:
    """None, told in the report, when the file has no head."""
    shown = draft.files.shown(name)
    lines = draft.files.texts[name].replace("\r\n", "\n").split("\n")
    fences = [number for number, line in enumerate(lines) if line.strip() == "---"]
    if lines[0].strip() != "---" or len(fences) < 2:
        cure = Text("文件以两行 --- 夹着的说明开头。", "Start the file with a head between two lines of ---.")
        draft.report.add(
            "summary-head", file=shown, line=1, key="", expected=Text("---"), found=quote(lines[0]), cure=cure
        )
        return None
    end = fences[1]
    document = read_yaml("\n".join(lines[1:end]), shown, draft.report, first_line=2)
    if document is None:
        document = Document(shown, {})
    else:
        check_structure(document, kind, draft.report)
    return MarkdownFile(Node(document, (), document.data), "\n".join(lines[end + 1 :]), end + 2)


def tell_again(draft: Draft, head: Node, id_: str, first: str) -> None:
    """An id that another file of the kind has. first: that file."""
    head.get("id").report(
        draft.report,
        "duplicate-id",
        expected=Text("不重复的编号", "an id used once"),
        found=Text(f"“{id_}”已在 {first}", f"{id_!r}, already in {first}"),
        cure=Text("改名。", "Rename it."),
    )
