"""Ledgers and filings for programs; the same queries and services as the pages."""

from __future__ import annotations

from ninja import Router

from taizhang.ledgers.api import filing, ledgers, reviewing, submissions

router = Router()
router.add_router("", ledgers.router)
router.add_router("", submissions.router)
router.add_router("", filing.router)
router.add_router("", reviewing.router)

__all__ = ["router"]
