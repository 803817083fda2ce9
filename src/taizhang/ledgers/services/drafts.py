"""Drafts of the grid and the phone form: kept as typed, checked as every filing, filed whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.pack import Ledger
from taizhang.engine.text import Text
from taizhang.ledgers.draft_windows import two_windows
from taizhang.ledgers.drafting import MAX_ROWS, DraftRow, Merged, is_blank, merge, values_of
from taizhang.ledgers.models import GridDraft, VersionSource
from taizhang.ledgers.outcomes import FilingResult
from taizhang.ledgers.queries import current_rows, personal_fields, taken
from taizhang.ledgers.queries.drafts import draft_query
from taizhang.ledgers.services import photos
from taizhang.ledgers.services.draft_checks import Filing, check_draft, filed_rows, filed_submission, own_problems
from taizhang.ledgers.services.filed_names import names_since_filed, renamed
from taizhang.ledgers.services.filing import save_rows
from taizhang.ledgers.services.refusing import FilingMoved
from taizhang.ledgers.validation import code_lists_of


class DraftMoved(TaizhangError):
    """Another window wrote to the same draft since this one read it; nothing was kept."""

    def __init__(self, draft: GridDraft) -> None:
        words = Text("另一个窗口刚改过这份草稿", "a draft that another window changed")
        cure = Text("先看那边的内容，再决定留哪一份。", "Look at it first, then choose which to keep.")
        super().__init__([Problem("draft.moved", "", Text("最新的草稿", "the newest draft"), words, cure)])
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Handed:
    """What a window hands over. base: the version it was begun on, which counts for the first time only."""

    rows: Sequence[DraftRow]
    base: int
    revision: int
    client: str = ""
    sequence: int = 0


@dataclass(slots=True)
class DraftFiled:
    """draft: as it now is. result.submission None: not filed, problems say why. ids: the rows that were filed, so that
    a problem of row n is ids[n - 1]. repeated: it had been filed by the same handing over before."""

    draft: GridDraft
    result: FilingResult
    ids: list[str] = field(default_factory=list)
    repeated: bool = False


def draft_for(filing: Filing) -> GridDraft:
    """The actor's draft, or one not yet stored, with rows ready to be shown. Raises NotAllowed for a ledger with
    personal fields whose rows the actor may not see whole: what is masked cannot be edited."""
    _require(filing)
    draft = draft_query(filing.actor, filing.ledger, filing.period, filing.org_unit).first() or _new(filing)
    if draft.rows is None:
        submission = filed_submission(filing)
        draft.base_version = submission.version if submission is not None else 0
        draft.rows = _first_rows(filing, draft.base_version)
    return draft


def _first_rows(filing: Filing, version: int) -> list[DraftRow]:
    """What is filed; of a filing not yet begun what its ledger takes from others, each value to be confirmed."""
    if version:
        return filed_rows(filing, version)
    came = taken(filing.ledger, filing.period, filing.org_unit).texts(filing.ledger)
    return with_last_period([], came, filing.ledger) if came else []


def _require(filing: Filing) -> None:
    actor, ledger, code = filing.actor, filing.ledger, filing.org_unit.code
    actor.require(Permission.FILE_LEDGER, code, ledger)
    if personal_fields(ledger) and code not in actor.whole_units(ledger):
        raise NotAllowed(Permission.VIEW_PERSONAL)


def _new(filing: Filing) -> GridDraft:
    return GridDraft(
        user_id=_user(filing.actor),
        org_unit=filing.org_unit,
        ledger_key=filing.ledger.key,
        period_code=filing.period.code,
    )


def _user(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed(Permission.FILE_LEDGER)
    return actor.user_id


def locked_draft(filing: Filing) -> GridDraft:
    """The stored draft, held until the transaction ends."""
    _require(filing)
    new = _new(filing)
    found, _created = GridDraft.objects.select_for_update().get_or_create(
        user_id=new.user_id, org_unit=new.org_unit, ledger_key=new.ledger_key, period_code=new.period_code
    )
    return found


def _take(filing: Filing, draft: GridDraft, handed: Handed) -> None:
    """Write what was handed over into the locked draft. The window that wrote last may always write again: an answer
    that was lost is not another window. After a merge it is one: its rows stand on the version of before."""
    if names := names_since_filed(filing, draft, handed.base):
        handed = replace(handed, rows=renamed(handed.rows, names), base=draft.filed_version)
    same_base = draft.rows is None or handed.base == draft.base_version
    own = bool(handed.client) and handed.client == draft.client and same_base
    if own and handed.sequence <= draft.sequence:
        return
    if not own and handed.revision != draft.revision and _differs(filing, draft, handed):
        raise DraftMoved(draft)
    if draft.rows is None:
        submission = filed_submission(filing)
        draft.base_version = min(handed.base, submission.version if submission is not None else 0)
    take_window(draft, handed.rows, handed)


def _differs(filing: Filing, draft: GridDraft, handed: Handed) -> bool:
    """Two windows that say the same have nothing to be asked about."""
    same_base = draft.rows is not None and handed.base == draft.base_version
    return not same_base or bool(two_windows(handed.rows, draft.rows or [], filing.ledger, "zh"))


def take_window(draft: GridDraft, rows: Sequence[DraftRow], handed: Handed) -> None:
    """Write rows into the locked draft as the window's that handed them over."""
    draft.rows, draft.client, draft.sequence = list(rows), handed.client, handed.sequence
    keep(draft)


def keep(draft: GridDraft) -> None:
    """Write the locked draft."""
    draft.revision += 1
    draft.saved_at = clock.now() if draft.rows is not None else None
    draft.save()


@transaction.atomic
def stored_draft(filing: Filing) -> GridDraft:
    """The actor's draft as a row of the database, so that photos can hang on it before anything is typed."""
    return locked_draft(filing)


@transaction.atomic
def keep_draft(filing: Filing, handed: Handed) -> GridDraft:
    """Keep what was typed, as typed. Raises DraftMoved when another window wrote meanwhile."""
    draft = locked_draft(filing)
    _take(filing, draft, handed)
    return draft


@transaction.atomic
def keep_row(filing: Filing, row: DraftRow, handed: Handed, *, remove: bool = False, filing_as: str = "") -> GridDraft:
    """Keep one row of the draft, as the phone form sends it; handed.rows is not read. filing_as: the token of the
    handing over that this row comes with; once that has filed the draft, nothing is kept."""
    draft = locked_draft(filing)
    if filing_as and draft.filed_token == filing_as:
        return draft
    names = names_since_filed(filing, draft, handed.base)
    base = draft.filed_version if names else handed.base
    row = renamed([row], names)[0]
    rows = draft.rows if draft.rows is not None else _first_rows(filing, base)
    if remove:
        rows = [one for one in rows if one["id"] != row["id"]]
    elif any(one["id"] == row["id"] for one in rows):
        rows = [row if one["id"] == row["id"] else one for one in rows]
    else:
        rows = [*rows, row]
    _take(filing, draft, Handed(rows, base, handed.revision, handed.client, handed.sequence))
    return draft


@transaction.atomic
def discard_draft(filing: Filing) -> None:
    """Back to what was filed last, and without what was put aside. Photos that wait go with the rows they hung on."""
    draft = locked_draft(filing)
    photos.drop_waiting(draft)
    draft.rows, draft.set_aside, draft.client, draft.sequence = None, [], "", 0
    keep(draft)


def with_last_period(rows: Sequence[DraftRow], last: Sequence[Mapping[str, str]], ledger: Ledger) -> list[DraftRow]:
    """Last period's values into cells that are empty, each to be confirmed. Rows are the same by row key; a row that
    is not there yet is added."""
    kept: list[DraftRow] = [{"id": row["id"], "v": dict(row["v"]), "c": list(row["c"])} for row in rows]
    kept = [row for row in kept if not is_blank(row)]
    by_key = {tuple(row["v"].get(name, "") for name in ledger.row_key): row for row in kept} if ledger.row_key else {}
    used = {row["id"] for row in rows}
    for number, values in enumerate(last, start=1):
        row = by_key.get(tuple(values.get(name, "") for name in ledger.row_key)) if ledger.row_key else None
        if row is None:
            own = next(name for count in range(number, 10**6) if (name := f"l{count}") not in used)
            used.add(own)
            row = {"id": own, "v": {}, "c": []}
            kept.append(row)
        for name, text in values.items():
            if not row["v"].get(name):
                row["v"][name] = text
                row["c"].append(name)
    return kept[:MAX_ROWS]


def file_draft(filing: Filing, handed: Handed, *, token: str, source: VersionSource, reason: str = "") -> DraftFiled:
    """Keep what was handed over, then save it as a version, whole or not at all.

    token: of this handing over; the same one again is answered with what became of the first. Raises DraftMoved,
    FilingMoved (a newer version than the draft's base: merge first) or FilingRefused; the draft is kept except for the
    first.
    """
    with transaction.atomic():
        draft = locked_draft(filing)
        if token and draft.filed_token == token:
            return DraftFiled(draft, FilingResult(submission=draft.submission, version=draft.filed_version), [], True)
        _take(filing, draft, handed)
    with transaction.atomic():
        draft = locked_draft(filing)
        if token and draft.filed_token == token:
            return DraftFiled(draft, FilingResult(submission=draft.submission, version=draft.filed_version), [], True)
        rows: list[DraftRow] = draft.rows or []
        values, ids = values_of(rows, filing.ledger)
        _require_version(filing, draft)
        if own_problems(filing, rows, draft.base_version):
            return DraftFiled(draft, check_draft(filing, rows, draft.base_version)[0], ids)
        result = save_rows(
            actor=filing.actor,
            ledger=filing.ledger,
            org_unit=filing.org_unit,
            period=filing.period,
            rows=values,
            source=source,
            reason=reason,
            seen=draft.base_version,
            ids=ids,
        )
        if result.submission is not None:
            photos.hang(filing.actor, draft, result.submission, ids, filing.ledger.group)
            draft.rows, draft.set_aside, draft.client, draft.sequence = None, [], "", 0
            draft.filed_token, draft.filed_version, draft.submission = token, result.version, result.submission
            draft.filed_ids = ids
            keep(draft)
    return DraftFiled(draft, result, ids)


def _require_version(filing: Filing, draft: GridDraft) -> None:
    submission = filed_submission(filing)
    version = submission.version if submission is not None else 0
    if version != draft.base_version:
        found = Text(f"已另存第 {version} 版", f"a newer version {version}")
        cure = Text("先合并。", "Merge first.")
        raise FilingMoved([Problem("filing.moved", "", Text("最新的内容", "the newest rows"), found, cure)])


@transaction.atomic
def merge_draft(
    filing: Filing, *, language: str, picks: Mapping[str, str] | None = None, newest: int = 0
) -> tuple[GridDraft, Merged, int]:
    """The draft against the newest version. With picks for every clash, made against that version, the draft becomes
    the merged rows on the newest version; else nothing is written. Returns the draft, the merge and the version."""
    draft = locked_draft(filing)
    submission = filed_submission(filing)
    version = submission.version if submission is not None else 0
    if submission is None or draft.rows is None:
        return draft, Merged(), version
    before = current_rows(submission, draft.base_version) if draft.base_version else []
    newer = current_rows(submission, version)
    merged = merge(
        before,
        newer,
        draft.rows,
        ledger=filing.ledger,
        codes=code_lists_of(filing.ledger, installed_packs()),
        language=language,
        picks=picks if newest == version else None,
        backed=photos.waiting(draft),
    )
    if picks is not None and newest == version and not merged.clashes:
        photos.follow(draft, merged.rows, merged.moved)
        # Client and sequence stay: by them the browser that typed it knows that its own copy is in here.
        draft.rows, draft.base_version = merged.rows, version
        keep(draft)
    return draft, merged, version
