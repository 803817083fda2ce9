"""Papers behind the demo's records: a signed copy for each ledger of the supervision section, a drill record for every
school, and a sheet for some findings and notices, so that a figure opens down to its evidence."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from taizhang.accounts.models import User
from taizhang.config.demo.county import units
from taizhang.config.demo.organisation import clerk_username
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.ledgers import services
from taizhang.ledgers.models import Evidence, Row, Submission
from taizhang.organisation import queries as org_queries

PERIOD = Period.parse("2026H1")
SIGNED_PACK = "county-supervision"
# Ledger -> what the paper of a row is, and how many rows of a filing have one.
OF_ROWS = {
    "city-half-year.drills": ("应急演练记录表", 1),
}
_INK = "BT /F1 {size} Tf 72 {y} Td <{text}> Tj ET"


def load() -> None:
    if Evidence.objects.exists():
        return
    actors: dict[str, Actor] = {}
    names = {unit.code: unit.name for unit in units()}
    with transaction.atomic():
        for submission, row, title in _papers():
            unit = submission.org_unit.code
            actor = actors.setdefault(unit, _clerk(unit))
            ledger = installed_packs().ledger(submission.ledger_key)
            of_what = f"第 {row.position} 行" if row else f"共 {submission.rows.count()} 行"
            lines = [
                title,
                f"{names[unit]} {PERIOD.title.zh}",
                f"{ledger.title.zh} {of_what}",
                "演示材料，内容均为虚构",
            ]
            services.attach_evidence(
                actor=actor,
                submission=submission,
                name=f"{title}.pdf",
                data=paper(lines),
                row=row,
                group=ledger.group,
            )


def _papers() -> Iterator[tuple[Submission, Row | None, str]]:
    """(filing, row or None for the whole filing, title), in a fixed order."""
    filings = Submission.objects.filter(period_code=PERIOD.code, accepted_version__isnull=False)
    for submission in filings.select_related("org_unit").order_by("ledger_key", "org_unit__code"):
        ledger = installed_packs().ledgers.get(submission.ledger_key)
        if ledger is None:
            continue
        if ledger.pack == SIGNED_PACK and submission.org_unit.kind == "section":
            yield submission, None, f"{ledger.title.zh}（签字盖章件）"
        title, count = OF_ROWS.get(ledger.key, ("", 0))
        for row in submission.rows.filter(removed_in__isnull=True).order_by("position")[:count]:
            yield submission, row, f"{title}{row.position}"


def paper(lines: list[str]) -> bytes:
    """A page of Chinese text as PDF, the same bytes everywhere: no compression, no time, a font that readers have."""
    marks = [
        _INK.format(size=18 if at == 0 else 12, y=760 - 32 * at, text=line.encode("utf-16-be").hex())
        for at, line in enumerate(lines)
    ]
    stream = "\n".join(marks)
    font = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]>>"
    face = (
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/FontDescriptor 6 0 R"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>"
    )
    shape = (
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        "/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
    )
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 7 0 R/Resources<</Font<</F1 4 0 R>>>>>>",
        font,
        face,
        shape,
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
    ]
    body, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}"
    return f"{body}{end}trailer\n<</Size {len(parts) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n".encode("ascii")


def _clerk(org_unit: str) -> Actor:
    return org_queries.actor_for(User.objects.get(username=clerk_username(org_unit)))
