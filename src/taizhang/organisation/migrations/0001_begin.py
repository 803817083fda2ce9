import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # What a database of the time before one file an app has applied: it goes on from here.
    replaces = [
        ("organisation", "0001_initial"),
        ("organisation", "0002_constraints"),
        ("organisation", "0003_delegation"),
        ("organisation", "0004_planned_changes"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OrgUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=32, unique=True, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("county", "county"),
                            ("bureau", "bureau"),
                            ("section", "section"),
                            ("township", "township"),
                            ("village", "village"),
                            ("school", "school"),
                            ("campus", "campus"),
                            ("external", "outside body"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
            ],
            options={
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="LeadingGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("topic", models.CharField(max_length=100, verbose_name="topic")),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
            ],
            options={
                "ordering": ("org_unit", "name"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="organisation_leadinggroup_dates",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrgUnitSpell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("short_name", models.CharField(blank=True, max_length=40, verbose_name="short name")),
                ("initials", models.CharField(blank=True, max_length=60)),
                ("stages", models.JSONField(blank=True, default=list, verbose_name="stages")),
                ("ownership", models.CharField(blank=True, max_length=12, verbose_name="ownership")),
                ("rural", models.BooleanField(default=False, verbose_name="rural")),
                ("base_unit", models.CharField(blank=True, max_length=32, verbose_name="base unit")),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="longitude"
                    ),
                ),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name="latitude"),
                ),
                ("sort_order", models.PositiveIntegerField(default=0)),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="spells", to="organisation.orgunit"
                    ),
                ),
                (
                    "parent",
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
                "ordering": ("sort_order", "org_unit__code", "valid_from"),
                "abstract": False,
                "indexes": [
                    models.Index(fields=["valid_from", "valid_to"], name="organisatio_valid_f_f0e3a8_idx"),
                    models.Index(fields=["parent", "valid_from"], name="organisatio_parent__15271b_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="organisation_orgunitspell_dates",
                    ),
                    models.UniqueConstraint(fields=("org_unit", "valid_from"), name="one_spell_a_day"),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)), fields=("org_unit",), name="one_open_spell"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rename", "renamed"),
                            ("move", "moved under"),
                            ("close", "closed"),
                            ("merge", "merged into"),
                        ],
                        max_length=8,
                    ),
                ),
                ("target", models.CharField(blank=True, max_length=100)),
                ("on", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("undo", models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("follow", models.JSONField(default=list)),
                ("followed_at", models.DateTimeField(null=True)),
                ("called_off_at", models.DateTimeField(null=True)),
                (
                    "made_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="planned", to="organisation.orgunit"
                    ),
                ),
            ],
            options={
                "ordering": ("on", "id"),
                "indexes": [models.Index(fields=["on"], name="organisatio_on_694574_idx")],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unit_head", "head of the unit"),
                            ("deputy_head", "deputy head"),
                            ("director_inspector", "director inspector"),
                            ("zone_inspector", "zone inspector"),
                            ("contact_cadre", "contact-point cadre"),
                            ("section_head", "section head"),
                            ("clerk", "clerk"),
                            ("other", "other"),
                        ],
                        max_length=24,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="title")),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="organisation.orgunit"
                    ),
                ),
            ],
            options={
                "ordering": ("org_unit", "kind", "id"),
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "role",
                    models.CharField(
                        choices=[("head", "head"), ("deputy", "deputy head"), ("member", "member")],
                        max_length=8,
                        verbose_name="role",
                    ),
                ),
                ("person_name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                ("outside_body", models.CharField(blank=True, max_length=100, verbose_name="outside body")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="organisation.leadinggroup",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.post",
                    ),
                ),
            ],
            options={
                "ordering": ("group", "role", "id"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="organisation_groupmember_dates",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("role", "head"), ("valid_to__isnull", True)),
                        fields=("group",),
                        name="one_open_head",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("post__isnull", False), models.Q(("person_name", ""), _negated=True), _connector="OR"
                        ),
                        name="member_is_post_or_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PostHolding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                ("person_name", models.CharField(max_length=60, verbose_name="name")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holdings", to="organisation.post"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("post", "-valid_from"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="organisation_postholding_dates",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)), fields=("post",), name="one_open_holder"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("merge", "merged into"), ("split", "split into"), ("replace", "replaced by")],
                        max_length=8,
                    ),
                ),
                ("on", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
            ],
            options={
                "ordering": ("on", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("predecessor", "successor", "on"), name="succession_once"),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="succession_to_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Zone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                ("code", models.CharField(max_length=32, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
            ],
            options={
                "ordering": ("code",),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="organisation_zone_dates",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("school_clerk", "school clerk"),
                            ("school_head", "school head"),
                            ("section_clerk", "section clerk"),
                            ("section_head", "section head"),
                            ("zone_inspector", "zone inspector"),
                            ("office", "office"),
                            ("bureau_leader", "bureau leader"),
                            ("auditor", "auditor"),
                            ("administrator", "administrator"),
                        ],
                        max_length=24,
                        verbose_name="role",
                    ),
                ),
                ("ledger_group", models.CharField(blank=True, max_length=40, verbose_name="ledger group")),
                (
                    "org_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_grants",
                        to=settings.AUTH_USER_MODEL,
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
                "ordering": ("user", "role"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="organisation_rolegrant_dates",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True), ("zone__isnull", True)),
                        fields=("user", "role", "org_unit", "ledger_group"),
                        name="grant_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True), ("zone__isnull", False)),
                        fields=("user", "role", "org_unit", "zone"),
                        name="zone_grant_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="post",
            name="zone",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.zone",
            ),
        ),
        migrations.CreateModel(
            name="ZoneMembership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.orgunit"
                    ),
                ),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="organisation.zone"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["valid_from", "valid_to"], name="organisatio_valid_f_dba7a2_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="organisation_zonemembership_dates",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("school",),
                        name="school_in_one_open_zone",
                    ),
                    models.UniqueConstraint(fields=("school", "valid_from"), name="school_zone_one_start"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                ("duties", models.JSONField(verbose_name="duties")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("made_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-valid_from", "-id"),
                "abstract": False,
                "indexes": [models.Index(fields=["taker", "valid_to"], name="organisatio_taker_i_4dbc11_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="organisation_delegation_dates",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("taker")), _negated=True), name="delegation_to_another"
                    ),
                    models.CheckConstraint(condition=models.Q(("valid_to__isnull", False)), name="delegation_ends"),
                ],
            },
        ),
    ]
