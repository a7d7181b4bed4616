from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("voice", "0004_further_pages")]

    operations = [migrations.RenameField("response", "opened_at", "begun_at")]
