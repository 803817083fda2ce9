"""What filings and filing tasks are called in the audit log."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from taizhang.core.audit_objects import register_audit_names
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.templatetags.taizhang import period_title
from taizhang.ledgers.models import FilingTask, Submission
from taizhang.organisation.audit_names import units_found, units_named


def register_all() -> None:
    register_audit_names("ledgers.Submission", _filings, finder=_filings_named)
    register_audit_names(
        "ledgers.FilingTask", _tasks, finder=lambda words: FilingTask.objects.filter(ledger_key__in=_ledgers(words))
    )


def _filings(ids: Sequence[str]) -> dict[str, str]:
    found = Submission.objects.filter(pk__in=ids).values_list("pk", "ledger_key", "period_code", "org_unit__code")
    units = units_named({str(pk): code for pk, _key, _period, code in found})
    return {str(pk): f"{_called(key, period)} {units[str(pk)]}" for pk, key, period, _code in found}


def _tasks(ids: Sequence[str]) -> dict[str, str]:
    found = FilingTask.objects.filter(pk__in=ids).values_list("pk", "ledger_key", "period_code")
    return {str(pk): _called(key, period) for pk, key, period in found}


def _filings_named(words: str) -> QuerySet[Submission]:
    """By the ledger, or by the unit."""
    units = units_found(words)
    return Submission.objects.filter(Q(ledger_key__in=_ledgers(words)) | Q(org_unit__code__in=units))


def _ledgers(words: str) -> list[str]:
    return [ledger.key for ledger in installed_packs().ledgers.values() if words in ledger.title.get(language_of())]


def _called(ledger_key: str, period: str) -> str:
    ledger = installed_packs().ledgers.get(ledger_key)
    return f"{ledger.title.get(language_of()) if ledger else ledger_key} {period_title(period)}"
