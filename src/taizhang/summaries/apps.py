"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class SummariesConfig(AppConfig):
    name = "taizhang.summaries"
    label = "summaries"
