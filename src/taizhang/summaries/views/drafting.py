"""Drafting: create, edit blocks, bind numbers, issue."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from taizhang.core import clock
from taizhang.core.form_pages import add_problems
from taizhang.core.htmx import redirect_after_post, render_page
from taizhang.core.language import language_of
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.requests import actor_of, whole_number
from taizhang.engine.errors import TaizhangError
from taizhang.engine.summary import Human, parse_inlines
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit
from taizhang.summaries import queries, services
from taizhang.summaries.forms import BlockForm, CreateForm, IssueForm
from taizhang.summaries.frozen import reading_mark
from taizhang.summaries.models import Block, Summary, SummaryState
from taizhang.summaries.unreadable import sentence_and_cure
from taizhang.summaries.views.common import DOCUMENT_LANGUAGE, block_of, say_problems, summary_of, to_edit
from taizhang.summaries.views.editing import edit_page
from taizhang.summaries.views.offering import found_figures
from taizhang.summaries.views.showing import answered_groups, open_groups


@require_http_methods(["GET", "POST"])
def summary_create(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(Permission.WRITE_SUMMARY)
    offers = queries.templates_for(actor)
    names = org_queries.names({unit.code for _template, units in offers for unit in units}, clock.today())
    wanted = request.POST.get("template", "")
    forms = [
        CreateForm(
            request.POST if template.key == wanted else None,
            template=template,
            units=units,
            names=names,
            language=language_of(),
            auto_id=f"{template.id}-%s",
        )
        for template, units in offers
    ]
    for form in forms:
        if form.is_bound and form.is_valid() and (summary := _opened(request, form)) is not None:
            return redirect("summaries:summary-edit", summary.pk)
    context = {"offers": [(template, form) for (template, _units), form in zip(offers, forms, strict=True)]}
    status = 422 if request.method == "POST" else 200
    return render(request, "summaries/summary_create.html", context, status=status)


def _opened(request: HttpRequest, form: CreateForm) -> Summary | None:
    """The draft that the form asks for, new or begun before; None, with the reason told, when it cannot be begun."""
    values = form.cleaned_data
    try:
        summary, new = services.open_draft(
            actor=actor_of(request),
            template_key=values["template"],
            org_unit=get_object_or_404(OrgUnit, code=values["unit"]),
            period=values["period"],
            beside=whole_number(request.POST.get("beside", "")),
        )
    except services.IssuedAlready as error:
        form.issued = error.summary
        return None
    except TaizhangError as error:
        say_problems(request, error)
        return None
    if not new:
        messages.info(request, _("The unit has a draft of this period already; this is it."))
    return summary


@require_safe
def summary_edit(request: HttpRequest, pk: int) -> HttpResponse:
    summary = summary_of(request, pk)
    if summary.state != SummaryState.DRAFT:
        return _issued_already(request, summary)  # an old bookmark, or issued while it was open here
    services.draft.require_draft(actor_of(request), summary)
    return edit_page(request, summary)


@require_http_methods(["GET", "POST"])
def block_edit(request: HttpRequest, pk: int, block_pk: int) -> HttpResponse:
    summary = summary_of(request, pk)
    if summary.state != SummaryState.DRAFT:
        return _issued_already(request, summary)
    services.draft.require_draft(actor_of(request), summary)
    block = block_of(summary, block_pk)
    humans = _humans(block)
    form = BlockForm(request.POST or None, initial={"version": block.version, "text": block.text})
    conflict, unreadable = None, []
    if request.method == "POST" and form.is_valid():
        typed = {human.id: request.POST.get(f"human-{human.id}", "") for human in humans}
        try:
            services.save_block(
                actor=actor_of(request),
                block=block,
                version=form.cleaned_data["version"],
                text=form.cleaned_data["text"] if "text" in request.POST else None,
                humans=typed,
            )
        except services.BlockConflict:  # the form tells it, with the other person's words
            conflict = Block.objects.get(pk=block.pk)
        except services.UnreadableText as error:
            unreadable = [sentence_and_cure(problem) for problem in error.problems]
        else:
            return to_edit(summary, f"block-{block.pk}")
    places = [(human, request.POST.get(f"human-{human.id}", block.humans.get(human.id, ""))) for human in humans]
    if conflict is not None:  # the next press of "save" merges knowingly
        form = BlockForm({**request.POST.dict(), "version": conflict.version})
    context = {
        "summary": summary,
        "paragraph": block,
        "form": form,
        "places": places,
        "conflict": conflict,
        "unreadable": unreadable,
        "theirs": _theirs(conflict, places, request.POST.get("text")) if conflict is not None else (),
    }
    status = 409 if conflict else 422 if request.method == "POST" else 200
    fragment = "summaries/_block_form.html"
    return render_page(request, "summaries/block_edit.html", context, fragment=fragment, status=status)


def _theirs(saved: Block, places: list[tuple[Human, str]], text: str | None) -> list[tuple[str, str]]:
    """(what it is, words) of everything that the other person saved otherwise than this one writes it."""
    found = [(human.prompt, str(saved.humans.get(human.id, ""))) for human, _mine in places]
    mine = [words for _human, words in places]
    theirs = [item for item, words in zip(found, mine, strict=True) if item[1].strip() != words.strip()]
    if text is not None and "".join(saved.text.split()) != "".join(text.split()):
        theirs.append((_("Text of the paragraph"), saved.text))
    return theirs


def _humans(block: Block) -> list[Human]:
    try:
        return [inline for inline in parse_inlines(block.text) if isinstance(inline, Human)]
    except TaizhangError:
        return []  # the text itself is what the person must mend


@require_POST
def block_add(request: HttpRequest, pk: int) -> HttpResponse:
    summary = summary_of(request, pk)
    behind = whole_number(request.POST.get("after", ""), digits=18)
    after = block_of(summary, behind) if behind is not None else None
    block = services.add_block(actor=actor_of(request), summary=summary, after=after)
    return redirect("summaries:block-edit", summary.pk, block.pk)


@require_POST
def block_remove(request: HttpRequest, pk: int, block_pk: int) -> HttpResponse:
    summary = summary_of(request, pk)
    services.remove_block(actor=actor_of(request), block=block_of(summary, block_pk))
    messages.success(request, _("The paragraph was taken out; the audit log keeps its words."))
    return to_edit(summary)


@require_POST
def block_bind(request: HttpRequest, pk: int, block_pk: int) -> HttpResponse:
    summary = summary_of(request, pk)
    block = block_of(summary, block_pk)
    key, org_unit, period = [*request.POST.get("figure", "").split("@"), "", ""][:3]
    try:
        services.bind_number(
            actor=actor_of(request),
            block=block,
            version=block.version,
            typed=request.POST.get("typed", ""),
            indicator_key=key,
            org_unit=org_unit,
            period=period,
        )
    except TaizhangError as error:
        say_problems(request, error)
    return to_edit(summary, f"block-{block.pk}")


@require_safe
def figure_search(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.require(Permission.WRITE_SUMMARY)
    number = whole_number(request.GET.get("summary", ""))
    summary = summary_of(request, number) if number is not None else None
    rows = found_figures(actor, request.GET.get("q", ""), summary)
    return render(request, "summaries/_figure_search.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def summary_issue(request: HttpRequest, pk: int) -> HttpResponse:
    actor, summary = actor_of(request), summary_of(request, pk)
    if summary.state != SummaryState.DRAFT:
        return _issued_already(request, summary)  # the second press of two
    services.draft.require_draft(actor, summary, Permission.ISSUE_SUMMARY)
    form = IssueForm(request.POST or None, initial={"number": services.next_number(summary.org_unit.code)})
    if request.method == "POST" and form.is_valid() and (answer := _issue(request, summary, form)) is not None:
        return answer
    document = queries.document(actor, summary, DOCUMENT_LANGUAGE)
    status = 422 if request.method == "POST" else 200
    context = {
        "summary": summary,
        "document": document,
        "form": form,
        "seen": reading_mark(document),
        "open_groups": open_groups(document),
        "answered_groups": answered_groups(document),
    }
    return render(request, "summaries/summary_issue.html", context, status=status)


def _issue(request: HttpRequest, summary: Summary, form: IssueForm) -> HttpResponse | None:
    """The way to the issued document; None, with the reason told, when it stays a draft."""
    number, seen = form.cleaned_data["number"], form.cleaned_data["seen"]
    try:
        services.issue_summary(
            actor=actor_of(request), summary=summary, number=number, language=DOCUMENT_LANGUAGE, read=seen
        )
    except services.BadNumber as error:
        add_problems(form, error)
        return None
    except TaizhangError as error:
        say_problems(request, error)
        return None
    except NotAllowed:
        summary.refresh_from_db()
        if summary.state == SummaryState.DRAFT:
            raise
        return _issued_already(request, summary)
    messages.success(request, _("Issued. The document is frozen; every figure keeps its records."))
    return redirect("summaries:summary-detail", summary.pk)


def _issued_already(request: HttpRequest, summary: Summary) -> HttpResponse:
    messages.info(request, _("It is issued already, as %(number)s.") % {"number": summary.number})
    return redirect_after_post(request, reverse("summaries:summary-detail", args=[summary.pk]))


@require_POST
def summary_renew(request: HttpRequest, pk: int) -> HttpResponse:
    summary = summary_of(request, pk)
    kept = services.take_new_version(actor=actor_of(request), summary=summary)
    messages.success(request, _("The draft follows the new version of the pack; what you wrote is kept."))
    if kept:
        words = ngettext(
            "%(count)d paragraph of your own is kept beside the new ones; take out what is said twice.",
            "%(count)d paragraphs of your own are kept beside the new ones; take out what is said twice.",
            kept,
        )
        messages.warning(request, words % {"count": kept})
    return to_edit(summary)


@require_POST
def summary_correct(request: HttpRequest, pk: int) -> HttpResponse:
    summary = services.correct_summary(actor=actor_of(request), summary=summary_of(request, pk))
    messages.success(request, _("A corrected issue is begun. The old one stays in force until this one is issued."))
    return to_edit(summary)
