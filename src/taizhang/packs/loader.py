"""Reads pack folders into engine types, checking each pack as a whole: every mistake at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from taizhang.engine.errors import Problem
from taizhang.engine.pack import Indicator, Ledger, Pack
from taizhang.engine.text import Text
from taizhang.packs.cases import build_cases
from taizhang.packs.checklists import build_checklist
from taizhang.packs.circulars import build_circulars
from taizhang.packs.draft import Draft, read_draft, read_requires
from taizhang.packs.examples import check_examples
from taizhang.packs.expressions import ExpressionChecks
from taizhang.packs.indicators import build_indicator, build_parameter
from taizhang.packs.ledgers import build_ledger, check_sources
from taizhang.packs.nodes import Node
from taizhang.packs.notices import build_notices
from taizhang.packs.problems import PackError, Report, propose, quote
from taizhang.packs.protocols import ExpressionChecker
from taizhang.packs.scope import Kind, Scope
from taizhang.packs.summaries import build_summaries
from taizhang.packs.traces import build_trace


def load_pack(
    folder: Path,
    *,
    installed: Mapping[str, Pack],
    check_term: ExpressionChecker | None,
    system_ledgers: Mapping[str, Ledger] | None = None,
) -> Pack:
    """Read one pack. installed: packs that it may require. check_term: None leaves expressions unchecked.

    system_ledgers: by key; every pack may use them. Raises PackError with all problems of all files.
    """
    pack, problems = read_pack(folder, installed=installed, check_term=check_term, system_ledgers=system_ledgers)
    if pack is None:
        raise PackError(problems)
    return pack


@dataclass(frozen=True, slots=True)
class Catalogue:
    """packs: those that could be read, in dependency order, with their folders; problems: of all, and warnings."""

    packs: Mapping[str, Pack]
    problems: Sequence[Problem]
    folders: Mapping[str, Path]


def load_catalogue(
    folder: Path, *, check_term: ExpressionChecker | None, system_ledgers: Mapping[str, Ledger] | None = None
) -> dict[str, Pack]:
    """Every pack in a folder of packs, in dependency order. Raises PackError with the problems of all of them."""
    catalogue = read_catalogue(pack_folders(folder), check_term=check_term, system_ledgers=system_ledgers)
    errors = [problem for problem in catalogue.problems if problem.level == "error"]
    if errors:
        raise PackError(errors)
    return dict(catalogue.packs)


def pack_folders(folder: Path) -> list[Path]:
    """The pack folders directly in a folder, or the folder itself when it is a pack."""
    if (folder / "pack.yaml").is_file() or not folder.is_dir():
        return [folder]
    found = sorted(item for item in folder.iterdir() if (item / "pack.yaml").is_file())
    return found or [folder]


def read_catalogue(
    folders: Iterable[Path],
    *,
    check_term: ExpressionChecker | None,
    installed: Mapping[str, Pack] | None = None,
    system_ledgers: Mapping[str, Ledger] | None = None,
    mechanisms: Collection[str] | None = None,
    sections: Collection[str] | None = None,
) -> Catalogue:
    """Read several packs. installed: packs that these may require besides each other; the others: see `read_pack`."""
    report = Report()
    heads: dict[str, tuple[Path, tuple[str, ...]]] = {}
    for folder in folders:
        pack_id, requires = read_requires(folder)
        if pack_id in heads:
            report.add(
                "duplicate-pack",
                file=(folder / "pack.yaml").as_posix(),
                line=1,
                key="id",
                expected=Text("不重复的数据包编号", "a pack id used once"),
                found=quote(pack_id),
                cure=Text(
                    f"改名；{heads[pack_id][0].as_posix()} 已用此编号。",
                    f"Rename it; {heads[pack_id][0].as_posix()} has this id.",
                ),
            )
        else:
            heads[pack_id] = (folder, requires)
    packs: dict[str, Pack] = {key: pack for key, pack in (installed or {}).items() if key not in heads}
    problems = list(report.problems)
    loaded: list[str] = []
    for pack_id in _order({key: requires for key, (_, requires) in heads.items()}):
        pack, found = read_pack(
            heads[pack_id][0],
            installed=packs,
            check_term=check_term,
            system_ledgers=system_ledgers,
            others=heads,
            mechanisms=mechanisms,
            sections=sections,
        )
        problems += found
        if pack is not None:
            packs[pack.id] = pack
            loaded.append(pack.id)
    return Catalogue(
        {key: packs[key] for key in loaded}, problems, {key: heads[key][0] for key in loaded if key in heads}
    )


def read_pack(
    folder: Path,
    *,
    installed: Mapping[str, Pack],
    check_term: ExpressionChecker | None,
    system_ledgers: Mapping[str, Ledger] | None = None,
    others: Iterable[str] = (),
    mechanisms: Collection[str] | None = None,
    sections: Collection[str] | None = None,
) -> tuple[Pack | None, list[Problem]]:
    """One pack with everything that is wrong with it; no pack when there are errors.

    others: packs read beside it. mechanisms: ids that `serves` may name, None: any.
    sections: codes that `reviewer` may name, None: any.
    """
    report = Report()
    draft = read_draft(folder, report)
    _check_requires(draft, installed, set(others))
    _check_folder_name(draft, folder)
    own: dict[Kind, Collection[str]] = {
        "ledgers": draft.nodes["ledgers"],
        "indicators": draft.nodes["indicators"],
        "parameters": draft.nodes["parameters"],
        "code_lists": draft.code_lists,
    }
    scope = Scope(
        pack_id=draft.pack_id,
        requires=draft.requires,
        own=own,
        installed=installed,
        system_ledgers=system_ledgers or {},
        report=report,
    )
    pack = _build(draft, scope, check_term)
    if mechanisms is not None:
        _check_serves(draft, mechanisms)
    if sections is not None:
        _check_reviewers(draft, sections)
    problems = report.sorted()
    return (None if report.errors else pack), problems


def _build(draft: Draft, scope: Scope, checker: ExpressionChecker | None) -> Pack:
    report = draft.report
    parameters = {name: build_parameter(node, report) for name, node in _mappings(draft, "parameters")}
    _check_shadowed(draft, scope)
    ledgers = {name: build_ledger(node, scope, report) for name, node in _mappings(draft, "ledgers")}
    for name, ledger in ledgers.items():
        if not draft.is_doubtful(draft.nodes["ledgers"][name].get("fields")):
            check_examples(draft.nodes["ledgers"][name], ledger, scope.code_lists(draft.code_lists), report)

    def find_ledger(key: str) -> Ledger | None:
        return scope.ledger(key, ledgers)

    for name, ledger in ledgers.items():
        check_sources(draft.nodes["ledgers"][name], find_ledger, ledger, report)
    indicators: dict[str, Indicator] = {
        name: build_indicator(node, scope, report, find_ledger) for name, node in _mappings(draft, "indicators")
    }
    checklists = {
        name: build_checklist(node, scope, report, draft.code_lists, parameters)
        for name, node in _mappings(draft, "checklists")
    }
    traces = {
        name: build_trace(node, scope, report, find_ledger, parameters) for name, node in _mappings(draft, "traces")
    }
    checks = ExpressionChecks(draft, scope, checker, ledgers, indicators, checklists, parameters) if checker else None
    if checks:
        checks.run()
    summaries = build_summaries(draft, scope, ledgers, indicators, checks)
    cases = build_cases(draft, scope, find_ledger, scope.code_lists(draft.code_lists))
    head = draft.head
    return Pack(
        id=draft.pack_id,
        version=head.get("version").string("0.0.0"),
        title=head.get("title").text(draft.pack_id),
        authority=head.get("authority").string(),
        effective_from=head.get("effective_from").day() or date.min,
        requires=draft.requires,
        parameters=parameters,
        code_lists=draft.code_lists,
        ledgers=ledgers,
        indicators=indicators,
        summaries=summaries,
        cases=cases,
        content_hash=draft.files.content_hash,
        description=head.get("description").text(),
        calendars=draft.calendars,
        checklists=checklists,
        notices=build_notices(draft, draft.pack_id),
        circulars=build_circulars(draft, draft.pack_id),
        traces=traces,
    )


def _mappings(draft: Draft, kind: str) -> list[tuple[str, Node]]:
    """Items that are mappings at all; anything else has been told."""
    return [(name, node) for name, node in draft.nodes[kind].items() if isinstance(node.value, dict)]


def _check_requires(draft: Draft, installed: Mapping[str, Pack], others: set[str]) -> None:
    for node in draft.head.get("requires").items():
        name = node.string()
        if name in installed and name != draft.pack_id:
            continue
        if name in others and name != draft.pack_id:
            found = Text(f"“{name}”读不了，或互相引用", f"{name!r}, which cannot be read or requires this one")
            cure = Text(
                "先改正那个包；两个包不能互相引用。", "Correct that pack first; two packs cannot require each other."
            )
        else:
            found = quote(name)
            cure = propose(name, sorted({*installed, *others} - {draft.pack_id}))
        node.report(
            draft.report, "requires", expected=Text("已安装的数据包", "an installed pack"), found=found, cure=cure
        )


def _check_folder_name(draft: Draft, folder: Path) -> None:
    node = draft.head.get("id")
    if node and node.string() != folder.resolve().name:
        cure = Text(f"文件夹改名为 {node.string()}，或改编号。", f"Rename the folder to {node.string()}, or the id.")
        expected = Text("与文件夹同名", "the folder's name")
        node.report(draft.report, "pack-id", expected=expected, found=quote(node.string()), cure=cure, level="warning")


def _check_reviewers(draft: Draft, sections: Collection[str]) -> None:
    """Nobody of a section that the county does not have could review."""
    for node in draft.nodes["ledgers"].values():
        code = node.get("reviewer")
        if node.has("reviewer") and code.string() not in sections:
            code.report(
                draft.report,
                "unknown-reviewer",
                expected=Text("本县机构里股室的代码", "the code of a section of the county"),
                found=quote(code.string()),
                cure=propose(code.string(), sections),
            )


def _check_serves(draft: Draft, mechanisms: Collection[str]) -> None:
    nodes = [node for kind in ("ledgers", "indicators", "checklists", "traces") for _, node in _mappings(draft, kind)]
    for node in (*nodes, *draft.summary_heads):
        for item in node.get("serves").items():
            if item.string() not in mechanisms:
                cure = propose(item.string(), mechanisms)
                expected = Text("机制清单里的编号", "an id of the list of mechanisms")
                item.report(draft.report, "unknown-mechanism", expected=expected, found=quote(item.string()), cure=cure)


def _check_shadowed(draft: Draft, scope: Scope) -> None:
    """`param.x` has no pack in front, so a name must mean one thing in a pack and those that it requires."""
    for pack in scope.required.values():
        for name, node in draft.nodes["parameters"].items():
            if name in pack.parameters:
                found = Text(f"“{name}”在 {pack.id} 里也有", f"{name!r}, also in {pack.id}")
                node.report(
                    draft.report,
                    "parameter-shadow",
                    expected=Text("新的参数名", "a new name"),
                    found=found,
                    cure=Text("改名，或直接用那个参数。", "Rename it, or use that one."),
                )


def _order(requires: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Packs after those that they require; packs in a ring come last and are told when they are read."""
    done: list[str] = []
    waiting = sorted(requires)
    while waiting:
        free = [name for name in waiting if all(item in done or item not in requires for item in requires[name])]
        if not free:
            return [*done, *waiting]
        done += free
        waiting = [name for name in waiting if name not in free]
    return done
