"""Reports of before were about all findings of their notice."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MOST = 1000  # rows written at once


def of_all(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    report, row = apps.get_model("inspection", "Report"), apps.get_model("inspection", "ReportedFinding")
    pairs = report.objects.filter(notice__findings__isnull=False).values_list("pk", "notice__findings")
    row.objects.bulk_create(
        [row(report_id=one, finding_id=finding) for one, finding in pairs], batch_size=MOST, ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("inspection", "0070_report_says_of_which")]

    operations = [migrations.RunPython(of_all, migrations.RunPython.noop)]
