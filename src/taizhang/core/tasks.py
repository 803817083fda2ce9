"""Long work of the core."""

from __future__ import annotations

from django.urls import reverse

from taizhang.core.audit import verify_chain
from taizhang.core.jobs import job_kind
from taizhang.core.progress import Progress


@job_kind("audit-verify")
def verify_audit(progress: Progress) -> str:
    """Verify the whole audit chain; the log tells the result."""
    report = verify_chain()
    text = f"{report.count}" if report.reason is None else f"{report.first_broken}: {report.reason.zh}"
    progress.step(report.count, report.count, text)
    return reverse("core:audit-list")
