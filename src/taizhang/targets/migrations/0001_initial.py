"""Basis documents, meetings, visits and their decisions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisation", "0002_constraints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BasisDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="document number")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("issuer", models.CharField(max_length=100, verbose_name="issuing body")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("notice", "notice (通知)"),
                            ("opinion", "opinions (意见)"),
                            ("decision", "decision (决定)"),
                            ("resolution", "resolution (决议)"),
                            ("order", "order (命令)"),
                            ("communique", "communiqué (公报)"),
                            ("proclamation", "proclamation (公告)"),
                            ("announcement", "announcement (通告)"),
                            ("circular", "circular (通报)"),
                            ("report", "report (报告)"),
                            ("request", "request (请示)"),
                            ("reply", "reply (批复)"),
                            ("motion", "motion (议案)"),
                            ("letter", "letter (函)"),
                            ("minutes", "minutes (纪要)"),
                            ("scheme", "plan or scheme"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="issued on")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in force until")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
            ],
            options={
                "ordering": ("-issued_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mobilisation", "mobilisation meeting"),
                            ("dispatch", "dispatch meeting"),
                            ("group", "leading-group meeting"),
                            ("regular", "regular meeting"),
                            ("special", "special-topic meeting"),
                            ("training", "training meeting"),
                        ],
                        max_length=16,
                        verbose_name="type",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("county", "county level"),
                            ("bureau", "bureau level"),
                            ("section", "section level"),
                            ("school", "school level"),
                        ],
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("chair", models.CharField(max_length=60, verbose_name="chair")),
                ("held_on", models.DateField(verbose_name="held on")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="place")),
                ("attendees", models.PositiveIntegerField(default=0, verbose_name="attendees")),
                ("agenda", models.TextField(blank=True, verbose_name="agenda")),
                ("recorded_at", models.DateTimeField()),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.leadinggroup",
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="targets.basisdocument",
                    ),
                ),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                ("participants", models.ManyToManyField(blank=True, related_name="+", to="organisation.orgunit")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-held_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("text", models.CharField(max_length=300, verbose_name="decision")),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="deadline")),
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.post",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="targets.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ("meeting", "visit", "position", "id"),
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("out", "we went to learn"),
                            ("in", "others came to us"),
                            ("on_site", "leader worked on site"),
                            ("exchange", "exchange of teachers or inspectors"),
                        ],
                        max_length=10,
                        verbose_name="direction",
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                ("partner", models.CharField(blank=True, max_length=100, verbose_name="host or guest")),
                ("leader", models.CharField(blank=True, max_length=60, verbose_name="led by")),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="place")),
                ("purpose", models.CharField(max_length=200, verbose_name="purpose")),
                ("people", models.PositiveIntegerField(default=0, verbose_name="people")),
                ("outcome", models.TextField(blank=True, verbose_name="what came of it")),
                ("recorded_at", models.DateTimeField()),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.orgunit",
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-id"),
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="visit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="targets.visit",
            ),
        ),
    ]
