"""Addresses of the proof-reader, below those of the summaries."""

from __future__ import annotations

from django.urls import path

from taizhang.proofreading import views

app_name = "proofreading"
urlpatterns = [
    path("", views.check, name="check"),
    path("<int:pk>/", views.saved_check, name="saved-check"),
    path("<int:pk>/remove/", views.saved_remove, name="saved-remove"),
]
