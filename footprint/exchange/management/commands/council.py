"""``footprint council add NAME``: adds a council with its service."""

from django.core.management.base import BaseCommand, CommandError

from footprint.council.actions import add_council
from footprint.council.refusals import Refused


class Command(BaseCommand):
    help = "Add a council."

    def add_arguments(self, parser):
        what = parser.add_subparsers(dest="what", required=True)
        add = what.add_parser("add")
        add.add_argument("name")
        add.add_argument("--profile", default="neutral")

    def handle(self, *args, name, profile, **options):
        try:
            council = add_council(by=None, name=name, profile_name=profile)
        except Refused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{council.name} was added with the profile “{profile}”.")
