from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("targets", "0001_begin"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="form_token",
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name="visit",
            name="form_token",
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form_token", ""), _negated=True),
                fields=("form_token",),
                name="meeting_of_a_form_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("form_token", ""), _negated=True),
                fields=("form_token",),
                name="visit_of_a_form_once",
            ),
        ),
    ]
