"""On PostgreSQL each event knows its transaction, so that only events whose transaction is over are sealed."""

from django.db import migrations

from footprint.dated.sql import VendorSQL


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        VendorSQL(
            "postgresql",
            "ALTER TABLE audit_event ADD COLUMN xact xid8 DEFAULT pg_current_xact_id()",
            "ALTER TABLE audit_event DROP COLUMN xact",
        )
    ]
