"""A notice as official document: what is on record, in the words of the pack whose checklist found it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NoReturn

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404

from taizhang.core.actor import Actor
from taizhang.core.models import Job
from taizhang.core.packs import installed_packs
from taizhang.core.past_packs import past_pack
from taizhang.core.working_days import working_calendar
from taizhang.engine.checklist import Severity
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.notice import NoticeTemplate
from taizhang.engine.numerals import chinese_number
from taizhang.engine.official_document.headings import heading_of
from taizhang.engine.official_document.recognise import is_recipient
from taizhang.engine.official_document.title_lines import title_lines
from taizhang.engine.phrase import phrase
from taizhang.engine.text import Text
from taizhang.engine.working_days import due_after
from taizhang.inspection.models import ChecklistVersion, Finding, Notice
from taizhang.inspection.queries.clocks import findings_of, moment_due
from taizhang.inspection.queries.lines import rebounds
from taizhang.inspection.queries.scope import visible_notices
from taizhang.inspection.types import NOTICE_FILES, NoticeDocument, NoticeFiles, NoticeParagraph
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit

_ORDER = ("serious", "ordinary", "minor")
_SIGNS = "。．.；;，,、：: "  # at the edges of what was typed; the template has its own


def notice_documents(notices: Iterable[Notice]) -> list[NoticeDocument]:
    """In the order given; some queries for all, and a few a day of issue. A notice reads as it was issued: with the
    names of that day, in the wording of the version of its checklist as far as that was kept. Raises TaizhangError when
    no pack has a template."""
    found = list(notices)
    findings = Finding.objects.select_related("checklist", "carried_from").order_by("pk")
    prefetch_related_objects(
        found,
        Prefetch("findings", findings),
        "findings__visit__members__person",
        "withdrawal__findings__visit__members__person",
        "round__campaign__basis",
        "round__campaign__checklists",
    )
    came_back = rebounds([finding for notice in found for finding in findings_of(notice)])
    days = {notice.issued_on for notice in found}
    writing = _Writing({day: _Names([item for item in found if item.issued_on == day], day) for day in days}, came_back)
    return [writing.document(notice) for notice in found]


def notice_files_of(actor: Actor, token: str) -> NoticeFiles:
    """What the actor's own background work made, while they still see every notice in it; Http404 otherwise."""
    jobs = Job.objects.filter(kind=NOTICE_FILES, actor_id=actor.user_id, arguments__token=token)
    job = jobs.first() if actor.user_id is not None else None
    if job is None:
        raise Http404
    notices = job.arguments["notices"]
    if visible_notices(actor).filter(pk__in=notices).count() != len(notices):
        raise Http404
    return NoticeFiles(job.arguments["token"], job.arguments["form"])


def bureau_of(section: str, day: date) -> str:
    """Code of the bureau above what runs a campaign, in whose name it writes; of a county that runs one itself the
    bureau below it; what has no bureau writes in its own name."""
    above = org_queries.units_above(section, day)
    bureaus = set(OrgUnit.objects.filter(code__in=above, kind="bureau").values_list("code", flat=True))
    return next((item for item in above if item in bureaus), None) or _bureau_below(section, day)


class _Names:
    """Names of units as of a day, and the bureau above the section that runs a campaign."""

    def __init__(self, notices: Sequence[Notice], day: date) -> None:
        sections = {notice.round.campaign.org_unit.code for notice in notices}
        self._bureau = {code: bureau_of(code, day) for code in sections}
        units = {unit.code for notice in notices for unit in (notice.org_unit, notice.addressee)}
        self._names = org_queries.names({*sections, *self._bureau.values(), *units}, day)

    def of(self, code: str) -> str:
        return plain_words(self._names.get(code, code))

    def bureau(self, section: str) -> str:
        return self.of(self._bureau[section])


class _Writing:
    def __init__(self, names: Mapping[date, _Names], came_back: Mapping[int, Finding]) -> None:
        self._names, self._came_back = names, came_back
        self._packs = installed_packs()
        self._templates: dict[tuple[str, str] | None, NoticeTemplate | None] = {}

    def document(self, notice: Notice) -> NoticeDocument:
        findings = sorted(findings_of(notice), key=lambda item: (_ORDER.index(item.severity), item.pk))
        template = self._template(notice, findings)
        shown = self._shown(notice, findings, template)
        before, after = (
            [phrase(words, shown) for words in part] for part in (template.words.before, template.words.after)
        )
        recipient = before.pop(0) if before and is_recipient(before[0]) else ""
        listed = [
            phrase(words, {**shown, **self._of_finding(at, finding, notice, template)})
            for at, finding in enumerate(findings, start=1)
            for words in template.words.finding
        ]
        return NoticeDocument(
            id=notice.pk,
            number=notice.number,
            unit_name=shown["unit"],
            issuer=phrase(template.head, shown),
            signed=phrase(template.signed, shown),
            issued_on=notice.issued_on,
            issued_at=notice.at,
            title=title_lines(phrase(template.words.title, shown)) or (template.title.zh,),
            recipient=recipient,
            paragraphs=tuple(paragraph_of(words) for words in (*before, *listed, *after) if words.strip()),
            receipt_title=phrase(template.words.receipt_title, shown),
            receipt=tuple((phrase(label, shown), phrase(words, shown)) for label, words in template.words.receipt),
        )

    def _template(self, notice: Notice, findings: Sequence[Finding]) -> NoticeTemplate:
        version = _version(notice, findings)
        key = (version.pack_id, version.pack_version) if version is not None else None
        if key not in self._templates:
            self._templates[key] = self._find(version)
        template = self._templates[key]
        if template is None:
            _refuse(notice)
        return template

    def _find(self, version: ChecklistVersion | None) -> NoticeTemplate | None:
        pack = self._packs.packs.get(version.pack_id) if version is not None else None
        if version is not None and (pack is None or pack.version != version.pack_version):
            pack = past_pack(version.pack_id, version.pack_version, self._packs) or pack
        return self._packs.rectification_notice(pack)

    def _shown(self, notice: Notice, findings: Sequence[Finding], template: NoticeTemplate) -> dict[str, str]:
        names, campaign = self._names[notice.issued_on], notice.round.campaign
        unit, addressee = names.of(notice.org_unit.code), names.of(notice.addressee.code)
        shown = {
            "number": notice.number,
            "unit": unit,
            "addressee": addressee if notice.addressee_id == notice.org_unit_id else f"{addressee}（原{unit}）",
            "bureau": names.bureau(campaign.org_unit.code),
            "section": names.of(campaign.org_unit.code),
            "campaign": plain_words(campaign.title),
            "basis": plain_words(str(campaign.basis)) if campaign.basis else "",
            "round": str(notice.round.number),
            "visited_on": _days({finding.found_on for finding in findings}),
            "inspectors": _inspectors(findings),
            "count": str(len(findings)),
            "issued_on": day_words(notice.issued_on),
        }
        return {**shown, "term": _term(_longest(notice, findings), template, shown)}

    def _of_finding(self, at: int, finding: Finding, notice: Notice, template: NoticeTemplate) -> dict[str, str]:
        back = self._came_back.get(finding.pk)
        return {
            "n": chinese_number(Decimal(at)),
            "finding": finding.number,
            "problem": plain_words(finding.problem),
            "rule": self._rule(finding, notice),
            "rule_source": plain_words(finding.rule_source),
            "severity": Severity(finding.severity).label.zh,
            "opinion": plain_words(finding.opinion),
            "responsible": plain_words(finding.responsible),
            "found_on": day_words(finding.found_on),
            "action": plain_words(finding.action),
            "rebound_of": back.number if back is not None else "",
            "carried_from": finding.carried_from.number if finding.carried_from is not None else "",
            "term": _term(finding, template, {}),
        }

    def _rule(self, finding: Finding, notice: Notice) -> str:
        """The rule's name in the code list of its checklist, or of another one; what is no code is a name already."""
        version = finding.checklist or _version(notice, [finding])
        own = self._packs.checklists.get(version.key) if version is not None else None
        lists = (item.rules for item in (*([own] if own is not None else []), *self._packs.checklists.values()))
        named = (self._packs.code_lists[rules].codes.get(finding.rule) for rules in lists if rules)
        return next((text.zh for text in named if text is not None), plain_words(finding.rule))


def _bureau_below(code: str, day: date) -> str:
    """Of a county that runs a campaign itself; what has no bureau issues in its own name."""
    return next((spell.org_unit.code for spell in org_queries.units_below(code, kind="bureau", day=day)), code)


def _version(notice: Notice, findings: Sequence[Finding]) -> ChecklistVersion | None:
    """By whose words the notice is written: of the first finding that a checklist asked for, or else the campaign's."""
    asked = [finding.checklist for finding in sorted(findings, key=lambda item: item.pk) if finding.checklist]
    return next(iter([*asked, *notice.round.campaign.checklists.all()]), None)


def _refuse(notice: Notice) -> NoReturn:
    raise TaizhangError(
        [
            Problem(
                "notice.template",
                notice.number,
                Text("数据包里的整改通知书模板", "a template of the notice in a pack"),
                Text("没有", "none"),
                Text("请管理员在数据包里加一份。", "Add one to a pack."),
            )
        ]
    )


def _longest(notice: Notice, findings: Sequence[Finding]) -> Finding:
    """The finding by which the notice ends: the latest day, were it received on the day of issue."""
    calendar = working_calendar()

    def until(finding: Finding) -> date:
        if finding.days is not None:
            return due_after(calendar, notice.issued_on, finding.days).last
        return finding.deadline or notice.issued_on  # hours: at once

    return max(findings, key=lambda item: (until(item), item.days is not None, item.hours or 0))


def _term(finding: Finding, template: NoticeTemplate, shown: Mapping[str, str]) -> str:
    if finding.days is not None:
        return phrase(template.terms["days"], {**shown, "days": str(finding.days)})
    if finding.hours is not None:
        until = moment_due(finding)
        at = f"{day_words(until.date())}{until:%H}时{until:%M}分" if until is not None else ""
        return phrase(template.terms["hours"], {**shown, "hours": str(finding.hours), "until": at})
    assert finding.deadline is not None  # one of the three, by the database
    return phrase(template.terms["deadline"], {**shown, "deadline": day_words(finding.deadline)})


def _inspectors(findings: Sequence[Finding]) -> str:
    visits = {finding.visit_id: finding.visit for finding in findings}
    people = (str(member.person) for visit in visits.values() for member in visit.members.all())
    return "、".join(dict.fromkeys(people))


def _days(days: Iterable[date]) -> str:
    first, last = min(days), max(days)
    return day_words(first) if first == last else f"{day_words(first)}至{day_words(last)}"


def day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def plain_words(text: str) -> str:
    """On one line, without signs that no page prints and without punctuation at its edges."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable()).strip(_SIGNS)


def paragraph_of(words: str) -> NoticeParagraph:
    """Only what is surely a heading is set as one: a long problem reads as text."""
    heading = heading_of(words, after_item=False)
    if heading is None or not heading.is_sure or heading.level > 2:
        return NoticeParagraph("", 0, words)
    return NoticeParagraph(words[: heading.length], heading.level, words[heading.length :])
