"""Designing a ledger: begun from a workbook or a pack, kept while it is corrected, published into the county's pack."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import transaction

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.designed_packs import designed_files, install_designed, is_taken
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.errors import ConflictError, Problem, TaizhangError
from taizhang.engine.pack import FieldType, Ledger
from taizhang.engine.text import Text
from taizhang.ledgers import queries
from taizhang.ledgers.designing.beginning import Sample, from_ledger, from_sheet
from taizhang.ledgers.designing.design import ASK_AGAIN, Design, DesignField
from taizhang.ledgers.designing.pack_files import pack_id_of, reasons
from taizhang.ledgers.designing.places import unread_numbers
from taizhang.ledgers.models import LedgerDesign
from taizhang.ledgers.proposing.proposal import propose
from taizhang.ledgers.proposing.result import ProposedSheet
from taizhang.ledgers.reading.mapping import folded
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation.models import OrgUnit
from taizhang.packs.files import hash_texts

MOST_DESIGNS = 50  # of one person
MOST_SHEETS = 5  # of one workbook


class DesignMoved(ConflictError):
    """Another page wrote to the same design since this one read it; nothing was kept."""


@transaction.atomic
def begin_from_workbook(*, actor: Actor, name: str, data: bytes) -> list[LedgerDesign]:
    """A design a table of the workbook, largest first. Raises UnreadableFile, or TaizhangError when it has no table."""
    county = _county(actor)
    proposal = propose(name, data, max_bytes=settings.MAX_UPLOAD_BYTES)
    sheets = [sheet for sheet in proposal.sheets if sheet.fields and _holds_columns(sheet)]
    sheets = [sheet for sheet in sheets if sheet.is_data] or sheets  # an empty form has only headings
    if not sheets:
        raise _error(
            Text("有表头的表格", "a table with headings"),
            Text("没找到表头", "none found"),
            Text("表头放在数据上方，再上传。", "Put the headings above the rows and upload again."),
        )
    sheets.sort(key=lambda sheet: (-len(sheet.fields), -sheet.row_count))
    return [_begin(actor, county, *from_sheet(sheet), source=name) for sheet in sheets[:MOST_SHEETS]]


def _holds_columns(sheet: ProposedSheet) -> bool:
    return any(not field.numbered for field in sheet.fields)


@transaction.atomic
def begin_from_ledger(*, actor: Actor, ledger: Ledger) -> LedgerDesign:
    """A copy of a pack's ledger; of one of the county's own pack a change, which replaces it when published. A change
    that this person began already is gone on with."""
    county, packs = _county(actor), installed_packs()
    if ledger.system or ledger not in queries.visible_ledgers(actor):
        raise NotAllowed(Permission.DESIGN_LEDGER)
    own = ledger.pack == pack_id_of(county.code) and bool(designed_files(ledger.pack))
    if own:
        actor.require(Permission.DESIGN_LEDGER, county.code, ledger)
        if begun := queries.my_designs(actor).filter(changes=ledger.key).first():
            return begun
    requires = [pack.id for pack in packs.scope_of(ledger.pack)]
    filed = own and queries.is_filed(ledger.key)
    design = from_ledger(ledger, code_lists_of(ledger, packs), own=own, fixed=filed, requires=requires)
    if own:
        _bring_reasons(design, ledger.key)
    else:
        design.title = f"{design.title}（副本）"[:80]
    return _begin(actor, county, design, {}, source=ledger.key, changes=ledger.key if own else "")


def _bring_reasons(design: Design, ledger_key: str) -> None:
    """Why a column is asked although it is held elsewhere was said when the version before was published."""
    before = LedgerDesign.objects.filter(ledger_key=ledger_key, published_at__isnull=False).order_by("-published_at")
    last = before.first()
    said = reasons(Design.from_data(last.data)) if last is not None else {}
    for item in design.fields:
        if item.id in said and not item.told:
            item.told, item.reason = ASK_AGAIN, said[item.id]


@transaction.atomic
def begin_empty(*, actor: Actor) -> LedgerDesign:
    design = Design(fields=[DesignField(uid="f1")])
    return _begin(actor, _county(actor), design, {}, source="")


def _begin(
    actor: Actor, county: OrgUnit, design: Design, sample: Sample, *, source: str, changes: str = ""
) -> LedgerDesign:
    if queries.my_designs(actor).count() >= MOST_DESIGNS:
        raise _error(
            Text(f"不超过 {MOST_DESIGNS} 份草稿", f"at most {MOST_DESIGNS} drafts"),
            Text("草稿已满", "as many"),
            Text("先删去不用的草稿。", "Delete those not needed."),
        )
    queries.keep_to_rights(actor, design, county)
    now = clock.now()
    return LedgerDesign.objects.create(
        user_id=actor.user_id or 0,
        county=county,
        title=design.title,
        source=source[:200],
        changes=changes,
        seen=_seen(changes) if changes else "",
        data=design.as_data(),
        sample=sample,
        created_at=now,
        saved_at=now,
    )


def _county(actor: Actor) -> OrgUnit:
    if actor.user_id is None:
        raise NotAllowed(Permission.DESIGN_LEDGER)
    county = queries.county_of(actor)
    if is_taken(pack_id_of(county.code)):
        raise _error(
            Text(f"空着的编号 {pack_id_of(county.code)}", f"the id {pack_id_of(county.code)} to be free"),
            Text("已装有同名数据包", "a pack of this name"),
            Text("请管理员改那个包的编号。", "Ask the administrator to rename that pack."),
        )
    return county


def _seen(ledger_key: str) -> str:
    """Hash over a published ledger's own files."""
    pack_id, _, name = ledger_key.partition(".")
    files = designed_files(pack_id)
    own = {key: text for key, text in files.items() if key == f"ledgers/{name}.yaml" or f"/{name}__" in key}
    return hash_texts(own)


def new_window() -> str:
    return secrets.token_hex(8)


@transaction.atomic
def keep_design(*, actor: Actor, row: LedgerDesign, design: Design, window: str, revision: int) -> LedgerDesign:
    """Keep what the page shows. The page that wrote last may always write again: an answer that was lost is not another
    page. Raises DesignMoved when another one wrote meanwhile."""
    row = _locked(actor, row)
    if revision != row.revision and (not window or window != row.window):
        words = Text("另一个窗口刚改过这份草稿", "a draft that another window changed")
        cure = Text("刷新页面再改。", "Reload the page.")
        raise DesignMoved([Problem("design.moved", "", Text("最新的草稿", "the newest draft"), words, cure)])
    queries.keep_to_rights(actor, design, row.county)
    row.data, row.title = design.as_data(), design.title[:80]
    row.window, row.revision, row.saved_at = window, row.revision + 1, clock.now()
    row.save()
    return row


@transaction.atomic
def delete_design(*, actor: Actor, row: LedgerDesign) -> None:
    """A draft is its writer's own and no record: it goes for good. What was published stays."""
    _locked(actor, row).delete()


def _locked(actor: Actor, row: LedgerDesign) -> LedgerDesign:
    own = queries.my_designs(actor).select_for_update(of=("self",)).select_related("county")
    found = own.filter(pk=row.pk).first()
    if found is None or not queries.designs_for(actor, found.county):
        raise NotAllowed(Permission.DESIGN_LEDGER)
    return found


@transaction.atomic
def publish_design(*, actor: Actor, row: LedgerDesign) -> Ledger:
    """Make the design a ledger of the county's own pack, as a new version of the pack; afterwards it is asked for,
    filed and counted like any other.

    Raises TaizhangError with everything that `pack check` says of it, for columns that are held elsewhere and not
    decided, for a number that cannot be read, for a type under which rows stand, for a name that another ledger has,
    and DesignMoved when the ledger was published anew meanwhile.
    """
    row = _locked(actor, row)
    design = Design.from_data(row.data)
    if (replaced := installed_packs().ledgers.get(row.changes)) is not None:
        actor.require(Permission.DESIGN_LEDGER, row.county.code, replaced)
    if row.changes and _seen(row.changes) != row.seen:
        expected, found = Text("最新的台账", "the newest ledger"), Text("别人已发布新版", "a newer one was published")
        cure = Text("从已发布的台账重新改。", "Begin again from the published one.")
        raise DesignMoved([Problem("design.moved", "", expected, found, cure)])
    before = designed_files(pack_id_of(row.county.code))
    tried, files = queries.try_design(design, row.county)
    if tried.installed is None or tried.pack is None:
        raise TaizhangError([problem for problem in tried.problems if problem.level == "error"])
    ledger = tried.pack.ledgers[design.id]
    actor.require(Permission.DESIGN_LEDGER, row.county.code, ledger)
    problems = [
        *unread_numbers(design).values(),
        *_named_alike(row, ledger),
        *_undecided(actor, row, design),
        *_retyped(row, ledger),
    ]
    if problems:
        raise TaizhangError(problems)
    install_designed(
        actor=actor,
        pack=tried.pack,
        files=files,
        seen=hash_texts(before) if before else "",
        org_unit=row.county.code,
        detail={"ledger": ledger.key, "asked_again": reasons(design)},
    )
    row.data, row.sample = design.as_data(), {}
    row.published_at, row.ledger_key = clock.now(), ledger.key
    row.save()
    return ledger


def _named_alike(row: LedgerDesign, ledger: Ledger) -> list[Problem]:
    """Two ledgers of one name in every list: nobody could tell which is asked for. Other counties' own do not count."""
    own, words = pack_id_of(row.county.code), folded(ledger.title.zh)
    for other in installed_packs().ledgers.values():
        ours = other.pack == own or not designed_files(other.pack)
        if ours and not other.system and other.key not in (row.changes, ledger.key) and folded(other.title.zh) == words:
            expected, found = Text("没用过的名称", "a name not used yet"), Text("已有同名台账", "another ledger's name")
            cure = Text("加年份等换个名称，或去改那份台账。", "Add a year or the like, or change that ledger instead.")
            return [Problem("design.title", "", expected, found, cure)]
    return []


def _undecided(actor: Actor, row: LedgerDesign, design: Design) -> list[Problem]:
    """Columns that most of these units told already, without a word on what to do about it."""
    found = queries.outlook(actor, row, design).told
    waiting = {item.field.id: item for item in found}
    problems = []
    for item in design.asked:
        held = waiting.get(item.id)
        if held is None or (item.told == ASK_AGAIN and len(item.reason.strip()) >= 2):
            continue
        title = held.ledger.title
        problems.append(
            _problem(
                item,
                Text("带入，或写再报的理由", "to take it, or a reason to ask again"),
                Text(f"“{title.zh}”里已有", f"a column held in {title.get('en')}"),
                Text("在这一栏选一种。", "Choose one at this column."),
            )
        )
    return problems


def _retyped(row: LedgerDesign, ledger: Ledger) -> list[Problem]:
    """Rows that were filed are read by today's types, so a field under which rows stand keeps its own."""
    old = installed_packs().ledgers.get(row.changes)
    if old is None or not queries.is_filed(row.changes):
        return []
    before = {item.id: item for item in old.fields}
    problems = []
    for item in ledger.fields:
        was = before.get(item.id)
        fewer = was is not None and was.type is FieldType.NUMBER and item.decimals < was.decimals
        if was is not None and (was.type is not item.type or fewer):
            problems.append(
                _problem(
                    DesignField(uid="", title=item.title.zh),
                    Text("原来的类型和小数位", "its type and decimals as they were"),
                    Text("改了，而已有填报", "changed, with rows filed"),
                    Text("改回去，另加一栏。", "Put it back and add another column."),
                )
            )
    return problems


def _problem(item: DesignField, expected: Text, found: Text, cure: Text) -> Problem:
    return Problem("design", "", expected, found, cure, key=f"“{item.title}”", data={"uid": item.uid})


def _error(expected: Text, found: Text, cure: Text) -> TaizhangError:
    return TaizhangError([Problem("design", "", expected, found, cure)])
