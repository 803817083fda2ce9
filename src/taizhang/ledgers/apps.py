"""App configuration: navigation, Today, what closing a unit would leave open."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgersConfig(AppConfig):
    name = "taizhang.ledgers"
    label = "ledgers"

    def ready(self) -> None:
        from taizhang.accounts.letters import register_letter_lines
        from taizhang.core.daily import register_daily
        from taizhang.core.navigation import NavEntry, register_nav
        from taizhang.core.permissions import Permission
        from taizhang.core.search import register_search_provider
        from taizhang.core.today import register_change_provider, register_today_provider
        from taizhang.ledgers import audit_names
        from taizhang.ledgers.finding import find
        from taizhang.ledgers.proving import filings_standing
        from taizhang.ledgers.queries import open_filings
        from taizhang.ledgers.services import letter_lines
        from taizhang.ledgers.standing import effects, work_of_post
        from taizhang.ledgers.tasks import clean_uploads, remind_due
        from taizhang.ledgers.today import changes, filings_to_do, reviews_to_do, signatures_to_do, waiting
        from taizhang.organisation.hooks import register_effects, register_open_filings, register_post_work
        from taizhang.targets.hooks import register_proof_provider

        register_nav(
            NavEntry(
                order=30,
                title=_("Ledgers"),
                url_name="ledgers:ledger-list",
                permission=(Permission.VIEW_LEDGER, Permission.FILE_LEDGER, Permission.REVIEW_LEDGER),
                count=waiting,
                icon="table",
                phone=True,
            )
        )
        register_today_provider(filings_to_do)
        register_today_provider(reviews_to_do)
        register_today_provider(signatures_to_do)
        register_change_provider(changes)
        register_search_provider(find)
        register_open_filings(open_filings)
        register_post_work(work_of_post)
        register_effects(effects)
        register_daily(remind_due)
        register_daily(clean_uploads)
        register_letter_lines(letter_lines)
        register_proof_provider(filings_standing)
        audit_names.register_all()
