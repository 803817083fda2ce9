"""App configuration: navigation, Today, search, and rows that packs may count."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    name = "taizhang.targets"
    label = "targets"

    def ready(self) -> None:
        from taizhang.accounts.letters import register_letter_lines
        from taizhang.core.audit_objects import register_audit_names
        from taizhang.core.navigation import NavEntry, register_nav
        from taizhang.core.permissions import Permission
        from taizhang.core.search import register_search_provider
        from taizhang.core.today import register_change_provider, register_today_provider
        from taizhang.organisation.hooks import register_effects, register_post_move, register_post_work
        from taizhang.targets import moves
        from taizhang.targets.finding import find
        from taizhang.targets.letters import lines
        from taizhang.targets.standing import effects, follow_post, work_of_post
        from taizhang.targets.system_ledgers import register_all
        from taizhang.targets.today import changes, to_do, waiting

        register_nav(
            NavEntry(
                order=20,
                title=_("Targets and tasks"),
                url_name="targets:board",
                permission=Permission.VIEW_TARGETS,
                count=waiting,
                icon="target",
            )
        )
        register_today_provider(to_do)
        register_change_provider(changes)
        register_search_provider(find)
        register_all()
        moves.register_all()
        register_letter_lines(lines)
        register_post_work(work_of_post)
        register_post_move(follow_post)
        register_effects(effects)
        register_audit_names("targets.BasisDocument", columns=("title", "number"))
        register_audit_names("targets.Decision", columns=("text",))
        register_audit_names("targets.Visit", columns=("purpose", "partner"))
        for noun in ("Meeting", "Plan", "Target", "Task"):
            register_audit_names(f"targets.{noun}", columns=("title",))
