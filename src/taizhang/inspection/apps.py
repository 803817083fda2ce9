"""App configuration: navigation, Today, search, and rows that packs may count."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionConfig(AppConfig):
    name = "taizhang.inspection"
    label = "inspection"

    def ready(self) -> None:
        from taizhang.core.daily import register_daily
        from taizhang.core.navigation import NavEntry, register_nav
        from taizhang.core.permissions import Permission
        from taizhang.core.problems_found import register_problem_provider
        from taizhang.core.search import register_search_provider
        from taizhang.core.today import register_today_provider
        from taizhang.inspection import audit_names, moves
        from taizhang.inspection.finding import find
        from taizhang.inspection.problems import problems
        from taizhang.inspection.system_ledgers import register_all
        from taizhang.inspection.tasks import clean_uploads
        from taizhang.inspection.today import to_do, waiting
        from taizhang.inspection.unit_changes import effects
        from taizhang.organisation.hooks import register_effects

        register_nav(
            NavEntry(
                order=35,
                title=_("Inspection"),
                url_name="inspection:overview",
                permission=Permission.VIEW_INSPECTION,
                count=waiting,
                icon="clipboard-check",
                phone=True,
            )
        )
        register_today_provider(to_do)
        register_search_provider(find)
        register_daily(clean_uploads)
        register_problem_provider(problems)
        register_effects(effects)
        register_all()
        audit_names.register_all()
        moves.register_all()
