"""App configuration: navigation, search, Today, and what follows an accepted filing."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "taizhang.figures"
    label = "figures"

    def ready(self) -> None:
        from taizhang.core.audit_objects import register_audit_names
        from taizhang.core.daily import register_daily
        from taizhang.core.moves import register_move_follower
        from taizhang.core.navigation import NavEntry, register_nav
        from taizhang.core.permissions import Permission
        from taizhang.core.search import register_search_provider
        from taizhang.core.today import register_change_provider
        from taizhang.figures.audit_names import run_names
        from taizhang.figures.following import act_followed, mark_and_recompute, recompute_asked
        from taizhang.figures.proving import figures_standing
        from taizhang.figures.standing import effects
        from taizhang.figures.tasks import keep_figures
        from taizhang.figures.today import changes, found
        from taizhang.ledgers import after_accept, after_asking
        from taizhang.organisation.hooks import register_effects
        from taizhang.targets.hooks import register_proof_provider

        register_nav(
            NavEntry(
                order=60,
                title=_("Figures"),
                url_name="figures:indicator-list",
                permission=Permission.VIEW_FIGURE,
                icon="chart-bar",
            )
        )
        register_search_provider(found)
        register_change_provider(changes)
        register_daily(keep_figures)
        after_accept.register(mark_and_recompute)
        after_asking.register(recompute_asked)
        register_move_follower(act_followed)
        register_proof_provider(figures_standing)
        register_effects(effects)
        register_audit_names("figures.FigureRun", run_names)
