"""What the views of summaries share."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from taizhang.core.language import language_of
from taizhang.core.requests import actor_of
from taizhang.engine.errors import TaizhangError
from taizhang.summaries import queries
from taizhang.summaries.models import Block, Summary

# A summary is a Chinese document whatever language its reader's buttons are in.
DOCUMENT_LANGUAGE = "zh"


def summary_of(request: HttpRequest, pk: int) -> Summary:
    return queries.summary_for(actor_of(request), pk)


def block_of(summary: Summary, pk: int) -> Block:
    return get_object_or_404(summary.blocks, pk=pk)


def say_problems(request: HttpRequest, error: TaizhangError) -> None:
    for problem in error.problems:
        text = problem.found.get(language_of())
        messages.error(request, f"{text} {problem.cure.get(language_of())}")


def to_edit(summary: Summary, anchor: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse("summaries:summary-edit", args=[summary.pk]) + (f"#{anchor}" if anchor else ""))
