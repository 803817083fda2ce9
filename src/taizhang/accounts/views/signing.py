"""Signing in and out, and one's own account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from taizhang.accounts import services
from taizhang.accounts.forms import SignInForm
from taizhang.accounts.models import User
from taizhang.core import audit
from taizhang.core.duties import may_delegate
from taizhang.core.requests import actor_of


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        before = services.note_success(form.get_user())
        if before is not None:
            self.request.session[services.PREVIOUS_VISIT] = before.isoformat()
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


@csrf_exempt  # a page that stood open too long signs out all the same; no other site can send the cookie (SameSite)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        audit.record(actor=request.user, action="account.sign-out", obj=request.user)
    logout(request)
    return redirect("accounts:sign-in")


class ChangePassword(PasswordChangeView):
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:profile")

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        audit.record(actor=form.user, action="account.password", obj=form.user)
        messages.success(self.request, _("The password was changed."))
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def profile(request: HttpRequest) -> HttpResponse:
    """One's own account: roles, password; language and type size are switched by the shell."""
    context = {"person": request.user, "delegates": may_delegate(actor_of(request))}
    return render(request, "accounts/profile.html", context)
