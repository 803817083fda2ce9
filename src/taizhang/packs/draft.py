"""A pack's files read and put in order, before they become engine types: which items there are, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as FolderPath

from taizhang.engine.pack import CodeList
from taizhang.engine.text import Text
from taizhang.packs.calendars import CalendarTable, read_calendar
from taizhang.packs.code_lists import read_code_list
from taizhang.packs.files import PackFiles, read_folder
from taizhang.packs.nodes import Node
from taizhang.packs.problems import Report
from taizhang.packs.schema_check import check_structure
from taizhang.packs.yaml_document import Document, Path, read_yaml

ITEM_KINDS = ("parameters", "ledgers", "indicators", "checklists", "traces")


@dataclass(slots=True)
class Draft:
    """nodes: by kind and id; doubtful: paths of a file whose content the schema refused."""

    files: PackFiles
    report: Report
    head: Node
    nodes: dict[str, dict[str, Node]] = field(default_factory=dict)
    case_files: list[Node] = field(default_factory=list)
    code_lists: dict[str, CodeList] = field(default_factory=dict)
    calendars: dict[str, CalendarTable] = field(default_factory=dict)
    summary_heads: list[Node] = field(default_factory=list)
    doubtful: dict[str, set[Path]] = field(default_factory=dict)

    @property
    def pack_id(self) -> str:
        return self.head.get("id").string() or FolderPath(self.files.folder).name

    @property
    def requires(self) -> tuple[str, ...]:
        return self.head.get("requires").strings()

    def is_doubtful(self, node: Node) -> bool:
        """Whether the schema refused something at or inside a node."""
        refused = self.doubtful.get(node.file, set())
        size = len(node.path)
        return any(path[:size] == node.path for path in refused)


def read_draft(folder: FolderPath, report: Report) -> Draft:
    """Read every file of a pack; what is wrong with its text or structure goes to the report."""
    files = read_folder(folder, report)
    draft = Draft(files, report, Node(Document(files.shown("pack.yaml"), None), (), None))
    if "pack.yaml" in files.texts:
        draft.head = _read(draft, "pack.yaml", "pack") or draft.head
    for kind in ITEM_KINDS:
        found = draft.nodes.setdefault(kind, {})
        for name in files.of_kind(kind):
            root = _read(draft, name, kind)
            for node in root.members() if root else ():
                _collect(found, node, report)
    for name in files.of_kind("codelists"):
        code_list = read_code_list(files.texts[name], files.shown(name), report)
        draft.code_lists[code_list.id] = code_list
    for name in files.of_kind("calendars"):
        draft.calendars[FolderPath(name).stem] = read_calendar(files.texts[name], files.shown(name), report)
    for name in files.of_kind("cases"):
        root = _read(draft, name, "cases")
        if root:
            draft.case_files.append(root)
    return draft


def read_requires(folder: FolderPath) -> tuple[str, tuple[str, ...]]:
    """A pack's id and what it requires, as far as its pack.yaml can be read; for putting packs in order."""
    try:
        text = (folder / "pack.yaml").read_bytes()[:100_000].decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return folder.name, ()
    document = read_yaml(text, "", Report())
    head = Node(document or Document("", None), (), document.data if document else None)
    return head.get("id").string(folder.name), head.get("requires").strings()


def _read(draft: Draft, name: str, kind: str) -> Node | None:
    shown = draft.files.shown(name)
    document = read_yaml(draft.files.texts[name], shown, draft.report)
    if document is None:
        draft.doubtful.setdefault(shown, set()).add(())
        return None
    if document.data is None and kind in ITEM_KINDS:
        return None  # only comments so far
    draft.doubtful[shown] = check_structure(document, kind, draft.report)
    return Node(document, (), document.data)


def _collect(found: dict[str, Node], node: Node, report: Report) -> None:
    first = found.setdefault(node.name, node)
    if first is not node:
        told = Text(
            f"“{node.name}”已在 {first.file}:{first.line}", f"{node.name!r}, already in {first.file}:{first.line}"
        )
        node.report(
            report,
            "duplicate-id",
            expected=Text("不重复的编号", "an id used once"),
            found=told,
            cure=Text("改名，或删去一处。", "Rename or delete one."),
        )
