"""App configuration: entries in the navigation and on Today."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SummariesConfig(AppConfig):
    name = "taizhang.summaries"
    label = "summaries"

    def ready(self) -> None:
        from taizhang.core.audit_objects import register_audit_names
        from taizhang.core.navigation import NavEntry, register_nav
        from taizhang.core.permissions import Permission
        from taizhang.core.today import register_change_provider, register_today_provider
        from taizhang.organisation.hooks import register_effects
        from taizhang.summaries.standing import effects
        from taizhang.summaries.today import changes, to_do

        register_nav(
            NavEntry(
                order=70,
                title=_("Summaries"),
                url_name="summaries:summary-list",
                permission=Permission.VIEW_SUMMARY,
                icon="file-text",
            )
        )
        register_today_provider(to_do)
        register_change_provider(changes)
        register_effects(effects)
        register_audit_names("summaries.Summary", columns=("title",))
