"""A child has one IRO at a time: the wall behind the action's sentence."""

from django.db import migrations

from footprint.dated.sql import no_overlap


class Migration(migrations.Migration):
    dependencies = [("allocation", "0001_initial"), ("children", "0002_no_overlap")]
    operations = no_overlap("allocation_iroassignment", "child_id")
