"""Addresses of the shell."""

from __future__ import annotations

from django.urls import path

from taizhang.web.views import api_docs, help, me, preferences, search, today

app_name = "web"
urlpatterns = [
    path("", today.today, name="today"),
    path("api/docs/", api_docs.api_docs, name="api-docs"),
    path("me/", me.me, name="me"),
    path("help/", help.help_page, name="help"),
    path("help/<str:role>/", help.help_page, name="help-role"),
    path("search/", search.search, name="search"),
    path("language/", preferences.language, name="language"),
    path("large-type/", preferences.large_type, name="large-type"),
]
