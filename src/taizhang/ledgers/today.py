"""What filing and review ask of a person today, and what changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Min, Q, Value
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.today import ChangeItem, TodayItem
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.models import Submission, SubmissionEvent, SubmissionState
from taizhang.ledgers.queries import Gap, gaps, is_one_unit, my_filings, review_queue, sign_queue
from taizhang.organisation import queries as org_queries

CHANGES = 10  # lines
SIGNATURES = 4  # from so many on, a line a ledger


def filings_to_do(actor: Actor, day: date) -> list[TodayItem]:
    """Own units' filings that wait for them, as `my_filings` knows them."""
    if not actor.can(Permission.FILE_LEDGER):
        return []
    language = language_of()
    items = []
    waiting = [line for line in my_filings(actor, day) if line.waits_for_filer]
    missing = gaps(actor, waiting)
    for line in waiting:
        gap = missing[line.ledger.key, line.period.code, line.org_unit]
        thing = f"{line.ledger.title.get(language)} · {line.period.title.get(language)}"
        lent = actor.lender(Permission.FILE_LEDGER, line.org_unit, line.ledger)
        verb, words, kind = pgettext("verb", "File"), _missing(gap), "todo"
        url = reverse("ledgers:filing-page", args=[line.ledger.key, line.period.code, line.org_unit])
        if line.submission is not None:
            # What came back is told on the filing's own page, with the reviewer's words.
            url = reverse("ledgers:submission-detail", args=[line.submission])
            verb, words, kind = _begun_line(line.state, gap)
        giver = lent.giver_name if lent is not None else ""
        items.append(TodayItem(verb, thing, line.until, words, url, kind, giver, line.reminded_on, line.note))
    return items


def _begun_line(state: str, gap: Gap) -> tuple[str, str, str]:
    """Verb, what is left to do and kind of a filing that is begun."""
    if state == SubmissionState.RETURNED:
        return _("Mend"), _came_back(_("came back"), gap), "returned"
    if state == SubmissionState.REOPENED:
        return _("Mend"), _came_back(_("open for correction"), gap), "todo"
    return pgettext("verb", "File"), _begun(gap), "todo"


def _came_back(words: str, gap: Gap) -> str:
    return _("%(state)s; your draft is not filed") % {"state": words} if gap.not_filed else words


def _missing(gap: Gap) -> str:
    """Of a filing of which nothing is saved: what is left to do, in cells where they can be counted."""
    if gap.asking:
        return _("columns of your table to explain")
    if gap.wrong:
        return ngettext("%(n)d place is wrong", "%(n)d places are wrong", gap.wrong) % {"n": gap.wrong}
    if gap.checked:
        return _("checked, not saved")
    if gap.drafted:
        return _in_draft(gap)
    if gap.guessed:
        return ngettext("nothing yet: about %(n)d cell", "nothing yet: about %(n)d cells", gap.empty) % {"n": gap.empty}
    words = ngettext("nothing yet: at least %(n)d cell", "nothing yet: at least %(n)d cells", gap.empty)
    return words % {"n": gap.empty}


def _in_draft(gap: Gap) -> str:
    parts = []
    if gap.empty:
        parts.append(ngettext("%(n)d cell missing", "%(n)d cells missing", gap.empty) % {"n": gap.empty})
    if gap.unconfirmed:
        words = ngettext("%(n)d cell to confirm", "%(n)d cells to confirm", gap.unconfirmed)
        parts.append(words % {"n": gap.unconfirmed})
    return _(", ").join(parts) or _("draft complete, not handed in")


def _begun(gap: Gap) -> str:
    """Of a filing that is saved: no required cell is missing, unless a newer draft or upload waits."""
    if gap.not_filed and not gap.wrong and not gap.empty and not gap.unconfirmed:
        return _("saved, but your draft is not filed")
    if gap.drafted or gap.wrong or gap.asking:
        return _missing(gap)
    return _("saved, nothing missing, not handed in")


def reviews_to_do(actor: Actor, day: date) -> list[TodayItem]:
    """One line a ledger that waits for review, and one more for what waits in the place of a colleague on leave."""
    if not actor.can(Permission.REVIEW_LEDGER):
        return []
    language, packs = language_of(), installed_packs()
    # In whose place differs by unit; without a colleague on leave the database counts by ledger alone.
    stands_in = any(grant.giver is not None for grant in actor.granting(Permission.REVIEW_LEDGER))
    unit_of = F("org_unit__code") if stands_in else Value("")
    counted = review_queue(actor).order_by().values_list("ledger_key", unit_of)
    waiting: Counter[tuple[str, str]] = Counter()
    counted = counted.annotate(n=Count("pk")).alias(oldest=Min("submitted_at")).order_by(F("oldest"), "ledger_key")
    for key, unit, count in counted:
        lent = actor.lender(Permission.REVIEW_LEDGER, unit, packs.ledger(key)) if stands_in else None
        waiting[key, lent.giver_name if lent is not None else ""] += count
    return [
        TodayItem(
            _("Review"),
            packs.ledger(key).title.get(language),
            None,
            _("%(count)d waiting") % {"count": count},
            f"{reverse('ledgers:review-queue')}?ledger={key}",
            "review",
            giver,
        )
        for (key, giver), count in waiting.items()
    ]


def signatures_to_do(actor: Actor, day: date) -> list[TodayItem]:
    """One line a filing for a head with few, one a ledger for one with many."""
    if not actor.can(Permission.SIGN_OFF):
        return []
    language, packs = language_of(), installed_packs()
    found = list(sign_queue(actor)[:SIGNATURES])
    if len(found) < SIGNATURES:
        return [_signature(item, packs.ledger(item.ledger_key), language) for item in found]
    by_ledger = sign_queue(actor).order_by().values_list("ledger_key").annotate(n=Count("pk"))
    return [
        TodayItem(
            pgettext("the head", "Sign"),
            packs.ledger(key).title.get(language),
            None,
            _("%(count)d waiting") % {"count": count},
            f"{reverse('ledgers:sign-queue')}?ledger={key}",
        )
        for key, count in by_ledger
    ]


def _signature(item: Submission, ledger: Ledger, language: str) -> TodayItem:
    thing = f"{ledger.title.get(language)} · {Period.parse(item.period_code).title.get(language)}"
    missing = _("handed in by %(person)s") % {"person": item.submitted_by or "—"}
    return TodayItem(
        pgettext("the head", "Sign"), thing, None, missing, reverse("ledgers:submission-detail", args=[item.pk])
    )


def waiting(actor: Actor) -> int:
    """The count at the navigation entry: filings that wait for this person's review or signature."""
    reviews = review_queue(actor).count() if actor.can(Permission.REVIEW_LEDGER) else 0
    return reviews + (sign_queue(actor).count() if actor.can(Permission.SIGN_OFF) else 0)


def changes(actor: Actor, since: datetime) -> list[ChangeItem]:
    """Moves of submissions in the actor's scope, made by others: one line a day, ledger, period and state; two queries.

    A line of one filing opens it and names its unit; a line of many leads to the ledger and tells how many.
    """
    seen = _seen(actor)
    if not seen:
        return []
    packs, language = installed_packs(), language_of()
    moved = (
        SubmissionEvent.objects.filter(
            seen,
            at__gte=since,
            at__lte=clock.now(),
        )
        .exclude(actor_id=actor.user_id)
        .exclude(to_state__in=(SubmissionState.RETURNED, SubmissionState.REOPENED), comment="")  # taken back to mend
        .values("submission__ledger_key", "submission__period_code", "to_state", day=TruncDate("at"))
        .annotate(
            filings=Count("submission", distinct=True),
            newest=Max("at"),
            one=Max("submission"),
            unit=Max("submission__org_unit__code"),
        )
        .order_by("-newest", "submission__ledger_key")[:CHANGES]
    )
    lines = list(moved)
    names = org_queries.names([line["unit"] for line in lines if line["filings"] == 1], clock.today())
    return [_change(line, packs.ledger(line["submission__ledger_key"]), names, language) for line in lines]


def _seen(actor: Actor) -> Q:
    """Moves of filings that the actor may see, ledger by ledger: a section's reach further where it reviews. What goes
    on between a clerk and the head stays in the unit, and so does what was handed in and taken back since."""
    by_reach: dict[tuple[frozenset[str], bool], list[str]] = defaultdict(list)
    for ledger in installed_packs().ledgers.values():
        if scope := actor.scope(Permission.VIEW_LEDGER, ledger):
            by_reach[scope, is_one_unit(actor, ledger)].append(ledger.key)
    signing = Q(to_state=SubmissionState.SIGNING) | (
        Q(from_state=SubmissionState.SIGNING) & ~Q(to_state=SubmissionState.SUBMITTED)
    )
    written = Q(submission__state=SubmissionState.DRAFT) | Q(
        submission__state=SubmissionState.SIGNING, submission__accepted_version__isnull=True
    )
    found = Q()
    for (scope, one), keys in by_reach.items():
        here = Q(submission__ledger_key__in=keys, submission__org_unit__code__in=scope)
        found |= here if one else here & ~signing & ~written
    return found


def _change(line: Mapping[str, Any], ledger: Ledger, names: dict[str, str], language: str) -> ChangeItem:
    period = Period.parse(line["submission__period_code"])
    colon = ": " if language == "en" else "："
    text = f"{ledger.title.get(language)} · {period.title.get(language)}{colon}{_happened(line['to_state'])}"
    if line["filings"] == 1:
        url = reverse("ledgers:submission-detail", args=[line["one"]])
        return ChangeItem(line["newest"], text, url, names.get(line["unit"], line["unit"]))
    url = f"{reverse('ledgers:ledger-detail', args=[ledger.key])}?period={period.code}"
    many = _("%(count)d filings") % {"count": line["filings"]}
    return ChangeItem(line["newest"], text, url, many)


def _happened(state: str) -> str:
    """What a move did. A filing that was handed in may be accepted by now: "waiting for review" would not be true."""
    if state == SubmissionState.SIGNING:
        return pgettext("happened", "handed in to the head")
    if state == SubmissionState.SUBMITTED:
        return pgettext("happened", "handed in")
    if state == SubmissionState.DRAFT:
        return pgettext("happened", "taken back")
    return str(SubmissionState(state).label)
