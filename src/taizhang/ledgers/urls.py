"""Addresses of ledgers and submissions."""

from __future__ import annotations

from django.urls import path

from taizhang.ledgers.views import (
    asking,
    board,
    columns,
    evidence,
    filing,
    grid,
    personal,
    phone,
    reading,
    reviewing,
    templates,
)

app_name = "ledgers"
urlpatterns = [
    path("", reading.ledger_list, name="ledger-list"),
    path("review/", reviewing.review_queue, name="review-queue"),
    path("submissions/<int:pk>/", reading.submission_detail, name="submission-detail"),
    path("submissions/<int:pk>/difference/", reading.version_difference, name="version-difference"),
    path("submissions/<int:pk>/receipts/<int:event>/", reading.receipt, name="receipt"),
    path("submissions/<int:pk>/against-before/", reading.period_difference, name="period-difference"),
    path("submissions/<int:pk>/submit/", filing.submission_submit, name="submission-submit"),
    path("submissions/<int:pk>/withdraw/", filing.submission_withdraw, name="submission-withdraw"),
    path("submissions/<int:pk>/accept/", reviewing.submission_accept, name="submission-accept"),
    path("submissions/<int:pk>/return/", reviewing.submission_return, name="submission-return"),
    path("submissions/<int:pk>/reopen/", reviewing.submission_reopen, name="submission-reopen"),
    path("submissions/<int:pk>/evidence/", evidence.evidence_attach, name="evidence-attach"),
    path("submissions/<int:pk>/versions/<int:number>/workbook/", evidence.version_file, name="version-file"),
    path("evidence/<int:pk>/view/", evidence.evidence_detail, name="evidence-detail"),
    path("evidence/<int:pk>/", evidence.evidence_download, name="evidence-download"),
    path("evidence/<int:pk>/withdraw/", evidence.evidence_withdraw, name="evidence-withdraw"),
    path("<str:ledger_key>/personal/", personal.personal_open, name="personal-open"),
    path("<str:ledger_key>/", board.ledger_detail, name="ledger-detail"),
    path("<str:ledger_key>/<str:period>/template.xlsx", templates.template_download, name="template-download"),
    path("<str:ledger_key>/<str:period>/task/", asking.task_send, name="task-send"),
    path("<str:ledger_key>/<str:period>/task/deadline/", asking.task_deadline, name="task-deadline"),
    path("<str:ledger_key>/<str:period>/task/excuse/", asking.task_excuse, name="task-excuse"),
    path("<str:ledger_key>/<str:period>/task/remind/", asking.task_remind, name="task-remind"),
    path("<str:ledger_key>/<str:period>/task/call-off/", asking.task_call_off, name="task-call-off"),
    path("<str:ledger_key>/<str:period>/<str:org>/", filing.filing_page, name="filing-page"),
    path("<str:ledger_key>/<str:period>/<str:org>/save/", filing.filing_save, name="filing-save"),
    path("<str:ledger_key>/<str:period>/<str:org>/columns/", columns.filing_columns, name="filing-columns"),
    path("<str:ledger_key>/<str:period>/<str:org>/discard/", filing.filing_discard, name="filing-discard"),
    path("<str:ledger_key>/<str:period>/<str:org>/nil/", filing.filing_nil, name="filing-nil"),
    path("<str:ledger_key>/<str:period>/<str:org>/marked.xlsx", filing.marked_download, name="marked-download"),
    path("<str:ledger_key>/<str:period>/<str:org>/repaired.xlsx", filing.repaired_download, name="repaired-download"),
    path("<str:ledger_key>/<str:period>/<str:org>/grid/", grid.grid_page, name="grid-page"),
    path("<str:ledger_key>/<str:period>/<str:org>/grid/draft/", grid.grid_draft, name="grid-draft"),
    path("<str:ledger_key>/<str:period>/<str:org>/grid/check/", grid.grid_check, name="grid-check"),
    path("<str:ledger_key>/<str:period>/<str:org>/grid/merge/", grid.grid_merge, name="grid-merge"),
    path("<str:ledger_key>/<str:period>/<str:org>/grid/discard/", grid.grid_discard, name="grid-discard"),
    path("<str:ledger_key>/<str:period>/<str:org>/form/", phone.phone_form, name="phone-form"),
    path("<str:ledger_key>/<str:period>/<str:org>/form/photo/", phone.phone_photo, name="phone-photo"),
]
