"""The page on which a summary is written: its text, its problems and measures, its plan with what it promises."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.engine.pack import Indicator
from taizhang.figures import queries as figure_queries
from taizhang.summaries import queries
from taizhang.summaries.forms import CommitmentForm
from taizhang.summaries.models import Commitment, CommitmentKind, Summary
from taizhang.summaries.types import Piece
from taizhang.summaries.views.common import DOCUMENT_LANGUAGE
from taizhang.summaries.views.showing import answered_groups, open_groups


@dataclass(frozen=True, slots=True)
class PairInput:
    """A commitment as its form shows it: as it is kept, or as it was typed and refused. id 0: not kept yet. figure: by
    the name that `figure_names` gives it. reads: the problem as it is printed, where it prints a figure."""

    id: int = 0
    problem: str = ""
    cause: str = ""
    measure: str = ""
    owner: str = ""
    deadline: str = ""
    figure: str = ""
    promised: str = ""
    unit: str = ""
    wrong: tuple[str, ...] = ()
    reads: tuple[Piece, ...] = ()

    @property
    def printed(self) -> str:
        return "".join(piece.text for piece in self.reads) or self.problem


def edit_page(request: HttpRequest, summary: Summary, refused: CommitmentForm | None = None) -> HttpResponse:
    """refused: the form that was sent and cannot be kept; it stands on the page as it was typed, with what is wrong."""
    actor = actor_of(request)
    document = queries.document(actor, summary, DOCUMENT_LANGUAGE)
    names = figure_names(actor)
    typed = _typed(refused) if refused is not None else None
    kind = refused.data.get("kind", "") if refused is not None else ""
    context = {
        "summary": summary,
        "document": document,
        "open_groups": open_groups(document),
        "answered_groups": answered_groups(document),
        "figure_names": sorted(names),
        "may_inspect": actor.can(Permission.VIEW_INSPECTION),
    }
    called = {one.key: name for name, one in names.items()}
    read = {pair.id: pair.pieces for pair in document.problems}
    for name, own in (("problems", CommitmentKind.PROBLEM), ("plan", CommitmentKind.PLAN)):
        inputs = [_kept(item, names, called, read.get(item.pk, ())) for item in summary.commitments.filter(kind=own)]
        here = typed if typed is not None and kind == own else None
        context[name] = [here if here is not None and here.id == item.id else item for item in inputs]
        context[f"new_{own}"] = here if here is not None and not here.id else PairInput()
    return render(request, "summaries/summary_edit.html", context, status=200 if refused is None else 422)


def figure_names(actor: Actor) -> dict[str, Indicator]:
    """What each figure that the actor may see is called where one is chosen by its name: its title; where several bear
    it, with the pack that each is from."""
    packs, language = installed_packs(), language_of()
    found = figure_queries.search("", actor)
    often = Counter(item.title.get(language) for item in found)
    names = {}
    for item in found:
        title = item.title.get(language)
        pack = packs.pack(item.pack).title.get(language)
        names[title if often[title] == 1 else f"{title}（{pack}）"] = item
    return names


def _kept(item: Commitment, names: dict[str, Indicator], called: dict[str, str], reads: tuple[Piece, ...]) -> PairInput:
    """names: the figures that may be promised, by name; called: their names, by key."""
    name = called.get(item.indicator_key, item.indicator_key)
    return PairInput(
        id=item.pk,
        problem=item.problem,
        cause=item.cause,
        measure=item.measure,
        owner=item.owner,
        deadline=item.deadline.isoformat() if item.deadline else "",
        figure=name,
        promised=_plain(item.promised) if item.promised is not None else "",
        unit=names[name].unit if name in names else "",
        reads=reads,
    )


def _plain(value: Decimal) -> str:
    """300.000000000000 as 300."""
    return format(value.normalize(), "f")


def _typed(form: CommitmentForm) -> PairInput:
    def text(name: str) -> str:
        return str(form.data.get(name, ""))

    wrong = tuple(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items())
    number = form.cleaned_data.get("id") or 0
    return PairInput(
        id=number,
        problem=text("problem"),
        cause=text("cause"),
        measure=text("measure"),
        owner=text("owner"),
        deadline=text("deadline"),
        figure=text("figure"),
        promised=text("promised"),
        wrong=wrong,
    )
