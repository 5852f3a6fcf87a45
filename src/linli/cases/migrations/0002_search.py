from django.db import migrations

from linli.kernel.search import CreateIndex


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [CreateIndex("cases_search")]
