"""The workbook to fill in: empty, with what is filed, or with last period's values."""

from __future__ import annotations

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.exports import XLSX, file_response
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.requests import actor_of
from taizhang.engine.pack import Ledger, LedgerKind
from taizhang.engine.periods import Period
from taizhang.ledgers import queries
from taizhang.ledgers.models import Row, Submission
from taizhang.ledgers.template import Filled, template_workbook
from taizhang.ledgers.validation import code_lists_of
from taizhang.ledgers.views.common import in_a_row, ledger_of, period_of
from taizhang.ledgers.views.origins import words_of
from taizhang.organisation.models import OrgUnit


@require_safe
def template_download(request: HttpRequest, ledger_key: str, period: str) -> HttpResponse:
    """The template; with `org` and `from` (filed, beside, copied) the unit's own values are in it, for those who may
    see them whole; without `from`, what the ledger takes from other ledgers, in grey. Where there is nothing it comes
    empty."""
    actor, ledger = actor_of(request), ledger_of(request, ledger_key)
    wanted, packs = period_of(period, ledger), installed_packs()
    filled = _filled(request.GET.get("from", ""), ledger)
    org = request.GET.get("org", "")
    rows: list[Row] = []
    if filled is not Filled.EMPTY:
        rows = _rows(actor, ledger, wanted, org, filled)
    came, sources = _taken(actor, ledger, wanted, org) if filled is Filled.EMPTY else ([], {})
    body = template_workbook(
        ledger=ledger,
        period=wanted,
        pack_version=packs.pack(ledger.pack).version,
        code_lists=code_lists_of(ledger, packs),
        rows=[orjson.loads(row.data) for row in rows] or came,
        filled=filled,
        org_unit=org,
        taken={name: f"《{other.title.zh}》{held.title.zh}" for name, (other, held) in sources.items()},
    )
    words = {Filled.FILED: _("(as filed)"), Filled.BESIDE: _("(last period beside)"), Filled.COPIED: _("(to confirm)")}
    return file_response(body, f"{ledger.title.zh}-{wanted.code}{words.get(filled, '') if rows else ''}.xlsx", XLSX)


def _taken(
    actor: Actor, ledger: Ledger, period: Period, org: str
) -> tuple[list[dict[str, object]], dict[str, tuple[Ledger, Period]]]:
    """What the ledger takes from other ledgers for a unit that the actor files for: rows, and field -> from where."""
    may = bool(org) and any(field.source_ledger for field in ledger.fields)
    may = may and actor.can(Permission.FILE_LEDGER, org, ledger)
    if not may or (queries.personal_fields(ledger) and not queries.sees_personal(actor, ledger, org)):
        return [], {}
    found = queries.taken(ledger, period, get_object_or_404(OrgUnit, code=org))
    return found.rows, {name: source for name, source in found.sources.items() if name not in ledger.row_key}


def may_bring_last(ledger: Ledger, period: Period, unit: OrgUnit) -> bool:
    """Whether last period's values can be brought along. What happened in one period says nothing of the next, so a
    journal has none."""
    before = queries.accepted_before(ledger, period, unit) if ledger.kind is not LedgerKind.JOURNAL else None
    # Of a nil return there is nothing to bring.
    if before is None or before.accepted_version is None:
        return False
    return before.versions.filter(number=before.accepted_version, row_count__gt=0).exists()


def brought_from(actor: Actor, ledger: Ledger, period: Period, unit: OrgUnit) -> str:
    """The other ledgers whose values the plain template brings along, with their periods; "" when it comes empty."""
    rows, sources = _taken(actor, ledger, period, unit.code)
    return in_a_row(dict.fromkeys(words_of(*source) for source in sources.values())) if rows else ""


def _filled(name: str, ledger: Ledger) -> Filled:
    try:
        filled = Filled(name)
    except ValueError as error:
        raise Http404 from error
    if filled in (Filled.BESIDE, Filled.COPIED) and ledger.kind is LedgerKind.JOURNAL:
        raise Http404
    return filled


def _rows(actor: Actor, ledger: Ledger, period: Period, org: str, filled: Filled) -> list[Row]:
    """Handed out as an export, so the log has it. Raises Http404 for a unit that is not the actor's to file for."""
    if not actor.can(Permission.FILE_LEDGER, org, ledger):
        raise Http404
    if queries.personal_fields(ledger) and not queries.sees_personal(actor, ledger, org):
        raise NotAllowed(Permission.VIEW_PERSONAL)
    unit = get_object_or_404(OrgUnit, code=org)
    if filled is Filled.FILED:
        source = Submission.objects.filter(org_unit=unit, ledger_key=ledger.key, period_code=period.code).first()
        version = source.version if source is not None else None
    else:
        source = queries.accepted_before(ledger, period, unit)
        version = source.accepted_version if source is not None else None
    if source is None or not version:
        return []
    rows = queries.current_rows(source, version)
    filters = {"template": period.code, "values": filled.value}
    audit.record_export(actor=actor, obj=source, org_unit=org, rows=len(rows), filters=filters)
    return rows
