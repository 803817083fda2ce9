"""Notices taken along as files: one, or those of a round or a selection in one file to print or in one archive."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.file_names import file_names
from taizhang.core.jobs import start_job
from taizhang.core.leftovers import untouched_since
from taizhang.core.models import Job
from taizhang.core.official_docx import MEDIA_TYPE
from taizhang.core.permissions import Permission
from taizhang.core.progress import Progress, Silent
from taizhang.inspection.models import Notice
from taizhang.inspection.notice_docx import to_docx
from taizhang.inspection.queries import notice_documents, visible_notices
from taizhang.inspection.services.rules import refuse
from taizhang.inspection.types import NOTICE_FILES, NoticeDocument

MEDIA = {"docx": MEDIA_TYPE, "zip": "application/zip"}
AT_ONCE = 100  # notices: some seconds; more is work in the background
_KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class NoticeFile:
    name: str
    content: bytes
    media_type: str


def notice_file(*, actor: Actor, notices: Iterable[int], form: str, progress: Progress | None = None) -> NoticeFile:
    """Those of the notices (ids) that the actor sees, by number. form: docx (one file, each on a new sheet) or zip (one
    file each). Raises NotAllowed without EXPORT, InspectionError when there is none."""
    actor.require(Permission.EXPORT)
    found = list(visible_notices(actor).filter(pk__in=list(notices)).order_by("issued_on", "pk"))
    if not found:
        refuse(
            "",
            ("已下发的整改通知书", "issued notices"),
            ("一份也没有", "none"),
            ("请先下发，或选定几份。", "Issue some first, or choose some."),
            code="notice.none",
        )
    documents = notice_documents(found)
    content = to_docx(documents, progress) if form == "docx" else _archive(documents, progress or Silent())
    _told(actor, found, form)
    return NoticeFile(_name(documents, form), content, MEDIA[form])


def start_notice_files(*, actor: Actor, notices: Iterable[int], form: str) -> Job:
    """The same as work in the background, for many. Raises NotAllowed without EXPORT."""
    actor.require(Permission.EXPORT)
    wanted = sorted(notices)
    title = _("%(n)d rectification notices as .%(form)s") % {"n": len(wanted), "form": form}
    arguments = {"user": actor.user_id, "notices": wanted, "form": form, "token": uuid.uuid4().hex}
    return start_job(kind=NOTICE_FILES, title=title, arguments=arguments, actor=actor)


def keep_notice_file(token: str, file: NoticeFile) -> None:
    """Whole or not at all, under a name that only the job knows."""
    path = kept_path(token)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_bytes(file.content)
    partial.rename(path)


def kept_path(token: str) -> Path:
    """token: of a job's arguments, never of a request."""
    return Path(settings.DATA_DIR) / NOTICE_FILES / token


def delete_notice_files(now: datetime) -> None:
    """Those that have lain long enough; they can be made again."""
    for path in untouched_since(Path(settings.DATA_DIR) / NOTICE_FILES, (now - _KEPT_FOR).timestamp()):
        path.unlink(missing_ok=True)


def _name(documents: list[NoticeDocument], form: str) -> str:
    first = documents[0]
    words = f"{first.number} {first.unit_name}"
    if len(documents) > 1:
        words = f"整改通知书 {first.number}等{len(documents)}份"
    return file_names([words], f".{form}")[0]


def _archive(documents: list[NoticeDocument], progress: Progress) -> bytes:
    names = file_names([f"{item.number} {item.unit_name}" for item in documents], ".docx")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:  # a .docx is compressed already
        for at, (name, document) in enumerate(zip(names, documents, strict=True), start=1):
            progress.check_cancelled()
            day = document.issued_on
            archive.writestr(zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0)), to_docx([document]))
            progress.step(at, len(documents))
    return buffer.getvalue()


def _told(actor: Actor, notices: list[Notice], form: str) -> None:
    """One event a press: the notice, or the first and last of several."""
    first, last = notices[0], notices[-1]
    detail: dict[str, object] = {"format": form, "count": len(notices), "number": first.number}
    if len(notices) > 1:
        detail = {"format": form, "count": len(notices), "from": first.number, "to": last.number}
    whose = first.org_unit.code if len(notices) == 1 else first.round.campaign.org_unit.code
    audit.record(actor=actor, action="notice.export", obj=first, org_unit=whose, detail=detail)
