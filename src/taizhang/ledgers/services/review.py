"""Submitting and reviewing: each move has a who, a when and, where it matters, words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_CEILING

from django.db import transaction
from django.utils.translation import gettext as _

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.errors import ConflictError, Problem, StateError, TaizhangError
from taizhang.engine.text import Text
from taizhang.ledgers.after_accept import follow
from taizhang.ledgers.models import (
    OPEN_STATES,
    ReviewLook,
    Submission,
    SubmissionEvent,
    SubmissionState,
    SubmissionVersion,
)
from taizhang.ledgers.outcomes import unexplained
from taizhang.ledgers.queries import (
    accepted_today,
    exceptions_of,
    filed_by,
    is_correction,
    is_so,
    opened_by,
    rows_alive,
    sample_share,
)

State = SubmissionState
MARKED_MOST = 500  # cells that one return names


@transaction.atomic
def submit(*, actor: Actor, submission: Submission, explanations: Mapping[str, str], reason: str = "") -> Submission:
    """Hand in the newest version: to the reviewer, or first to the unit's head where the ledger says so. explanations:
    check id -> words, one for every check that warned. reason: why an accepted filing is corrected, unless the version
    says it already.

    Raises TaizhangError naming what still needs words, NotAllowed for another's filing or state.
    """
    actor, submission = locked_submission(actor, submission, Permission.FILE_LEDGER, OPEN_STATES)
    version = submission.versions.filter(number=submission.version).first()
    if version is None:
        expected, found = Text("至少一版内容", "a version to hand in"), Text("还没有上传", "none")
        raise StateError([Problem("review", "", expected, found, Text("先上传工作簿。", "Upload first."))])
    _explain(version, explanations)
    why = _say_why(version, reason) if is_correction(submission) else ""
    submission.submitted_at, submission.submitted_by_id = clock.now(), actor.user_id
    submission.submitted_for_id = actor.in_place_of
    submission.signed_at = submission.signed_by = None
    signs = installed_packs().ledger(submission.ledger_key).sign_off == "head"
    move(actor, submission, State.SIGNING if signs else State.SUBMITTED, why)
    return submission


@transaction.atomic
def keep_words(*, actor: Actor, submission: Submission, explanations: Mapping[str, str]) -> None:
    """Words for checks that warned stay with the newest version, handed in or not, also when some are missing."""
    actor, submission = locked_submission(actor, submission, Permission.FILE_LEDGER, OPEN_STATES)
    version = submission.versions.filter(number=submission.version).first()
    asked = {str(item["check"]) for item in version.warnings} if version is not None else set()
    if version is not None:
        _keep(version, _with(version, {check: words for check, words in explanations.items() if check in asked}))


def _explain(version: SubmissionVersion, explanations: Mapping[str, str]) -> None:
    given = _with(version, explanations)
    if open_ones := [item for item in version.warnings if str(item["check"]) not in given]:
        raise TaizhangError([unexplained(item) for item in open_ones])
    _keep(version, given)


def _with(version: SubmissionVersion, explanations: Mapping[str, str]) -> dict[str, str]:
    return {**version.explanations, **{check: words.strip() for check, words in explanations.items() if words.strip()}}


def _keep(version: SubmissionVersion, given: Mapping[str, str]) -> None:
    if given != version.explanations:
        SubmissionVersion.objects.filter(pk=version.pk).update(explanations=given)


def _say_why(version: SubmissionVersion, reason: str) -> str:
    words = reason.strip()[:300] or version.reason
    if len(words.strip()) < 2:
        raise review_error(
            Text("一句更正理由", "a reason for the correction"),
            Text("空白", "nothing"),
            Text("写明改了什么、为什么改。", "Say what is corrected and why."),
        )
    SubmissionVersion.objects.filter(pk=version.pk).update(reason=words)
    return words


@transaction.atomic
def withdraw(*, actor: Actor, submission: Submission) -> Submission:
    """Take back what nobody has reviewed yet; it is again what it was when handed in: nothing opens that was locked."""
    actor, submission = locked_submission(actor, submission, Permission.FILE_LEDGER, {State.SUBMITTED, State.SIGNING})
    move(actor, submission, handed_in_from(submission))
    return submission


def handed_in_from(submission: Submission) -> SubmissionState:
    """The state that the clerk last handed it in from."""
    into = submission.events.filter(to_state__in=(State.SIGNING, State.SUBMITTED)).exclude(from_state=State.SIGNING)
    handed_in = into.last()
    return State(handed_in.from_state) if handed_in is not None else State.DRAFT


@transaction.atomic
def accept(*, actor: Actor, submission: Submission, comment: str = "", version: int | None = None) -> Submission:
    """Accept the newest version; figures read it from now on. Who filed does not accept, nor who opened the correction
    (NotAllowed).

    version: the one that the reviewer looked at; when a newer one was handed in meanwhile, TaizhangError says so.
    """
    side, held = locked_submission(actor, submission, Permission.REVIEW_LEDGER, {State.SUBMITTED})
    _accept(side, held, comment, version)
    follow([held])
    return held


def _accept(actor: Actor, submission: Submission, comment: str, version: int | None) -> None:
    require_seen(submission, version)
    require_other_side(actor, submission, _("Who filed does not accept."))
    if is_so(submission, opened_by(actor.sides)):
        raise NotAllowed(_("Who opened the correction does not accept it."))
    submission.accepted_version = submission.version
    submission.accepted_at, submission.accepted_by_id = clock.now(), actor.user_id
    move(actor, submission, State.ACCEPTED, comment)


@transaction.atomic
def accept_many(*, actor: Actor, submissions: Sequence[Submission], versions: Mapping[int, int] | None = None) -> int:
    """All or none; a filing of the actor's own stops the lot. versions: by submission id, as the list showed them.

    This reviewer must have opened each one about which something is unusual, and of the others the share that the pack
    says, counted together with what the reviewer accepted earlier that day, so that one by one is no way round it:
    raises TaizhangError otherwise.
    """
    held = [locked_submission(actor, item, Permission.REVIEW_LEDGER, {State.SUBMITTED}) for item in submissions]
    _require_opened(actor, [submission for _side, submission in held])
    for side, submission in held:
        _accept(side, submission, "", (versions or {}).get(submission.pk))
    follow([submission for _side, submission in held])
    return len(held)


def _require_opened(actor: Actor, submissions: Sequence[Submission]) -> None:
    """What is unusual is never accepted unseen. A clean list that is accepted unseen is not reviewed; a sample is."""
    found = exceptions_of(submissions, actor.user_id)
    unseen = sum(not (item.clean or item.looked) for item in found.values())
    if unseen:
        raise review_error(
            Text("有异常的逐份打开看过", "each unusual one opened first"),
            Text(f"还有 {unseen} 份没打开", f"{unseen} not opened"),
            Text("点开看过再通过，或先取消勾选。", "Open them, or untick them, then accept."),
        )
    _require_sample(actor, [item.looked for item in found.values() if item.clean])


def _require_sample(actor: Actor, looked: Sequence[bool]) -> None:
    share = sample_share()
    if not looked or share is None:
        return
    before = exceptions_of(accepted_today(actor), actor.user_id).values()
    looked = [*looked, *(item.looked for item in before if item.clean)]
    wanted, opened = max(1, int((len(looked) * share / 100).to_integral_value(ROUND_CEILING))), sum(looked)
    if opened < wanted:
        raise review_error(
            Text(f"今天通过的 {len(looked)} 份至少看过 {wanted} 份", f"{wanted} of today's {len(looked)} opened"),
            Text(f"看过 {opened} 份", f"{opened}"),
            Text("点开要通过的看过，再从列表通过。", "Open some of them, then accept from the list."),
        )


def note_look(*, actor: Actor, submission: Submission) -> None:
    """This reviewer, or head, has the waiting version open."""
    ReviewLook.objects.update_or_create(
        submission=submission, version=submission.version, actor_id=actor.user_id, defaults={"at": clock.now()}
    )


@transaction.atomic
def return_(
    *,
    actor: Actor,
    submission: Submission,
    comment: str,
    cells: Sequence[tuple[int, str]] = (),
    version: int | None = None,
) -> Submission:
    """Send back with a reason, naming cells as (row id, field id) where that helps; field id "" means the whole row.

    version: the one that the reviewer looked at, as in `accept`. Raises TaizhangError for a cell of another filing.
    """
    require_words(comment)
    actor, submission = locked_submission(actor, submission, Permission.REVIEW_LEDGER, {State.SUBMITTED})
    require_seen(submission, version)
    _require_cells(submission, cells)
    move(actor, submission, State.RETURNED, comment, cells)
    return submission


@transaction.atomic
def reopen(*, actor: Actor, submission: Submission, reason: str) -> Submission:
    """Open an accepted filing for a correction; figures keep the accepted version until the next one is accepted, by
    another person than who opened it."""
    require_words(reason)
    actor, submission = locked_submission(actor, submission, Permission.REVIEW_LEDGER, {State.ACCEPTED})
    move(actor, submission, State.REOPENED, reason)
    return submission


def locked_submission(
    actor: Actor, submission: Submission, permission: Permission, states: Collection[SubmissionState]
) -> tuple[Actor, Submission]:
    """Who acts here, on a delegated right for whom, and the submission as it is now, locked.

    Raises NotAllowed, or TaizhangError when its state has moved on.
    """
    audit.queue_up()
    submission = Submission.objects.select_for_update().select_related("org_unit").get(pk=submission.pk)
    ledger = installed_packs().ledger(submission.ledger_key)
    actor = actor.acting(permission, submission.org_unit.code, ledger)
    if submission.state not in states:
        raise StateError([_moved_on(submission, permission)])
    return actor, submission


def _moved_on(submission: Submission, permission: Permission) -> Problem:
    """Why this move is not open, in the state that the filing is in now."""
    label = submission.get_state_display()
    expected, found = Text("还没被别人处理的填报", "a filing nobody has moved on"), Text(f"“{label}”", f"it is {label}")
    cure = Text("刷新后再看。", "Reload.")
    last = submission.events.last()
    if permission is not Permission.FILE_LEDGER and last is not None and last.taken_back:
        found = Text("填报人已撤回", "taken back by who filed it")
        cure = Text("等对方再次上报。", "Wait until it is handed in again.")
    elif submission.state == State.DRAFT:
        expected = Text("已经提交的填报", "a filing that was handed in")
        cure = Text("还没有提交过，可以直接修改。", "Nothing was handed in yet: change it as it is.")
    return Problem("review", "", expected, found, cure)


def move(
    actor: Actor,
    submission: Submission,
    to_state: SubmissionState,
    comment: str = "",
    cells: Sequence[tuple[int, str]] = (),
) -> None:
    from_state, submission.state = submission.state, to_state
    submission.save()
    SubmissionEvent.objects.create(
        submission=submission,
        version=submission.version,
        from_state=from_state,
        to_state=to_state,
        at=clock.now(),
        actor_id=actor.user_id,
        in_place_of_id=actor.in_place_of,
        comment=comment.strip()[:500],
        cells=[list(cell) for cell in cells],
    )
    audit.record(
        actor=actor,
        action=f"submission.{to_state.value}",
        obj=submission,
        org_unit=submission.org_unit.code,
        detail={"version": submission.version, "from": str(from_state), "comment": comment.strip()},
    )


def require_other_side(actor: Actor, submission: Submission, words: str) -> None:
    """Four eyes: nobody accepts or signs what one filed, nor what was filed for one, nor for somebody what that person
    filed. Raises NotAllowed with these words."""
    if is_so(submission, filed_by(actor.sides)):
        raise NotAllowed(words)


def require_seen(submission: Submission, version: int | None) -> None:
    if version is not None and version != submission.version:
        raise _moved(
            Text(f"您看过的第 {version} 版", f"version {version}, which you looked at"),
            Text(f"已换成第 {submission.version} 版", f"version {submission.version}"),
            Text("看过新版再审核。", "Look at the new one first."),
        )


def _require_cells(submission: Submission, cells: Sequence[tuple[int, str]]) -> None:
    ledger = installed_packs().ledger(submission.ledger_key)
    fields = {"", *(field.id for field in ledger.fields)}
    wanted = {row for row, _field in cells}
    known = rows_alive(submission, submission.version).filter(pk__in=list(wanted)[:MARKED_MOST]).count()
    if len(cells) > MARKED_MOST:
        raise review_error(
            Text(f"至多标记 {MARKED_MOST} 处", f"at most {MARKED_MOST} marks"),
            Text(f"标记了 {len(cells)} 处", f"{len(cells)}"),
            Text("问题多时，标几处并写明规律。", "Mark a few and say what they share."),
        )
    if known != len(wanted) or any(field not in fields for _row, field in cells):
        raise review_error(
            Text("这份上报里的单元格", "cells of this filing"),
            Text("标记对不上当前版本", "marks that do not fit its version"),
            Text("刷新后重新标记。", "Reload and mark again."),
        )


def require_words(text: str) -> None:
    if len(text.strip()) < 2:
        raise review_error(
            Text("一句理由", "a reason"),
            Text("空白", "nothing"),
            Text("写明哪里不对、怎么改。", "Say what is wrong and how to mend it."),
        )


def _moved(expected: Text, found: Text, cure: Text) -> ConflictError:
    return ConflictError([Problem("review", "", expected, found, cure)])


def review_error(expected: Text, found: Text, cure: Text) -> TaizhangError:
    return TaizhangError([Problem("review", "", expected, found, cure)])
