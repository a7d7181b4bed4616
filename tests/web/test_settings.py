"""Setting up a service through its pages, read back on others."""

from datetime import date
from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from footprint.accounts import roles
from footprint.accounts.models import User
from footprint.council.actions import add_council
from footprint.council.models import Staff, Team


def text(answer):
    return unescape(answer.content.decode())


@pytest.fixture
def manager(cast, sign_in):
    return sign_in(cast.people[roles.IRO_MANAGER])


@pytest.fixture
def administrator(cast, client):
    client.force_login(cast.people[roles.ADMINISTRATOR], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_first_day_of_use_decides_what_is_overdue(cast, manager):
    assert "Mon 1 Apr 2024" in text(manager.get(reverse("settings")))
    manager.post(reverse("first_day"), {"day": "20/1/2025"})
    assert "Mon 20 Jan 2025" in text(manager.get(reverse("settings")))
    assert "Ada Test" not in text(manager.get(reverse("service")))


def test_a_population_gives_a_rate(cast, manager):
    said = {"council": cast.council.pk, "year": 2023, "children": "20000", "source": "mid-year estimates"}
    assert "at least 1,000" in text(manager.post(reverse("population"), {**said, "children": "20"}))
    manager.post(reverse("population"), said)
    assert "20,000" in text(manager.get(reverse("settings")))
    page = text(manager.get(reverse("figure", args=["children-in-care-rate"])))
    assert "mid-year estimates" in page


def test_another_services_council_cannot_be_chosen(cast, manager):
    said = {"council": cast.other_council.pk, "year": 2024, "children": "20000", "source": "x"}
    assert "Select a valid choice" in text(manager.post(reverse("population"), said))


@pytest.mark.feature("A8")
def test_teams_belong_to_services_from_a_day(cast, manager):
    team = Team.objects.get(name="Children in care 1")
    manager.post(reverse("group_team", args=[team.pk]), {"group": "Long term", "starts_on": "1/9/2024"})
    refused = text(manager.post(reverse("group_team", args=[team.pk]), {"group": "Other", "starts_on": "1/9/2024"}))
    assert "on already. Enter a later day" in refused
    figure = reverse("figure", args=["children-in-care"])
    now = text(manager.get(figure, {"by": "service", "from": "1/4/2024", "to": "31/12/2024"}))
    assert "Long term" in now
    before = text(manager.get(figure, {"by": "service", "from": "1/4/2024", "to": "31/8/2024"}))
    assert "Long term" not in before


def test_posts_follow_each_other_and_end(cast, manager):
    url = reverse("set_post", args=[cast.iro.pk])
    said = {"title": "IRO", "fte": "0.6", "employment": "permanent", "starts_on": "1/4/2024"}
    assert "up to 1.5" in text(manager.post(url, {**said, "fte": "6"}))
    manager.post(url, said)
    manager.post(url, {**said, "fte": "1", "employment": "agency", "starts_on": "1/10/2024"})
    page = text(manager.get(reverse("settings")))
    assert "IRO, agency" in page
    assert "1.00 FTE in post" in page
    post = cast.iro.posts.get(ends_on=None)
    manager.post(reverse("leave_post", args=[post.pk]), {"ends_on": "1/1/2025", "left_because": "retired"})
    assert "no post is known" in text(manager.get(reverse("settings")))
    assert list(cast.iro.posts.order_by("starts_on").values_list("ends_on", flat=True)) == [
        date(2024, 10, 1),
        date(2025, 1, 1),
    ]


@pytest.mark.feature("AA3")
def test_an_administrator_gives_roles_and_takes_them_away(cast, administrator):
    assert reverse("people") in administrator.get("/")["Location"]
    page = text(administrator.get(reverse("people")))
    for role in roles.ROLES.values():
        assert role.description in page
    worker = Staff.objects.get(name="A social worker")
    said = {"name": "New Person", "email": "new@alder.example", "role": roles.IRO_MANAGER, "password": "short"}
    assert "at least 14 characters" in text(administrator.post(reverse("add_person"), said))
    administrator.post(reverse("add_person"), {**said, "password": "a quite long password"})
    assert "new@alder.example" in text(administrator.get(reverse("people")))
    new = User.objects.get(email="new@alder.example")
    assert sign_in_as(new, "a quite long password").get(reverse("child", args=[cast.ben.pk])).status_code == 200

    url = reverse("change_person", args=[new.pk])
    assert "Choose who they are" in text(administrator.post(url, {"role": roles.IRO, "is_active": "on"}))
    taken = text(administrator.post(url, {"role": roles.SOCIAL_WORKER, "is_active": "on", "staff": worker.pk}))
    assert "signs in as somebody else already" in taken
    administrator.post(url, {"role": roles.DATA_COLLEAGUE, "is_active": "on"})
    there = sign_in_as(new, "a quite long password")
    assert there.get(reverse("desk")).status_code == 403
    assert there.get(reverse("data")).status_code == 200
    administrator.post(url, {"role": roles.DATA_COLLEAGUE})
    assert there.get(reverse("data")).status_code == 302
    assert "not any more" in text(administrator.get(reverse("people")))


def test_nobody_shuts_themselves_out(cast, administrator):
    me = cast.people[roles.ADMINISTRATOR]
    answer = text(administrator.post(reverse("change_person", args=[me.pk]), {"role": roles.SENIOR_MANAGER}))
    assert "Ask another administrator" in answer
    me.refresh_from_db()
    assert me.is_active


def test_a_new_password_replaces_the_old(cast, administrator):
    iro = cast.people[roles.IRO]
    administrator.post(reverse("new_password", args=[iro.pk]), {"password": "another long password"})
    assert sign_in_as(iro, "another long password").get(reverse("desk")).status_code == 200


def sign_in_as(user, password):
    from django.test import Client

    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": password})
    return client


@pytest.mark.feature("A14")
def test_one_service_for_two_councils(cast, manager):
    second = add_council(by=None, name="Cedar", service=cast.council.service)
    said = {"first_name": "Gus", "last_name": "New", "born": "3/3/2016", "sex": "M", "starts_on": "13/1/2025"}
    codes = {"legal": "C1", "placement": "U6"}
    support = reverse("add_child")
    for council, number in ((cast.council, "555"), (second, "100")):
        manager.post(support, {**said, **codes, "council": council.pk, "number": number})
    page = text(manager.get(reverse("settings")))
    assert "Alder" in page
    assert "Cedar" in page
    found = text(manager.get(reverse("children"), {"find": "Gus"}))
    assert found.count("Gus New") == 2
    figure = reverse("figure", args=["children-in-care"])
    when = {"from": "1/4/2024", "to": "15/1/2025"}
    assert manager.get(figure, {**when, "council": second.key}).context["number"].value == 1
    assert manager.get(figure, {**when, "council": cast.council.key}).context["number"].value == 4


def test_the_first_person_of_a_new_service(db, client):
    said = StringIO()
    call_command("council", "add", "Dunshire", stdout=said)
    call_command("person", "add", "first@dun.example", "First Person", "--council", "Dunshire", stdout=said)
    password = said.getvalue().split("password ")[1].split(" ")[0]
    client.post(reverse("account_login"), {"login": "first@dun.example", "password": password})
    assert "first@dun.example" in text(client.get("/", follow=True))
    with pytest.raises(CommandError, match="signs in as first@dun.example already"):
        call_command("person", "add", "first@dun.example", "Another", "--council", "Dunshire")
    with pytest.raises(CommandError, match="There is no council"):
        call_command("person", "add", "second@dun.example", "Another", "--council", "Nowhere")


def test_somebody_without_a_role_is_told_so(cast, client):
    stranger = User.objects.create_user("stranger@x.example", "Stranger", "a long password 1")
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "no role has been given to you" in text(client.get("/"))


def test_words_are_explained_to_everybody(client, db):
    page = text(client.get(reverse("glossary")))
    assert "participation code" in page
    assert "how a child took part in a review" in page
