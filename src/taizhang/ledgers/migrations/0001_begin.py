import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # What a database of the time before one file an app has applied: it goes on from here.
    replaces = [
        ("ledgers", "0001_initial"),
        ("ledgers", "0002_kept_uploads"),
        ("ledgers", "0003_filing_tasks"),
        ("ledgers", "0004_version_sums"),
        ("ledgers", "0005_review_looks"),
        ("ledgers", "0006_grid_drafts"),
        ("ledgers", "0007_acting_for_a_colleague"),
        ("ledgers", "0008_reminder_without_letters"),
        ("ledgers", "0009_remembered_columns_dropped_files"),
        ("ledgers", "0010_ledger_designs"),
        ("ledgers", "0011_head_signature"),
        ("ledgers", "0012_cell_evidence"),
        ("ledgers", "0013_outside_lists"),
        ("ledgers", "0014_draft_set_aside"),
        ("ledgers", "0015_outsidematch_unit_text"),
    ]

    initial = True

    dependencies = [
        ("core", "0001_begin"),
        ("organisation", "0001_begin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Row",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("key", models.CharField(blank=True, max_length=200)),
                ("data", models.TextField()),
                ("hash", models.CharField(max_length=64)),
                ("added_in", models.PositiveIntegerField()),
                ("removed_in", models.PositiveIntegerField(null=True)),
            ],
            options={
                "ordering": ("submission", "position", "id"),
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("size", models.PositiveBigIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                ("look", models.CharField(blank=True, max_length=16)),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(blank=True, max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("uploaded_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="ledgers.row",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledgers.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ("submission", "id"),
            },
        ),
        migrations.CreateModel(
            name="FilingTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ledger_key", models.CharField(max_length=100)),
                ("period_code", models.CharField(max_length=24)),
                ("period_last", models.DateField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("due_on", models.DateField()),
                ("remind_days", models.JSONField(default=list)),
                ("minutes", models.PositiveIntegerField()),
                ("sent_at", models.DateTimeField()),
                ("called_off_at", models.DateTimeField(null=True)),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-sent_at", "-id"),
                "indexes": [models.Index(fields=["period_last"], name="ledgers_fil_period__d76639_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("called_off_at__isnull", True)),
                        fields=("ledger_key", "period_code"),
                        name="one_filing_task",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FilingDuty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("added_at", models.DateTimeField()),
                ("excused_at", models.DateTimeField(null=True)),
                ("excuse", models.CharField(blank=True, max_length=200)),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="ledgers.filingtask"
                    ),
                ),
            ],
            options={
                "ordering": ("task", "org_unit"),
                "constraints": [models.UniqueConstraint(fields=("task", "org_unit"), name="one_filing_duty")],
            },
        ),
        migrations.CreateModel(
            name="GridDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ledger_key", models.CharField(max_length=100)),
                ("period_code", models.CharField(max_length=24)),
                ("base_version", models.PositiveIntegerField(default=0)),
                ("rows", models.JSONField(default=None, null=True)),
                ("set_aside", models.JSONField(default=list)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("client", models.CharField(blank=True, max_length=40)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(null=True)),
                ("filed_token", models.CharField(blank=True, max_length=64)),
                ("filed_version", models.PositiveIntegerField(default=0)),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "org_unit", "ledger_key", "period_code"), name="one_grid_draft"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("row", models.CharField(max_length=40)),
                ("field", models.CharField(blank=True, max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("received", models.PositiveIntegerField(default=0)),
                ("taken_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ledgers.evidence"
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="ledgers.griddraft"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [models.UniqueConstraint(fields=("draft", "key"), name="draft_photo_once")],
            },
        ),
        migrations.CreateModel(
            name="KeptUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=64, unique=True)),
                ("ledger_key", models.CharField(max_length=100)),
                ("period_code", models.CharField(max_length=24)),
                ("name", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                ("seal", models.CharField(max_length=64)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("report", models.JSONField(default=dict)),
                ("base_version", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.job"
                    ),
                ),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [models.Index(fields=["expires_at"], name="ledgers_kep_expires_8c3c51_idx")],
            },
        ),
        migrations.CreateModel(
            name="DroppedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("drop", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("taken", "Taken"),
                            ("same", "Same"),
                            ("second", "Second"),
                            ("unplaced", "Unplaced"),
                            ("refused", "Refused"),
                        ],
                        max_length=12,
                    ),
                ),
                ("by", models.CharField(blank=True, max_length=12)),
                ("told", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ledgers.keptupload",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "indexes": [models.Index(fields=["created_at"], name="ledgers_dro_created_74ea2f_idx")],
                "constraints": [models.UniqueConstraint(fields=("drop", "number"), name="dropped_once")],
            },
        ),
        migrations.CreateModel(
            name="LedgerDesign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("changes", models.CharField(blank=True, max_length=100)),
                ("seen", models.CharField(blank=True, max_length=64)),
                ("data", models.JSONField()),
                ("sample", models.JSONField(default=dict)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("window", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("ledger_key", models.CharField(blank=True, max_length=100)),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-saved_at", "-id"),
                "indexes": [models.Index(fields=["user", "published_at"], name="ledgers_led_user_id_3dbaee_idx")],
            },
        ),
        migrations.CreateModel(
            name="OutsideList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ledger_key", models.CharField(max_length=100)),
                ("period_code", models.CharField(max_length=24)),
                ("name", models.CharField(max_length=200)),
                ("source", models.CharField(max_length=100)),
                ("sha256", models.CharField(max_length=64)),
                ("sheet", models.CharField(max_length=100)),
                ("columns", models.JSONField(default=list)),
                ("heading_row", models.PositiveIntegerField()),
                ("row_count", models.PositiveIntegerField()),
                ("keys", models.JSONField(default=list)),
                ("compared", models.JSONField(default=list)),
                ("unit_column", models.PositiveIntegerField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("uploaded_at", models.DateTimeField()),
                ("compared_at", models.DateTimeField(null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "deleted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.job"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledgers.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ("-uploaded_at", "-id"),
                "indexes": [models.Index(fields=["ledger_key", "period_code"], name="ledgers_out_ledger__48d489_idx")],
            },
        ),
        migrations.CreateModel(
            name="RehearsalResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("result", models.JSONField(null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.job"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at",),
                "constraints": [models.UniqueConstraint(fields=("user", "digest"), name="one_rehearsal")],
            },
        ),
        migrations.CreateModel(
            name="RememberedColumns",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ledger_key", models.CharField(max_length=100)),
                ("answers", models.JSONField(default=dict)),
                ("answered_at", models.DateTimeField()),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisation.orgunit"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [models.UniqueConstraint(fields=("org_unit", "ledger_key"), name="columns_once")],
            },
        ),
        migrations.CreateModel(
            name="PictureBand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("band", models.PositiveIntegerField(db_index=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bands", to="ledgers.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ("file", "band"),
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ledger_key", models.CharField(max_length=100)),
                ("period_code", models.CharField(max_length=24)),
                ("period_first", models.DateField()),
                ("period_last", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("signing", "awaiting the head's signature"),
                            ("submitted", "submitted"),
                            ("returned", "returned"),
                            ("accepted", "accepted"),
                            ("reopened", "reopened for correction"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("accepted_version", models.PositiveIntegerField(null=True)),
                ("pack_version", models.CharField(max_length=32)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "accepted_by",
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
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("ledger_key", "period_first", "org_unit"),
                "indexes": [
                    models.Index(
                        fields=["ledger_key", "period_first", "period_last", "state"],
                        name="ledgers_sub_ledger__9388ac_idx",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("org_unit", "ledger_key", "period_code"), name="one_submission"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_by__isnull", True),
                            ("submitted_by__isnull", True),
                            models.Q(("accepted_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="filer_does_not_accept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_by__isnull", True),
                            ("submitted_for__isnull", True),
                            models.Q(("accepted_by", models.F("submitted_for")), _negated=True),
                            _connector="OR",
                        ),
                        name="filed_for_does_not_accept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_by__isnull", True),
                            ("submitted_by__isnull", True),
                            models.Q(("signed_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="filer_does_not_sign",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="row",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="ledgers.submission"
            ),
        ),
        migrations.CreateModel(
            name="ReviewLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ledgers.submission"
                    ),
                ),
            ],
            options={
                "ordering": ("submission", "version", "actor"),
                "constraints": [models.UniqueConstraint(fields=("submission", "version", "actor"), name="one_look")],
            },
        ),
        migrations.CreateModel(
            name="OutsideMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("differs", "differs"),
                            ("only_ours", "only in the ledger"),
                            ("only_theirs", "only in the list"),
                            ("matched", "matched"),
                        ],
                        max_length=12,
                    ),
                ),
                ("unit_text", models.CharField(blank=True, max_length=200)),
                ("version", models.PositiveIntegerField(null=True)),
                ("line", models.PositiveIntegerField(null=True)),
                ("key", models.JSONField(default=list)),
                ("key_text", models.CharField(blank=True, max_length=300)),
                ("differences", models.JSONField(default=list)),
                (
                    "org_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.orgunit",
                    ),
                ),
                (
                    "outside",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="matches", to="ledgers.outsidelist"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ledgers.row"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ledgers.submission",
                    ),
                ),
            ],
            options={
                "ordering": ("outside", "id"),
                "indexes": [
                    models.Index(fields=["outside", "kind"], name="ledgers_out_outside_b95338_idx"),
                    models.Index(fields=["submission", "kind"], name="ledgers_out_submiss_4ca342_idx"),
                ],
            },
        ),
        migrations.AddField(
            model_name="keptupload",
            name="submission",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ledgers.submission"
            ),
        ),
        migrations.AddField(
            model_name="griddraft",
            name="submission",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ledgers.submission"
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="ledgers.submission"
            ),
        ),
        migrations.CreateModel(
            name="SubmissionEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                (
                    "from_state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("signing", "awaiting the head's signature"),
                            ("submitted", "submitted"),
                            ("returned", "returned"),
                            ("accepted", "accepted"),
                            ("reopened", "reopened for correction"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("signing", "awaiting the head's signature"),
                            ("submitted", "submitted"),
                            ("returned", "returned"),
                            ("accepted", "accepted"),
                            ("reopened", "reopened for correction"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("cells", models.JSONField(default=list)),
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
                    "in_place_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="ledgers.submission"
                    ),
                ),
            ],
            options={
                "ordering": ("submission", "id"),
                "indexes": [models.Index(fields=["at"], name="ledgers_sub_at_f93aae_idx")],
            },
        ),
        migrations.CreateModel(
            name="SubmissionVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("workbook", "workbook"),
                            ("grid", "web grid"),
                            ("phone", "phone form"),
                            ("api", "API"),
                            ("demo", "demo data"),
                        ],
                        max_length=10,
                    ),
                ),
                ("row_count", models.PositiveIntegerField()),
                ("content_hash", models.CharField(max_length=64)),
                ("warnings", models.JSONField(default=list)),
                ("explanations", models.JSONField(default=dict)),
                ("sums", models.JSONField(default=dict)),
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
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledgers.storedfile",
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
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="ledgers.submission"
                    ),
                ),
            ],
            options={
                "ordering": ("submission", "number"),
                "constraints": [models.UniqueConstraint(fields=("submission", "number"), name="version_number_once")],
            },
        ),
        migrations.CreateModel(
            name="FilingReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
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
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="ledgers.filingduty"
                    ),
                ),
            ],
            options={
                "ordering": ("duty", "at", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "by_hand"), _negated=True),
                        fields=("duty", "kind"),
                        name="one_reminder_a_day_before",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="row",
            index=models.Index(fields=["submission", "added_in", "removed_in"], name="ledgers_row_submiss_35b41e_idx"),
        ),
    ]
