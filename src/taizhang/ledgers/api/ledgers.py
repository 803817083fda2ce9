"""What the ledgers ask: fields, checks, code lists, the data dictionary; and what is due."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router

from taizhang.core import clock
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.rest import words
from taizhang.core.rest_route import needs, said
from taizhang.core.scopes import Scope
from taizhang.engine.pack import Field, Ledger
from taizhang.ledgers import queries
from taizhang.ledgers.api import schemas
from taizhang.ledgers.api.common import READS_LEDGERS, ledger_of, require_any
from taizhang.ledgers.table_schema import table_schema
from taizhang.ledgers.validation import code_lists_of

router = Router(tags=["ledgers"], by_alias=True)
READ = needs(Scope.LEDGERS_READ)


@router.get(
    "/ledgers", response=schemas.LedgerList, summary=said("The ledgers that the token may see"), openapi_extra=READ
)
def ledger_list(request: HttpRequest) -> dict[str, Any]:
    require_any(request, *READS_LEDGERS)
    return {"items": [_line(ledger) for ledger in queries.visible_ledgers(actor_of(request))]}


@router.get(
    "/ledgers/{key}",
    response=schemas.LedgerOut,
    summary=said("One ledger: fields, checks, code lists, who files it and when"),
    openapi_extra=READ,
)
def ledger_detail(request: HttpRequest, key: str) -> dict[str, Any]:
    ledger = ledger_of(request, key)
    who = ledger.filed_by
    return {
        **_line(ledger),
        "description": words(ledger.description),
        "reference": ledger.reference,
        "row_key": list(ledger.row_key),
        "date_field": ledger.date_field,
        "unit_field": ledger.unit_field,
        "deadline_days": ledger.deadline_days,
        "filed_by": {
            "kinds": list(who.kinds),
            "stages": list(who.stages),
            "ownerships": list(who.ownerships),
            "codes": list(who.codes),
        },
        "fields": [_field(field) for field in ledger.fields],
        "checks": [
            {
                "id": check.id,
                "depth": check.depth.value,
                "level": check.level,
                "message": words(check.message),
                "field": check.field,
            }
            for check in ledger.checks
        ],
        "code_lists": [
            {
                "name": name,
                "title": words(found.title),
                "codes": [{"code": code, "title": words(text)} for code, text in found.codes.items()],
            }
            for name, found in code_lists_of(ledger, installed_packs()).items()
        ],
    }


@router.get(
    "/ledgers/{key}/schema",
    response=schemas.TableSchemaOut,
    by_alias=True,
    summary=said("The ledger's data dictionary as a Frictionless Table Schema"),
    openapi_extra=READ,
)
def ledger_schema(request: HttpRequest, key: str) -> dict[str, Any]:
    ledger = ledger_of(request, key)
    return table_schema(ledger, code_lists_of(ledger, installed_packs()))


@router.get(
    "/filings",
    response=schemas.FilingList,
    summary=said("What the owner's own units should file now, and how it stands"),
    openapi_extra=needs(Scope.LEDGERS_FILE),
)
def filings_due(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    actor.require(Permission.FILE_LEDGER)
    lines = queries.my_filings(actor, clock.today())
    return {
        "items": [
            {
                "ledger": line.ledger.key,
                "title": words(line.ledger.title),
                "period": line.period.code,
                "org_unit": line.org_unit,
                "org_name": line.org_name,
                "due": line.until,
                "state": line.state,
                "submission": line.submission,
                "version": line.version,
            }
            for line in sorted(lines, key=lambda line: (line.until or date.max, line.ledger.key, line.org_unit))
        ]
    }


def _line(ledger: Ledger) -> dict[str, Any]:
    return {
        "key": ledger.key,
        "title": words(ledger.title),
        "pack": ledger.pack,
        "kind": ledger.kind.value,
        "period_kind": ledger.period_kind.value,
        "group": ledger.group,
        "field_count": len(ledger.fields),
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "id": field.id,
        "title": words(field.title),
        "type": field.type.value,
        "required": field.required,
        "unit": field.unit,
        "decimals": field.decimals,
        "code_list": field.code_list,
        "minimum": None if field.minimum is None else format(field.minimum, "f"),
        "maximum": None if field.maximum is None else format(field.maximum, "f"),
        "pattern": field.pattern,
        "format": field.format,
        "mask": field.mask.value,
        "description": words(field.description),
        "example": str(field.example),
    }
