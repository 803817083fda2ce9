"""Addresses of packs, audit log and background work."""

from __future__ import annotations

from django.urls import path

from taizhang.core.views import audit, backups, checklists, jobs, packs

app_name = "core"
urlpatterns = [
    path("audit/", audit.audit_list, name="audit-list"),
    path("audit/verify/", audit.audit_verify, name="audit-verify"),
    path("audit/<int:pk>/", audit.audit_detail, name="audit-detail"),
    path("backup/", backups.backup_page, name="backup-page"),
    path("checklists/", checklists.checklist_list, name="checklist-list"),
    path("checklists/<slug:pack_id>/<str:name>/", checklists.checklist_detail, name="checklist-detail"),
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job-detail"),
    path("jobs/<int:pk>/progress/", jobs.job_progress, name="job-progress"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job-cancel"),
    path("packs/", packs.pack_list, name="pack-list"),
    path("packs/coverage/", packs.pack_coverage, name="pack-coverage"),
    path("packs/<slug:pack_id>/", packs.pack_detail, name="pack-detail"),
    path("packs/<slug:pack_id>/differences/", packs.pack_difference, name="pack-difference"),
    path("packs/<slug:pack_id>/parameters/<str:name>/", packs.pack_parameter, name="pack-parameter"),
]
