"""Two versions of one filing brought together in the grid: what comes from which, and a choice where both differ."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from taizhang.core.language import language_of
from taizhang.core.requests import whole_number
from taizhang.ledgers import services
from taizhang.ledgers.models import Submission
from taizhang.ledgers.views.common import crumbs_to, unit_name
from taizhang.ledgers.views.grid_input import filing_from
from taizhang.ledgers.views.older_draft import to_older


@never_cache
@require_http_methods(["GET", "POST"])
def grid_merge(request: HttpRequest, ledger_key: str, period: str, org: str) -> HttpResponse:
    """The draft beside the newest version, of a colleague or one's own from another window or a workbook: what comes
    from it, and which of two to keep where both changed a cell. Nothing is decided for the reader."""
    filing, place = filing_from(request, ledger_key, period, org), (ledger_key, period, org)
    if services.is_older(filing, services.draft_for(filing)):
        return to_older(filing, "grid")
    picks, newest = None, 0
    if request.method == "POST":
        picks = {name: str(choice) for name, choice in request.POST.items() if name.startswith("pick.")}
        newest = whole_number(request.POST.get("newest", "")) or 0
    draft, merged, version = services.merge_draft(filing, language=language_of(), picks=picks, newest=newest)
    backed: Counter[str] = Counter()
    for row, files in services.waiting(draft).items():
        backed[merged.moved.get(row, row)] += files
    if draft.rows is None or draft.base_version == version:
        if picks is not None:
            messages.success(request, _("Merged. Look it through, then save or hand in."))
        return redirect("ledgers:grid-page", *place)
    submission = Submission.objects.get(org_unit=filing.org_unit, ledger_key=ledger_key, period_code=filing.period.code)
    other = submission.versions.get(number=version)
    context = {
        "ledger": filing.ledger,
        "period": filing.period,
        "org": org,
        "org_name": unit_name(filing.org_unit, filing.period),
        "merged": merged,
        "clashes": [(clash, 0 if clash.field else backed[clash.row]) for clash in merged.clashes],
        "has_files": bool(backed),
        "newest": version,
        "version": draft.submission_id,
        "other": other,
        "own": other.actor_id == filing.actor.user_id,
        "crumbs": crumbs_to(filing.ledger, (_("Two versions"), "")),
    }
    return render(request, "ledgers/grid_merge.html", context, status=422 if picks is not None else 200)
