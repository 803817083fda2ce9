"""Promised numbers of an issued summary become targets, and its answers reach the targets of the last one's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.urls import reverse

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.summaries.commitments import promised_words
from taizhang.summaries.figure_source import FigureSource
from taizhang.summaries.models import Answer, Commitment, Summary
from taizhang.summaries.types import SlotRef
from taizhang.targets import services as target_services
from taizhang.targets.services import Promise


def source_keys(commitments: Iterable[Commitment]) -> dict[int, str]:
    """Commitment id -> a key that a corrected summary repeats: template, unit, period, figure and its turn. Only those
    that promise a number."""
    turns: Counter[str] = Counter()
    found = {}
    for item in commitments:
        if item.indicator_key and item.promised is not None:
            summary = item.summary
            key = f"{summary.template_key}|{summary.org_unit.code}|{summary.period_code}|{item.indicator_key}"
            turns[key] += 1
            found[item.pk] = f"{key}|{turns[key]}"
    return found


def _commitments(summary: Summary) -> list[Commitment]:
    return list(summary.commitments.select_related("summary__org_unit").order_by("kind", "position", "id"))


def adopt(actor: Actor, summary: Summary) -> None:
    """A target for every promised number, in the plan of the period that follows. Within the issue's transaction, so
    that no promise is issued without its target."""
    packs, following = installed_packs(), Period.parse(summary.period_code).next()
    commitments = _commitments(summary)
    keys = source_keys(commitments)
    for item in commitments:
        indicator = packs.indicators.get(item.indicator_key)
        if item.pk not in keys or item.promised is None or indicator is None:
            continue
        target_services.adopt_promise(
            actor=actor,
            promise=Promise(
                source_key=keys[item.pk],
                org_unit=summary.org_unit.code,
                period=following.code,
                sentence=promised_words(item).strip() or indicator.title.zh,
                indicator_key=item.indicator_key,
                comparison="le" if indicator.larger_is_better is False else "ge",
                number=item.promised,
                document=summary.number,
                url=reverse("summaries:summary-detail", args=[summary.pk]),
                owner=item.owner,
            ),
        )


def answer(actor: Actor, summary: Summary) -> None:
    """What the summary says of the last one's numbers, with the figure as it stands."""
    answers = Answer.objects.filter(summary=summary, met__isnull=False).select_related("commitment__summary__org_unit")
    by_summary: dict[int, dict[int, str]] = {}
    refs = {
        item.pk: SlotRef(item.commitment.indicator_key, summary.org_unit.code, summary.period_code)
        for item in answers
        if item.commitment.indicator_key
    }
    figures = FigureSource(actor, installed_packs())
    figures.want(refs.values())
    figures.load()
    for item in answers:
        promising = item.commitment.summary
        keys = by_summary.setdefault(promising.pk, source_keys(_commitments(promising)))
        if item.commitment_id in keys:
            target_services.answer_promise(
                actor=actor,
                source_key=keys[item.commitment_id],
                met=item.met is True,
                text=item.text,
                document=summary.number,
                value=figures.value(refs.get(item.pk)),
            )
