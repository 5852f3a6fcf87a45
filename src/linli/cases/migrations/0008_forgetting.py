from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_walks'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=Q(('similar_to__isnull', False)), fields=['similar_to'], name='case_similar'),
        ),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(condition=Q(('reporter__isnull', False)), fields=['reporter'], name='signal_reporter'),
        ),
    ]
