import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # What a database of the time before one file an app has applied: it goes on from here.
    replaces = [("figures", "0001_initial"), ("figures", "0002_figure_moves")]

    initial = True

    dependencies = [
        ("ledgers", "0001_begin"),
        ("organisation", "0001_begin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InputSet",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("ledger_key", models.CharField(max_length=100)),
                ("members", models.JSONField()),
            ],
            options={
                "ordering": ("hash",),
            },
        ),
        migrations.CreateModel(
            name="FigureRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period_code", models.CharField(max_length=24)),
                ("packs", models.JSONField(default=list)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("figure_count", models.PositiveIntegerField(default=0)),
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
            },
        ),
        migrations.CreateModel(
            name="FigureMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("indicator_key", models.CharField(max_length=100)),
                ("period_code", models.CharField(max_length=24)),
                ("old_value", models.DecimalField(decimal_places=12, max_digits=38, null=True)),
                ("new_value", models.DecimalField(decimal_places=12, max_digits=38, null=True)),
                ("settled", models.BooleanField(default=False)),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledgers.submission"
                    ),
                ),
            ],
            options={
                "ordering": ("submission", "version", "indicator_key", "period_code", "org_unit"),
                "indexes": [
                    models.Index(condition=models.Q(("settled", False)), fields=["period_code"], name="moves_to_settle")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "version", "indicator_key", "org_unit", "period_code"), name="one_move"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator_key", models.CharField(max_length=100)),
                ("pack_version", models.CharField(max_length=32)),
                ("period_code", models.CharField(max_length=24)),
                ("period_first", models.DateField()),
                ("period_last", models.DateField()),
                ("value", models.DecimalField(decimal_places=12, max_digits=38, null=True)),
                ("numerator", models.DecimalField(decimal_places=12, max_digits=38, null=True)),
                ("denominator", models.DecimalField(decimal_places=12, max_digits=38, null=True)),
                ("terms", models.JSONField(default=dict)),
                ("rows", models.PositiveBigIntegerField(default=0)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("confirmed", "final"),
                            ("provisional", "provisional"),
                            ("stale", "stale"),
                            ("no_data", "no data"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason_zh", models.CharField(blank=True, max_length=200)),
                ("reason_en", models.CharField(blank=True, max_length=200)),
                ("filed", models.PositiveIntegerField(default=0)),
                ("expected", models.PositiveIntegerField(default=0)),
                ("missing", models.JSONField(default=list)),
                ("input_hash", models.CharField(blank=True, max_length=64)),
                ("inputs", models.JSONField(default=list)),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="figures.figurerun"
                    ),
                ),
            ],
            options={
                "ordering": ("indicator_key", "period_first", "org_unit"),
                "indexes": [
                    models.Index(fields=["org_unit", "period_code"], name="figures_fig_org_uni_aa0559_idx"),
                    models.Index(
                        fields=["indicator_key", "period_first", "period_last"], name="figures_fig_indicat_864e34_idx"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("indicator_key", "org_unit", "period_code"), name="one_figure")
                ],
            },
        ),
    ]
