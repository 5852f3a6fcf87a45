"""Buildings and layers have names for their columns."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='building',
            options={'verbose_name': '楼栋', 'verbose_name_plural': '楼栋'},
        ),
        migrations.AlterField(
            model_name='area',
            name='area_m2',
            field=models.FloatField(null=True, verbose_name='面积（平方米）'),
        ),
        migrations.AlterField(
            model_name='building',
            name='address',
            field=models.CharField(max_length=200, verbose_name='标准地址'),
        ),
        migrations.AlterField(
            model_name='building',
            name='code',
            field=models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='编码'),
        ),
        migrations.AlterField(
            model_name='building',
            name='floors',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='层数'),
        ),
        migrations.AlterField(
            model_name='building',
            name='grid_code',
            field=models.CharField(db_index=True, max_length=15, verbose_name='网格编码'),
        ),
        migrations.AlterField(
            model_name='building',
            name='lat',
            field=models.FloatField(null=True, verbose_name='纬度'),
        ),
        migrations.AlterField(
            model_name='building',
            name='lon',
            field=models.FloatField(null=True, verbose_name='经度'),
        ),
        migrations.AlterField(
            model_name='building',
            name='name',
            field=models.CharField(max_length=100, verbose_name='名称'),
        ),
        migrations.AlterField(
            model_name='building',
            name='retired_on',
            field=models.DateField(null=True, verbose_name='停用日期'),
        ),
        migrations.AlterField(
            model_name='overlay',
            name='area_m2',
            field=models.FloatField(null=True, verbose_name='面积（平方米）'),
        ),
        migrations.AlterField(
            model_name='overlay',
            name='code',
            field=models.CharField(max_length=40, verbose_name='编码'),
        ),
        migrations.AlterField(
            model_name='overlay',
            name='layer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overlays', to='places.layer', verbose_name='图层'),
        ),
        migrations.AlterField(
            model_name='overlay',
            name='name',
            field=models.CharField(max_length=100, verbose_name='名称'),
        ),
    ]
