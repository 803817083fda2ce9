"""Addresses of campaigns, visits, notices and a school's page."""

from __future__ import annotations

from django.urls import path

from taizhang.inspection.views import campaigns, notice_files, notices, overview, visit_phone, visits

app_name = "inspection"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("schools/<str:code>/", overview.school_detail, name="school-detail"),
    path("campaigns/new/", campaigns.campaign_create, name="campaign-create"),
    path("campaigns/<int:pk>/", campaigns.campaign_detail, name="campaign-detail"),
    path("campaigns/<int:pk>/rounds/new/", campaigns.round_create, name="round-create"),
    path("rounds/<int:pk>/visits/new/", campaigns.visit_create, name="visit-create"),
    path("rounds/<int:pk>/issue/", campaigns.round_issue, name="round-issue"),
    path("rounds/<int:pk>/notices.<str:form>", notice_files.round_notices, name="round-notices"),
    path("rounds/<int:pk>/rechecks/", campaigns.round_rechecks, name="round-rechecks"),
    path("visits/", visits.visit_list, name="visit-list"),
    path("visits/phone/", visit_phone.visit_phone, name="visit-phone"),
    path("visits/phone/worker.js", visit_phone.visit_phone_worker, name="visit-phone-worker"),
    path("visits/phone/app.webmanifest", visit_phone.visit_phone_manifest, name="visit-phone-manifest"),
    path("visits/phone/hello/", visit_phone.visit_phone_hello, name="visit-phone-hello"),
    path("visits/phone/carry/", visit_phone.visit_phone_carry, name="visit-phone-carry"),
    path("visits/phone/<int:pk>/sync/", visit_phone.visit_phone_sync, name="visit-phone-sync"),
    path("visits/phone/<int:pk>/photo/", visit_phone.visit_phone_photo, name="visit-phone-photo"),
    path(
        "visits/phone/<int:pk>/reports/<int:photo_pk>/",
        visit_phone.visit_phone_report,
        name="visit-phone-report",
    ),
    path("visits/phone/<int:pk>/file/", visit_phone.visit_phone_file, name="visit-phone-file"),
    path("visits/<int:pk>/", visits.visit_detail, name="visit-detail"),
    path("visits/<int:pk>/file/", visits.visit_file, name="visit-file"),
    path("visits/<int:pk>/call-off/", visits.visit_call_off, name="visit-call-off"),
    path("visits/<int:pk>/photos/<uuid:photo_id>/", visits.visit_photo, name="visit-photo"),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/take/<str:form>/", notice_files.notices_take, name="notices-take"),
    path("notices/files/<str:token>/", notice_files.notice_file, name="notice-file"),
    path("notices/<int:pk>/document/", notice_files.notice_print, name="notice-print"),
    path("notices/<int:pk>/document.docx", notice_files.notice_docx, name="notice-docx"),
    path("notices/<int:pk>/", notices.notice_detail, name="notice-detail"),
    path("notices/<int:pk>/receive/", notices.notice_receive, name="notice-receive"),
    path("notices/<int:pk>/extension/", notices.extension_ask, name="extension-ask"),
    path("notices/<int:pk>/report/", notices.notice_report, name="notice-report"),
    path("notices/<int:pk>/photos/<int:photo_pk>/", notices.report_photo, name="report-photo"),
    path("notices/<int:pk>/findings/<int:finding_pk>/close/", notices.finding_close, name="finding-close"),
    path("extensions/<int:pk>/decide/", notices.extension_decide, name="extension-decide"),
]
