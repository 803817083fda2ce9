"""What the start page and the site search show of figures."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.search import SearchHit
from taizhang.core.today import ChangeItem
from taizhang.engine.periods import Period
from taizhang.figures.models import Figure, FigureRun
from taizhang.figures.queries import search, visible_places, visible_units
from taizhang.figures.types import MISSING_SHOWN

HITS = 10
PERIODS = 5


def changes(actor: Actor, since: datetime) -> list[ChangeItem]:
    """Periods whose figures were computed anew since then, one line a period; three queries.

    The line leads to the catalogue of the reader's highest unit and says how many of its figures are in.
    """
    seen = visible_units(actor)
    if not seen:
        return []
    runs = FigureRun.objects.filter(finished_at__gte=since).order_by().values("period_code")
    newest = runs.annotate(last=Max("finished_at")).order_by("-last")[:PERIODS]
    found = [_change(actor, Period.parse(item["period_code"]), since, item["last"]) for item in newest]
    return [item for item in found if item is not None]


def _change(actor: Actor, period: Period, since: datetime, last: datetime) -> ChangeItem | None:
    places = visible_places(actor, period)
    tops = [code for code, place in places.items() if place.parent not in places]
    top = actor.home if actor.home in tops or not tops else tops[0]
    anew = Figure.objects.filter(period_code=period.code, org_unit__code=top, run__finished_at__gte=since)
    count = anew.filter(value__isnull=False).count()
    if not count:
        return None
    language = language_of()
    words = {"period": period.title.get(language), "count": count}
    address = f"{reverse('figures:indicator-list')}?{urlencode({'org': top, 'period': period.code})}"
    return ChangeItem(
        at=last,
        text=_("Figures of %(period)s were computed anew: %(count)d with a value") % words,
        url=address,
        who=places[top].name if top in places else top,
    )


def found(actor: Actor, text: str) -> list[SearchHit]:
    """Indicators for the site search."""
    packs, language = installed_packs(), language_of()
    return [
        SearchHit(
            kind=_("Indicator"),
            title=item.title.get(language),
            url=reverse("figures:indicator-detail", args=[item.key]),
            lead=f"{packs.pack(item.pack).title.get(language)} · {item.unit or MISSING_SHOWN}",
        )
        for item in search(text, actor)[:HITS]
    ]
