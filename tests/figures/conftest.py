"""The council drawn at random, made once for the tests of this folder and taken away after them."""

import pytest

from footprint.figures.answers import Figures
from tests.figures.second import Second
from tests.figures.world import make_world


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker):
    """The council, its second count and its figures."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        council = make_world()
        yield council, Second(council), Figures(council)
        transaction.set_rollback(True)


@pytest.fixture
def manager(world, client, db):
    """A client signed in as the IRO manager of the council's service."""
    from footprint.accounts import roles
    from footprint.council.actions import add_person

    user = add_person(
        by=None,
        service=world[0].service,
        email="m@elmshire.example",
        name="M",
        role=roles.IRO_MANAGER,
        password="a long password 1",
    )
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
