"""Roles (角色) as bundles of named permissions. Nothing is allowed that is not named here."""

from __future__ import annotations

import enum

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Permission(enum.StrEnum):
    VIEW_LEDGER = "view_ledger"  # rows of a ledger
    VIEW_PERSONAL = "view_personal"  # personal fields unmasked
    FILE_LEDGER = "file_ledger"  # draft, submit, withdraw
    SIGN_OFF = "sign_off"  # a school head's consent
    REVIEW_LEDGER = "review_ledger"  # accept, return, reopen
    ASK_LEDGER = "ask_ledger"  # send a filing task, remind, excuse
    DESIGN_LEDGER = "design_ledger"  # make and change ledgers of the county's own pack
    VIEW_FIGURE = "view_figure"
    COMPUTE_FIGURE = "compute_figure"
    VIEW_SUMMARY = "view_summary"
    WRITE_SUMMARY = "write_summary"
    ISSUE_SUMMARY = "issue_summary"
    VERIFY_SUMMARY = "verify_summary"
    CHECK_TEXT = "check_text"  # have any text or file proof-read
    VIEW_TARGETS = "view_targets"  # plans, tasks, meetings, visits, basis documents
    WRITE_TARGETS = "write_targets"  # plans and their registers; confirm what is reported done
    PUBLISH_PLAN = "publish_plan"  # publish, close
    REPORT_TASK = "report_task"  # progress of tasks of an own post
    VIEW_INSPECTION = "view_inspection"  # campaigns, visits, findings, notices; the inspected unit only what was filed
    PLAN_INSPECTION = "plan_inspection"  # campaigns, rounds, visits
    DRAW_ZONES = "draw_zones"  # which school belongs to which supervision zone
    INSPECT = "inspect"  # make a visit, re-check, close what one found
    ISSUE_NOTICE = "issue_notice"  # issue notices, decide on more time, close
    ANSWER_NOTICE = "answer_notice"  # the inspected unit: receive, ask for time, report
    VIEW_ORGANISATION = "view_organisation"
    MANAGE_ORGANISATION = "manage_organisation"
    VIEW_PACKS = "view_packs"
    VIEW_CHECKLISTS = "view_checklists"
    MANAGE_PACKS = "manage_packs"
    VIEW_AUDIT = "view_audit"
    VIEW_JOBS = "view_jobs"
    EXPORT = "export"

    @property
    def label(self) -> Promise:
        return _PERMISSION_LABELS[self]


class Role(enum.StrEnum):
    SCHOOL_CLERK = "school_clerk"
    SCHOOL_HEAD = "school_head"
    SECTION_CLERK = "section_clerk"
    SECTION_HEAD = "section_head"
    ZONE_INSPECTOR = "zone_inspector"
    OFFICE = "office"
    BUREAU_LEADER = "bureau_leader"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> Promise:
        return _ROLE_LABELS[self]


_PERMISSION_LABELS = {
    Permission.VIEW_LEDGER: pgettext_lazy("right", "see ledgers"),
    Permission.VIEW_PERSONAL: pgettext_lazy("right", "see personal columns whole"),
    Permission.FILE_LEDGER: pgettext_lazy("right", "file for the unit"),
    Permission.SIGN_OFF: pgettext_lazy("right", "sign as the head"),
    Permission.REVIEW_LEDGER: pgettext_lazy("right", "review filings"),
    Permission.ASK_LEDGER: pgettext_lazy("right", "ask units for a ledger"),
    Permission.DESIGN_LEDGER: pgettext_lazy("right", "design ledgers"),
    Permission.VIEW_FIGURE: pgettext_lazy("right", "see figures"),
    Permission.COMPUTE_FIGURE: pgettext_lazy("right", "compute figures"),
    Permission.VIEW_SUMMARY: pgettext_lazy("right", "see summaries"),
    Permission.WRITE_SUMMARY: pgettext_lazy("right", "write summaries"),
    Permission.ISSUE_SUMMARY: pgettext_lazy("right", "issue summaries"),
    Permission.VERIFY_SUMMARY: pgettext_lazy("right", "verify summaries"),
    Permission.CHECK_TEXT: pgettext_lazy("right", "have texts proof-read"),
    Permission.VIEW_TARGETS: pgettext_lazy("right", "see targets and tasks"),
    Permission.WRITE_TARGETS: pgettext_lazy("right", "keep targets and their registers"),
    Permission.PUBLISH_PLAN: pgettext_lazy("right", "publish plans"),
    Permission.REPORT_TASK: pgettext_lazy("right", "report on this task"),
    Permission.VIEW_INSPECTION: pgettext_lazy("right", "see inspection"),
    Permission.PLAN_INSPECTION: pgettext_lazy("right", "plan inspection"),
    Permission.DRAW_ZONES: pgettext_lazy("right", "redraw supervision zones"),
    Permission.INSPECT: pgettext_lazy("right", "inspect"),
    Permission.ISSUE_NOTICE: pgettext_lazy("right", "issue rectification notices"),
    Permission.ANSWER_NOTICE: pgettext_lazy("right", "answer rectification notices"),
    Permission.VIEW_ORGANISATION: pgettext_lazy("right", "see the organisation"),
    Permission.MANAGE_ORGANISATION: pgettext_lazy("right", "manage organisation and people"),
    Permission.VIEW_PACKS: pgettext_lazy("right", "see packs"),
    Permission.VIEW_CHECKLISTS: pgettext_lazy("right", "see checklists"),
    Permission.MANAGE_PACKS: pgettext_lazy("right", "manage packs"),
    Permission.VIEW_AUDIT: pgettext_lazy("right", "see the audit log"),
    Permission.VIEW_JOBS: pgettext_lazy("right", "see background work"),
    Permission.EXPORT: pgettext_lazy("right", "export"),
}
_ROLE_LABELS = {
    Role.SCHOOL_CLERK: _("school clerk"),
    Role.SCHOOL_HEAD: _("school head"),
    Role.SECTION_CLERK: _("section clerk"),
    Role.SECTION_HEAD: _("section head"),
    Role.ZONE_INSPECTOR: _("zone inspector"),
    Role.OFFICE: _("office"),
    Role.BUREAU_LEADER: _("bureau leader"),
    Role.AUDITOR: _("auditor"),
    Role.ADMINISTRATOR: _("administrator"),
}

_READ = {Permission.VIEW_LEDGER, Permission.VIEW_FIGURE, Permission.EXPORT}
_TARGETS = {Permission.VIEW_TARGETS, Permission.REPORT_TASK}
_TARGETS_WRITE = {*_TARGETS, Permission.WRITE_TARGETS}
_PACKS = {Permission.VIEW_PACKS, Permission.VIEW_CHECKLISTS}
_INSPECTED = {Permission.VIEW_INSPECTION, Permission.ANSWER_NOTICE}
_INSPECTING = {Permission.VIEW_INSPECTION, Permission.INSPECT, Permission.VIEW_CHECKLISTS}
_SUMMARY_READ = {Permission.VIEW_SUMMARY, Permission.CHECK_TEXT, Permission.VIEW_ORGANISATION, *_PACKS}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SCHOOL_CLERK: frozenset({*_READ, *_TARGETS, *_INSPECTED, Permission.FILE_LEDGER, Permission.VIEW_PERSONAL}),
    Role.SCHOOL_HEAD: frozenset(
        {
            *_READ,
            *_TARGETS,
            *_INSPECTED,
            Permission.SIGN_OFF,
            Permission.VIEW_PERSONAL,
            Permission.VIEW_SUMMARY,
            Permission.CHECK_TEXT,
        }
    ),
    Role.SECTION_CLERK: frozenset(
        {
            *_READ,
            *_SUMMARY_READ,
            *_TARGETS,
            *_INSPECTING,
            Permission.PLAN_INSPECTION,
            Permission.FILE_LEDGER,
            Permission.REVIEW_LEDGER,
            Permission.ASK_LEDGER,
            Permission.DESIGN_LEDGER,
            Permission.VIEW_PERSONAL,
        }
    ),
    Role.SECTION_HEAD: frozenset(
        {
            *_READ,
            *_SUMMARY_READ,
            *_TARGETS_WRITE,
            *_INSPECTING,
            Permission.PLAN_INSPECTION,
            Permission.DRAW_ZONES,
            Permission.ISSUE_NOTICE,
            Permission.PUBLISH_PLAN,
            Permission.REVIEW_LEDGER,
            Permission.ASK_LEDGER,
            Permission.DESIGN_LEDGER,
            Permission.VIEW_PERSONAL,
            Permission.COMPUTE_FIGURE,
        }
    ),
    Role.ZONE_INSPECTOR: frozenset({*_READ, *_TARGETS, *_INSPECTING}),
    Role.OFFICE: frozenset(
        {
            *_READ,
            *_SUMMARY_READ,
            *_TARGETS_WRITE,
            Permission.VIEW_INSPECTION,
            Permission.FILE_LEDGER,
            Permission.DESIGN_LEDGER,
            Permission.WRITE_SUMMARY,
            Permission.VERIFY_SUMMARY,
            Permission.COMPUTE_FIGURE,
            Permission.VIEW_JOBS,
        }
    ),
    # Who writes does not issue: the office drafts, a leader issues.
    Role.BUREAU_LEADER: frozenset(
        {
            *_READ,
            *_SUMMARY_READ,
            *_TARGETS_WRITE,
            Permission.VIEW_INSPECTION,
            Permission.ISSUE_NOTICE,
            Permission.PUBLISH_PLAN,
            Permission.ISSUE_SUMMARY,
            Permission.VERIFY_SUMMARY,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            *_READ,
            *_SUMMARY_READ,
            Permission.VIEW_TARGETS,
            Permission.VIEW_INSPECTION,
            Permission.VERIFY_SUMMARY,
            Permission.VIEW_AUDIT,
            Permission.VIEW_JOBS,
            Permission.VIEW_PERSONAL,
        }
    ),
    # Changes no data: the administrator sees people, packs and jobs, not rows.
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.VIEW_ORGANISATION,
            Permission.MANAGE_ORGANISATION,
            Permission.DRAW_ZONES,
            *_PACKS,
            Permission.MANAGE_PACKS,
            Permission.VIEW_AUDIT,
            Permission.VIEW_JOBS,
        }
    ),
}


class NotAllowed(PermissionDenied):
    """The actor lacks a permission here, or a rule forbids it. The message is for the person: the right in words, or
    the rule as it was said."""

    def __init__(self, missing: Permission | str) -> None:
        super().__init__(missing)
        self.permission = missing if isinstance(missing, Permission) else None

    def __str__(self) -> str:
        if self.permission is None:
            return super().__str__()
        return gettext("The right is missing: %(right)s.") % {"right": self.permission.label}
