"""Constraints and indexes of the organisation's tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]

    operations = [
        migrations.AddConstraint(
            model_name="leadinggroup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="organisation_leadinggroup_dates",
            ),
        ),
        migrations.AddIndex(
            model_name="orgunitspell",
            index=models.Index(fields=["valid_from", "valid_to"], name="organisatio_valid_f_f0e3a8_idx"),
        ),
        migrations.AddIndex(
            model_name="orgunitspell",
            index=models.Index(fields=["parent", "valid_from"], name="organisatio_parent__15271b_idx"),
        ),
        migrations.AddConstraint(
            model_name="orgunitspell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="organisation_orgunitspell_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="orgunitspell",
            constraint=models.UniqueConstraint(fields=("org_unit", "valid_from"), name="one_spell_a_day"),
        ),
        migrations.AddConstraint(
            model_name="orgunitspell",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)), fields=("org_unit",), name="one_open_spell"
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="organisation_groupmember_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role", "head"), ("valid_to__isnull", True)),
                fields=("group",),
                name="one_open_head",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("post__isnull", False), models.Q(("person_name", ""), _negated=True), _connector="OR"
                ),
                name="member_is_post_or_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="postholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="organisation_postholding_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="postholding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)), fields=("post",), name="one_open_holder"
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.UniqueConstraint(fields=("predecessor", "successor", "on"), name="succession_once"),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.CheckConstraint(
                condition=models.Q(("predecessor", models.F("successor")), _negated=True), name="succession_to_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="organisation_rolegrant_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True), ("zone__isnull", True)),
                fields=("user", "role", "org_unit", "ledger_group"),
                name="grant_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True), ("zone__isnull", False)),
                fields=("user", "role", "org_unit", "zone"),
                name="zone_grant_once",
            ),
        ),
        migrations.AddIndex(
            model_name="zonemembership",
            index=models.Index(fields=["valid_from", "valid_to"], name="organisatio_valid_f_dba7a2_idx"),
        ),
        migrations.AddConstraint(
            model_name="zonemembership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="organisation_zonemembership_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="zonemembership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)), fields=("school",), name="school_in_one_open_zone"
            ),
        ),
        migrations.AddConstraint(
            model_name="zonemembership",
            constraint=models.UniqueConstraint(fields=("school", "valid_from"), name="school_zone_one_start"),
        ),
    ]
