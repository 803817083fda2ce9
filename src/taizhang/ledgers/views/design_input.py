"""What the design page sends, brought into shape: fields and checks in the page's order, whatever is typed in them."""

from __future__ import annotations

import re
import unicodedata

from django.http import QueryDict

from taizhang.core.requests import whole_number
from taizhang.engine.pack import FieldType, LedgerKind, Mask
from taizhang.engine.periods import PeriodKind
from taizhang.ledgers.designing.check_names import gone_columns, in_ids, in_titles
from taizhang.ledgers.designing.check_words import KINDS
from taizhang.ledgers.designing.design import (
    ASK_AGAIN,
    LIMITS,
    MOST_CHECKS,
    MOST_FIELDS,
    TYPES,
    Design,
    DesignCheck,
    DesignField,
    new_uid,
)
from taizhang.organisation.models import OrgUnitKind

STAGES = ("kindergarten", "primary", "junior", "senior", "vocational")
PERIODS = [kind.value for kind in PeriodKind if kind.value != "days"]
_WORDS = re.compile(r"[\n\r、；;]+")
_ID = re.compile(r"[^a-z0-9_]+")


def design_from(post: QueryDict, old: Design) -> Design:
    """The design as the page shows it now. What the page does not show stays as it was."""
    design = Design.from_data(old.as_data())
    design.title = _text(post, "title", 80)
    design.about = _text(post, "about", 500)
    design.kind = _one(post, "kind", [kind.value for kind in LedgerKind], old.kind)
    design.period = _one(post, "period", PERIODS, old.period)
    design.kinds = [kind for kind in post.getlist("kinds") if kind in OrgUnitKind.values]
    design.stages = [stage for stage in post.getlist("stages") if stage in STAGES]
    design.deadline_days = _whole(post, "deadline_days", old.deadline_days, design)
    design.rows_each = _whole(post, "rows_each", old.rows_each, design)
    design.reviewer = _text(post, "reviewer", 32)
    design.group = _text(post, "group", 40) if "group" in post else old.group
    fields = {item.uid: item for item in design.fields}
    order = [uid for uid in dict.fromkeys(post.getlist("field")) if uid in fields]
    for uid in order:
        if not fields[uid].dropped:
            _read_field(post, fields[uid], design)
    design.fields = [*(fields[uid] for uid in order), *(item for item in design.fields if item.uid not in order)]
    design.date_field = _one(post, "date_field", ["", *fields], old.date_field)
    checks = {item.uid: item for item in design.checks}
    for uid in [uid for uid in dict.fromkeys(post.getlist("check")) if uid in checks]:
        _read_check(post, checks[uid], design)
    return design


def _read_field(post: QueryDict, item: DesignField, design: Design) -> None:
    name = f"{item.uid}-"
    item.title = _text(post, f"{name}title", 60)
    item.kind = _one(post, f"{name}kind", list(map(str, TYPES)), item.kind)
    item.unit = _text(post, f"{name}unit", 20)
    item.decimals = _whole(post, f"{name}decimals", item.decimals, design)
    item.required = f"{name}required" in post
    item.key = f"{name}key" in post
    item.mask = _one(post, f"{name}mask", list(map(str, Mask)), item.mask)
    item.low, item.high = _text(post, f"{name}low", 30), _text(post, f"{name}high", 30)
    item.about, item.example = _text(post, f"{name}about", 200), _text(post, f"{name}example", 60)
    if not item.fixed and f"{name}id" in post:
        item.id = _ID.sub("_", _text(post, f"{name}id", 40).lower()).strip("_")
    known = {word: code for code, word in item.codes}
    words = dict.fromkeys(word.strip()[:60] for word in _WORDS.split(post.get(f"{name}codes", "")))
    item.codes = [[known.get(word, ""), word] for word in words if word]
    if item.kind != FieldType.CODE:
        item.codes = [] if not item.fixed else item.codes
    if f"{name}told" in post:
        told = _text(post, f"{name}told", 200)
        item.told = told if told in ("", ASK_AGAIN) or "|" in told else ""
    if f"{name}reason" in post:  # asked for only where the column is held already and the page could find out
        item.reason = _text(post, f"{name}reason", 200)


def _read_check(post: QueryDict, item: DesignCheck, design: Design) -> None:
    name = f"{item.uid}-"
    item.columns = [uid for uid in post.getlist(f"{name}column") if design.named(uid) is not None]
    item.value = _text(post, f"{name}value", 60)
    typed = _text(post, f"{name}expression", 1_000) if item.kind in ("row", "set") else ""
    if typed != in_titles(item.expression, design):
        item.expression = in_ids(typed, design)
    item.message = _text(post, f"{name}message", 200)
    item.level = _one(post, f"{name}level", ["error", "warning"], item.level)


def change(design: Design, wish: str) -> str:
    """Do what a button asks: up-f2, down-f2, drop-f2, back-f2, ask-f2, add-field, add-check-sum, drop-check-c1,
    drop-checks-gone (those that name a column taken out). Returns the id of the element that the eye should find
    afterwards."""
    verb, _, uid = wish.rpartition("-")
    if wish == "add-field":
        return _add_field(design)
    if verb == "add-check" and uid in KINDS and len(design.checks) < MOST_CHECKS:
        new = DesignCheck(new_uid((item.uid for item in design.checks), "c"), uid)
        design.checks.append(new)
        return f"check-{new.uid}"
    if verb == "drop-check":
        design.checks = [item for item in design.checks if item.uid != uid]
        return "checks"
    if wish == "drop-checks-gone":
        design.checks = [item for item in design.checks if not gone_columns(item, design)]
        return "checks"
    if verb in ("up", "down"):
        _move(design, uid, -1 if verb == "up" else 1)
        return f"field-{uid}"
    item = next((item for item in design.fields if item.uid == uid), None)
    if verb == "ask" and item is not None:
        item.told = ""
        return f"field-{uid}"
    if verb in ("drop", "back") and item is not None:
        item.dropped = verb == "drop"
        return f"back-{uid}" if item.dropped else f"field-{uid}"
    return ""


def _add_field(design: Design) -> str:
    if len(design.fields) >= MOST_FIELDS:
        return ""
    new = DesignField(new_uid((item.uid for item in design.fields), "f"))
    design.fields.append(new)
    return f"field-{new.uid}"


def _move(design: Design, uid: str, step: int) -> None:
    """Past the next field that is asked; dropped ones keep out of the way."""
    asked = design.asked
    place = next((number for number, item in enumerate(asked) if item.uid == uid), None)
    if place is None or not 0 <= place + step < len(asked):
        return
    asked[place], asked[place + step] = asked[place + step], asked[place]
    design.fields = [*asked, *(item for item in design.fields if item.dropped)]


def _text(post: QueryDict, name: str, longest: int) -> str:
    return " ".join(str(post.get(name, "")).split())[:longest]


def _one(post: QueryDict, name: str, known: list[str], old: str) -> str:
    value = str(post.get(name, old))
    return value if value in known else old


def _whole(post: QueryDict, name: str, old: int, design: Design) -> int:
    """The number within its limits; anything else is kept as typed, so that the page says what is wrong with it."""
    if name not in post:
        return old
    text = _text(post, name, 30)
    number = whole_number(unicodedata.normalize("NFKC", text))
    least, most = LIMITS[name.rpartition("-")[2]]
    if number is None or not least <= number <= most:
        design.unread[name] = text
        return old
    design.unread.pop(name, None)
    return number
