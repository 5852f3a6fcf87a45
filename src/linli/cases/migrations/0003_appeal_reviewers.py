"""Any number of reviewers of an appeal, as the catalogue asks for, instead of two."""

from typing import Any

from django.db import migrations, models


def _listed(apps: Any, schema: Any) -> None:
    appeals = apps.get_model("cases", "Appeal")
    for appeal in appeals.objects.exclude(first_reviewer=""):
        appeal.reviewers = [each for each in (appeal.first_reviewer, appeal.second_reviewer) if each]
        appeal.save(update_fields=["reviewers"])


class Migration(migrations.Migration):
    """Keeps who reviewed in a list."""

    dependencies = [("cases", "0002_search")]

    operations = [
        migrations.AddField("appeal", "reviewers", models.JSONField(default=list)),
        migrations.RunPython(_listed, migrations.RunPython.noop),
        migrations.RemoveConstraint("appeal", "appeal_has_two_reviewers"),
        migrations.RemoveField("appeal", "first_reviewer"),
        migrations.RemoveField("appeal", "second_reviewer"),
    ]
