"""Who should file what, and how it stands; set-based, few queries for any number of units."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import ROLE_PERMISSIONS, Permission, Role
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.models import FilingTask, Submission, SubmissionState
from taizhang.ledgers.outcomes import FilingLine
from taizhang.ledgers.queries.corrected import judged_at, opened_again
from taizhang.ledgers.queries.duties import Owed, due_date, open_duties, owed_by
from taizhang.ledgers.queries.submissions import is_own_unit
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit, PostKind, RoleGrant
from taizhang.organisation.types import OpenFilings

LOOK_BACK = 2  # how many ended periods a person is still asked for
TASKS_LOOK_BACK = timedelta(days=92)  # how long after its deadline a task still asks


def visible_ledgers(actor: Actor) -> list[Ledger]:
    """Ledgers of which the actor may see, file or review something, by group and title."""
    found = [
        ledger
        for ledger in installed_packs().ledgers.values()
        if not ledger.system
        and any(
            actor.can(permission, ledger=ledger)
            for permission in (Permission.VIEW_LEDGER, Permission.FILE_LEDGER, Permission.REVIEW_LEDGER)
        )
    ]
    return sorted(found, key=lambda ledger: (ledger.pack, ledger.group, ledger.id))


def filing_periods(ledger: Ledger, day: date, count: int = LOOK_BACK) -> list[Period]:
    """The newest ended periods, newest first; the running one only where a journal is kept day by day."""
    periods = [Period.containing(day, ledger.period_kind).previous()]
    while len(periods) < count:
        periods.append(periods[-1].previous())
    return periods


def expected_filings(
    actor: Actor, ledger: Ledger, period: Period, permission: Permission = Permission.VIEW_LEDGER
) -> list[FilingLine]:
    """One line a unit that should file, within the actor's scope, in code order. Of another unit's draft only that it
    is begun. Those who send tasks also see whom to call."""
    scope = actor.scope(permission, ledger)
    owed = [item for item in owed_by([(ledger, period)])[ledger.key, period.code] if item.unit.code in scope]
    calls = actor.scope(Permission.ASK_LEDGER, ledger)
    whom = contacts({item.unit.code for item in owed} & calls, clock.today()) if calls else {}
    return [
        _for_reader(actor, replace(line, contact=whom.get(line.org_unit, "")))
        for line in _lines([(ledger, period, item) for item in owed])
    ]


def _for_reader(actor: Actor, line: FilingLine) -> FilingLine:
    before_others = (SubmissionState.DRAFT, SubmissionState.SIGNING)
    if line.state in before_others and not is_own_unit(actor, line.org_unit, line.ledger):
        return replace(line, submission=None, version=0)
    return line


def contacts(codes: Collection[str], day: date) -> dict[str, str]:
    """Whom to call at each unit: who files, then its head, each with the phone number where it is known. Who files is
    in the unit's clerk post, or where it has none has a role in which one files there. Two queries."""
    clerks: dict[str, list[str]] = {}
    heads: dict[str, list[str]] = {}
    phones: dict[tuple[str, int | None], str] = {}
    kinds = [str(PostKind.CLERK), str(PostKind.UNIT_HEAD), str(PostKind.SECTION_HEAD)]
    for item in org_queries.holders(day, org_units=codes, kinds=kinds):
        code, words = item.post.org_unit.code, f"{item.person_name} {item.phone}".strip()
        (clerks if item.post.kind == PostKind.CLERK else heads).setdefault(code, []).append(words)
        phones[code, item.user_id] = item.phone
    roles = [role for role in Role if Permission.FILE_LEDGER in ROLE_PERMISSIONS[role]]
    grants = RoleGrant.objects.on(day).filter(org_unit__code__in=codes, role__in=roles, zone=None, user__is_active=True)
    by_role: dict[str, list[str]] = {}
    for grant in grants.select_related("user", "org_unit").order_by("pk"):
        code = grant.org_unit.code
        by_role.setdefault(code, []).append(f"{grant.user} {phones.get((code, grant.user_id), '')}".strip())
    return {code: _call(clerks.get(code) or by_role.get(code, []), heads.get(code, [])) for code in codes}


def _call(filers: Sequence[str], heads: Sequence[str]) -> str:
    rest = [words for words in heads if words not in filers]
    if not filers:
        return "、".join(rest)
    return "；".join(
        ["、".join(dict.fromkeys(filers)), *(gettext("head: %(person)s") % {"person": words} for words in rest)]
    )


def my_filings(actor: Actor, day: date) -> list[FilingLine]:
    """What the actor's own units should file now: each ledger's last ended period, what filing tasks ask for, and what
    came back, of whatever period."""
    ledgers = {ledger.key: ledger for ledger in visible_ledgers(actor)}
    return _to_file(ledgers, {key: own_units(actor, ledger) for key, ledger in ledgers.items()}, day)


def unit_filings(code: str, day: date) -> list[FilingLine]:
    """The same of one unit, whoever files for it."""
    ledgers = {key: ledger for key, ledger in installed_packs().ledgers.items() if not ledger.system}
    return _to_file(ledgers, dict.fromkeys(ledgers, frozenset({code})), day)


def _to_file(ledgers: Mapping[str, Ledger], units: Mapping[str, frozenset[str]], day: date) -> list[FilingLine]:
    """Both by ledger key. units: codes of those that file it."""
    asked = {key: filing_periods(ledger, day, 1)[0] for key, ledger in ledgers.items() if units[key]}
    wanted = [(ledgers[key], period) for key, period in asked.items()]
    everywhere = frozenset().union(*units.values())
    for key, code in open_duties(everywhere, day - TASKS_LOOK_BACK):
        if key in asked and asked[key].code != code:
            wanted.append((ledgers[key], Period.parse(code)))
    owed = owed_by(wanted, everywhere)
    found = [
        (ledger, period, item)
        for ledger, period in wanted
        for item in owed[ledger.key, period.code]
        if item.unit.code in units[ledger.key]
    ]
    there = {(ledger.key, period.code, item.unit.pk) for ledger, period, item in found}
    back = [item for item in _came_back(units) if (item.ledger_key, item.period_code, item.org_unit_id) not in there]
    return _lines([*found, *_parts(back)])


def _came_back(units: Mapping[str, frozenset[str]]) -> list[Submission]:
    """What a reviewer sent back or opened for a correction."""
    states = (SubmissionState.RETURNED, SubmissionState.REOPENED)
    codes = frozenset().union(*units.values())
    found = Submission.objects.filter(state__in=states, ledger_key__in=list(units), org_unit__code__in=codes)
    return [item for item in found.select_related("org_unit") if item.org_unit.code in units[item.ledger_key]]


def _parts(filings: Sequence[Submission]) -> list[tuple[Ledger, Period, Owed]]:
    """Each unit's part in what it filed, also where nobody asks it for that any more."""
    packs = installed_packs()
    places = [(packs.ledger(item.ledger_key), Period.parse(item.period_code), item.org_unit) for item in filings]
    owed = owed_by([(ledger, period) for ledger, period, _unit in places], {unit.code for *_place, unit in places})
    asked = {(*place, item.unit.pk): item for place, items in owed.items() for item in items}
    return [
        (ledger, period, asked.get((ledger.key, period.code, unit.pk)) or Owed(unit, due_date(ledger, period)))
        for ledger, period, unit in places
    ]


def filing_line(ledger: Ledger, period: Period, org_unit: OrgUnit) -> FilingLine | None:
    """How one unit's filing stands, until when it is waited for and what its task says: the one answer for every page
    on which it is filed. None where nobody asks the unit for it."""
    owed = owed_by([(ledger, period)], [org_unit.code])[ledger.key, period.code]
    return next(iter(_lines([(ledger, period, item) for item in owed])), None)


def asked_filings(tasks: Collection[FilingTask]) -> dict[int, list[FilingLine]]:
    """By key of the standing task what it asks for, one line a unit in the order of pages. Who may see it is for the
    caller to say."""
    ledgers = installed_packs().ledgers
    asked = {
        (task.ledger_key, task.period_code): (ledgers[task.ledger_key], Period.parse(task.period_code))
        for task in tasks
        if task.ledger_key in ledgers
    }
    owed = owed_by(asked.values())
    found: dict[tuple[str, str], list[FilingLine]] = {key: [] for key in asked}
    for line in _lines([(*asked[key], item) for key, items in owed.items() for item in items]):
        found[line.ledger.key, line.period.code].append(line)
    return {task.pk: found.get((task.ledger_key, task.period_code), []) for task in tasks}


SINGLE = 3  # a school with its campuses


def is_one_unit(actor: Actor, ledger: Ledger | None = None) -> bool:
    """Whether the actor sees the ledgers, or this one, of one unit only: then its own periods say more than a board."""
    return len(actor.scope(Permission.VIEW_LEDGER, ledger) | actor.scope(Permission.FILE_LEDGER, ledger)) <= SINGLE


def ledgers_filed_at(actor: Actor) -> frozenset[str]:
    """Keys of the ledgers to which units in the actor's scope ever filed; for those who see one unit only."""
    found = Submission.objects.filter(org_unit__code__in=actor.scope(Permission.VIEW_LEDGER))
    return frozenset(found.order_by().values_list("ledger_key", flat=True).distinct())


def own_units(actor: Actor, ledger: Ledger) -> frozenset[str]:
    """Units that the actor files for as their own: grants of one unit, or of a whole bureau for its sections."""
    found: set[str] = set()
    for grant in actor.granting(Permission.FILE_LEDGER, ledger):  # each by itself: a delegated unit adds to one's own
        wide = len(grant.scope) > SINGLE
        found |= grant.scope.intersection(ledger.filed_by.codes) if wide else grant.scope
    return frozenset(found)


def _lines(wanted: Sequence[tuple[Ledger, Period, Owed]]) -> list[FilingLine]:
    states, today = _states(wanted), clock.today()
    opened = opened_again(states.values())
    names: dict[date, dict[str, str]] = {}
    for _, period, _ in wanted:
        if period.last not in names:
            names[period.last] = org_queries.names({item.unit.code for _, _, item in wanted}, period.last)
    lines = []
    for ledger, period, item in wanted:
        found = states.get((ledger.key, period.code, item.unit.pk))
        again = opened.get(found.pk) if found is not None else None
        handed_in = judged_at(found, again) if found is not None else None
        lines.append(
            FilingLine(
                ledger=ledger,
                period=period,
                org_unit=item.unit.code,
                org_name=names[period.last].get(item.unit.code, item.unit.code),
                due=item.due,
                state=found.state if found is not None else "",
                submission=found.pk if found is not None else None,
                version=found.version if found is not None else 0,
                handed_in_on=timezone.localtime(handed_in).date() if handed_in is not None else None,
                opened_on=timezone.localtime(again.at).date() if again is not None else None,
                today=today,
                duty=item.duty,
                reminders=item.reminders,
                reminded_on=item.reminded_on,
                note=item.note,
            )
        )
    return lines


def _states(wanted: Sequence[tuple[Ledger, Period, Owed]]) -> dict[tuple[str, str, int], Submission]:
    ledgers = {ledger.key for ledger, _, _ in wanted}
    periods = {period.code for _, period, _ in wanted}
    found = Submission.objects.filter(ledger_key__in=ledgers, period_code__in=periods)
    units = {item.unit.pk for _, _, item in wanted}
    if len(units) <= SINGLE:  # a school asks for its own; a board for everybody's, which needs no list of them
        found = found.filter(org_unit__in=units)
    return {(item.ledger_key, item.period_code, item.org_unit_id): item for item in found}


def open_filings(code: str, day: date) -> list[OpenFilings]:
    """What a unit that closes on a day leaves behind, one line a ledger: filings begun, waiting for review, returned
    or reopened. What it never began is not counted: it will not be asked for any more."""
    found = (
        Submission.objects.filter(org_unit__code=code, period_first__lte=day)
        .exclude(state=SubmissionState.ACCEPTED)
        .order_by("ledger_key")
        .values_list("ledger_key")
        .annotate(count=Count("pk"))
    )
    language, ledgers = language_of(), installed_packs().ledgers
    return [
        OpenFilings(code, ledgers[key].title.get(language) if key in ledgers else key, count) for key, count in found
    ]
