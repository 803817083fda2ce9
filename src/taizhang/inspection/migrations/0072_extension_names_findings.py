"""A request for more time names the findings that it is for."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspection", "0071_reports_of_before")]

    operations = [
        migrations.AddField(
            model_name="extension",
            name="findings",
            field=models.ManyToManyField(related_name="extensions", to="inspection.finding"),
        ),
    ]
