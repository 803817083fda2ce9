import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # What a database of the time before one file an app has applied: it goes on from here.
    replaces = [
        ("inspection", "0001_campaigns_and_notices"),
        ("inspection", "0002_reports_and_rounds"),
        ("inspection", "0003_visits"),
        ("inspection", "0004_constraints"),
        ("inspection", "0005_carried_visits"),
        ("inspection", "0040_draws_and_seeds"),
        ("inspection", "0041_complaints_and_visits"),
        ("inspection", "0042_visit_hours"),
        ("inspection", "0050_rankings"),
        ("inspection", "0051_dropped_findings"),
        ("inspection", "0052_pauses_and_withdrawals"),
        ("inspection", "0053_deliveries"),
        ("inspection", "0054_lifted_pauses"),
    ]

    initial = True

    dependencies = [
        ("ledgers", "0001_begin"),
        ("organisation", "0001_begin"),
        ("targets", "0001_begin"),
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))), name="campaign_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["scheduled", "unannounced", "follow_up", "complaint"])),
                        name="campaign_mode",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("received_on", models.DateField(verbose_name="received on")),
                ("matter", models.CharField(max_length=300, verbose_name="matter")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("hotline", "hotline"),
                            ("letter", "letter"),
                            ("caller", "in person"),
                            ("online", "online"),
                            ("higher", "handed down"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=8,
                        verbose_name="source",
                    ),
                ),
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
                "indexes": [models.Index(fields=["org_unit", "received_on"], name="inspection__org_uni_509569_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["hotline", "letter", "caller", "online", "higher", "other"])
                        ),
                        name="complaint_source",
                    ),
                    models.CheckConstraint(condition=models.Q(("weight__gte", 1)), name="complaint_weighs"),
                ],
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
                "indexes": [
                    models.Index(fields=["org_unit", "item", "found_on"], name="inspection__org_uni_06dc34_idx"),
                    models.Index(fields=["found_on"], name="inspection__found_o_36b907_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("days__isnull", False), ("deadline__isnull", True), ("hours__isnull", True)),
                            models.Q(("days__isnull", True), ("deadline__isnull", True), ("hours__isnull", False)),
                            models.Q(("days__isnull", True), ("deadline__isnull", False), ("hours__isnull", True)),
                            _connector="OR",
                        ),
                        name="finding_one_deadline",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deadline__isnull", True), ("deadline__gte", models.F("found_on")), _connector="OR"
                        ),
                        name="finding_deadline_after_found",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["minor", "ordinary", "serious"])), name="finding_severity"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("dropped", models.BooleanField(default=False)),
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("dropped", False), models.Q(("note", ""), _negated=True), _connector="OR"),
                        name="closing_dropped_for_a_reason",
                    )
                ],
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="inspection_liaison_dates",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)), fields=("post", "school"), name="liaison_once"
                    ),
                ],
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
                "indexes": [models.Index(fields=["issued_on"], name="inspection__issued__5b2c93_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_on__isnull", True), ("received_on__gte", models.F("issued_on")), _connector="OR"
                        ),
                        name="notice_received_after_issue",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="finding",
            name="notice",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="inspection.notice"
            ),
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("client_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("asked_on", models.DateField()),
                ("asked_days", models.PositiveSmallIntegerField(verbose_name="working days")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("granted_days", models.PositiveSmallIntegerField(null=True)),
                ("decided_on", models.DateField(null=True)),
                ("answer", models.CharField(blank=True, max_length=300)),
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
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_for",
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
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="inspection.notice"
                    ),
                ),
            ],
            options={
                "ordering": ("notice", "asked_on", "id"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("asked_days__gt", 0)), name="extension_asks_days"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_on__isnull", True), ("granted_days__isnull", True)),
                            models.Q(("decided_on__isnull", False), ("granted_days__isnull", False)),
                            _connector="OR",
                        ),
                        name="extension_decided_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_on__isnull", True)), fields=("notice",), name="extension_one_waits"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("on", models.DateField(verbose_name="delivered on")),
                ("handed_to", models.CharField(blank=True, max_length=200, verbose_name="handed to")),
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
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="inspection.notice"
                    ),
                ),
            ],
            options={
                "ordering": ("notice", "on", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "on", "handed_to"), name="notice_delivery_once_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticePause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("first_on", models.DateField(verbose_name="from")),
                ("last_on", models.DateField(verbose_name="to")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("lifted_on", models.DateField(null=True)),
                ("lifted_why", models.CharField(blank=True, max_length=300)),
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
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="inspection.notice"
                    ),
                ),
            ],
            options={
                "ordering": ("notice", "first_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_on__isnull", True), models.Q(("lifted_why", ""), _negated=True), _connector="OR"
                        ),
                        name="notice_pause_lifted_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))), name="notice_pause_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="notice_pause_for_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ("name", "year"),
                "constraints": [models.UniqueConstraint(fields=("name", "year"), name="number_series_once")],
            },
        ),
        migrations.CreateModel(
            name="Ranking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("month", models.CharField(max_length=7, verbose_name="month")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="number")),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("least", models.PositiveSmallIntegerField()),
                ("rule", models.JSONField(default=dict)),
                ("pack_id", models.CharField(max_length=64)),
                ("pack_version", models.CharField(max_length=32)),
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
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rankings", to="inspection.campaign"
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="inspection.ranking",
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
            ],
            options={
                "ordering": ("-month", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", True)),
                        fields=("campaign", "month"),
                        name="ranking_first_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("corrects__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="ranking_corrected_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RankingLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("group", models.CharField(max_length=120)),
                ("place", models.PositiveIntegerField()),
                ("rank", models.PositiveIntegerField(null=True)),
                ("tied", models.BooleanField(default=False)),
                ("score", models.CharField(blank=True, max_length=40)),
                ("visits", models.JSONField(default=list)),
                ("findings", models.PositiveIntegerField(default=0)),
                (
                    "band",
                    models.CharField(blank=True, choices=[("reward", "reward"), ("penalty", "penalty")], max_length=8),
                ),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "ranking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="inspection.ranking"
                    ),
                ),
            ],
            options={
                "ordering": ("ranking", "place"),
                "indexes": [models.Index(fields=["org_unit"], name="inspection__org_uni_c44c8d_idx")],
                "constraints": [models.UniqueConstraint(fields=("ranking", "org_unit"), name="ranking_unit_once")],
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("own_school", "own school"),
                            ("relative", "close relative there"),
                            ("former_post", "held a post there"),
                        ],
                        max_length=12,
                        verbose_name="ground",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("person", "org_unit", "-valid_from", "id"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="inspection_recusal_dates",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("person", "org_unit", "ground"),
                        name="recusal_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("client_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("plan", "plan of rectification"), ("report", "report of rectification")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("on", models.DateField()),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
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
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="inspection.notice"
                    ),
                ),
            ],
            options={
                "ordering": ("notice", "at", "id"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kind__in", ["plan", "report"])), name="report_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "moment",
                    models.CharField(
                        choices=[("before", "before"), ("after", "after")], max_length=6, verbose_name="before or after"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledgers.storedfile"
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="inspection.finding"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="inspection.report"
                    ),
                ),
            ],
            options={
                "ordering": ("report", "finding", "-moment", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("report", "finding", "moment", "file"), name="report_photo_once"),
                    models.CheckConstraint(
                        condition=models.Q(("moment__in", ["before", "after"])), name="report_photo_moment"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="round")),
                ("first_on", models.DateField(verbose_name="from")),
                ("last_on", models.DateField(verbose_name="to")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="inspection.campaign"
                    ),
                ),
            ],
            options={
                "ordering": ("campaign", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "number"), name="round_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))), name="round_days"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="inspection.round"
            ),
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("listed", models.JSONField()),
                ("names", models.JSONField(default=dict)),
                ("seed", models.CharField(blank=True, max_length=64, verbose_name="seed")),
                ("seed_from", models.CharField(blank=True, max_length=100, verbose_name="where the seed comes from")),
                ("drawn", models.JSONField(default=list)),
                ("drawn_at", models.DateTimeField(null=True)),
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
                    "drawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drawn_for",
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
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="draws", to="inspection.round"
                    ),
                ),
            ],
            options={
                "ordering": ("round", "-at", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("seed", ""), _negated=True), fields=("round", "seed"), name="draw_seed_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("drawn_at__isnull", True), models.Q(("seed", ""), _negated=True), _connector="OR"
                        ),
                        name="draw_by_a_seed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, verbose_name="team")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="teams", to="inspection.campaign"
                    ),
                ),
            ],
            options={
                "ordering": ("campaign", "id"),
                "constraints": [models.UniqueConstraint(fields=("campaign", "name"), name="team_name_once")],
            },
        ),
        migrations.CreateModel(
            name="TeamMember",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="inspection.team"
                    ),
                ),
            ],
            options={
                "ordering": ("team", "-leads", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("team", "person"), name="team_member_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("leads", True)), fields=("team",), name="team_one_leader"
                    ),
                ],
            },
        ),
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
                    "complaint",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="inspection.complaint",
                    ),
                ),
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
                "indexes": [
                    models.Index(fields=["planned_on"], name="inspection__planned_4b3e8d_idx"),
                    models.Index(fields=["visited_on"], name="inspection__visited_a9cde9_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("filed_at__isnull", True),
                            models.Q(("started_at__isnull", False), ("visited_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="visit_made_before_filed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("called_off_at__isnull", True), ("filed_at__isnull", True), _connector="OR"
                        ),
                        name="visit_filed_or_called_off",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["scheduled", "unannounced", "follow_up", "complaint"])),
                        name="visit_mode",
                    ),
                ],
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
                "constraints": [
                    models.UniqueConstraint(fields=("finding", "visit"), name="recheck_once_a_visit"),
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["fixed", "partly", "not_fixed"])), name="recheck_result"
                    ),
                ],
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
                "indexes": [models.Index(fields=["raised_on"], name="inspection__raised__fcc4f2_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("solved_on__isnull", True), models.Q(("outcome", ""), _negated=True), _connector="OR"
                        ),
                        name="difficulty_solved_has_outcome",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CarriedVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("device", models.CharField(max_length=64)),
                ("carried_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("left", models.PositiveIntegerField(null=True)),
                ("skew_seconds", models.IntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="carried", to="inspection.visit"
                    ),
                ),
            ],
            options={
                "ordering": ("visit", "carried_at", "id"),
                "constraints": [models.UniqueConstraint(fields=("visit", "device"), name="carried_once_a_device")],
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
                "indexes": [models.Index(fields=["visit", "path"], name="inspection__visit_i_76856a_idx")],
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
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "checklist", "item"), name="visit_answer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                ("opens", models.TimeField(verbose_name="opens")),
                ("closes", models.TimeField(verbose_name="closes")),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
            ],
            options={
                "ordering": ("org_unit", "-valid_from"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="inspection_visithours_dates",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes__gt", models.F("opens"))), name="visit_hours_order"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)), fields=("org_unit",), name="visit_hours_once"
                    ),
                ],
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
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "person"), name="visit_member_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("leads", True)), fields=("visit",), name="visit_one_leader"
                    ),
                ],
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
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("findings", models.ManyToManyField(related_name="withdrawals", to="inspection.finding")),
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
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="withdrawal", to="inspection.notice"
                    ),
                ),
            ],
            options={
                "ordering": ("on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="withdrawal_for_a_reason"
                    )
                ],
            },
        ),
    ]
