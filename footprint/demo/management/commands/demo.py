"""``footprint demo``: makes the demonstration service, or verifies the one that stands."""

from django.core.management.base import BaseCommand, CommandError

from footprint.accounts.demo import DEMO_PASSWORD
from footprint.council.refusals import Refused
from footprint.demo.plan import make_plan
from footprint.demo.published import Published, published
from footprint.demo.service import make_service, refuse
from footprint.demo.staffing import staffing
from footprint.demo.verify import verify
from footprint.demo.write import Writer

PLANTED = {
    "no-iro": "without an IRO",
    "no-worker": "without a social worker",
    "no-ethnicity": "in care with ethnicity not yet obtained",
    "overdue": "with an overdue review",
    "restricted": "with a restricted record",
    "late-without-reason": "with a review late without a reason",
    "decisions-past-limit": "with decisions not sent within five working days",
}


class Command(BaseCommand):
    help = "Make a demonstration service of made-up children. Exit 0 done, 1 refused or differing, 2 wrong usage."

    def add_arguments(self, parser):
        parser.add_argument("--council", required=True, help="whose published figures are followed, like bradford")
        parser.add_argument("--children", type=int, help="how many are in care at the end; without it, as published")
        parser.add_argument("--verify", action="store_true", help="count what stands beside what was published")

    def handle(self, *args, council, children, verify: bool, **options):
        if children is not None and not 20 <= children <= 20_000:
            raise CommandError("Name 20 to 20,000 children.")
        try:
            figures = published(council, children)
            self._verify(figures) if verify else self._make(figures)
        except (Refused, ValueError) as error:
            raise CommandError(str(error)) from None

    def _make(self, figures: Published):
        refuse(figures)
        made = make_service(figures, staffing(figures))
        self._say(f"{figures.data['name']}: sign in as role@demo.example, password {DEMO_PASSWORD}")
        plan = make_plan(figures)
        Writer(plan, made, self._say).write()
        self.stdout.write(
            f"{figures.data['name']}: {figures.size} children in care on {figures.data['known_until']:%d %B %Y}."
        )
        self.stdout.write("Wrong on purpose (the council's numbers of children):")
        for name, numbers in plan.planted.items():
            few = ", ".join(numbers[:6]) + (" …" if len(numbers) > 6 else "")
            self.stdout.write(f"  {len(numbers):>3} {PLANTED[name]}: {few}")

    def _verify(self, figures: Published):
        wrong = verify(figures, self.stdout.write)
        if wrong:
            raise CommandError(f"{wrong} differ without being listed.")
        self.stdout.write("Every cell is the same or a listed contradiction.")

    def _say(self, line: str):
        self.stderr.write(line)
