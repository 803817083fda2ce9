"""What the audit log keeps of reading: personal data seen, figures taken along."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.figures.types import FigureValue, RowPage


@transaction.atomic
def record_personal_view(*, actor: Actor, figure: FigureValue, page: RowPage, fields: list[str]) -> None:
    """One event for a page of rows with personal data shown whole."""
    name = f"{figure.indicator_key} {figure.org_unit} {figure.period_code} {page.term.name} {page.number}"
    audit.record_personal_view(actor=actor, obj=name, org_unit=figure.org_unit, fields=fields)


@transaction.atomic
def record_export(*, actor: Actor, what: str, org_unit: str, rows: int, filters: Mapping[str, object]) -> None:
    """One event for a file taken along. Raises NotAllowed without the permission to export here."""
    actor.require(Permission.EXPORT, org_unit)
    audit.record_export(actor=actor, obj=what, org_unit=org_unit, rows=rows, filters=filters)
