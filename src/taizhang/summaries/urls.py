"""Addresses of summaries."""

from __future__ import annotations

from django.urls import path

from taizhang.summaries.views import commitments, correcting, drafting, findings, found, reading, verifying

app_name = "summaries"
urlpatterns = [
    path("", reading.summary_list, name="summary-list"),
    path("new/", drafting.summary_create, name="summary-create"),
    path("figure-search/", drafting.figure_search, name="figure-search"),
    path("corrections/<int:submission_pk>/", correcting.correction_ripple, name="correction-ripple"),
    path("<int:pk>/", reading.summary_detail, name="summary-detail"),
    path("<int:pk>/figures/<int:position>/", reading.slot_trace, name="slot-trace"),
    path("<int:pk>/figures/<int:position>/rows/<int:use>/<str:term>/", reading.slot_rows, name="slot-rows"),
    path("<int:pk>/export/<str:output>/", reading.summary_export, name="summary-export"),
    path("<int:pk>/verify/", verifying.summary_verify, name="summary-verify"),
    path("<int:pk>/verify/<int:record_pk>/", verifying.verification_detail, name="verification-detail"),
    path("<int:pk>/edit/", drafting.summary_edit, name="summary-edit"),
    path("<int:pk>/blocks/add/", drafting.block_add, name="block-add"),
    path("<int:pk>/blocks/<int:block_pk>/", drafting.block_edit, name="block-edit"),
    path("<int:pk>/blocks/<int:block_pk>/bind/", drafting.block_bind, name="block-bind"),
    path("<int:pk>/blocks/<int:block_pk>/remove/", drafting.block_remove, name="block-remove"),
    path("<int:pk>/findings/answer/", findings.finding_answer, name="finding-answer"),
    path("<int:pk>/findings/answer-many/", findings.findings_answer, name="findings-answer"),
    path("<int:pk>/commitments/", commitments.commitment_save, name="commitment-save"),
    path("<int:pk>/commitments/<int:commitment_pk>/remove/", commitments.commitment_remove, name="commitment-remove"),
    path("<int:pk>/problems-found/", found.problems_found, name="problems-found"),
    path("<int:pk>/answers/<int:commitment_pk>/", commitments.answer_save, name="answer-save"),
    path("<int:pk>/correct/", drafting.summary_correct, name="summary-correct"),
    path("<int:pk>/renew/", drafting.summary_renew, name="summary-renew"),
    path("<int:pk>/issue/", drafting.summary_issue, name="summary-issue"),
]
