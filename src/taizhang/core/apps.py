"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "taizhang.core"
    label = "core"

    def ready(self) -> None:
        from taizhang.core.audit_objects import pack_names, register_audit_names
        from taizhang.core.navigation import NavEntry, register_nav
        from taizhang.core.permissions import Permission
        from taizhang.core.system_today import changes, failed_work
        from taizhang.core.today import register_change_provider, register_today_provider

        group = "settings"
        for entry in (
            NavEntry(85, _("Packs"), "core:pack-list", Permission.VIEW_PACKS, icon="package", group=group),
            NavEntry(
                85, _("Checklists"), "core:checklist-list", Permission.VIEW_CHECKLISTS, icon="checklist", group=group
            ),
            NavEntry(86, _("Audit log"), "core:audit-list", Permission.VIEW_AUDIT, icon="shield-check", group=group),
            NavEntry(87, _("Background work"), "core:job-list", Permission.VIEW_JOBS, icon="progress", group=group),
            NavEntry(
                90, _("Backup"), "core:backup-page", Permission.MANAGE_ORGANISATION, icon="database-export", group=group
            ),
        ):
            register_nav(entry)
        register_today_provider(failed_work)
        register_change_provider(changes)
        register_audit_names("core.InstalledPack", pack_names)
