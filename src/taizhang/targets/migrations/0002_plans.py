"""Plans and targets."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0002_constraints"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("targets", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period_code", models.CharField(max_length=24, verbose_name="period")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published"), ("closed", "closed")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "basis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="targets.basisdocument",
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="targets.plan",
                    ),
                ),
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
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-period_code", "org_unit", "id"),
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=300, verbose_name="target")),
                ("indicator_key", models.CharField(blank=True, max_length=100, verbose_name="figure")),
                (
                    "comparison",
                    models.CharField(
                        blank=True,
                        choices=[("ge", "≥"), ("le", "≤"), ("eq", "="), ("gt", ">"), ("lt", "<")],
                        max_length=2,
                        verbose_name="comparison",
                    ),
                ),
                (
                    "number",
                    models.DecimalField(blank=True, decimal_places=12, max_digits=38, null=True, verbose_name="number"),
                ),
                ("period_code", models.CharField(blank=True, max_length=24)),
                ("measure", models.CharField(blank=True, max_length=300, verbose_name="measure in words")),
                ("weight", models.CharField(blank=True, max_length=40, verbose_name="weight")),
                ("source_key", models.CharField(blank=True, max_length=200)),
                ("source_document", models.CharField(blank=True, max_length=60)),
                ("source_sentence", models.CharField(blank=True, max_length=500)),
                ("source_url", models.CharField(blank=True, max_length=300)),
                ("source_owner", models.CharField(blank=True, max_length=60)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("met", models.BooleanField(null=True, verbose_name="met")),
                ("result_value", models.DecimalField(decimal_places=12, max_digits=38, null=True)),
                ("result_text", models.CharField(blank=True, max_length=500, verbose_name="result")),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer_document", models.CharField(blank=True, max_length=60)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="targets.target",
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="targets.target",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="targets.plan"
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "position", "id"),
            },
        ),
    ]
