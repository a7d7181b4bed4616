from django.db import migrations, models


def fill_from_the_review(apps, schema_editor):
    """A decision that stands in an issue went out on the day of its review; so did all of a review whose day alone is known."""
    Review, Edition, Decision = (apps.get_model("reviews", name) for name in ("Review", "Edition", "Decision"))
    ids = {}
    for review, content in Edition.objects.filter(what="decisions").values_list("review", "content"):
        ids.setdefault(review, set()).update(content["ids"])
    sent = Review.objects.exclude(decisions_sent_on=None).filter(decisions__isnull=False).distinct()
    for review, day in sent.values_list("pk", "decisions_sent_on"):
        went = Decision.objects.filter(review=review, withdrawn_at=None)
        if review in ids:
            went = went.filter(pk__in=ids[review])
        went.update(issued_on=day)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_longer_words")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="issued_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunPython(fill_from_the_review, migrations.RunPython.noop),
    ]
