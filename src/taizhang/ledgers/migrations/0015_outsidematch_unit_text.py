from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledgers", "0014_draft_set_aside"),
    ]

    operations = [
        migrations.AddField(
            model_name="outsidematch",
            name="unit_text",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
    ]
