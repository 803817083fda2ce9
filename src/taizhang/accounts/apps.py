"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "taizhang.accounts"
    label = "accounts"

    def ready(self) -> None:
        from taizhang.accounts.letters import begin_letters
        from taizhang.core.audit_objects import register_audit_names
        from taizhang.core.daily import register_daily
        from taizhang.core.navigation import NavEntry, register_nav
        from taizhang.core.permissions import Permission

        register_daily(begin_letters)
        register_audit_names("accounts.User", columns=("full_name", "username"))
        register_audit_names("accounts.ApiToken")
        manage = Permission.MANAGE_ORGANISATION
        register_nav(
            NavEntry(88, _("Tokens of programs"), "accounts:token-overview", manage, icon="key", group="settings")
        )
        register_nav(NavEntry(89, _("Mail"), "accounts:mail-page", manage, icon="mail", group="settings"))
