import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import taizhang.core.clock


class Migration(migrations.Migration):
    # What a database of the time before one file an app has applied: it goes on from here.
    replaces = [
        ("core", "0001_initial"),
        ("core", "0002_installed_by_the_clock"),
        ("core", "0003_daily_run"),
        ("core", "0004_designed_packs"),
        ("core", "0005_job_by_the_clock"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DailyRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ("-day",),
            },
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("count", models.PositiveBigIntegerField(default=0)),
                ("hash", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="audit_has_one_head")],
            },
        ),
        migrations.CreateModel(
            name="InstalledPack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pack_id", models.CharField(max_length=64)),
                ("version", models.CharField(max_length=32)),
                ("content_hash", models.CharField(max_length=64)),
                ("files", models.JSONField(default=dict)),
                ("installed_at", models.DateTimeField(default=taizhang.core.clock.now)),
                ("current", models.BooleanField(default=True)),
                ("designed", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ("pack_id", "-id"),
                "constraints": [
                    models.UniqueConstraint(fields=("pack_id", "version", "content_hash"), name="pack_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)), fields=("pack_id",), name="one_current_version"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=64)),
                ("object_type", models.CharField(blank=True, max_length=64)),
                ("object_id", models.CharField(blank=True, max_length=128)),
                ("org_unit", models.CharField(blank=True, max_length=32)),
                ("canonical", models.TextField()),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [
                    models.Index(fields=["object_type", "object_id"], name="core_audite_object__bbabc4_idx"),
                    models.Index(fields=["action", "at"], name="core_audite_action_786030_idx"),
                    models.Index(fields=["org_unit", "at"], name="core_audite_org_uni_eeb618_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=64)),
                ("arguments", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("log", models.TextField(blank=True)),
                ("cancel_requested", models.BooleanField(default=False)),
                ("worker", models.CharField(blank=True, max_length=120)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("result_url", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField(default=taizhang.core.clock.now, editable=False)),
                ("started_at", models.DateTimeField(null=True)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [models.Index(fields=["state", "heartbeat_at"], name="core_job_state_2bf2fc_idx")],
            },
        ),
    ]
