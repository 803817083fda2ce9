"""Commands start without what only the API needs."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from taizhang.config.commands.common import start_django
start_django()
import taizhang.config.urls
from django.urls import reverse
reverse("web:today")
print([name for name in ("ninja", "pydantic") if name in sys.modules])
"""


def test_neither_commands_nor_pages_import_the_api_library() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
