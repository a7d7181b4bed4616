"""The sign-ins of a demonstration, read from the database: its people are marked as such, and their password is public."""

from footprint.accounts.demo import DEMO_PASSWORD
from footprint.accounts.models import User


def demo_sign_ins() -> tuple[str, list[tuple[str, str]]]:
    """The password, and (role title, e-mail) of each demonstration person."""
    people = User.objects.filter(is_demo=True).select_related("membership").order_by("pk")
    return DEMO_PASSWORD, [(u.membership.role_title, u.email) for u in people]
