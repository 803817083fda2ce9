"""Which mechanisms are served by pages: mechanism id -> URL names. Pack items say it themselves, beside the item."""

from __future__ import annotations

from collections.abc import Mapping

PAGES: Mapping[str, list[str]] = {}
