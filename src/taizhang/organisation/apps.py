"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "taizhang.organisation"
    label = "organisation"

    def ready(self) -> None:
        from taizhang.core.daily import register_daily
        from taizhang.core.navigation import NavEntry, register_nav
        from taizhang.core.permissions import Permission
        from taizhang.core.search import register_search_provider
        from taizhang.organisation import audit_names, moves
        from taizhang.organisation.finding import find
        from taizhang.organisation.services.planning import hand_over_work
        from taizhang.organisation.system_ledgers import register_all

        see, manage, group = Permission.VIEW_ORGANISATION, Permission.MANAGE_ORGANISATION, "settings"
        for entry in (
            NavEntry(80, _("Org units"), "organisation:tree", see, icon="sitemap", group=group),
            NavEntry(81, _("Zones"), "organisation:zone-list", see, icon="map-pin", group=group),
            NavEntry(82, _("Posts"), "organisation:post-list", see, icon="id-badge", group=group),
            NavEntry(82, _("Contacts"), "organisation:contact-list", see, icon="address-book", group=group),
            NavEntry(82, _("Delegation"), "organisation:delegation-list", manage, icon="arrows-exchange", group=group),
            NavEntry(83, _("Leading groups"), "organisation:group-list", see, icon="users-group", group=group),
            NavEntry(84, _("People and roles"), "organisation:person-list", manage, icon="users", group=group),
        ):
            register_nav(entry)
        register_search_provider(find)
        register_daily(hand_over_work)
        register_all()
        audit_names.register_all()
        moves.register_all()
