import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspection", "0002_reports_and_rounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("client_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("base_unit", models.CharField(blank=True, max_length=32, verbose_name="base unit")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("scheduled", "scheduled"),
                            ("unannounced", "unannounced"),
                            ("follow_up", "follow-up"),
                            ("complaint", "after a complaint"),
                        ],
                        max_length=12,
                        verbose_name="mode",
                    ),
                ),
                ("planned_on", models.DateField(verbose_name="planned for")),
                ("started_at", models.DateTimeField(null=True)),
                ("visited_on", models.DateField(null=True, verbose_name="visited on")),
                ("filed_at", models.DateTimeField(null=True)),
                ("stations", models.JSONField(default=dict)),
                ("teachers_met", models.PositiveIntegerField(default=0, verbose_name="teachers met")),
                ("pupils_met", models.PositiveIntegerField(default=0, verbose_name="pupils met")),
                ("called_off_at", models.DateTimeField(null=True)),
                ("called_off_why", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("checklists", models.ManyToManyField(blank=True, related_name="+", to="inspection.checklistversion")),
                (
                    "filed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "filed_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recheck_visits",
                        to="inspection.notice",
                    ),
                ),
                (
                    "in_place_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="inspection.round"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="inspection.team",
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.zone",
                    ),
                ),
            ],
            options={
                "ordering": ("-planned_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Recheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                (
                    "result",
                    models.CharField(
                        choices=[("fixed", "fixed"), ("partly", "partly fixed"), ("not_fixed", "not fixed")],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
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
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rechecks", to="inspection.finding"
                    ),
                ),
                (
                    "in_place_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rechecks", to="inspection.visit"
                    ),
                ),
            ],
            options={
                "ordering": ("finding", "on", "at", "id"),
            },
        ),
        migrations.AddField(
            model_name="finding",
            name="visit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="inspection.visit"
            ),
        ),
        migrations.CreateModel(
            name="Difficulty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(unique=True)),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("raised_on", models.DateField(verbose_name="raised on")),
                ("text", models.CharField(max_length=500, verbose_name="difficulty")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("solved_on", models.DateField(blank=True, null=True, verbose_name="solved on")),
                ("outcome", models.CharField(blank=True, max_length=500, verbose_name="outcome")),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.orgunit",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="difficulties", to="inspection.visit"
                    ),
                ),
            ],
            options={
                "ordering": ("-raised_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="VisitEntry",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("path", models.CharField(max_length=200)),
                ("value", models.JSONField(null=True)),
                ("supersedes", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                ("device", models.CharField(max_length=64)),
                ("received_at", models.DateTimeField()),
                ("late", models.BooleanField(default=False)),
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
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="inspection.visit"
                    ),
                ),
            ],
            options={
                "ordering": ("visit", "path", "made_at", "id"),
            },
        ),
        migrations.AddField(
            model_name="finding",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inspection.visitentry"
            ),
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=64)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("pass", "pass"), ("fail", "fail"), ("not_applicable", "not applicable")],
                        max_length=16,
                    ),
                ),
                ("value", models.JSONField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "checklist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inspection.checklistversion"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="inspection.visit"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inspection.visitentry"
                    ),
                ),
            ],
            options={
                "ordering": ("visit", "checklist", "id"),
            },
        ),
        migrations.CreateModel(
            name="VisitMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("leads", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.orgunit",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="inspection.visit"
                    ),
                ),
            ],
            options={
                "ordering": ("visit", "-leads", "id"),
            },
        ),
        migrations.CreateModel(
            name="VisitPhoto",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("path", models.CharField(blank=True, max_length=200)),
                ("original_sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("taken_at", models.DateTimeField(null=True)),
                ("latitude", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("longitude", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("received_at", models.DateTimeField()),
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
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledgers.storedfile"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="inspection.visit"
                    ),
                ),
            ],
            options={
                "ordering": ("visit", "received_at", "id"),
            },
        ),
    ]
