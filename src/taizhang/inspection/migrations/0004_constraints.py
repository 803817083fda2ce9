from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspection", "0003_visits"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("first_on"))), name="campaign_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["scheduled", "unannounced", "follow_up", "complaint"])),
                name="campaign_mode",
            ),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(fields=["org_unit", "received_on"], name="inspection__org_uni_509569_idx"),
        ),
        migrations.AddConstraint(
            model_name="liaison",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="inspection_liaison_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="liaison",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)), fields=("post", "school"), name="liaison_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(condition=models.Q(("asked_days__gt", 0)), name="extension_asks_days"),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_on__isnull", True), ("granted_days__isnull", True)),
                    models.Q(("decided_on__isnull", False), ("granted_days__isnull", False)),
                    _connector="OR",
                ),
                name="extension_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_on__isnull", True)), fields=("notice",), name="extension_one_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                ),
                name="inspection_recusal_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("person", "org_unit", "ground"),
                name="recusal_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", ["plan", "report"])), name="report_kind"),
        ),
        migrations.AddConstraint(
            model_name="reportphoto",
            constraint=models.UniqueConstraint(
                fields=("report", "finding", "moment", "file"), name="report_photo_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportphoto",
            constraint=models.CheckConstraint(
                condition=models.Q(("moment__in", ["before", "after"])), name="report_photo_moment"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(fields=("campaign", "number"), name="round_number_once"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("first_on"))), name="round_days"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["issued_on"], name="inspection__issued__5b2c93_idx"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("received_on__isnull", True), ("received_on__gte", models.F("issued_on")), _connector="OR"
                ),
                name="notice_received_after_issue",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.UniqueConstraint(fields=("round", "seed"), name="draw_seed_once"),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(fields=("campaign", "name"), name="team_name_once"),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(fields=("team", "person"), name="team_member_once"),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("leads", True)), fields=("team",), name="team_one_leader"
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["planned_on"], name="inspection__planned_4b3e8d_idx"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["visited_on"], name="inspection__visited_a9cde9_idx"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("filed_at__isnull", True),
                    models.Q(("started_at__isnull", False), ("visited_on__isnull", False)),
                    _connector="OR",
                ),
                name="visit_made_before_filed",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("called_off_at__isnull", True), ("filed_at__isnull", True), _connector="OR"),
                name="visit_filed_or_called_off",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["scheduled", "unannounced", "follow_up", "complaint"])),
                name="visit_mode",
            ),
        ),
        migrations.AddConstraint(
            model_name="recheck",
            constraint=models.UniqueConstraint(fields=("finding", "visit"), name="recheck_once_a_visit"),
        ),
        migrations.AddConstraint(
            model_name="recheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("result__in", ["fixed", "partly", "not_fixed"])), name="recheck_result"
            ),
        ),
        migrations.AddIndex(
            model_name="difficulty",
            index=models.Index(fields=["raised_on"], name="inspection__raised__fcc4f2_idx"),
        ),
        migrations.AddConstraint(
            model_name="difficulty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("solved_on__isnull", True), models.Q(("outcome", ""), _negated=True), _connector="OR"
                ),
                name="difficulty_solved_has_outcome",
            ),
        ),
        migrations.AddIndex(
            model_name="visitentry",
            index=models.Index(fields=["visit", "path"], name="inspection__visit_i_76856a_idx"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["org_unit", "item", "found_on"], name="inspection__org_uni_06dc34_idx"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["found_on"], name="inspection__found_o_36b907_idx"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days__isnull", False), ("deadline__isnull", True), ("hours__isnull", True)),
                    models.Q(("days__isnull", True), ("deadline__isnull", True), ("hours__isnull", False)),
                    models.Q(("days__isnull", True), ("deadline__isnull", False), ("hours__isnull", True)),
                    _connector="OR",
                ),
                name="finding_one_deadline",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deadline__isnull", True), ("deadline__gte", models.F("found_on")), _connector="OR"
                ),
                name="finding_deadline_after_found",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(("severity__in", ["minor", "ordinary", "serious"])), name="finding_severity"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("visit", "checklist", "item"), name="visit_answer_once"),
        ),
        migrations.AddConstraint(
            model_name="visitmember",
            constraint=models.UniqueConstraint(fields=("visit", "person"), name="visit_member_once"),
        ),
        migrations.AddConstraint(
            model_name="visitmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("leads", True)), fields=("visit",), name="visit_one_leader"
            ),
        ),
    ]
