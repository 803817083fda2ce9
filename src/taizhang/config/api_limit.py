"""How often one token may ask: a count a minute in the cache of the web process."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache

_WINDOW = 60


def seconds_to_wait(token: int) -> int:
    """0 when the request may go on. With several web processes each counts for itself, so the limit is that many
    times higher; it is there to stop a program that runs away, not to share out capacity."""
    now = int(time.time())
    key = f"api-limit:{token}:{now // _WINDOW}"
    cache.add(key, 0, timeout=2 * _WINDOW)
    try:
        count = cache.incr(key)
    except ValueError:  # thrown out between the two calls
        return 0
    return _WINDOW - now % _WINDOW if count > settings.API_PER_MINUTE else 0
