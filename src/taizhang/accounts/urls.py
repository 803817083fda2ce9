"""Addresses of sign-in and one's own account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from taizhang.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", login_not_required(views.SignIn.as_view()), name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("me/", views.profile, name="profile"),
    path("me/password/", views.ChangePassword.as_view(), name="password-change"),
]
