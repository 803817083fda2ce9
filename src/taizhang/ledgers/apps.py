"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "taizhang.ledgers"
    label = "ledgers"
