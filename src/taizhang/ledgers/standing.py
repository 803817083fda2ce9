"""What the ledgers say of a post that changes hands, and of a unit that is merged, moved, renamed or closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import PeriodKind
from taizhang.ledgers.models import OPEN_STATES, FilingDuty, FilingTask, Submission, SubmissionState, SubmissionVersion
from taizhang.ledgers.outcomes import FilingLine
from taizhang.ledgers.queries import asked_filings, review_queue, unit_filings
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import Post
from taizhang.organisation.types import Effect, PostWork, UnitChange

_NAMED = 12  # units still missing that the sheet names; what is more is counted, so that the sheet stays one page


def work_of_post(post: Post, holder: int | None, day: date) -> list[PostWork]:
    """Filings of the post's unit that wait, reviews that wait for its holder, filing tasks that were sent from it and
    still miss somebody, and what the unit files in a year."""
    code, language = post.org_unit.code, language_of()
    lines = unit_filings(code, day)
    waiting = [
        PostWork(
            "filing",
            f"{line.ledger.title.get(language)} · {line.period.title.get(language)}",
            line.until,
            str(SubmissionState(line.state).label) if line.state else _("nothing filed yet"),
            url=reverse("ledgers:filing-page", args=[line.ledger.key, line.period.code, code]),
        )
        for line in lines
        if line.waits_for_filer
    ]
    ledgers = {line.ledger.key: line.ledger for line in lines}
    yearly = [PostWork("year", ledger.title.get(language), note=_rhythm(ledger)) for ledger in ledgers.values()]
    return [*waiting, *_reviews(holder, language), *_sent_out(post, holder, language), *yearly]


def _sent_out(post: Post, holder: int | None, language: str) -> list[PostWork]:
    """Who left the post took no task along: what an earlier holder sent while in it goes to the next as well."""
    sent = Q(sent_by=holder) if holder is not None else Q(pk__in=[])
    for held in post.holdings.filter(user__isnull=False):
        then = Q(sent_by=held.user_id, sent_at__date__gte=held.valid_from)
        sent |= then & Q(sent_at__date__lt=held.valid_to) if held.valid_to else then
    tasks = {task.pk: task for task in FilingTask.objects.filter(sent, called_off_at__isnull=True)}
    found = []
    for key, lines in asked_filings(tasks.values()).items():
        missing = [line for line in lines if line.waits_for_filer]
        if not missing:
            continue
        ledger, period, task = missing[0].ledger, missing[0].period, tasks[key]
        done = _("%(done)d of %(all)d handed in") % {"done": len(lines) - len(missing), "all": len(lines)}
        found.append(
            PostWork(
                "sent",
                f"{ledger.title.get(language)} · {period.title.get(language)}",
                task.due_on,
                done,
                _missing(missing, ", " if language == "en" else "、"),
                f"{reverse('ledgers:ledger-detail', args=[ledger.key])}?period={period.code}",
            )
        )
    return found


def _missing(lines: Sequence[FilingLine], comma: str) -> str:
    named = comma.join(line.org_name for line in lines[:_NAMED])
    if len(lines) <= _NAMED:
        return _("missing: %(units)s") % {"units": named}
    return _("missing: %(units)s and %(n)d more") % {"units": named, "n": len(lines) - _NAMED}


def _reviews(holder: int | None, language: str) -> list[PostWork]:
    user = User.objects.filter(pk=holder).first() if holder is not None else None
    if user is None:
        return []
    actor, packs = org_queries.actor_for(user), installed_packs()
    own = replace(actor, grants=tuple(grant for grant in actor.grants if grant.giver is None))
    counts = Counter(review_queue(own).values_list("ledger_key", flat=True))
    return [
        PostWork(
            "review",
            packs.ledger(key).title.get(language),
            state=_("%(count)d waiting") % {"count": count},
            url=f"{reverse('ledgers:review-queue')}?ledger={key}",
        )
        for key, count in sorted(counts.items())
    ]


def _rhythm(ledger: Ledger) -> str:
    """How often, and until when after the period."""
    often = {
        PeriodKind.YEAR: _("every year"),
        PeriodKind.HALF_YEAR: _("every half-year"),
        PeriodKind.QUARTER: _("every quarter"),
        PeriodKind.MONTH: _("every month"),
        PeriodKind.ACADEMIC_YEAR: _("every school year"),
        PeriodKind.TERM: _("every term"),
    }.get(ledger.period_kind, "")
    return _("%(often)s, within %(days)d days after its end") % {"often": often, "days": ledger.deadline_days}


def effects(actor: Actor, change: UnitChange) -> list[Effect]:
    """Filings and rows keep the old code; what waits must be filed or called off by somebody."""
    of_unit = Submission.objects.filter(org_unit__code=change.org_unit)
    filed = of_unit.filter(version__gt=0)
    newest = SubmissionVersion.objects.filter(submission__in=filed, number=F("submission__version"))
    rows = newest.aggregate(rows=Sum("row_count"))["rows"] or 0
    opens = actor.can(Permission.VIEW_LEDGER, change.org_unit)
    url = reverse("ledgers:ledger-list") if opens else ""
    begun = of_unit.filter(period_first__lte=change.on)
    unfinished = begun.filter(state__in=(*OPEN_STATES, SubmissionState.SIGNING)).count()
    in_review = begun.filter(state=SubmissionState.SUBMITTED).count()
    asked = _asked(change)
    ends = change.kind in ("close", "merge")
    who = _("They keep the code of the unit; who answers for the other unit sees them.") if ends else ""
    return [
        Effect(_("filings kept under the unit's code"), filed.count(), who, url, stays=True),
        Effect(_("rows in them"), rows, _("Comparisons can be restated to the tree of now."), url, stays=True),
        Effect(_("filings not handed in"), unfinished, _("Finish them before, or say who does."), url, decide=ends),
        Effect(_("filings under review"), in_review, _("They are decided on under the unit's code."), url, stays=True),
        Effect(
            _("filing tasks with a later deadline, still open"),
            asked["open"],
            _("Excuse the unit, or add the other one.")
            if change.kind == "merge"
            else _("Excuse the unit.")
            if ends
            else "",
            decide=ends,
        ),
        Effect(
            _("filing tasks of periods that end later, still open"),
            asked["lapses"],
            _("They lapse: the unit is closed by the end of the period.") if ends else "",
            stays=ends,
        ),
        Effect(
            _("filing tasks with a later deadline, filed"),
            asked["filed"],
            _("Nothing to do; they wait for review."),
            stays=True,
        ),
        Effect(
            _("filing tasks with a later deadline, accepted"),
            asked["accepted"],
            _("Nothing to do; they count as filed."),
            stays=True,
        ),
    ]


def _asked(change: UnitChange) -> Counter[str]:
    """Standing tasks of the unit with a deadline on or after the day, by what it did about them: open, filed, accepted;
    lapses: open, of a period that goes on. A filing that was accepted once and is being corrected counts as accepted:
    figures go on reading it."""
    same = Submission.objects.filter(
        org_unit=OuterRef("org_unit"),
        ledger_key=OuterRef("task__ledger_key"),
        period_code=OuterRef("task__period_code"),
    )
    duties = FilingDuty.objects.filter(
        org_unit__code=change.org_unit, excused_at__isnull=True, task__called_off_at__isnull=True, due_on__gte=change.on
    ).annotate(state=Subquery(same.values("state")), accepted=Subquery(same.values("accepted_version")))
    return Counter(
        "accepted"
        if accepted is not None
        else "filed"
        if state == SubmissionState.SUBMITTED
        else "open"
        if period_last < change.on
        else "lapses"
        for state, accepted, period_last in duties.values_list("state", "accepted", "task__period_last")
    )
