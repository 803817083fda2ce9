import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # What a database of the time before one file an app has applied: it goes on from here.
    replaces = [("proofreading", "0001_saved_checks")]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=200)),
                ("data", models.BinaryField()),
                ("text_hash", models.CharField(db_index=True, max_length=64)),
                ("numbers", models.PositiveIntegerField()),
                ("contradictions", models.PositiveIntegerField()),
                ("saved_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-saved_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "text_hash", "name"), name="saved_check_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NotAnError",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("finding", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "saved",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="not_errors",
                        to="proofreading.savedcheck",
                    ),
                ),
            ],
            options={
                "ordering": ("saved", "id"),
                "constraints": [models.UniqueConstraint(fields=("saved", "finding"), name="not_an_error_once")],
            },
        ),
    ]
