"""Two standing facts of one kind cannot overlap: the wall behind the actions' sentences."""

from django.db import migrations

from footprint.dated.sql import VendorSQL, no_overlap


class Migration(migrations.Migration):
    dependencies = [("children", "0001_initial")]
    operations = [
        VendorSQL("postgresql", "CREATE EXTENSION IF NOT EXISTS btree_gist"),
        *no_overlap("children_periodofcare", "child_id"),
        *no_overlap("children_legalstatus", "child_id"),
        *no_overlap("children_placement", "child_id"),
    ]
