"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "taizhang.web"
    label = "web"

    def ready(self) -> None:
        from taizhang.core.navigation import NavEntry, register_nav

        register_nav(NavEntry(0, _("Today"), "web:today", None, icon="sun", phone=True))
