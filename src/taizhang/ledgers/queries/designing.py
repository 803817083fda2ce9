"""Designs of a person, what they may begin from, and what a design would be as a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import Http404

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.designed_packs import Tried, designed_files, try_files
from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.designing.beginning import Sample
from taizhang.ledgers.designing.design import Design
from taizhang.ledgers.designing.pack_files import name_what_is_unnamed, pack_id_of, with_ledger
from taizhang.ledgers.designing.places import Places, place_problems
from taizhang.ledgers.drafting import texts_of
from taizhang.ledgers.models import LedgerDesign, Submission
from taizhang.ledgers.queries.asking import Told, proposed_minutes, told
from taizhang.ledgers.queries.filings import filing_periods
from taizhang.ledgers.queries.submissions import current_rows
from taizhang.ledgers.reading.cells import readers_for
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit, OrgUnitSpell
from taizhang.packs.diff import PackChange, diff_packs


def my_designs(actor: Actor) -> QuerySet[LedgerDesign]:
    """Those that this person has not published yet: nobody else's are ever seen."""
    return LedgerDesign.objects.filter(user_id=actor.user_id or 0, published_at__isnull=True)


def design_for(actor: Actor, pk: int) -> LedgerDesign:
    """Raises Http404 for one that is another's, published or gone."""
    found = my_designs(actor).select_related("county").filter(pk=pk).first()
    if found is None or not designs_for(actor, found.county):
        raise Http404
    return found


def published_as(actor: Actor, pk: int) -> str:
    """Key of the ledger that this person's own draft became; "" for any other."""
    found = LedgerDesign.objects.filter(pk=pk, user_id=actor.user_id or 0, published_at__isnull=False).first()
    return found.ledger_key if found is not None and found.ledger_key in installed_packs().ledgers else ""


def county_of(actor: Actor) -> OrgUnit:
    """Whose pack this person's ledgers go into: the top of the tree above the person's place. Raises NotAllowed for one
    who may not design there."""
    actor.require(Permission.DESIGN_LEDGER)
    standing = OrgUnitSpell.objects.on(clock.today()).select_related("org_unit")
    place = standing.filter(org_unit__code=actor.home).first()
    while place is not None and (above := standing.filter(org_unit=place.parent_id).first()) is not None:
        place = above
    if place is None or not designs_for(actor, place.org_unit):
        raise NotAllowed(Permission.DESIGN_LEDGER)
    return place.org_unit


def may_design(actor: Actor) -> bool:
    try:
        county_of(actor)
    except NotAllowed:
        return False
    return True


def designs_for(actor: Actor, county: OrgUnit) -> bool:
    return designs_for_all(actor, county) or bool(reviewers_of(actor, county))


def designs_for_all(actor: Actor, county: OrgUnit) -> bool:
    """A role over the county: its designs may name any section as the reviewer, or none. A section's own people design
    only what their section reviews."""
    return actor.can(Permission.DESIGN_LEDGER, county.code)


def reviewers_of(actor: Actor, county: OrgUnit) -> list[OrgUnitSpell]:
    """The sections that a design of this person may name as its reviewer."""
    sections = org_queries.units_below(county.code, kind="section", day=clock.today())
    if designs_for_all(actor, county):
        return sections
    grants = [grant for grant in actor.granting(Permission.DESIGN_LEDGER) if county.code in grant.county]
    own = {grant.org_unit for grant in grants}
    return [section for section in sections if section.org_unit.code in own]


def keep_to_rights(actor: Actor, design: Design, county: OrgUnit) -> None:
    """Group and reviewer as this person may choose them."""
    groups = groups_of(actor)
    if groups and design.group not in groups:
        design.group = groups[0]
    if not designs_for_all(actor, county):
        sections = [section.org_unit.code for section in reviewers_of(actor, county)]
        if sections and design.reviewer not in sections:
            design.reviewer = sections[0]


def groups_of(actor: Actor) -> list[str]:
    """Ledger groups that this person is kept to; [] for one who may design for all."""
    grants = [grant for grant in actor.grants if Permission.DESIGN_LEDGER in actor.permissions.get(grant.role, ())]
    groups = {grant.ledger_group for grant in grants}
    return [] if "" in groups else sorted(groups)


def own_ledgers(actor: Actor, county: OrgUnit) -> list[Ledger]:
    """Published designs of the county, which this person may change."""
    pack = installed_packs().packs.get(pack_id_of(county.code))
    ledgers = pack.ledgers.values() if pack is not None else ()
    return [ledger for ledger in ledgers if actor.can(Permission.DESIGN_LEDGER, county.code, ledger)]


def is_filed(ledger_key: str) -> bool:
    """Whether rows stand under its field ids, so that their types must stay."""
    return Submission.objects.filter(ledger_key=ledger_key).exists()


def try_design(design: Design, county: OrgUnit) -> tuple[Tried, dict[str, str]]:
    """The county's pack with this design in it, read as any pack is; and its files. Names what has no id yet."""
    pack_id = pack_id_of(county.code)
    files = designed_files(pack_id)
    taken = [name.removeprefix("ledgers/").removesuffix(".yaml") for name in files if name.startswith("ledgers/")]
    name_what_is_unnamed(design, taken)
    name = org_queries.names([county.code], clock.today()).get(county.code, county.code)
    made = with_ledger(files, design, pack_id=pack_id, title=f"{name}自建台账", authority=name, today=clock.today())
    return try_files(pack_id, made), made


@dataclass(slots=True)
class WrongCell:
    """row: 1-based among the sample; field: its uid."""

    row: int
    uid: str
    problem: Problem


@dataclass(slots=True)
class Outlook:
    """A design as the page shows it. ledger, packs: None while it cannot be read; then places say why."""

    places: Places
    ledger: Ledger | None = None
    packs: InstalledPacks | None = None
    period: Period | None = None
    units: tuple[str, ...] = ()
    minutes: int = 0
    told: list[Told] = field(default_factory=list)
    wrong: list[WrongCell] = field(default_factory=list)


def outlook(actor: Actor, row: LedgerDesign, design: Design) -> Outlook:
    """What it asks, of whom, what that costs, what is held already, and how the workbook's first rows would be read."""
    tried, _files = try_design(design, row.county)
    found = Outlook(place_problems(tried.problems, design))
    if tried.installed is None or tried.pack is None:
        found.told = _told_of_the_rest(actor, row, design, found.places)
        return found
    ledger = tried.pack.ledgers[design.id]
    period = filing_periods(ledger, clock.today(), 1)[0]
    scope = actor.scope(Permission.DESIGN_LEDGER, ledger)
    found.ledger, found.packs, found.period = ledger, tried.installed, period
    found.units = tuple(unit.code for unit in org_queries.filing_units(ledger.filed_by, period) if unit.code in scope)
    found.minutes = proposed_minutes(ledger, period, rows=design.rows_each)
    found.told = told(ledger, period, found.units)
    found.wrong = _wrong_cells(design, ledger, tried.installed, row.sample)
    return found


def _told_of_the_rest(actor: Actor, row: LedgerDesign, design: Design, places: Places) -> list[Told]:
    """What is held already of the columns that can be read, so that neither a column without a name nor a check that is
    not finished hides a decision."""
    rest = Design.from_data(design.as_data())
    rest.fields = [item for item in rest.fields if item.uid not in places.fields]
    rest.checks = []
    tried, _files = try_design(rest, row.county)
    if tried.pack is None:
        return []
    ledger = tried.pack.ledgers[rest.id]
    period = filing_periods(ledger, clock.today(), 1)[0]
    scope = actor.scope(Permission.DESIGN_LEDGER, ledger)
    return told(ledger, period, {unit.code for unit in org_queries.filing_units(ledger.filed_by, period)} & scope)


def _wrong_cells(design: Design, ledger: Ledger, packs: InstalledPacks, sample: Sample) -> list[WrongCell]:
    items = [item for item in design.asked if sample.get(item.uid) and item.format != "org_unit"]
    fields = {field.id: field for field in ledger.fields}
    readers = readers_for([fields[item.id] for item in items], code_lists_of(ledger, packs), frozenset())
    wrong: list[WrongCell] = []
    for item in items:
        _typed, problems = readers[item.id].read([None if cell == "" else cell for cell in sample[item.uid]], str, "")
        wrong += [WrongCell(int(problem.key) + 1, item.uid, problem) for problem in problems]
    return sorted(wrong, key=lambda cell: cell.row)


def told_samples(actor: Actor, found: Sequence[Told]) -> dict[tuple[str, str], str]:
    """(ledger key, field id) -> a value that one unit filed, as this person may see it. Two queries a ledger."""
    samples: dict[tuple[str, str], str] = {}
    packs = installed_packs()
    for ledger, period in dict.fromkeys((item.ledger.key, item.period) for item in found):
        other = packs.ledger(ledger)
        filed = Submission.objects.filter(
            ledger_key=ledger,
            period_code=period.code,
            accepted_version__isnull=False,
            org_unit__code__in=actor.scope(Permission.VIEW_LEDGER, other),
        )
        first = filed.order_by("org_unit__code").first()
        rows = current_rows(first, first.accepted_version)[:1] if first is not None else []
        for row in rows:
            texts = texts_of(row, other, code_lists_of(other, packs))
            for item in found:
                if item.ledger.key == ledger:  # never a personal field: `told` leaves them out
                    samples[ledger, item.other.id] = texts.get(item.other.id, "")
    return samples


def changes_of(row: LedgerDesign, design: Design) -> list[PackChange]:
    """What publishing would change in a ledger that is published already; [] for a new one."""
    tried, _files = try_design(design, row.county)
    old = installed_packs().packs.get(pack_id_of(row.county.code))
    if not row.changes or tried.pack is None or old is None:
        return []
    return [change for change in diff_packs(old, tried.pack) if change.kind != "pack"]
