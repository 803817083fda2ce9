"""Addresses of plans, targets, tasks and their registers."""

from __future__ import annotations

from django.urls import path

from taizhang.targets.views import board, documents, plans, registers, targets, tasks

app_name = "targets"
urlpatterns = [
    path("", board.board, name="board"),
    path("plans/", plans.plan_list, name="plan-list"),
    path("plans/new/", plans.plan_create, name="plan-create"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan-detail"),
    path("plans/<int:pk>/edit/", plans.plan_edit, name="plan-edit"),
    path("plans/<int:pk>/publish/", plans.plan_publish, name="plan-publish"),
    path("plans/<int:pk>/close/", plans.plan_close, name="plan-close"),
    path("plans/<int:pk>/carry-over/", plans.plan_carry, name="plan-carry"),
    path("plans/<int:pk>/targets/new/", targets.target_create, name="target-create"),
    path("targets/", plans.target_list, name="target-list"),
    path("targets/<int:pk>/", targets.target_detail, name="target-detail"),
    path("targets/<int:pk>/edit/", targets.target_edit, name="target-edit"),
    path("targets/<int:pk>/answer/", targets.target_answer, name="target-answer"),
    path("targets/<int:pk>/drop/", targets.target_drop, name="target-drop"),
    path("targets/<int:pk>/tasks/new/", tasks.task_create, name="task-create"),
    path("tasks/<int:pk>/", tasks.task_detail, name="task-detail"),
    path("tasks/<int:pk>/edit/", tasks.task_edit, name="task-edit"),
    path("tasks/<int:pk>/drop/", tasks.task_drop, name="task-drop"),
    path("tasks/<int:pk>/report/", tasks.task_report, name="task-report"),
    path("tasks/<int:pk>/confirm/", tasks.task_confirm, name="task-confirm"),
    path("tasks/<int:pk>/return/", tasks.task_return, name="task-return"),
    path("tasks/<int:pk>/milestones/new/", tasks.milestone_create, name="milestone-create"),
    path("tasks/<int:pk>/milestones/<int:step_pk>/drop/", tasks.milestone_drop, name="milestone-drop"),
    path("tasks/<int:pk>/proofs/new/", tasks.proof_create, name="proof-create"),
    path("tasks/<int:pk>/proofs/<int:proof_pk>/drop/", tasks.proof_drop, name="proof-drop"),
    path("meetings/", registers.meeting_list, name="meeting-list"),
    path("meetings/new/", registers.meeting_create, name="meeting-create"),
    path("meetings/<int:pk>/", registers.meeting_detail, name="meeting-detail"),
    path("meetings/<int:pk>/edit/", registers.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/decisions/new/", registers.meeting_decide, name="meeting-decide"),
    path("visits/", registers.visit_list, name="visit-list"),
    path("visits/new/", registers.visit_create, name="visit-create"),
    path("visits/<int:pk>/", registers.visit_detail, name="visit-detail"),
    path("visits/<int:pk>/edit/", registers.visit_edit, name="visit-edit"),
    path("visits/<int:pk>/decisions/new/", registers.visit_decide, name="visit-decide"),
    path("decisions/<int:pk>/task/", registers.decision_task, name="decision-task"),
    path("documents/", documents.document_list, name="document-list"),
    path("documents/new/", documents.document_create, name="document-create"),
    path("documents/<int:pk>/", documents.document_detail, name="document-detail"),
    path("documents/<int:pk>/edit/", documents.document_edit, name="document-edit"),
]
