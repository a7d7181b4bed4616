"""Statements from an app: all or nothing, each once, and every refusal says where and why."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from footprint.accounts import roles
from footprint.exchange.models import Import
from footprint.exchange.reading import FileRefused
from footprint.exchange.statements import take_in
from footprint.voice.models import Response, Words
from tests.conftest import TODAY

HEAD = "System,Number,Child,Day,Sender,Subject,Words,Shared"
GOOD = (
    "Mind Of My Own One,A1,100,3/1/2025,child,my life,I like it here,everyone",
    "mind of my own one,A2,101,4/1/2025,Social worker,worker visit,He was cheerful,",
    "Viewpoint,A1,100,2025-01-05,child,,\"Line one\nline two\",only the IRO",
)  # fmt: skip


def raw(*lines, head=HEAD):
    return "\n".join([head, *lines, ""]).encode()


def taken(cast, *lines, **more):
    asked = {"by": None, "council": cast.council, "name": "said.csv", "today": TODAY, **more}
    return take_in(raw=raw(*lines), **asked)


@pytest.mark.feature("M3")
def test_the_same_file_twice_changes_nothing(cast):
    first = taken(cast, *GOOD)
    assert (first.new, first.unchanged, first.refusals) == (3, 0, [])
    before = list(Response.objects.order_by("pk").values())
    again = taken(cast, *GOOD)
    assert (again.new, again.unchanged, again.refusals) == (0, 3, [])
    assert list(Response.objects.order_by("pk").values()) == before
    one, two, three = Response.objects.order_by("pk")
    assert (one.child, one.respondent, one.name, one.way, one.shared, one.subject) == (
        cast.ada, "child", "Ada", "app", "everyone", "my life",
    )  # fmt: skip
    assert (two.respondent, two.name, two.shared) == ("social_worker", "social worker", "iro")
    assert (one.form, one.asked_on, one.system) == (None, None, "Mind Of My Own One")
    assert three.words.get().text == "Line one\nline two"
    assert Words.objects.filter(question="said").count() == 3


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("Pigeon,B1,100,3/1/2025,child,x,y,", "SYSTEM", "is no app of the council; there are: Mind Of My Own One"),
        ("Viewpoint,,100,3/1/2025,child,x,y,", "NUMBER", "is empty"),
        ("Viewpoint,B1,100,3/1/2025,child,x,,", "WORDS", "is empty"),
        ("Viewpoint,B1,555,3/1/2025,child,x,y,", "CHILD", "is the number of no child of the council"),
        ("Viewpoint,B1,900,3/1/2025,child,x,y,", "CHILD", "is the number of no child of the council"),
        ("Viewpoint,B1,100,31/2/2025,child,x,y,", "DAY", "is not a day of the calendar"),
        ("Viewpoint,B1,100,21/1/2025,child,x,y,", "DAY", "lies in the future"),
        ("Viewpoint,B1,100,3/1/2009,child,x,y,", "DAY", "lies before the child's birth"),
        ("Viewpoint,B1,100,3/1/2025,neighbour,x,y,", "SENDER", "is none of: child, parent"),
        ("Viewpoint,B1,100,3/1/2025,child,x,y,the world", "SHARED", "is none of: only the IRO"),
        (f"Viewpoint,B1,100,3/1/2025,child,{'x' * 121},y,", "SUBJECT", "is longer than 120 characters"),
        (GOOD[0].replace("I like it here", "other words"), "NUMBER", "stands in line 2 already"),
        ("Viewpoint,B1", "", "has 2 columns where the first line has 8"),
    ],
)
def test_a_bad_line_is_refused_and_nothing_is_stored(cast, line, column, reason):
    outcome = taken(cast, GOOD[0], line)
    (refusal,) = outcome.refusals
    assert (refusal.line, refusal.column) == (3, column)
    assert reason in refusal.reason
    assert not outcome.stored
    assert not Response.objects.exists()
    partly = taken(cast, GOOD[0], line, accept_partial=True)
    assert partly.stored
    assert Response.objects.count() == 1


def test_other_words_under_a_known_number_are_refused(cast):
    taken(cast, GOOD[0])
    outcome = taken(cast, GOOD[0].replace("I like it here", "I hate it"))
    assert "was taken in with another child or other words before" in outcome.refusals[0].reason
    assert Words.objects.get().text == "I like it here"


def test_a_missing_column_is_named_with_what_is_needed(cast):
    with pytest.raises(FileRefused, match="has no column “words”.*for whom it was meant"):
        take_in(by=None, council=cast.council, name="said.csv", raw=raw(head="System,Number,Child,Day,Sender,Subject,Shared"), today=TODAY)  # fmt: skip


@pytest.mark.feature("M3")
def test_the_command(cast, tmp_path, capsys):
    file = tmp_path / "said.csv"
    file.write_bytes(raw(*GOOD))
    asked = ("import", "statements", str(file), "--council", cast.council.name)
    call_command(*asked, "--dry-run")
    told = json.loads(capsys.readouterr().out)
    assert told["tables"]["statements"]["new"] == 3
    assert not told["stored"]
    assert not Response.objects.exists()
    call_command(*asked)
    assert Response.objects.count() == 3
    file.write_bytes(raw("Pigeon,B1,100,3/1/2025,child,x,y,"))
    with pytest.raises(CommandError, match="1 rows were refused"):
        call_command(*asked)


@pytest.mark.feature("M3")
def test_the_page_shows_what_would_change_and_takes_it_in(cast, sign_in):
    client = sign_in(cast.people[roles.DATA_COLLEAGUE])
    where = reverse("take_in_statements")
    assert "the app&#x27;s own number" in client.get(where).content.decode()
    assert "Choose the file" in client.post(where, {"council": cast.council.key}).content.decode()
    file = SimpleUploadedFile("said.csv", raw(*GOOD))
    answer = client.post(where, {"council": cast.council.key, "files": file})
    page = b"".join(answer.streaming_content).decode()
    assert "Every row can be stored" in page
    assert "I like it here" not in page
    assert not Response.objects.exists()
    token = page.split('name="token" value="')[1].split('"')[0]
    done = b"".join(client.post(where, {"token": token}).streaming_content).decode()
    assert "Taken in." in done
    assert Response.objects.count() == 3
    run = Import.objects.get(kind="statements")
    assert "Statements, Alder" in client.get(reverse("taken_in", args=[run.pk])).content.decode()
    assert "Statements, Alder" in client.get(reverse("data")).content.decode()


def test_no_columns_no_statements(cast, sign_in):
    client = sign_in(cast.people[roles.DATA_COLLEAGUE])
    file = SimpleUploadedFile("said.csv", b"A,B\n1,2\n")
    answer = client.post(reverse("take_in_statements"), {"council": cast.council.key, "files": file})
    assert answer.status_code == 422
    assert "has no column “system”" in answer.content.decode()
