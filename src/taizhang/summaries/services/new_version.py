"""A draft whose pack changed meanwhile takes the new template, and keeps what people wrote."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from taizhang.core.actor import Actor
from taizhang.core.models import InstalledPack
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import SummaryTemplate
from taizhang.summaries.blocks import split_blocks
from taizhang.summaries.models import Block, Summary
from taizhang.summaries.services.draft import first_blocks, require_draft, touch


@transaction.atomic
def take_new_version(*, actor: Actor, summary: Summary) -> int:
    """Put the installed template's blocks in the place of the old one's; returns how many blocks of people's own stay.

    Words typed in a place go where the new template has that place; a block that the old template did not have, or
    that held words whose place is gone, stays behind the block it followed. Nothing typed is lost.
    """
    require_draft(actor, summary)
    summary = Summary.objects.select_for_update().get(pk=summary.pk)
    packs = installed_packs()
    template = packs.summaries[summary.template_key]
    old = list(summary.blocks.all())
    new = first_blocks(summary, template.body, old)
    was = _texts_before(summary, template)
    kept = _with_own(new, [(block, _is_own(block, was, new)) for block in old])
    own = len(kept) - len(new)
    _store(summary, kept, old)
    before, summary.pack_version = summary.pack_version, packs.pack(template.pack).version
    summary.save(update_fields=["pack_version"])
    touch(actor, summary, "summary.renew", {"old_version": before, "new_version": summary.pack_version, "own": own})
    return own


def _store(summary: Summary, wanted: Sequence[Block], old: Sequence[Block]) -> None:
    """A block that stays is the same row, so that somebody who is writing in it can still save, and reasons hold."""
    by_text: dict[str, list[Block]] = {}
    for block in old:
        by_text.setdefault(block.text, []).append(block)
    for position, block in enumerate(wanted, start=1):
        same = by_text.get(block.text)
        if not block.pk and same:
            block.pk, block.version = same[0].pk, same.pop(0).version
        block.position = position
    summary.blocks.exclude(pk__in=[block.pk for block in wanted if block.pk]).delete()
    for block in wanted:
        block.save()


def _texts_before(summary: Summary, template: SummaryTemplate) -> frozenset[str]:
    """The blocks that the draft began with, from the files of the version it was begun under."""
    rows = InstalledPack.objects.filter(pack_id=template.pack, version=summary.pack_version)
    bodies = [text for row in rows for name, text in row.files.items() if name.startswith("summaries/")]
    return frozenset(block.text for body in bodies for block in split_blocks(body))


def _is_own(block: Block, was: frozenset[str], new: Sequence[Block]) -> bool:
    if all(block.text != other.text for other in new) and block.text not in was:
        return bool(block.text.strip())
    placed = {name for other in new for name in other.humans}
    return any(str(words).strip() and name not in placed for name, words in block.humans.items())


def _with_own(new: Sequence[Block], old: Sequence[tuple[Block, bool]]) -> list[Block]:
    """The new blocks with people's own ones, each behind the block that it followed in the old draft."""
    found, after = list(new), -1
    for block, own in old:
        if own:
            after += 1
            found.insert(after, block)
        else:
            after = next((at for at, other in enumerate(found) if at > after and other.text == block.text), after)
    return found
