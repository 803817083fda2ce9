import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # What a database of the time before one file an app has applied: it goes on from here.
    replaces = [
        ("summaries", "0001_initial"),
        ("summaries", "0002_verificationrecord"),
        ("summaries", "0003_summary_issued_for"),
    ]

    initial = True

    dependencies = [
        ("organisation", "0001_begin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Summary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("template_key", models.CharField(max_length=100)),
                ("pack_version", models.CharField(max_length=32)),
                ("period_code", models.CharField(max_length=24)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("issued", "issued"), ("superseded", "superseded")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                ("issued_at", models.DateTimeField(null=True)),
                ("issued_json", models.TextField(blank=True)),
                ("issued_hash", models.CharField(blank=True, max_length=64)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issued_for",
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
                    "supersedes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="summaries.summary",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("number",),
                        name="summary_number_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("finding", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "summary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="overrides", to="summaries.summary"
                    ),
                ),
            ],
            options={
                "ordering": ("summary", "id"),
                "constraints": [models.UniqueConstraint(fields=("summary", "finding"), name="override_once")],
            },
        ),
        migrations.CreateModel(
            name="FrozenSlot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("indicator_key", models.CharField(max_length=100)),
                ("period_code", models.CharField(max_length=24)),
                ("value", models.DecimalField(decimal_places=12, max_digits=38, null=True)),
                ("shown", models.CharField(max_length=200)),
                ("status", models.CharField(max_length=12)),
                ("input_hash", models.CharField(max_length=64)),
                ("inputs", models.JSONField(default=list)),
                ("trace", models.JSONField(default=dict)),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "summary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="summaries.summary"
                    ),
                ),
            ],
            options={
                "ordering": ("summary", "position"),
                "constraints": [models.UniqueConstraint(fields=("summary", "position"), name="slot_position_once")],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("problem", "problem with its measure"), ("plan", "plan item")], max_length=8
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("problem", models.TextField(blank=True, verbose_name="problem")),
                ("cause", models.TextField(blank=True, verbose_name="cause")),
                ("measure", models.TextField(blank=True, verbose_name="measure")),
                ("owner", models.CharField(blank=True, max_length=60, verbose_name="owner")),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="deadline")),
                ("indicator_key", models.CharField(blank=True, max_length=100)),
                ("promised", models.DecimalField(blank=True, decimal_places=12, max_digits=38, null=True)),
                (
                    "summary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="commitments", to="summaries.summary"
                    ),
                ),
            ],
            options={
                "ordering": ("summary", "kind", "position"),
            },
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("heading", "heading"),
                            ("paragraph", "paragraph"),
                            ("table", "table"),
                            ("list", "list"),
                            ("problems", "problems and measures"),
                            ("measures_due", "answers to last period"),
                            ("plan", "next period"),
                        ],
                        max_length=12,
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("text", models.TextField(blank=True)),
                ("humans", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "summary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="blocks", to="summaries.summary"
                    ),
                ),
            ],
            options={
                "ordering": ("summary", "position"),
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("met", models.BooleanField(null=True, verbose_name="met")),
                ("text", models.TextField(blank=True, verbose_name="answer")),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="summaries.commitment"
                    ),
                ),
                (
                    "summary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="summaries.summary"
                    ),
                ),
            ],
            options={
                "ordering": ("summary", "commitment"),
                "constraints": [models.UniqueConstraint(fields=("summary", "commitment"), name="answer_once")],
            },
        ),
        migrations.CreateModel(
            name="VerificationRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("ok", models.BooleanField()),
                ("figure_count", models.PositiveIntegerField()),
                ("broken_count", models.PositiveIntegerField()),
                ("moved_count", models.PositiveIntegerField()),
                ("report", models.JSONField()),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "summary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="summaries.summary"
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
    ]
