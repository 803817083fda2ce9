"""Who is to be called where: the contact list (通讯录)."""

from __future__ import annotations

from datetime import date

from taizhang.core.actor import Actor
from taizhang.core.masking import mask
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Mask
from taizhang.organisation.queries.posts import holders, posts_of
from taizhang.organisation.queries.tree import names, org_units_as_of
from taizhang.organisation.types import ContactLine, ContactUnit


def may_call(actor: Actor) -> frozenset[str]:
    """Units whose people's numbers the actor sees whole: who may see personal data, who asks units to file, and who
    keeps the list."""
    permissions = (Permission.VIEW_PERSONAL, Permission.ASK_LEDGER, Permission.MANAGE_ORGANISATION)
    return frozenset().union(*(actor.scope(permission) for permission in permissions))


def contact_list(actor: Actor, day: date, *, search: str = "", kind: str = "") -> list[ContactUnit]:
    """Units that the actor may see with every post, vacant ones too, in the order of the tree; four queries.

    search: name, short name, pinyin initials or code of the unit, or the name of a holder.
    """
    spells = list(org_units_as_of(day, actor).filter(**({"org_unit__kind": kind} if kind else {})))
    posts: dict[str, list[ContactLine]] = {}
    calls = may_call(actor)
    for post in posts_of(actor, day):
        held = getattr(post, "held", [])
        code = post.org_unit.code
        phone = held[0].phone if held else ""
        shown = phone if code in calls else mask(phone, Mask.PHONE)
        line = ContactLine(post.title, post.pk, held[0].person_name if held else "", shown)
        posts.setdefault(code, []).append(line)
    above = names({spell.parent.code for spell in spells if spell.parent}, day)
    wanted = {spell.org_unit.code for spell in org_units_as_of(day, actor, search=search)} if search.strip() else None
    units = [
        ContactUnit(
            spell.org_unit.code,
            spell.name,
            spell.short_name,
            spell.org_unit.get_kind_display(),
            above.get(spell.parent.code, "") if spell.parent else "",
            tuple(posts.get(spell.org_unit.code, ())),
        )
        for spell in spells
        if spell.org_unit.code in posts
    ]
    if wanted is None:
        return units
    text = search.strip()
    return [unit for unit in units if unit.code in wanted or any(text in line.person for line in unit.lines)]


def contact_lines(code: str, day: date) -> list[ContactLine]:
    """The held posts of one unit with their numbers, for its own people."""
    held = holders(day, org_units=[code])
    return [ContactLine(item.post.title, item.post_id, item.person_name, item.phone) for item in held]
