"""What computations are called in the audit log."""

from __future__ import annotations

from collections.abc import Sequence

from taizhang.core.templatetags.taizhang import period_title
from taizhang.figures.models import FigureRun


def run_names(ids: Sequence[str]) -> dict[str, str]:
    runs = FigureRun.objects.filter(pk__in=ids).values_list("pk", "period_code")
    return {str(pk): period_title(code) for pk, code in runs}
