"""Mail: one's own switch, and for the administrator the settings, a test letter, what was sent and what failed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from taizhang.accounts import letters
from taizhang.accounts.forms import MailForm, TestLetterForm
from taizhang.accounts.models import User
from taizhang.core.htmx import redirect_after_post, render_bad_form, render_page
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of


@require_POST
def mail_switch(request: HttpRequest) -> HttpResponse:
    """One's own address, and whether the daily letter is wanted."""
    form, user = MailForm(request.POST), request.user
    if form.is_valid() and isinstance(user, User):
        try:
            letters.set_mail(user=user, **form.cleaned_data)
        except ValidationError as error:
            messages.error(request, "；".join(error.messages))
        else:
            messages.success(request, _("Saved."))
    else:
        messages.error(request, _("This is no e-mail address; write it like name@example.cn."))
    return redirect("accounts:profile")


def mail_page(request: HttpRequest) -> HttpResponse:
    """GET shows; POST sends a test letter, and says what the server answered."""
    actor = actor_of(request)
    actor.require(Permission.MANAGE_ORGANISATION)
    form = TestLetterForm(request.POST or None, initial={"to": getattr(request.user, "email", "")})
    context = {
        "settings": letters.mail_settings(),
        "set": letters.mail_is_set(),
        "form": form,
        "letters": letters.latest_letters(),
    }
    context["failed"] = sum(letter.sent_at is None for letter in context["letters"])  # type: ignore[attr-defined]
    if not form.is_bound:
        return render_page(request, "accounts/mail.html", context)
    if form.is_valid():
        error = letters.send_test(actor=actor, to=form.cleaned_data["to"])
        if not error:
            messages.success(request, _("The test letter is out. Look whether it arrived."))
            return redirect_after_post(request, request.path)
        form.add_error(None, error)
    return render_bad_form(request, "accounts/mail.html", context)


@require_POST
def mail_again(request: HttpRequest) -> HttpResponse:
    count = letters.send_again(actor=actor_of(request))
    messages.success(request, _("%(n)d letters are tried again.") % {"n": count})
    return redirect("accounts:mail-page")
