"""Tokens of programs: one's own, and for administrators everybody's."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from taizhang.accounts import tokens
from taizhang.accounts.forms import TokenForm
from taizhang.accounts.models import ApiToken
from taizhang.core import clock
from taizhang.core.htmx import render_bad_form, render_page
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.scopes import Scope
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.engine.errors import TaizhangError

LABELS = {scope.value: scope.label for scope in Scope}


@never_cache
@require_http_methods(["GET", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """One's own tokens; a new one's secret is in the answer to its making and nowhere else."""
    actor = actor_of(request)
    scopes = tokens.useful_scopes(actor)
    form, secret = TokenForm(request.POST if request.method == "POST" else None, scopes=scopes), ""
    if form.is_bound and form.is_valid():
        try:
            _token, secret = tokens.issue_token(actor=actor, **form.cleaned_data)
        except TaizhangError as error:
            for problem in error.problems:  # each beside its field, which needs no name then
                form.add_error(problem.key, replace(problem, key="").sentence(language_of()).lstrip("： :"))
        else:
            form = TokenForm(None, scopes=scopes)
    crumbs = [(_("My account"), "../"), (_("Tokens"), "")]
    context = {"form": form, "secret": secret, "crumbs": crumbs, "days": (localdate(), clock.today())}
    table = _table(request, tokens.tokens_of(actor), title=_("My tokens"), empty=_("No program acts for you."))
    if request.method == "GET":
        return table_response(request, "accounts/token_list.html", table, context)
    answer = render_page if secret else render_bad_form
    return answer(request, "accounts/token_list.html", {**context, "table": table})


@require_safe
def token_overview(request: HttpRequest) -> HttpResponse:
    """All tokens, for administrators."""
    actor = actor_of(request)
    actor.require(Permission.MANAGE_ORGANISATION)
    table = _table(
        request,
        tokens.all_tokens(actor),
        title=_("Tokens of programs"),
        empty=_("No program acts for anybody."),
        own=False,
    )
    return table_response(request, "accounts/token_overview.html", table)


def _table(request: HttpRequest, found: QuerySet[ApiToken], *, title: object, empty: object, own: bool = True) -> Table:
    made = (_("People make tokens under My account."), reverse("accounts:token-list"), _("My tokens"))
    owner = [] if own else [Column("owner", _("Acts for"), order_by="owner__full_name")]
    search = Filter("q", _("Search"), kind="search", apply=lambda rows, text: rows.filter(name__icontains=text.strip()))
    return Table(
        request,
        found,
        [
            Column("name", _("Token")),
            Column("prefix", _("Begins with"), value=lambda token: f"{token.prefix}…", shown=own),
            *owner,
            Column("scopes", _("What may it do?"), value=words_of, sortable=False),
            Column("org_unit", _("Only below")),
            Column("expires_at", _("Valid until"), value=lambda token: localdate(token.expires_at)),
            Column("last_used_at", _("Last used")),
            Column("state", _("State"), value=why, sortable=False, template="accounts/_token_state.html"),
        ],
        filters=[] if own else [search],
        title=title,
        empty=(empty, *((_("Make one below."), "", "") if own else made)),
    )


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    token = tokens.token_for(actor, pk)
    tokens.revoke_token(actor=actor, token=token)
    return redirect("accounts:token-list" if token.owner_id == actor.user_id else "accounts:token-overview")


def words_of(token: ApiToken) -> str:
    """Its scopes as people say them."""
    return "；".join(str(LABELS.get(name, name)) for name in token.scopes)


def why(token: ApiToken) -> str:
    """In force, or why not."""
    words = {
        "": _now("in force"),
        "revoked": _now("revoked"),
        "expired": _now("expired"),
        "closed": _now("owner closed"),
    }
    return words[tokens.why_over(token)]
