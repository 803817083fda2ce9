"""Constraints and indexes of the targets' tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("targets", "0003_tasks")]

    operations = [
        migrations.AddConstraint(
            model_name="basisdocument",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True), fields=("number",), name="basis_document_number_once"
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["held_on"], name="targets_mee_held_on_e7d99c_idx"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("org_unit", "period_code", "title"), name="plan_title_once"),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source_key", ""), _negated=True),
                fields=("source_key",),
                name="promise_adopted_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("indicator_key", ""),
                    models.Q(("number__isnull", False), models.Q(("comparison", ""), _negated=True)),
                    _connector="OR",
                ),
                name="target_figure_has_a_number",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["deadline", "closed_on"], name="targets_tas_deadlin_84abb0_idx"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("target__isnull", False), ("decision__isnull", False), _connector="OR"),
                name="task_has_a_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_on__isnull", True), ("reported_on__isnull", False), _connector="OR"),
                name="task_reported_before_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_by__isnull", True),
                    ("reported_by__isnull", True),
                    models.Q(("closed_by", models.F("reported_by")), _negated=True),
                    _connector="OR",
                ),
                name="reporter_does_not_confirm",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped_at__isnull", True)), fields=("task", "key"), name="proof_once"
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["on"], name="targets_vis_on_077ed8_idx"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("partner", ""), _negated=True), ("unit__isnull", False), _connector="OR"),
                name="visit_has_a_partner",
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
