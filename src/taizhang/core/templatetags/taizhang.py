"""`{% load taizhang %}`: icons, assets, badges, numbers, dates. These only dress what they are given."""

from __future__ import annotations

import functools
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.defaultfilters import date as format_date
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from taizhang.core import clock
from taizhang.core.language import language_of
from taizhang.core.status import Status, status_of
from taizhang.core.working_days import SOON_DAYS, working_calendar
from taizhang.engine.periods import Period, PeriodError
from taizhang.engine.rounding import show_number
from taizhang.engine.text import Text
from taizhang.engine.working_days import working_days_left

register = template.Library()


@functools.lru_cache(maxsize=4)
def _manifest(path: str, changed: float) -> dict[str, str]:
    loaded: dict[str, str] = json.loads(Path(path).read_text(encoding="utf-8"))
    return loaded


def _hash_of(name: str) -> str:
    path = finders.find("build/manifest.json")
    if not isinstance(path, str):
        return ""
    return _manifest(path, Path(path).stat().st_mtime).get(name, "")


@register.simple_tag
def asset(name: str) -> str:
    """Address of a bundled file with its content hash, so that a new version is fetched and an old one kept."""
    address, content = static(f"build/{name}"), _hash_of(name)
    return f"{address}?v={content}" if content else address


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A Tabler outline icon; decorative unless `label` says what it means."""
    reader = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="icon" {}><use href="{}#i-{}"></use></svg>', reader, asset("icons.svg"), name)


@register.filter
def period_title(code: str) -> str:
    """A period in words; a code that is none stays as it is."""
    try:
        return Period.parse(code).title.get(language_of())
    except PeriodError:
        return code


@register.simple_tag
def status_badge(state: str, kind: str = "", title: str = "") -> SafeString:
    """A state as word, shape and colour. kind ("figure", "submission", "summary", "job", "check"): whose it is."""
    status: Status = status_of(str(state), kind)
    return format_html(
        '<span class="badge-status tone-{}"{}>{}{}</span>',
        status.tone,
        format_html(' title="{}"', title) if title else "",
        icon(status.icon),
        status.word,
    )


@register.simple_tag
def missing(reason: object = "") -> SafeString:
    """A value that is not there: a dash with its reason on hover and on focus, never 0 and never blank."""
    why = str(text(reason)) if reason else gettext("No data yet.")
    return format_html(
        '<span class="missing-value" tabindex="0" role="note" title="{}" aria-label="{}">—</span>', why, why
    )


@register.filter
def number(value: Decimal | int | float | None, decimals: int = 0) -> str:
    """For tables: thousands separated, rounded half up once; None is "—" ({% missing %} where a reason is known)."""
    if value is None or value == "":
        return "—"
    return show_number(Decimal(str(value)), int(decimals), thousands=True)


@register.filter
def text(value: object) -> object:
    """A Text in the language of the page; anything else unchanged."""

    return value.get(language_of()) if isinstance(value, Text) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """For prose: 2026年3月31日."""
    if value is None:
        return "—"
    return format_date(_local(value), gettext("F j, Y"))


@register.filter
def isoday(value: date | datetime | None) -> str:
    """For tables: 2026-03-31."""
    return "—" if value is None else format_date(_local(value), "Y-m-d")


@register.filter
def moment(value: datetime | None) -> str:
    """For logs: 2026-03-31 14:03."""
    return "—" if value is None else format_date(_local(value), "Y-m-d H:i")


@register.filter
def shown(value: object) -> object:
    """A plain cell: dates as 2026-03-31, Text in the language of the page, yes and no in words."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return isoday(value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return text(value)


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def due(value: date | datetime | None, left: int | None = None) -> SafeString:
    """A deadline in working days: "3 working days left", red when late, amber when near; one of hours in hours. left:
    working days to it, where a pause makes them fewer than the calendar's."""
    if value is None:
        return SafeString("")
    if isinstance(value, datetime):
        late = value < clock.now()
        return format_html('<span class="{}">{}</span>', "due-late" if late else "due-soon", _hour_words(value))
    left = working_days_left(working_calendar(), clock.today(), value) if left is None else left
    look = "due-late" if left < 0 or value == clock.today() else "due-soon" if left <= SOON_DAYS else "due-far"
    return format_html('<span class="{}">{}</span>', look, due_words(value, left))


def due_words(value: date, left: int | None = None) -> str:
    """The words of `due`, for letters."""
    left = working_days_left(working_calendar(), clock.today(), value) if left is None else left
    if left < 0:
        return ngettext("%(n)d working day late", "%(n)d working days late", -left) % {"n": -left}
    if value == clock.today():
        return gettext("due today")
    return ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}


def _hour_words(value: datetime) -> str:
    """Hours that have begun are left; hours that are full are late, from the second day on in days."""
    seconds = int((value - clock.now()).total_seconds())
    if seconds < 0:
        hours = -seconds // 3600
        if (days := hours // 24) > 1:
            return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
        return (
            ngettext("%(n)d hour late", "%(n)d hours late", hours) % {"n": hours}
            if hours
            else gettext("less than an hour late")
        )
    hours = -(-seconds // 3600)
    return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}


@register.filter
def as_json(value: Any) -> str:
    """For data-chart attributes: Decimal becomes a number (a picture needs no more digits), lazy text a string."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)


@register.simple_tag(takes_context=True)
def address_with(context: template.Context, **changes: object) -> str:
    """This page's address with some query parts changed; None or "" takes a part out."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.inclusion_tag("core/_empty.html")
def empty_state(
    sentence: object, cure: object = "", url: str = "", action: object = "", icon: str = "inbox"
) -> dict[str, object]:
    """Nothing here: what this place is for and what to do next."""
    return {"sentence": sentence, "cure": cure, "url": url, "action": action, "icon_name": icon}


@register.simple_tag
def product_name() -> str:
    return "台账"


@register.simple_tag
def is_demo() -> bool:
    return bool(getattr(settings, "DEMO", False))
