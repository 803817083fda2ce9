"""A kept upload back to its user: the own workbook with what is wrong marked, on request with the safe repairs made."""

from __future__ import annotations

from pathlib import PurePath

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.ledgers.annotating import Annotated, annotated_workbook
from taizhang.ledgers.models import KeptUpload
from taizhang.ledgers.reading.repairs import Repair
from taizhang.ledgers.services.filing import check_workbook
from taizhang.ledgers.services.upload_report import described
from taizhang.ledgers.services.uploads import kept_bytes

_IN_PLACE = (".xlsx", ".xlsm", ".xltx", ".xltm")


def marked_copy(*, actor: Actor, upload: KeptUpload, language: str, repaired: bool = False) -> Annotated:
    """The copy counts as the page does. Raises FilingRefused when the bytes are gone, as `check_workbook` else."""
    data = kept_bytes(upload)
    report = upload.report
    problems, warnings = report.get("problems", []), report.get("warnings", [])
    wrong, warned = report.get("wrong", 0), report.get("warned", 0)
    repairs: list[Repair] | None = None
    if repaired or wrong > len(problems) or warned > len(warnings):
        # The page keeps the first of them; the list has all, and a repair needs its cell.
        ledger = installed_packs().ledger(upload.ledger_key)
        checked = check_workbook(
            actor=actor,
            ledger=ledger,
            org_unit=upload.org_unit,
            period=Period.parse(upload.period_code),
            name=upload.name,
            data=data,
            details=True,
        )
        problems = described(checked.result.problems)
        warnings = described(checked.result.warnings)
        wrong, warned = len(checked.result.problems) + checked.result.more, len(checked.result.warnings)
        repairs = checked.repaired if repaired else None
    return annotated_workbook(
        upload.name,
        data,
        problems,
        warnings,
        where=report.get("sheet") or next((item["where"] for item in problems), ""),
        wrong=wrong,
        warned=warned,
        language=language,
        repairs=repairs,
    )


def copy_name(upload: KeptUpload, copy: Annotated, suffix: str) -> str:
    """The file's own name with what the copy is; a copy of a copy does not say it twice."""
    path = PurePath(upload.name)
    ending = path.suffix.lower() if copy.in_place and path.suffix.lower() in _IN_PLACE else ".xlsx"
    return f"{path.stem.removesuffix(suffix)}{suffix}{ending}"
