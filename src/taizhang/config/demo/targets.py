"""Targets, tasks and registers of the demo (targets.yaml): records only, laid down as the services leave them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from importlib import resources
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from taizhang.accounts.models import User
from taizhang.config.demo import county
from taizhang.core import audit
from taizhang.organisation.models import LeadingGroup, OrgUnit, Post, PostHolding
from taizhang.targets.models import (
    Amendment,
    BasisDocument,
    Decision,
    Meeting,
    Milestone,
    Plan,
    PlanState,
    Proof,
    Target,
    Task,
    TaskReport,
    Visit,
)
from taizhang.targets.states import counted_back

Entry = Mapping[str, Any]


@transaction.atomic
def load() -> None:
    """The whole file or nothing. This year's plan was begun by the promise of last year's summary and is filled."""
    if BasisDocument.objects.exists():
        return
    file = resources.files("taizhang.config.demo") / "targets.yaml"
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    _Loader().run(entries)
    audit.record(actor=None, action="demo.targets", obj="demo", org_unit=county.COUNTY)


def _at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


class _Loader:
    """Holds what the entries name: units by code, posts by title, documents by id, people by post."""

    def __init__(self) -> None:
        self.units = {unit.code: unit for unit in OrgUnit.objects.all()}
        self.county = self.units[county.COUNTY]
        posts = list(Post.objects.select_related("org_unit").order_by("id"))
        self.posts = {post.title: post for post in posts}
        self.heads = {post.org_unit.code: post for post in posts if post.kind in ("section_head", "unit_head")}
        holdings = PostHolding.objects.filter(valid_to__isnull=True)
        self.holders: dict[int, int | None] = dict(holdings.values_list("post_id", "user_id"))
        people = dict(User.objects.values_list("username", "pk"))
        self.office, self.leader = people["office"], people["leader"]
        self.documents: dict[str, BasisDocument] = {}
        self.targets: dict[str, Target] = {}

    def run(self, entries: Entry) -> None:
        for item in entries["documents"]:
            self.documents[item["id"]] = BasisDocument.objects.create(
                org_unit=self.county,
                number=item["number"],
                title=item["title"],
                issuer=item["issuer"],
                kind=item["kind"],
                issued_on=item["issued"],
                valid_to=item.get("valid_to"),
                note=item.get("note", ""),
            )
        for item in entries["plans"]:
            self._plan(item)
        for item in entries["meetings"]:
            self._meeting(item)
        for item in entries["visits"]:
            self._visit(item)

    def _plan(self, item: Entry) -> None:
        published = item["published"]
        plan, _new = Plan.objects.update_or_create(
            org_unit=self.county,
            period_code=item["period"],
            title=item["title"],
            defaults={
                "basis": self.documents[item["basis"]],
                "state": PlanState.CLOSED if "closed" in item else PlanState.PUBLISHED,
                "created_at": _at(published.replace(day=5)),
                "created_by_id": self.office,
                "published_at": _at(published),
                "published_by_id": self.leader,
                "closed_at": _at(item["closed"]) if "closed" in item else None,
            },
        )
        for position, entry in enumerate(item["targets"], start=1):
            self._target(plan, None, position, entry)

    def _target(self, plan: Plan, parent: Target | None, position: int, item: Entry) -> None:
        if "promise" in item:
            target = self._promised(plan, position, item)
            if target is None:
                return  # no summary could be written: its pack is not installed
        else:
            key, comparison, number = item.get("figure", ("", "", None))
            met = item.get("met")
            target = Target.objects.create(
                plan=plan,
                parent=parent,
                position=position,
                title=item["title"],
                indicator_key=key,
                comparison=comparison,
                number=None if number is None else Decimal(number),
                measure=item.get("measure", ""),
                lead_unit=self.units[item["lead"]],
                owner=self.heads[item["lead"]],
                weight=item.get("weight", ""),
                carried_from=self.targets.get(item.get("carried", "")),
                met=met,
                result_text=item.get("result", ""),
                answered_at=_at(date(2026, 1, 9)) if met is not None else None,
                answered_by_id=self.office if met is not None else None,
            )
            self.targets.setdefault(target.title, target)
        for at, entry in enumerate(item.get("children", ()), start=1):
            self._target(plan, target, at, entry)
        for at, entry in enumerate(item.get("tasks", ()), start=1):
            self._task(entry, self._lead(entry, target), target=target, position=at)

    def _promised(self, plan: Plan, position: int, item: Entry) -> Target | None:
        target = plan.targets.exclude(source_key="").first()
        if target is not None:
            target.position, target.weight = position, item["weight"]
            target.save()
        return target

    def _lead(self, item: Entry, target: Target) -> str:
        return str(item.get("lead") or (target.lead_unit.code if target.lead_unit else county.COUNTY))

    def _task(
        self, item: Entry, lead: str, *, target: Target | None = None, decision: Decision | None = None, position: int
    ) -> None:
        owner = self.posts[item["owner"]] if "owner" in item else self.heads[lead]
        user = self.holders.get(owner.pk) or self.office  # the office writes for a holder who never signs in
        task = Task.objects.create(
            target=target,
            decision=decision,
            org_unit=self.county,
            position=position,
            title=item.get("title") or item["text"],
            lead_unit=self.units[lead],
            owner=owner,
            basis=self.documents[item["basis"]] if "basis" in item else None,
            start=item.get("start"),
            deadline=item["deadline"],
            reported_on=item.get("reported"),
            reported_by_id=user if "reported" in item else None,
            closed_on=item.get("closed"),
            closed_by_id=(self.leader if user == self.office else self.office) if "closed" in item else None,
        )
        task.cooperating.add(*self._units(item.get("with", ())))
        task.receiving.add(*self._units(item.get("for", ())))
        for key, *wanted in item.get("proof", ()):
            comparison, number = wanted or ("", None)
            Proof.objects.create(
                task=task, key=key, comparison=comparison, number=None if number is None else Decimal(number)
            )
        steps = Milestone.objects.bulk_create(
            [self._step(task, item["deadline"], *step) for step in item.get("steps", ())]
        )
        reports = []
        for day, text, evidence in item.get("reports", ()):
            reached = next((step for step in steps if step.done_on == day), None)
            finishes = day == item.get("reported")
            reports.append(
                TaskReport(
                    task=task,
                    at=_at(day, 16),
                    by_id=user,
                    on=day,
                    text=text,
                    milestone=reached,
                    evidence=evidence,
                    finishes=finishes,
                )
            )
        TaskReport.objects.bulk_create(reports)
        if "moved" in item:
            old, reason, on = item["moved"]
            changes = {"deadline": [old.isoformat(), item["deadline"].isoformat()]}
            Amendment.objects.create(
                plan=target.plan if target else None,
                target=target,
                task=task,
                at=_at(on),
                by_id=self.office,
                reason=reason,
                changes=changes,
            )

    @staticmethod
    def _step(task: Task, deadline: date, title: str, days: int, done: date | None) -> Milestone:
        on = counted_back(deadline, days, working=True)
        return Milestone(task=task, title=title, days_before=days, on=on, done_on=done)

    def _units(self, codes: Iterable[str]) -> list[OrgUnit]:
        return [self.units[code] for code in codes]

    def _meeting(self, item: Entry) -> None:
        meeting = Meeting.objects.create(
            org_unit=self.county,
            kind=item["kind"],
            level=item["level"],
            title=item["title"],
            chair=item["chair"],
            held_on=item["day"],
            place=item["place"],
            attendees=item["attendees"],
            agenda=item["agenda"],
            group=LeadingGroup.objects.get(name=item["group"]) if "group" in item else None,
            minutes=self.documents[item["minutes"]] if "minutes" in item else None,
            recorded_by_id=self.office,
            recorded_at=_at(item["day"], 17),
        )
        meeting.participants.add(*self._units(item["with"]))
        self._decide(item, meeting=meeting)

    def _visit(self, item: Entry) -> None:
        visit = Visit.objects.create(
            org_unit=self.county,
            direction=item["direction"],
            on=item["day"],
            partner=item.get("partner", ""),
            unit=self.units[item["unit"]] if "unit" in item else None,
            leader=item["leader"],
            place=item["place"],
            purpose=item["purpose"],
            people=item["people"],
            outcome=item["outcome"],
            recorded_by_id=self.office,
            recorded_at=_at(item["day"], 17),
        )
        self._decide(item, visit=visit)

    def _decide(self, item: Entry, *, meeting: Meeting | None = None, visit: Visit | None = None) -> None:
        for position, entry in enumerate(item.get("decisions", ()), start=1):
            decision = Decision.objects.create(
                meeting=meeting,
                visit=visit,
                position=position,
                text=entry["text"],
                lead_unit=self.units[entry["lead"]],
                owner=self.posts[entry["owner"]] if "owner" in entry else None,
                deadline=entry["deadline"],
            )
            if entry.get("task"):
                self._task({**entry, "start": item["day"]}, entry["lead"], decision=decision, position=1)
