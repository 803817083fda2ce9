"""`taizhang check`: the figure checker on texts. Needs no database and does not start Django."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from taizhang.config.commands.common import fail, language, say

if TYPE_CHECKING:
    from taizhang.engine.checker.types import Finding, Number, Report

_MARKS = {"contradiction": ("不符", "wrong"), "unknown": ("存疑", "undecided"), "ok": ("相符", "agrees")}


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...|-")
@click.option("--json", "as_json", is_flag=True, help="All numbers and findings as JSON.")
@click.option("--jsonl", is_flag=True, help='Read {"id","text"} lines, print one line of findings for each.')
@click.option("--all", "everything", is_flag=True, help="Tell also what agrees and what cannot be decided.")
def check(files: tuple[str, ...], as_json: bool, jsonl: bool, everything: bool) -> None:
    """Recompute what a text says in numbers. Exit 0 nothing wrong, 1 contradictions, 2 unreadable."""
    from taizhang.engine.checker import check as check_text

    wrong = False
    for name in files:
        text = _read(name)
        if jsonl:
            for line in text.splitlines():
                if line.strip():
                    identity, body = _line(name, line)
                    report = check_text(body)
                    wrong = wrong or _contradicts(report)
                    findings = [finding_as_json(finding) for finding in report.findings]
                    click.echo(json.dumps({"id": identity, "findings": findings}, ensure_ascii=False))
            continue
        report = check_text(text)
        wrong = wrong or _contradicts(report)
        if as_json:
            click.echo(json.dumps(report_as_json(report), ensure_ascii=False, indent=2))
        else:
            _print(name, text, report, everything)
    sys.exit(1 if wrong else 0)


def _read(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        fail(f"{name} 读不出来：{error.strerror}", f"{name} cannot be read: {error.strerror}")
    for encoding in ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return fail(
        f"{name} 既不是 UTF-8 也不是 GBK 文本，请另存后再试", f"{name} is neither UTF-8 nor GBK text; save it anew"
    )


def _line(name: str, line: str) -> tuple[object, str]:
    try:
        row = json.loads(line)
        return row["id"], str(row["text"])
    except (ValueError, KeyError, TypeError):
        fail(
            f'{name}：每行应为 {{"id","text"}}，现为“{line[:20]}”',
            f'{name}: each line should be {{"id","text"}}, not {line[:20]!r}',
        )


def _contradicts(report: Report) -> bool:
    return any(finding.verdict == "contradiction" for finding in report.findings)


def report_as_json(report: Report) -> dict[str, Any]:
    return {
        "numbers": [_number_as_json(number) for number in report.numbers],
        "findings": [finding_as_json(finding) for finding in report.findings],
    }


def finding_as_json(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "rule": finding.rule,
        "start": finding.start,
        "end": finding.end,
        "verdict": finding.verdict,
        "stated": finding.stated,
        "computed": finding.computed,
        "message": finding.message.get(language()),
        "derivation": list(finding.derivation),
        "parts": [list(part) for part in finding.parts],
        "cure": finding.cure,
        "slips": [slip.get(language()) for slip in finding.slips],
    }


def _number_as_json(number: Number) -> dict[str, Any]:
    shown = {name: getattr(number, name) for name in ("start", "end", "text", "unit", "qualifier", "notation")}
    exact = {name: format(getattr(number, name), "f") for name in ("value", "scale", "low", "high")}
    told = {name: getattr(number, name) for name in ("role", "subject", "time", "place")}
    return {**shown, **exact, **told}


def _print(name: str, text: str, report: Report, everything: bool) -> None:
    lang = 1 if language() == "en" else 0
    for finding in report.findings:
        if finding.verdict != "contradiction" and not everything:
            continue
        line = text.count("\n", 0, finding.start) + 1
        click.echo(f"{name}:{line} [{_MARKS[finding.verdict][lang]}] {finding.message.get(language())}")
        click.echo(f"  {_excerpt(text, finding)}")
        for step in finding.derivation:
            click.echo(f"    {step}")
        if finding.cure:
            say(f"    改法：{finding.cure}", f"    change: {finding.cure}")
        for slip in finding.slips[:1]:
            click.echo(f"    {slip.get(language())}")
    wrong = sum(finding.verdict == "contradiction" for finding in report.findings)
    say(
        f"{name}：{len(report.numbers)} 个数，{len(report.findings)} 处关系，{wrong} 处不符",
        f"{name}: {len(report.numbers)} numbers, {len(report.findings)} relations, {wrong} wrong",
    )


def _excerpt(text: str, finding: Finding) -> str:
    excerpt = text[finding.start : finding.end].replace("\n", " ")
    return excerpt if len(excerpt) <= 120 else f"{excerpt[:80]} … {excerpt[-36:]}"
