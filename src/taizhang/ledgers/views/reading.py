"""Reading: ledgers, one ledger's board, one submission, a comparison of versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.htmx import render_page
from taizhang.core.language import language_of
from taizhang.core.opening import unmask_state
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.requests import actor_of, whole_number
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.engine.pack import Field, FieldType, Ledger
from taizhang.engine.periods import Period
from taizhang.engine.rounding import show_amount
from taizhang.ledgers import queries, services
from taizhang.ledgers.explaining import words_again
from taizhang.ledgers.models import OPEN_STATES, Evidence, Submission, SubmissionState
from taizhang.ledgers.rows_export import rows_file
from taizhang.ledgers.views.came_back import came_back
from taizhang.ledgers.views.common import crumbs_to, in_a_row, submission_of, unit_name
from taizhang.ledgers.views.moved import moved_lines
from taizhang.ledgers.views.reviewing import return_phrases
from taizhang.ledgers.views.unusual import MOST_NAMED, unusual
from taizhang.ledgers.views.waiting_draft import drafts_beside

ROWS_PER_PAGE = 50
WHOLE = frozenset({"all", "mark", "page", "version"})  # in the address: the rows are wanted, not what changed
LONG = 18  # characters of a cell that stay on one line
NUMERIC = (FieldType.INTEGER, FieldType.NUMBER)


@require_safe
def ledger_list(request: HttpRequest) -> HttpResponse:
    """Own filings first, then every ledger the actor may see; for a single unit those that it files."""
    actor = actor_of(request)
    ledgers = queries.visible_ledgers(actor)
    if not ledgers:
        raise NotAllowed(Permission.VIEW_LEDGER)
    lines = queries.my_filings(actor, clock.today())
    beside = queries.places_not_filed(actor, lines)
    lines = [replace(line, not_filed=beside.get(queries.place_of(line), 0)) for line in lines]
    own = queries.is_one_unit(actor)
    reviewed = {ledger.key for ledger in ledgers if own and not queries.is_one_unit(actor, ledger)}  # by its section
    if own:
        keys = queries.ledgers_filed_at(actor) | {line.ledger.key for line in lines}
        keys |= reviewed
        ledgers = [ledger for ledger in ledgers if ledger.key in keys]
    may_review = actor.can(Permission.REVIEW_LEDGER)
    context = {
        "waiting": sorted((line for line in lines if line.waits_for_filer), key=lambda line: line.until or date.max),
        "filed": [line for line in lines if not line.waits_for_filer],
        "many_units": len({line.org_unit for line in lines}) > 1,
        "own": own,
        "reviewed": reviewed,
        "may_review": may_review,
        "may_design": queries.may_design(actor),
        "traces": queries.visible_traces(actor),
        "to_review": queries.review_queue(actor).count() if may_review else 0,
        "to_sign": queries.sign_queue(actor).count() if actor.can(Permission.SIGN_OFF) else 0,
    }
    return table_response(request, "ledgers/ledger_list.html", _ledger_table(request, ledgers, own, reviewed), context)


def _ledger_table(request: HttpRequest, ledgers: list[Ledger], own: bool, reviewed: set[str]) -> Table:
    packs = installed_packs()
    titles = {pack_id: packs.pack(pack_id).title.get(language_of()) for pack_id in {item.pack for item in ledgers}}
    columns = [
        Column("title", _("Ledger"), url=lambda ledger: reverse("ledgers:ledger-detail", args=[ledger.key])),
        Column(
            "part",
            _("Your part"),
            value=lambda ledger: pgettext("part", "reviews") if ledger.key in reviewed else pgettext("part", "files"),
            shown=bool(reviewed),
        ),
        Column("kind", _("Kind"), value=lambda ledger: KINDS[ledger.kind.value], shown=not own),
        Column("period_kind", _("Filed"), value=lambda ledger: PERIODS[ledger.period_kind.value]),
        Column("pack", _("Pack"), value=lambda ledger: packs.pack(ledger.pack).title, shown=not own),
        Column("fields", _("Columns"), numeric=True, value=lambda ledger: len(ledger.fields)),
    ]
    filters = [
        Filter("q", _("Search"), kind="search"),
        Filter(
            "pack",
            _("Pack"),
            choices=sorted(titles.items()),
            apply=lambda rows, value: [row for row in rows if row.pack == value],
        ),
    ]
    return Table(request, ledgers, columns, filters=filters, title=_("Ledgers"), row_id=lambda ledger: ledger.key)


KINDS = {"register": _("register"), "journal": _("journal"), "return": _("return")}
PERIODS = {
    "year": _("every year"),
    "half-year": _("every half-year"),
    "quarter": _("every quarter"),
    "month": _("every month"),
    "academic-year": _("every academic year"),
    "term": _("every term"),
    "days": _("as asked"),
}


@require_safe
def submission_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows of a version, who did what, and the moves that this actor may make."""
    actor = actor_of(request)
    submission, ledger = submission_of(request, pk)
    version = _number(request, "version", submission.version, 1, submission.version)
    if kind := request.GET.get("export"):
        return rows_file(actor, submission, ledger, version=version, kind=kind)
    page = _number(request, "page", 1, 1, 1_000_000)
    # What is marked has to be a column that can be mended.
    seen = ledger if "mark" in request.GET else queries.as_filed(submission, ledger)
    rows, count = queries.rows_of(actor, submission, seen, version=version, page=page, size=ROWS_PER_PAGE)
    numeric = [field.type in NUMERIC for field in seen.fields]
    evidence = queries.evidence_of(submission, version)
    on_cells: dict[tuple[int, str], list[Evidence]] = {}
    for item, backed in evidence:
        if backed is not None and item.field:
            on_cells.setdefault((backed.id, item.field), []).append(item)
    back = came_back(actor, submission, ledger, lambda mark: f"#row-{mark.row}")
    marked = {(mark.row, mark.field) for mark, _number, _address in back["marks"]}
    period = Period.parse(submission.period_code)
    context = {
        "submission": submission,
        "ledger": ledger,
        "period": period,
        "org_name": unit_name(submission.org_unit, period),
        "version": version,
        "columns": list(zip(seen.fields, numeric, strict=True)),
        "unmask": unmask_state(actor, ledger, submission.org_unit.code),
        "rows": [
            (
                row,
                (row.id, "") in marked,
                [
                    (*_cell(text, field), field, (row.id, field.id) in marked, on_cells.get((row.id, field.id), ()))
                    for text, field in zip(row.cells, seen.fields, strict=True)
                ],
            )
            for row in rows
        ],
        "row_evidence": any(row.evidence for row in rows),
        "row_count": count,
        "page": Paginator(range(count), ROWS_PER_PAGE).get_page(page),
        "versions": submission.versions.filter(number__lte=submission.version)
        .select_related("actor", "in_place_of", "file")
        .order_by("-number"),
        "events": submission.events.select_related("actor", "in_place_of").order_by("-pk"),
        "correcting": queries.is_correction(submission),
        "correction_reason": queries.correction_reason(submission),
        **back,
        "corrected": actor.can(Permission.VIEW_FIGURE, submission.org_unit.code)
        and submission.events.filter(to_state=SubmissionState.ACCEPTED).count() > 1,
        "mended": queries.mended_since(submission, back["said"]),
        "grid": queries.sees_personal(actor, ledger, submission.org_unit.code) or not queries.personal_fields(ledger),
        "evidence": [(item, row, seen.field(item.field) if item.field else None) for item, row in evidence],
        "warnings": _warnings(submission),
        "language": language_of(),
        "crumbs": crumbs_to(ledger, (period.title.get(language_of()), "")),
        **_moves(actor, submission, ledger),
    }
    if context["may_change"]:
        context["line"] = queries.filing_line(ledger, period, submission.org_unit)
    if context["may_attach"]:
        context |= drafts_beside(services.Filing(actor, ledger, period, submission.org_unit))
    if context["may_review"] or context["may_sign"]:
        services.note_look(actor=actor, submission=submission)
        sums = queries.sums_since_before(submission, ledger)
        context |= {"has_before": sums is not None, "before": period.previous(), "moved": moved_lines(sums or ())}
    if context["may_review"]:
        context |= unusual(actor, submission, ledger)
        context |= _second_review(request, submission, ledger, context)
    context["picked"] = (
        queries.return_words(queries.mismatches_of(actor, submission, ledger, whole=False), language_of())
        if context["may_review"] and {"mark", "mismatches"} <= request.GET.keys()
        else ""
    )
    context["marking"] = bool(context["may_review"]) and "mark" in request.GET and version == submission.version
    if context["marking"]:
        context["phrases"] = return_phrases(actor)
    fragment = "ledgers/_submission_brief.html"  # in the side panel of a figure, where nobody loses the place
    return render_page(request, "ledgers/submission_detail.html", context, fragment=fragment)


def _second_review(
    request: HttpRequest, submission: Submission, ledger: Ledger, context: dict[str, object]
) -> dict[str, object]:
    """What came again opens on what changed since it was reviewed; the whole only on request, or to be marked."""
    since = queries.reviewed_version(submission)
    if not since or WHOLE & request.GET.keys():
        return {}
    changes = queries.version_difference(actor_of(request), submission, ledger, old=since, new=submission.version)
    return {"since": since, "changes": changes}


def _cell(text: str, field: Field) -> tuple[str, str]:
    """A cell and its class: numbers to the right, long words on several lines. Amounts get their thousands, years and
    other bare numbers do not."""
    if field.type not in NUMERIC:
        return text, "long" if len(text) > LONG else ""
    if not text or not field.unit or "*" in text:
        return text, "num"
    return show_amount(Decimal(text), field.decimals, field.unit), "num"


def _number(request: HttpRequest, name: str, otherwise: int, least: int, most: int) -> int:
    asked = whole_number(request.GET.get(name, ""))
    return asked if asked is not None and least <= asked <= most else otherwise


def _warnings(submission: Submission) -> list[dict[str, str]]:
    """Warnings of the newest version, one line a check, with the clerk's words; before it is handed in with those that
    were given for the very same ones before."""
    versions = list(submission.versions.filter(number__lte=submission.version).order_by("-number"))
    if not versions or versions[0].number != submission.version:
        return []
    newest, again = versions[0], words_again(versions) if submission.state in OPEN_STATES else {}
    lines: dict[str, dict[str, str]] = {}
    places: dict[str, dict[str, None]] = {}  # each once, in order
    for item in newest.warnings:
        line = lines.setdefault(str(item["check"]), {"check": str(item["check"]), "text": str(item[language_of()])})
        # Versions of before kept only the cell of the file.
        place = _("row %(n)s") % {"n": item["number"]} if item.get("number") else str(item["key"])
        places.setdefault(str(item["check"]), {})[place] = None
        line["words"] = newest.explanations.get(str(item["check"])) or again.get(str(item["check"]), "")
    for check, line in lines.items():
        named = [place for place in places[check] if place]
        more = "…" if len(named) > MOST_NAMED else ""
        line["cells"] = in_a_row(named[:MOST_NAMED]) + more
    return list(lines.values())


def _signing(actor: Actor, submission: Submission, ledger: Ledger) -> dict[str, bool]:
    """Who filed it, also in another's place, does not sign it, and is told so."""
    code = submission.org_unit.code
    wanted = submission.state == SubmissionState.SIGNING and actor.can(Permission.SIGN_OFF, code, ledger)
    sides = actor.acting(Permission.SIGN_OFF, code, ledger).sides if wanted else frozenset()
    own = wanted and queries.is_so(submission, queries.filed_by(sides))
    return {"may_sign": wanted and not own, "own_to_sign": own}


def _moves(actor: Actor, submission: Submission, ledger: Ledger) -> dict[str, object]:
    code, state = submission.org_unit.code, submission.state
    # Who reviews a unit may file for it too, but is offered that on its page only once a version is one's own.
    files = actor.can(Permission.FILE_LEDGER, code, ledger) and queries.sees_drafts(actor, submission, ledger)
    reviews = actor.can(Permission.REVIEW_LEDGER, code, ledger)
    mine = submission.submitted_by_id == actor.user_id
    waits = reviews and state == "submitted"
    sides = actor.acting(Permission.REVIEW_LEDGER, code, ledger).sides if waits else frozenset()
    other = bool(sides) and queries.is_so(submission, queries.filed_by(sides))
    opened = bool(sides) and queries.is_so(submission, queries.opened_by(sides))
    return {
        "may_change": files and state in OPEN_STATES,
        "may_submit": files and state in OPEN_STATES and submission.version > 0,
        "may_withdraw": files and state in ("submitted", "signing") and (mine or not reviews),
        **_signing(actor, submission, ledger),
        "may_review": waits and not other and not opened,
        "own_filing": other,
        "own_correction": opened and not other,
        "may_reopen": reviews and state == "accepted",
        "to_review": queries.review_queue(actor).count() if reviews else 0,
        "may_attach": files,
        "may_export": actor.can(Permission.EXPORT, code, ledger),
        "may_take_file": actor.can(Permission.EXPORT, code, ledger)
        and (queries.sees_personal(actor, ledger, code) or not queries.personal_fields(ledger)),
    }


@require_safe
def receipt(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """What was handed in, by whom and when, with its hash: to print, or to send on as a picture."""
    submission, ledger = submission_of(request, pk)
    handed_in, signed = queries.handing_in(get_object_or_404(submission.events, pk=event))
    if handed_in is None:
        raise Http404
    if handed_in.version > submission.version:
        raise Http404  # a draft that is the unit's own again
    period = Period.parse(submission.period_code)
    context = {
        "submission": submission,
        "ledger": ledger,
        "period": period,
        "org_name": unit_name(submission.org_unit, period),
        "event": handed_in,
        "signed": signed,
        "made": submission.versions.select_related("file").get(number=handed_in.version),
        "crumbs": crumbs_to(
            ledger,
            (period.title.get(language_of()), reverse("ledgers:submission-detail", args=[pk])),
            (gettext("Receipt"), ""),
        ),
    }
    return render(request, "ledgers/receipt.html", context)


@require_safe
def period_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest version against the accepted filing of the period before, cell by cell."""
    submission, ledger = submission_of(request, pk)
    before = queries.filed_before(submission)
    if before is None or submission.version == 0:
        raise Http404
    period = Period.parse(submission.period_code)
    context = {
        "submission": submission,
        "ledger": ledger,
        "period": period,
        "before": Period.parse(before.period_code),
        "org_name": unit_name(submission.org_unit, period),
        "changes": queries.period_difference(actor_of(request), submission, before, ledger),
        "unmask": unmask_state(actor_of(request), ledger, submission.org_unit.code),
        "crumbs": crumbs_to(
            ledger,
            (period.title.get(language_of()), reverse("ledgers:submission-detail", args=[pk])),
            (gettext("Against the period before"), ""),
        ),
    }
    return render(request, "ledgers/period_difference.html", context)


@require_safe
def version_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions cell by cell; without a choice the newest and the one before."""
    submission, ledger = submission_of(request, pk)
    if submission.version == 0:
        raise Http404
    new = _number(request, "new", submission.version, 1, submission.version)
    old = _number(request, "old", new - 1, 0, submission.version)
    old, new = min(old, new), max(old, new)
    changes = queries.version_difference(actor_of(request), submission, ledger, old=old, new=new)
    period = Period.parse(submission.period_code)
    context = {
        "submission": submission,
        "ledger": ledger,
        "period": period,
        "org_name": unit_name(submission.org_unit, period),
        "made": submission.versions.select_related("actor", "in_place_of").filter(number=new).first(),
        "numbers": range(1, submission.version + 1),
        "old": old,
        "new": new,
        "changes": changes,
        "unmask": unmask_state(actor_of(request), ledger, submission.org_unit.code),
        "crumbs": crumbs_to(
            ledger,
            (period.title.get(language_of()), reverse("ledgers:submission-detail", args=[pk])),
            (gettext("What changed"), ""),
        ),
    }
    return render(request, "ledgers/version_difference.html", context)
