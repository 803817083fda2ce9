"""Uploads that were checked and wait for their user's word, or for the worker that imports them.

One upload is enough: what was checked is what is filed. A kept upload belongs to one user, ledger, period and org unit,
is sealed with a keyed hash over these and its bytes, expires, and is deleted after use.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from taizhang.core.actor import Actor
from taizhang.core.jobs import start_job
from taizhang.core.leftovers import untouched_since
from taizhang.core.models import Job
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.progress import Progress
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers.models import KeptUpload, Submission
from taizhang.ledgers.outcomes import FilingResult
from taizhang.ledgers.queries import personal_fields, sees_personal
from taizhang.ledgers.reading.refusals import ColumnsUnsure
from taizhang.ledgers.services.columns import answer_columns, columns_as_json
from taizhang.ledgers.services.filing import CheckedWorkbook, check_workbook, save_checked
from taizhang.ledgers.services.refusing import FilingRefused
from taizhang.ledgers.services.upload_report import report_of
from taizhang.organisation.models import OrgUnit

IMPORT_KIND = "ledger-import"
ROWS_AT_ONCE = 5_000  # above, the work goes to the background
LARGE_BYTES = 4 * 1024 * 1024  # a workbook of this size is not even opened in a web process
KEPT_FOR = timedelta(hours=2)
KEPT_FOR_IMPORT = timedelta(days=1)
KEPT_EACH = 40  # uploads that one person may have waiting


class UploadGone(Http404):
    """No such upload of this person's for this filing, or none any more."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token


class _TooLong(Exception):
    """More rows than are checked while somebody waits."""


def receive(
    *,
    actor: Actor,
    ledger: Ledger,
    org_unit: OrgUnit,
    period: Period,
    name: str,
    data: bytes,
    reason: str = "",
    later: bool = False,
) -> KeptUpload:
    """Check an upload and keep it with what was found, or hand a long one to the background (`job` is set then).

    Nothing is filed yet, except by the job. later: to the background in any case. Columns that must be
    asked are kept as a question: `report["asking"]`.
    Raises UnreadableFile, FilingRefused or NotAllowed, keeping nothing.
    """
    upload = _new(actor, ledger, org_unit, period, name, data, reason)
    checked = None if later else _look(actor, ledger, upload, data)
    with transaction.atomic():
        _keep(upload, data)
        _tell(upload, actor, ledger, checked, data)
        upload.save()
    return upload


@transaction.atomic
def file_later(*, actor: Actor, upload: KeptUpload, reason: str = "") -> Job:
    """File in the background what took the background to check and was then looked at. reason: as in `file_kept`."""
    now = KeptUpload.objects.select_for_update(of=("self",)).select_related("job").get(pk=upload.pk)
    if now.job is not None and not now.job.is_over:
        return now.job  # pressed twice
    now.job, now.reason = _import_job(actor, now, seen=True), _reason(reason) or now.reason
    now.save(update_fields=["job", "reason"])
    return now.job


@transaction.atomic
def explain_columns(*, actor: Actor, upload: KeptUpload, answers: Mapping[str, str]) -> KeptUpload:
    """Remember which column is which field, then read what was kept once more. answers: as `answer_columns`.

    Raises as `receive` and `answer_columns`; nothing is remembered then, and the question stands.
    """
    ledger, data = installed_packs().ledger(upload.ledger_key), _sealed_bytes(upload)
    answer_columns(actor=actor, upload=upload, answers=answers)
    _tell(upload, actor, ledger, _look(actor, ledger, upload, data), data)
    upload.save()
    return upload


Looked = CheckedWorkbook | ColumnsUnsure | None


def _look(actor: Actor, ledger: Ledger, upload: KeptUpload, data: bytes) -> Looked:
    """What is found while somebody waits; None for what is too long for that."""

    def stop(rows: int) -> None:
        if rows > ROWS_AT_ONCE:
            raise _TooLong

    if LARGE_BYTES < len(data) <= settings.MAX_UPLOAD_BYTES:
        return None
    try:
        return check_workbook(**_filing(actor, ledger, upload), name=upload.name, data=data, on_rows=stop)
    except ColumnsUnsure as unsure:
        return unsure
    except _TooLong:
        return None


def _filing(actor: Actor, ledger: Ledger, upload: KeptUpload) -> dict[str, Any]:
    period = Period.parse(upload.period_code)
    return {"actor": actor, "ledger": ledger, "org_unit": upload.org_unit, "period": period}


def _tell(upload: KeptUpload, actor: Actor, ledger: Ledger, found: Looked, data: bytes) -> None:
    if isinstance(found, CheckedWorkbook):
        upload.report = report_of(upload, actor, ledger, found, data)
    elif found is not None:
        _ask(upload, actor, ledger, found)
    else:
        upload.report = {}
        upload.job = _import_job(actor, upload)
        upload.expires_at = upload.created_at + KEPT_FOR_IMPORT


def _import_job(actor: Actor, upload: KeptUpload, *, seen: bool = False) -> Job:
    ledger = installed_packs().ledger(upload.ledger_key)
    title = f"{ledger.title.zh} {Period.parse(upload.period_code).title.zh}：{upload.name}"
    return start_job(kind=IMPORT_KIND, title=title, arguments={"upload": upload.pk, "seen": seen}, actor=actor)


def _ask(upload: KeptUpload, actor: Actor, ledger: Ledger, unsure: ColumnsUnsure) -> None:
    whole = sees_personal(actor, ledger, upload.org_unit.code) or not personal_fields(ledger)
    columns = columns_as_json(unsure.heading.titles, whole=whole)
    upload.report = {"asking": True, "sheet": unsure.sheet, "wrong": 0, "columns": columns}


def file_kept(
    *,
    actor: Actor,
    upload: KeptUpload,
    nil: bool = False,
    reason: str = "",
    unseen: bool = False,
    progress: Progress | None = None,
) -> FilingResult:
    """File what was kept: checked again, because others may have moved on, saved, and the bytes deleted.

    An upload is filed once: a second press, at the same time or after an answer that was lost, is told what became of
    the first. reason: in the place of what was said with the upload. unseen: nobody looked at what was found; where
    lines would be left out it is kept for the user's word instead, and nothing saved.
    Raises FilingRefused when the bytes are gone or not the sealed ones, or when a newer version was saved since the
    check; else as `file_workbook`.
    """
    upload.reason = _reason(reason) or upload.reason
    try:
        return _file_once(actor, upload, nil, unseen, progress)
    except FilingRefused:  # filed and handed in by the first press, it is neither open nor are its bytes there
        if (before := _filed_before(upload)) is None:
            raise
        return before


def _filed_before(upload: KeptUpload) -> FilingResult | None:
    """What became of an upload that another request filed; held until the transaction ends, if there is one."""
    with transaction.atomic():
        now = KeptUpload.objects.select_for_update().get(pk=upload.pk)
    if now.submission is None:
        return None
    return FilingResult(submission=now.submission, version=now.version, repeated=True)


def _file_once(actor: Actor, upload: KeptUpload, nil: bool, unseen: bool, progress: Progress | None) -> FilingResult:
    ledger, data = installed_packs().ledger(upload.ledger_key), _sealed_bytes(upload)
    filing = _filing(actor, ledger, upload)
    try:
        checked = check_workbook(**filing, name=upload.name, data=data, progress=progress)
    except ColumnsUnsure as unsure:
        _ask(upload, actor, ledger, unsure)
        upload.save()
        return FilingResult(problems=list(unsure.problems))
    if checked.result.problems or (unseen and checked.result.left_out):
        upload.report = report_of(upload, actor, ledger, checked, data)
        upload.save()
        return checked.result
    with transaction.atomic():
        if (before := _filed_before(upload)) is not None:
            return before
        result = save_checked(**filing, checked=checked, data=data, reason=upload.reason, nil=nil)
        _require_base(upload, result)
        upload.submission, upload.version, upload.report = result.submission, result.version, {}
        upload.save()
        transaction.on_commit(lambda: path_of(upload).unlink(missing_ok=True))
    return result


def discard(*, actor: Actor, upload: KeptUpload) -> None:
    """The user's own word: not this one."""
    if upload.user_id == actor.user_id and upload.job_id is None:
        _delete([upload])


def kept_upload(actor: Actor, token: str, ledger: Ledger, period: Period, org_unit: OrgUnit) -> KeptUpload:
    """The actor's own waiting upload for exactly this filing. Raises UploadGone for any other, or an expired one."""
    found = (
        KeptUpload.objects.select_related("org_unit", "job", "submission")
        .filter(
            token=token,
            user_id=user_of(actor),
            ledger_key=ledger.key,
            period_code=period.code,
            org_unit=org_unit,
            expires_at__gt=timezone.now(),
        )
        .first()
    )
    if found is None:
        raise UploadGone(token)
    return found


def newest_upload(actor: Actor, ledger_key: str, period: str, org_unit: str) -> KeptUpload | None:
    """What the actor uploaded last for a filing and has not filed yet."""
    waiting = KeptUpload.objects.filter(
        user_id=user_of(actor), ledger_key=ledger_key, period_code=period, org_unit__code=org_unit
    )
    return waiting.filter(submission=None, job=None, expires_at__gt=timezone.now()).order_by("-pk").first()


def kept_bytes(upload: KeptUpload) -> bytes:
    """The bytes as they came. Raises FilingRefused when they are gone or were changed."""
    return _sealed_bytes(upload)


def path_of(upload: KeptUpload) -> Path:
    return Path(settings.DATA_DIR) / "uploads" / upload.token


def delete_expired() -> int:
    """Throw away what nobody filed in time, rows and bytes, and bytes that a crash left without a row; returns how
    many rows."""
    limit = time.time() - 2 * KEPT_FOR_IMPORT.total_seconds()
    for path in untouched_since(Path(settings.DATA_DIR) / "uploads", limit):
        path.unlink(missing_ok=True)
    return _delete(list(KeptUpload.objects.filter(expires_at__lte=timezone.now())))


def _new(
    actor: Actor, ledger: Ledger, org_unit: OrgUnit, period: Period, name: str, data: bytes, reason: str
) -> KeptUpload:
    """Not stored yet."""
    found = Submission.objects.filter(org_unit=org_unit, ledger_key=ledger.key, period_code=period.code).first()
    now = timezone.now()
    upload = KeptUpload(
        token=secrets.token_urlsafe(32),
        user_id=user_of(actor),
        org_unit=org_unit,
        ledger_key=ledger.key,
        period_code=period.code,
        name=name[:200],
        size=len(data),
        reason=_reason(reason),
        base_version=found.version if found is not None else 0,
        created_at=now,
        expires_at=now + KEPT_FOR,
    )
    upload.seal = _seal(upload, data)
    return upload


def _reason(words: str) -> str:
    """As a version keeps it."""
    return words.strip()[:300]


def _keep(upload: KeptUpload, data: bytes) -> None:
    """Store it, in the place of what its user left waiting for the same filing."""
    delete_expired()
    waiting = KeptUpload.objects.filter(user_id=upload.user_id, submission__isnull=True, job__isnull=True)
    same = waiting.filter(ledger_key=upload.ledger_key, period_code=upload.period_code, org_unit_id=upload.org_unit_id)
    _delete([*same, *waiting.order_by("-pk")[KEPT_EACH - 1 :]])
    path = path_of(upload)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_bytes(data)
    upload.save()


def _delete(uploads: list[KeptUpload]) -> int:
    for upload in uploads:
        path_of(upload).unlink(missing_ok=True)
    KeptUpload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
    return len(uploads)


def user_of(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed(Permission.FILE_LEDGER)
    return actor.user_id


def _seal(upload: KeptUpload, data: bytes) -> str:
    facts = "|".join(
        str(part) for part in (upload.token, upload.user_id, upload.org_unit_id, upload.ledger_key, upload.period_code)
    )
    return salted_hmac("ledgers.kept-upload", facts.encode() + b"|" + data, algorithm="sha256").hexdigest()


def _sealed_bytes(upload: KeptUpload) -> bytes:
    try:
        data = path_of(upload).read_bytes()
    except FileNotFoundError:  # another press filed it, maybe this very moment
        data = None
    if data is None or not constant_time_compare(_seal(upload, data), upload.seal):
        raise _refused(
            Text("刚才核对过的文件", "the file that was checked"),
            Text("文件已过期或被改动", "it expired or was changed"),
            Text("请重新上传。", "Upload it again."),
        )
    return data


def _require_base(upload: KeptUpload, result: FilingResult) -> None:
    """After saving, under its lock: the new version must follow the one that the user compared with. Raising undoes
    the saving."""
    before = result.version if result.unchanged else result.version - 1
    if before != upload.base_version:
        raise _refused(
            Text(f"在第 {upload.base_version} 版上修改", f"a change of version {upload.base_version}"),
            Text(f"已有第 {before} 版", f"there is a version {before}"),
            Text("看过新版后，请重新上传。", "Look at it, then upload again."),
        )


def _refused(expected: Text, found: Text, cure: Text) -> FilingRefused:
    return FilingRefused([Problem("upload", "", expected, found, cure)])
