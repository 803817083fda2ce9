"""What is unusual about one filing, spelled out, and the units that it is compared with."""

from __future__ import annotations

from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.engine.outliers import Apart, Outlier
from taizhang.engine.pack import Comparison, Ledger
from taizhang.engine.periods import Period
from taizhang.engine.rounding import round_half_up, show_amount, show_number
from taizhang.ledgers import queries
from taizhang.ledgers.models import Submission
from taizhang.ledgers.views.common import crumbs_to, in_a_row, submission_of, unit_name
from taizhang.ledgers.views.origins import words_of

MOST_NAMED = 10


def unusual(actor: Actor, submission: Submission, ledger: Ledger) -> dict[str, object]:
    """What the reviewer should look at first, and the two comparisons that may answer it."""
    found = queries.exceptions_of([submission], actor.user_id)[submission.pk]
    mismatches = queries.mismatches_of(actor, submission, ledger) if found.mismatches else []
    gone = queries.vanished_rows(actor, submission, ledger) if found.vanished else []
    brought = queries.brought_cells(actor, submission, ledger) if found.brought else []
    period = Period.parse(submission.period_code)
    group = queries.group_words(submission.org_unit.code, period) if found.unlike_peers else ""
    lines = [(f"change:{name}", change_words(ledger, name, item, group)) for name, item in found.outliers.items()]
    lines += [(name, apart_words(ledger, name, item, group)) for name, item in found.apart.items()]
    return {
        "unusual": found,
        "outliers": lines,
        "same_files": queries.same_file_places(actor, submission.pk) if found.same_files else [],
        "mismatches": mismatches,
        "vanished": in_a_row(gone[:MOST_NAMED]),
        "vanished_more": max(0, len(gone) - MOST_NAMED),
        "brought": [brought_words(cell) for cell in brought[:MOST_NAMED]],
        "brought_more": max(0, len(brought) - MOST_NAMED),
        "outside_lists": list({line.outside.pk: line.outside for line in mismatches}.values()),
    }


def brought_words(cell: queries.BroughtCell) -> str:
    """What the filing says, and what the ledger holds that the value came from."""
    words = _("%(where)s, %(title)s: %(own)s here; %(origin)s holds %(held)s")
    if not cell.held:
        words = _("%(where)s, %(title)s: %(own)s here; %(origin)s holds another value")
    return words % {
        "where": cell.where,
        "title": cell.field.title.get(language_of()),
        "own": cell.own or _("(empty)"),
        "origin": words_of(cell.ledger, cell.period),
        "held": cell.held,
    }


def change_words(ledger: Ledger, name: str, outlier: Outlier, group: str) -> str:
    """The comparison spelled out: before, now, by how much, and how much the peers moved."""
    field = ledger.field(name) if name else None
    decimals = field.decimals if field is not None else 0
    unit = field.unit if field is not None else ""
    before, now = (show_amount(value, decimals, unit) for value in (outlier.before, outlier.now))
    change, low, high = (f"{round_half_up(part * 100, 0):+f}%" for part in (outlier.change, outlier.low, outlier.high))
    return _(
        "%(title)s: %(before)s before, %(now)s now (%(change)s); "
        "of %(peers)d units of the kind (%(group)s) the others moved by %(low)s to %(high)s"
    ) % {
        "title": field.title.get(language_of()) if field is not None else _("Rows"),
        "before": f"{before}{unit}",
        "now": f"{now}{unit}",
        "change": change,
        "low": low,
        "high": high,
        "peers": outlier.peers,
        "group": group,
    }


def apart_words(ledger: Ledger, name: str, apart: Apart, group: str) -> str:
    """A ratio beside the median of units of the kind, and how many times it is."""
    comparison = next(item for item in ledger.compare if item.id == name)
    return _(
        "%(title)s: %(value)s here; the median of %(peers)d units of the kind (%(group)s) is %(middle)s, "
        "this is %(ratio)s times as much"
    ) % {
        "title": comparison.title.get(language_of()),
        "value": _amount(apart.value, comparison),
        "middle": _amount(apart.middle, comparison),
        "peers": apart.peers,
        "group": group,
        "ratio": show_number(apart.ratio, 2 if apart.ratio < 1 else 1),
    }


@require_safe
def peers(request: HttpRequest, pk: int) -> HttpResponse:
    """The units of the kind with their values, largest first: what a comparison was made with."""
    actor = actor_of(request)
    submission, ledger = submission_of(request, pk)
    actor.require(Permission.REVIEW_LEDGER, submission.org_unit.code, ledger)
    by = request.GET.get("by", "")
    found = queries.peers_of(actor, submission, ledger, by)
    if found is None:
        raise Http404
    period = Period.parse(submission.period_code)
    comparison = next((item for item in ledger.compare if item.id == by), None)
    if comparison is not None:
        heading, columns = _of_ratio(ledger, comparison)
        middle = _amount(found.middle, comparison)
    else:
        heading, columns = _of_change(ledger, by.partition(":")[2])
        middle = f"{round_half_up(found.middle * 100, 1):+f}%"
    own = _("%(name)s (this filing)")
    name = Column(
        "name",
        gettext_lazy("Unit"),
        value=lambda peer: own % {"name": peer.name} if peer.own else peer.name,
        url=lambda peer: reverse("ledgers:submission-detail", args=[peer.submission]),
    )
    table = Table(
        request,
        found.units,
        [name, *columns],
        filters=[Filter("q", gettext_lazy("Search"), kind="search")],
        title=heading,
        row_id=lambda peer: peer.code,
        default_sort="-value",
    )
    sentence = ngettext(
        "%(n)d unit of the kind: %(group)s. Median %(middle)s.",
        "%(n)d units of the kind: %(group)s. Median %(middle)s.",
        found.count,
    ) % {"n": found.count, "group": found.group, "middle": middle}
    detail = reverse("ledgers:submission-detail", args=[pk])
    context = {
        "ledger": ledger,
        "period": period,
        "org_name": unit_name(submission.org_unit, period),
        "peers": found,
        "heading": heading,
        "sentence": sentence,
        "crumbs": crumbs_to(ledger, (period.title.get(language_of()), detail), (_("Units of the kind"), "")),
    }
    return table_response(request, "ledgers/peers.html", table, context)


def _of_ratio(ledger: Ledger, comparison: Comparison) -> tuple[str, list[Column]]:
    heading = comparison.title.get(language_of())
    columns = []
    for key, name in (("top", comparison.field), ("bottom", comparison.per)):
        field = ledger.field(name)
        assert field is not None
        title = field.title.get(language_of())
        columns.append(Column(key, title, numeric=True, unit=field.unit, decimals=field.decimals))
    value = Column("value", heading, numeric=True, unit=comparison.unit, decimals=comparison.decimals)
    return heading, [*columns, value, Column("of_middle", gettext_lazy("Times the median"), numeric=True, decimals=2)]


def _of_change(ledger: Ledger, name: str) -> tuple[str, list[Column]]:
    field = ledger.field(name) if name else None
    unit, decimals = (field.unit, field.decimals) if field is not None else ("", 0)
    return field.title.get(language_of()) if field is not None else _("Rows"), [
        Column("bottom", gettext_lazy("Period before"), numeric=True, unit=unit, decimals=decimals),
        Column("top", gettext_lazy("This period"), numeric=True, unit=unit, decimals=decimals),
        Column(
            "value", gettext_lazy("Change"), numeric=True, unit="%", value=lambda peer: peer.value * 100, decimals=1
        ),
    ]


def _amount(value: Decimal, comparison: Comparison) -> str:
    return f"{show_amount(value, comparison.decimals, comparison.unit)}{comparison.unit}"
