"""Findings that are let pass with a reason, one or many at a time, and the taking back of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text
from taizhang.summaries.models import Override, Summary
from taizhang.summaries.services.draft import require_draft, touch
from taizhang.summaries.types import NOT_ANSWERABLE, PROMISES

_SHORTEST = 4  # characters of a reason that says something


class NotAnswerable(TaizhangError):
    """What must be cured (`NOT_ANSWERABLE`); no reason lets it pass."""


@transaction.atomic
def answer_findings(*, actor: Actor, summary: Summary, findings: Sequence[str], reason: str) -> list[Override]:
    """Let findings (their ids) pass with one reason, which stays with the document: all of them or none.

    Each is an audit event of its own. Raises NotAnswerable when one of them must be cured, TaizhangError for a reason
    that says nothing, NotAllowed without the right to write.
    """
    require_draft(actor, summary)
    words = reason.strip()
    for kind in NOT_ANSWERABLE:
        if any(finding.startswith(f"{kind.value}:") for finding in findings):
            raise NotAnswerable([_is_promised() if kind in PROMISES else _must_be_cured()])
    if len(words) < _SHORTEST:
        raise TaizhangError([_says_nothing(words)])
    kept = []
    for finding in findings:
        override, _new = Override.objects.update_or_create(
            summary=summary,
            finding=finding,
            defaults={"reason": words, "actor_id": actor.user_id, "at": clock.now()},
        )
        touch(actor, summary, "summary.reason", {"finding": finding, "reason": words, "together": len(findings)})
        kept.append(override)
    return kept


def answer_finding(*, actor: Actor, summary: Summary, finding: str, reason: str) -> Override:
    """One finding with its reason; see `answer_findings`."""
    return answer_findings(actor=actor, summary=summary, findings=[finding], reason=reason)[0]


@transaction.atomic
def withdraw_reasons(*, actor: Actor, summary: Summary, findings: Sequence[str]) -> None:
    """Take reasons back, so that the findings stand in the way again; the audit log keeps what was said."""
    require_draft(actor, summary)
    for override in Override.objects.filter(summary=summary, finding__in=findings):
        detail = {"finding": override.finding, "reason": override.reason}
        override.delete()
        touch(actor, summary, "summary.reason-withdrawn", detail)


def withdraw_reason(*, actor: Actor, summary: Summary, finding: str) -> None:
    """Take one reason back; see `withdraw_reasons`."""
    withdraw_reasons(actor=actor, summary=summary, findings=[finding])


def _says_nothing(words: str) -> Problem:
    return Problem(
        code="reason",
        where="",
        expected=Text("说得清的理由", "a reason that tells why"),
        found=Text(
            f"理由“{words}”太短。" if words else "理由还没有写。",
            f"“{words}” is too short." if words else "No reason was given.",
        ),
        cure=Text("用一句话写明为什么可以这样发。", "Say in a sentence why it may be issued so."),
    )


def _is_promised() -> Problem:
    return Problem(
        code="not-answerable",
        where="",
        expected=Text("承诺有答复、有责任人", "promises with an answer and an owner"),
        found=Text("只有一条理由", "a reason alone"),
        cure=Text("请答复上期承诺，写明责任单位。", "Answer the last ones, and say who leads the new ones."),
    )


def _must_be_cured() -> Problem:
    return Problem(
        code="not-answerable",
        where="",
        expected=Text("能印发的文字", "words that can be issued"),
        found=Text(
            "这一处印出来没有意义，理由不能代替更正。", "This would print nonsense; a reason cannot stand for a cure."
        ),
        cure=Text("请改正这一段。", "Mend the paragraph."),
    )
