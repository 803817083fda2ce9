"""Pairs of problem and measure, plan items, answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from taizhang.core.requests import actor_of
from taizhang.summaries import services
from taizhang.summaries.forms import AnswerForm, CommitmentForm
from taizhang.summaries.models import Commitment, CommitmentKind
from taizhang.summaries.views.common import summary_of, to_edit
from taizhang.summaries.views.editing import edit_page, figure_names


@require_POST
def commitment_save(request: HttpRequest, pk: int) -> HttpResponse:
    summary = summary_of(request, pk)
    services.draft.require_draft(actor_of(request), summary)
    form = CommitmentForm(request.POST, figures=figure_names(actor_of(request)))
    if not form.is_valid():
        return edit_page(request, summary, form)
    values = form.cleaned_data
    existing = get_object_or_404(summary.commitments, pk=values["id"]) if values["id"] else None
    services.save_commitment(
        actor=actor_of(request),
        summary=summary,
        kind=CommitmentKind(values["kind"]),
        values={name: values[name] for name in ("problem", "cause", "measure", "owner")}
        | {"indicator_key": values["figure"]},
        deadline=values["deadline"],
        promised=values["promised"],
        commitment=existing,
    )
    return to_edit(summary, "plan" if values["kind"] == CommitmentKind.PLAN else "commitments")


@require_POST
def commitment_remove(request: HttpRequest, pk: int, commitment_pk: int) -> HttpResponse:
    summary = summary_of(request, pk)
    services.remove_commitment(
        actor=actor_of(request), commitment=get_object_or_404(summary.commitments, pk=commitment_pk)
    )
    return to_edit(summary, "commitments")


@require_POST
def answer_save(request: HttpRequest, pk: int, commitment_pk: int) -> HttpResponse:
    summary = summary_of(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether it was met, and what came of it."))
        return to_edit(summary, "answers")
    services.answer_commitment(
        actor=actor_of(request),
        summary=summary,
        commitment=get_object_or_404(Commitment, pk=commitment_pk),
        met=form.cleaned_data["met"] == "yes",
        text=form.cleaned_data["text"],
    )
    messages.success(request, _("The answer is saved."))
    return to_edit(summary, "answers")
