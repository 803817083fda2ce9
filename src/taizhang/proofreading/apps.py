"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class ProofreadingConfig(AppConfig):
    """The page has no entry of its own: it stands beside the summaries, for whoever reads or writes them."""

    name = "taizhang.proofreading"
    label = "proofreading"
