"""The summaries of the demo (summaries.yaml): last year's issued, this half-year's half written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from importlib import resources
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit
from taizhang.summaries import queries, services
from taizhang.summaries.commitments import commitments_due
from taizhang.summaries.models import Block, CommitmentKind, Summary

Entry = Mapping[str, Any]


def load(*, until: date) -> None:
    """Write what had been written by a day and is not there yet."""
    for entry in _entries():
        if entry["day"] > until or entry["template"] not in installed_packs().summaries or _there(entry):
            continue
        with clock.standing_at(timezone.make_aware(datetime.combine(entry["day"], time(15, 0)))):
            _write(entry)


def _entries() -> list[Entry]:
    file = resources.files("taizhang.config.demo") / "summaries.yaml"
    return list(yaml.safe_load(file.read_text(encoding="utf-8")))


def _there(entry: Entry) -> bool:
    return Summary.objects.filter(
        template_key=entry["template"], org_unit__code=entry["org"], period_code=entry["period"]
    ).exists()


@transaction.atomic
def _write(entry: Entry) -> None:
    """One summary, whole or not at all."""
    office = _actor("office")
    summary = services.create_summary(
        actor=office,
        template_key=entry["template"],
        org_unit=OrgUnit.objects.get(code=entry["org"]),
        period=Period.parse(entry["period"]),
    )
    _type(office, summary, entry)
    _promise(office, summary, entry)
    for finding in queries.document(office, summary, "zh").open_findings:
        if reason := entry.get("reasons", {}).get(finding.kind.value):
            services.answer_finding(actor=office, summary=summary, finding=finding.id, reason=reason)
    if "number" in entry:
        number = services.next_number(entry["org"], entry["number"])
        services.issue_summary(actor=_actor("leader"), summary=summary, number=number)


def _type(office: Actor, summary: Summary, entry: Entry) -> None:
    """Paragraphs without anything to tell are rewritten or taken out; the places of the others are filled."""
    rewrite, humans = dict(entry.get("rewrite", {})), entry.get("humans", {})
    for block in summary.blocks.all():
        new = next((rewrite.pop(name) for name in tuple(rewrite) if f"{{{{ {name} " in block.text), None)
        if new == "":
            services.remove_block(actor=office, block=block)
            continue
        words = dict(_words(block if new is None else new, humans))
        if words or new is not None:
            services.save_block(actor=office, block=block, version=block.version, text=new, humans=words or None)
    if rewrite:
        raise KeyError(f"{summary.template_key} has no paragraph with {', '.join(rewrite)}")


def _words(block: Block | str, humans: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    text = block if isinstance(block, str) else block.text
    return ((name, words) for name, words in humans.items() if f"[[ {name} " in text or f"[[ {name}! " in text)


def _promise(office: Actor, summary: Summary, entry: Entry) -> None:
    for item in entry.get("problems", ()):
        services.save_commitment(
            actor=office, summary=summary, kind=CommitmentKind.PROBLEM, values=_texts(item), deadline=item["deadline"]
        )
    for item in entry.get("plan", ()):
        services.save_commitment(
            actor=office,
            summary=summary,
            kind=CommitmentKind.PLAN,
            values=_texts(item),
            promised=Decimal(item["promised"]) if "promised" in item else None,
        )
    due = {commitment.problem or commitment.measure: commitment for commitment in commitments_due(summary)}
    for answer in entry.get("answers", ()):
        services.answer_commitment(
            actor=office, summary=summary, commitment=due[answer["to"]], met=answer["met"], text=answer["text"]
        )


def _texts(item: Entry) -> dict[str, str]:
    return {name: item[name] for name in ("problem", "cause", "measure", "owner", "indicator_key") if name in item}


def _actor(username: str) -> Actor:
    return org_queries.actor_for(User.objects.get(username=username))
