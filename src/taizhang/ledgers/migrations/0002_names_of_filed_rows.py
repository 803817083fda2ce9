from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledgers", "0001_begin"),
    ]

    operations = [
        migrations.AddField(
            model_name="griddraft",
            name="filed_ids",
            field=models.JSONField(default=list),
        ),
    ]
