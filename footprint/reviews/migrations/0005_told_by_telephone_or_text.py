import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def counted_before(apps, schema_editor):
    """Copies of before counted as gone out when they were made; who rang is not known of them."""
    apps.get_model("reviews", "SentCopy").objects.filter(how__in=("phone", "text")).update(told_on=F("sent_on"))


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0004_each_decision_has_its_day_of_issue"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="sentcopy",
            name="told_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sentcopy",
            name="told_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunPython(counted_before, migrations.RunPython.noop),
    ]
