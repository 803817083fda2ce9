import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # What a database of the time before one file an app has applied: it goes on from here.
    replaces = [
        ("targets", "0001_initial"),
        ("targets", "0002_plans"),
        ("targets", "0003_tasks"),
        ("targets", "0004_constraints"),
        ("targets", "0005_reporting_for_a_colleague"),
    ]

    initial = True

    dependencies = [
        ("organisation", "0001_begin"),
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("number",),
                        name="basis_document_number_once",
                    )
                ],
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
                "indexes": [models.Index(fields=["held_on"], name="targets_mee_held_on_e7d99c_idx")],
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
                "constraints": [
                    models.UniqueConstraint(fields=("org_unit", "period_code", "title"), name="plan_title_once")
                ],
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_key", ""), _negated=True),
                        fields=("source_key",),
                        name="promise_adopted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("indicator_key", ""),
                            models.Q(("number__isnull", False), models.Q(("comparison", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="target_figure_has_a_number",
                    ),
                ],
            },
        ),
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
                    "reported_for",
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
                "indexes": [models.Index(fields=["deadline", "closed_on"], name="targets_tas_deadlin_84abb0_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("target__isnull", False), ("decision__isnull", False), _connector="OR"),
                        name="task_has_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True), ("reported_on__isnull", False), _connector="OR"
                        ),
                        name="task_reported_before_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_by__isnull", True),
                            ("reported_by__isnull", True),
                            models.Q(("closed_by", models.F("reported_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="reporter_does_not_confirm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_by__isnull", True),
                            ("reported_for__isnull", True),
                            models.Q(("closed_by", models.F("reported_for")), _negated=True),
                            _connector="OR",
                        ),
                        name="reported_for_does_not_confirm",
                    ),
                ],
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at__isnull", True)), fields=("task", "key"), name="proof_once"
                    )
                ],
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
                    "in_place_of",
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
                "indexes": [models.Index(fields=["on"], name="targets_vis_on_077ed8_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("partner", ""), _negated=True), ("unit__isnull", False), _connector="OR"
                        ),
                        name="visit_has_a_partner",
                    )
                ],
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
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("meeting__isnull", False), ("visit__isnull", True)),
                    models.Q(("meeting__isnull", True), ("visit__isnull", False)),
                    _connector="OR",
                ),
                name="decision_of_one_source",
            ),
        ),
    ]
