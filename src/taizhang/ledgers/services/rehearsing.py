"""Rehearsals: short ones at once, long ones by the background worker, whose result is kept for who asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.jobs import start_job
from taizhang.core.models import Job
from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers import queries
from taizhang.ledgers.designing.design import Design
from taizhang.ledgers.models import LedgerDesign, RehearsalResult
from taizhang.ledgers.queries import Rehearsal, Source, Told

REHEARSAL_KIND = "ledger-rehearsal"
_KEPT = 20  # results of one person


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ledger as it is or as it is designed, and the filings to try it on. source: None when nobody filed any."""

    ledger: Ledger
    packs: InstalledPacks
    source: Source | None


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """result None: not run yet; then job tells whether the worker is at it, and rows how long it will be."""

    wanted: Wanted
    result: Rehearsal | None = None
    job: Job | None = None


def wanted_of_design(actor: Actor, design: int) -> Wanted | None:
    """None while the design cannot be read. Where nobody filed the ledger yet, its rules are tried on the ledger that
    it was copied from, or the one that holds most of its columns."""
    row = queries.design_for(actor, design)
    return wanted_by_outlook(actor, row, queries.outlook(actor, row, Design.from_data(row.data)))


def wanted_by_outlook(actor: Actor, row: LedgerDesign, view: queries.Outlook) -> Wanted | None:
    """`wanted_of_design` for a page that has read the design already."""
    if view.ledger is None or view.packs is None or view.period is None:
        return None
    return _wanted(actor, view.ledger, view.period, view.packs, view.told, _begun_from(row.changes) or row.source)


def wanted_of_task(actor: Actor, ledger: Ledger, period: Period) -> Wanted:
    """The same for a ledger that is published: what its design began from is asked of the design."""
    told = queries.told(ledger, period, [unit.org_unit.code for unit in queries.askable_units(actor, ledger, period)])
    return _wanted(actor, ledger, period, installed_packs(), told, _begun_from(ledger.key))


def _begun_from(ledger_key: str) -> str:
    """What the design of a published ledger began from; "" for a ledger that nobody designed here."""
    begun = LedgerDesign.objects.filter(ledger_key=ledger_key, changes="", published_at__isnull=False)
    return begun.order_by("-published_at").values_list("source", flat=True).first() or ""


def _wanted(
    actor: Actor, ledger: Ledger, period: Period, packs: InstalledPacks, told: Sequence[Told], source: str
) -> Wanted:
    """source: key of the ledger that it was copied from, tried first; then the one that holds most of its columns,
    taken from there or asked again."""
    held = {item.field.id: item.ledger.key for item in told}
    keys = Counter(key for field in ledger.fields if (key := field.source_ledger or held.get(field.id, "")))
    others = [key for key, _count in keys.most_common()]
    named = [source] if source in packs.ledgers else []
    return Wanted(ledger, packs, queries.rehearsal_source(actor, ledger, period, packs, [*named, *others]))


def rehearsal_of(actor: Actor, wanted: Wanted) -> Rehearsed:
    """The result, when it is short or was worked out before."""
    source = wanted.source
    if source is None:
        return Rehearsed(wanted)
    if not source.is_long(wanted.ledger):
        return Rehearsed(wanted, queries.rehearse(wanted.ledger, source, wanted.packs))
    digest = queries.digest_of(wanted.ledger, source, wanted.packs)
    kept = RehearsalResult.objects.filter(user_id=actor.user_id or 0, digest=digest).select_related("job").first()
    if kept is None:
        return Rehearsed(wanted)
    result = Rehearsal.from_data(kept.result) if kept.result is not None else None
    return Rehearsed(wanted, result, kept.job)


@transaction.atomic
def start_rehearsal(*, actor: Actor, wanted: Wanted, design: int = 0, period: str = "") -> RehearsalResult:
    """Have the worker try a ledger on many rows. design: of a draft; else the ledger as it is, for a period."""
    source = wanted.source
    if source is None or actor.user_id is None:
        raise NotAllowed(Permission.VIEW_LEDGER)
    digest = queries.digest_of(wanted.ledger, source, wanted.packs)
    old = RehearsalResult.objects.filter(user_id=actor.user_id)
    old.filter(pk__in=list(old.values_list("pk", flat=True)[_KEPT:])).delete()
    kept, _made = RehearsalResult.objects.update_or_create(
        user_id=actor.user_id, digest=digest, defaults={"result": None, "made_at": clock.now()}
    )
    arguments = {"rehearsal": kept.pk, "design": design, "ledger": wanted.ledger.key, "period": period}
    title = _("Rehearsal of %(ledger)s") % {"ledger": wanted.ledger.title.zh}
    kept.job = start_job(kind=REHEARSAL_KIND, title=title, arguments=arguments, actor=actor)
    kept.save(update_fields=["job"])
    return kept


def work_out(*, actor: Actor, kept: RehearsalResult, design: int, ledger: str, period: str) -> Rehearsal | None:
    """The worker's part; repeatable. None when the design changed or went meanwhile: its page asks anew."""
    if design:
        wanted = wanted_of_design(actor, design)
    else:
        wanted = wanted_of_task(actor, installed_packs().ledger(ledger), Period.parse(period))
    if wanted is None or wanted.source is None:
        return None
    if queries.digest_of(wanted.ledger, wanted.source, wanted.packs) != kept.digest:
        return None
    result = queries.rehearse(wanted.ledger, wanted.source, wanted.packs)
    RehearsalResult.objects.filter(pk=kept.pk).update(result=result.as_data(), made_at=clock.now())
    return result
