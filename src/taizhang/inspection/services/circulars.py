"""A circular taken along as a file."""

from __future__ import annotations

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.file_names import file_names
from taizhang.core.official_docx import MEDIA_TYPE
from taizhang.core.permissions import Permission
from taizhang.inspection.circular_docx import to_docx
from taizhang.inspection.models import Ranking
from taizhang.inspection.queries import circular_document, one_of, visible_rankings
from taizhang.inspection.services.documents import NoticeFile


def circular_file(*, actor: Actor, ranking: Ranking) -> NoticeFile:
    """Of a ranking that the actor sees. Raises NotAllowed without EXPORT, Http404 for one that they do not see."""
    actor.require(Permission.EXPORT)
    document = circular_document(one_of(visible_rankings(actor), ranking.pk))
    name = file_names([f"{document.number} {''.join(document.title)}"], ".docx")[0]
    unit = ranking.campaign.org_unit.code
    detail = {"format": "docx", "number": ranking.number}
    audit.record(actor=actor, action="ranking.export", obj=ranking, org_unit=unit, detail=detail)
    return NoticeFile(name, to_docx(document), MEDIA_TYPE)
