"""One dropped file as the page tells it: where it belongs, what was found, what to do next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period
from taizhang.ledgers import services
from taizhang.ledgers.models import OPEN_STATES, DroppedFile, DroppedState, KeptUpload, SubmissionVersion
from taizhang.ledgers.tasks import page_of


@dataclass(slots=True)
class DropLine:
    """tone: of the dot before the state, never alone. url, go: the next step, when there is one."""

    number: int
    name: str
    place: str = ""
    how: str = ""
    tone: str = "secondary"
    state: str = ""
    told: list[str] = field(default_factory=list)
    url: str = ""
    go: str = ""
    ready: bool = False
    choose: bool = False


def drop_line(item: DroppedFile) -> DropLine:
    line = DropLine(item.number, item.name, how=_("by its heading") if item.by == "heading" else "")
    line.told = [_sentence(problem) for problem in item.told.get("problems", [])]
    if "place" in item.told:
        ledger_key, period, _unit = item.told["place"]
        line.place = _title(ledger_key, period)
    if item.state == DroppedState.REFUSED:
        line.state, line.tone = _("Not taken"), "red"
    elif item.state == DroppedState.SAME:
        line.state = _("The same file as no. %(number)d") % {"number": item.told["number"]}
    elif item.state == DroppedState.SECOND:
        line.state, line.tone = _("For the same filing as no. %(number)d") % {"number": item.told["number"]}, "orange"
        line.told = [_("Put them into one file, or drop this one alone.")]
    elif item.state == DroppedState.UNPLACED:
        line.state, line.tone, line.choose = _("For which filing?"), "orange", True
        line.told = [_("Choose it; what is no filing may stay here, nothing happens.")]
    elif item.upload is None or (item.upload.submission_id is None and item.upload.expires_at < timezone.now()):
        line.state, line.told = _("Expired or replaced"), [_("Drop it again.")]
    else:
        line.place = _title(item.upload.ledger_key, item.upload.period_code)
        _checked(line, item.upload)
    return line


def _checked(line: DropLine, upload: KeptUpload) -> None:
    report: dict[str, Any] = upload.report
    page = page_of(upload)
    if upload.submission is not None:
        line.state, line.tone = _("Saved as version %(version)d") % {"version": upload.version}, "green"
        line.told.append(upload.submission.get_state_display())
        if upload.submission.state in OPEN_STATES and (left := _unexplained(upload)):
            line.told.append(_("%(n)d to explain before handing in") % {"n": left})
        line.url, line.go = reverse("ledgers:submission-detail", args=[upload.submission_id]), _("Open")
    elif report.get("asking"):
        asked = sum(bool(column["asked"]) for column in report["columns"])
        line.state = ngettext("%(n)d column to explain", "%(n)d columns to explain", asked) % {"n": asked}
        line.tone, line.url, line.go = "orange", page, _("Explain")
    elif report.get("wrong"):
        wrong = report["wrong"]
        line.state = ngettext("%(n)d place is wrong", "%(n)d places are wrong", wrong) % {"n": wrong}
        line.tone, line.url, line.go = "red", page, _("See them")
    elif upload.job is not None and not report:
        line.state, line.tone = upload.job.get_state_display(), "blue"
        line.url, line.go = reverse("core:job-detail", args=[upload.job_id]), _("Progress")
    else:
        _sound(line, upload, page)


def _unexplained(upload: KeptUpload) -> int:
    """How many checks of the version that was saved wait for words."""
    version = SubmissionVersion.objects.get(submission=upload.submission_id, number=upload.version)
    return sum(str(warning["check"]) not in version.explanations for warning in version.warnings)


def _sound(line: DropLine, upload: KeptUpload, page: str) -> None:
    rows, kinds = upload.report["rows"], upload.report.get("kinds", {})
    line.ready, line.url, line.go = services.is_ready(upload), page, _("Look")
    line.state, line.tone = ngettext("%(n)d row, no error", "%(n)d rows, no error", rows) % {"n": rows}, "green"
    if not rows:
        line.state, line.tone = _("No row under the heading"), "orange"
    elif upload.base_version and not any(kinds.values()):
        line.told.append(_("the same as version %(version)d") % {"version": upload.base_version})
    if left_out := upload.report.get("left_out_count"):
        told = ngettext("%(number)s line was not read as a row", "%(number)s lines were not read as rows", left_out)
        line.told.append(told % {"number": left_out})
    if upload.report.get("warned"):
        line.told.append(_("%(n)d to explain before handing in") % {"n": upload.report["warned"]})


def _title(ledger_key: str, period_code: str) -> str:
    language = language_of()
    title = installed_packs().ledger(ledger_key).title.get(language)
    return f"{title} · {Period.parse(period_code).title.get(language)}"


def _sentence(problem: dict[str, dict[str, str]]) -> str:
    expected, found, cure = (problem[name][language_of()] for name in ("expected", "found", "cure"))
    if language_of() == "zh":
        return f"应为{expected}，现为{found}。{cure}"
    return f"expected {expected}; found {found}. {cure}"
