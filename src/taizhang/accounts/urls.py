"""Addresses of sign-in and one's own account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from taizhang.accounts.views import mail, signing, tokens

app_name = "accounts"
urlpatterns = [
    path("sign-in/", login_not_required(signing.SignIn.as_view()), name="sign-in"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("me/", signing.profile, name="profile"),
    path("me/password/", signing.ChangePassword.as_view(), name="password-change"),
    path("me/mail/", mail.mail_switch, name="mail-switch"),
    path("mail/", mail.mail_page, name="mail-page"),
    path("mail/again/", mail.mail_again, name="mail-again"),
    path("me/tokens/", tokens.token_list, name="token-list"),
    path("tokens/", tokens.token_overview, name="token-overview"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
]
