import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspection", "0001_begin"), ("ledgers", "0001_begin")]

    operations = [
        migrations.AddField(
            model_name="visitphoto",
            name="original",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledgers.storedfile"
            ),
        ),
    ]
