import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledgers", "0014_draft_set_aside"),
        ("organisation", "0004_planned_changes"),
        ("targets", "0005_reporting_for_a_colleague"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChecklistVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pack_id", models.CharField(max_length=64)),
                ("pack_version", models.CharField(max_length=32)),
                ("checklist_id", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ("pack_id", "checklist_id", "pack_version"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pack_id", "pack_version", "checklist_id"), name="checklist_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("theme", models.CharField(max_length=40, verbose_name="theme")),
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
                ("first_on", models.DateField(verbose_name="from")),
                ("last_on", models.DateField(verbose_name="to")),
                ("scope", models.JSONField(default=dict)),
                (
                    "number_prefix",
                    models.CharField(blank=True, max_length=20, verbose_name="issuing body in the number"),
                ),
                ("overdue_steps", models.JSONField(default=list)),
                (
                    "basis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="targets.basisdocument",
                    ),
                ),
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
                ("checklists", models.ManyToManyField(blank=True, related_name="+", to="inspection.checklistversion")),
            ],
            options={
                "ordering": ("-first_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("received_on", models.DateField(verbose_name="received on")),
                ("matter", models.CharField(max_length=300, verbose_name="matter")),
                ("weight", models.PositiveSmallIntegerField(default=1, verbose_name="weight")),
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
            ],
            options={
                "ordering": ("-received_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(unique=True)),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("found_on", models.DateField(verbose_name="found on")),
                ("item", models.CharField(blank=True, max_length=64)),
                ("problem", models.CharField(max_length=500, verbose_name="problem")),
                ("rule", models.CharField(max_length=64, verbose_name="rule")),
                ("rule_source", models.CharField(blank=True, max_length=200, verbose_name="source of the rule")),
                (
                    "severity",
                    models.CharField(
                        choices=[("minor", "minor"), ("ordinary", "ordinary"), ("serious", "serious")],
                        max_length=8,
                        verbose_name="severity",
                    ),
                ),
                ("opinion", models.CharField(max_length=500, verbose_name="opinion")),
                ("responsible", models.CharField(max_length=60, verbose_name="person responsible")),
                ("responsible_heads", models.BooleanField(default=False)),
                ("days", models.PositiveSmallIntegerField(null=True, verbose_name="working days")),
                ("hours", models.PositiveSmallIntegerField(null=True, verbose_name="hours")),
                ("deadline", models.DateField(null=True, verbose_name="deadline")),
                ("action", models.CharField(blank=True, max_length=300, verbose_name="action on the spot")),
                (
                    "carried_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inspection.finding",
                    ),
                ),
                (
                    "checklist",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inspection.checklistversion",
                    ),
                ),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
            ],
            options={
                "ordering": ("-found_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
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
                    "in_place_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="closing", to="inspection.finding"
                    ),
                ),
            ],
            options={
                "ordering": ("on", "id"),
            },
        ),
        migrations.CreateModel(
            name="Liaison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.post"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
            ],
            options={
                "ordering": ("school", "-valid_from", "id"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("received_on", models.DateField(null=True, verbose_name="received on")),
                ("received_at", models.DateTimeField(null=True)),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
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
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "received_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-issued_on", "-id"),
            },
        ),
        migrations.AddField(
            model_name="finding",
            name="notice",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="inspection.notice"
            ),
        ),
    ]
