"""What was said of columns before."""

from __future__ import annotations

from taizhang.engine.pack import Ledger
from taizhang.ledgers.models import RememberedColumns
from taizhang.organisation.models import OrgUnit


def remembered_columns(ledger: Ledger, org_unit: OrgUnit) -> dict[str, str]:
    """Key of a title -> field id, "" for not needed."""
    found = RememberedColumns.objects.filter(org_unit=org_unit, ledger_key=ledger.key).first()
    return dict(found.answers) if found is not None else {}
