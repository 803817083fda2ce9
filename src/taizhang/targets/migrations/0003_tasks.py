"""Tasks with milestones, proofs, reports and amendments."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0002_constraints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("targets", "0002_plans"),
    ]

    operations = [
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=1)),
                ("title", models.CharField(max_length=300, verbose_name="task")),
                ("start", models.DateField(blank=True, null=True, verbose_name="start")),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="deadline")),
                ("reported_on", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                (
                    "basis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="targets.basisdocument",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cooperating", models.ManyToManyField(blank=True, related_name="+", to="organisation.orgunit")),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="targets.decision",
                    ),
                ),
                (
                    "lead_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.orgunit",
                    ),
                ),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.post",
                    ),
                ),
                ("receiving", models.ManyToManyField(blank=True, related_name="+", to="organisation.orgunit")),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="targets.target",
                    ),
                ),
            ],
            options={
                "ordering": ("target", "position", "id"),
            },
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, verbose_name="figure or ledger")),
                (
                    "comparison",
                    models.CharField(
                        blank=True,
                        choices=[("ge", "≥"), ("le", "≤"), ("eq", "="), ("gt", ">"), ("lt", "<")],
                        max_length=2,
                    ),
                ),
                ("number", models.DecimalField(blank=True, decimal_places=12, max_digits=38, null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proofs", to="targets.task"
                    ),
                ),
            ],
            options={
                "ordering": ("task", "id"),
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="milestone")),
                (
                    "days_before",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="days before the deadline"),
                ),
                ("working_days", models.BooleanField(default=True, verbose_name="count working days")),
                ("on", models.DateField(verbose_name="day")),
                ("done_on", models.DateField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="milestones", to="targets.task"
                    ),
                ),
            ],
            options={
                "ordering": ("task", "on", "id"),
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=300)),
                ("changes", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="targets.plan",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="targets.target",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="targets.task",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="TaskReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("on", models.DateField(verbose_name="day")),
                ("text", models.CharField(max_length=1000, verbose_name="what was done")),
                ("evidence", models.CharField(blank=True, max_length=200, verbose_name="evidence")),
                ("evidence_url", models.CharField(blank=True, max_length=300, verbose_name="address of the evidence")),
                ("figure_key", models.CharField(blank=True, max_length=100, verbose_name="figure")),
                ("figure_shown", models.CharField(blank=True, max_length=100)),
                ("finishes", models.BooleanField(default=False)),
                ("returned", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="targets.milestone",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="targets.task"
                    ),
                ),
            ],
            options={
                "ordering": ("task", "-at", "-id"),
            },
        ),
    ]
