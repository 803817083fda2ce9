"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "taizhang.organisation"
    label = "organisation"
