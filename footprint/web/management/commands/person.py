"""``footprint person add EMAIL NAME --council COUNCIL``: the first administrator, who adds everybody else on screen."""

import secrets

from django.core.management.base import BaseCommand, CommandError

from footprint.accounts.roles import ADMINISTRATOR, ROLES
from footprint.council.actions import add_person, find_council
from footprint.council.refusals import Refused


class Command(BaseCommand):
    help = "Add somebody who signs in, and print their first password."

    def add_arguments(self, parser):
        what = parser.add_subparsers(dest="what", required=True)
        add = what.add_parser("add")
        add.add_argument("email")
        add.add_argument("name")
        add.add_argument("--council", required=True)
        add.add_argument("--role", default=ADMINISTRATOR, choices=sorted(ROLES))

    def handle(self, *args, email, name, council, role, **options):
        password = secrets.token_urlsafe(12)
        try:
            service = find_council(council).service
            add_person(by=None, service=service, email=email, name=name, role=role, password=password)
        except Refused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{name} signs in as {email} with the password {password} (shown once).")
