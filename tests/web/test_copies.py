"""Copies on the screens: who may read which, the page behind a personal link, what is printed, and files that came."""

from html import unescape

import pytest
from django.urls import reverse

from footprint.accounts import roles
from footprint.children.actions import change_around, edit_child
from footprint.children.models import Child
from footprint.messages.models import Message
from footprint.reviews import invited, sending
from footprint.reviews.copies import DECISIONS, INVITATION, LETTER, RECORD, recipients
from footprint.reviews.models import Paper, SentCopy
from tests.conftest import TODAY
from tests.documents.test_pdf import words_of
from tests.reviews import rounds
from tests.reviews.rounds import SECRETS, told

UNKNOWN = "This does not open. Check the address and the day of birth, or ask who sent it to you for a new one."
BORN = {"born_0": "1", "born_1": "5", "born_2": "2010", "born": "1/5/2010"}
WRONG = {"born_0": "2", "born_1": "5", "born_2": "2010", "born": "2/5/2010"}


def text(answer):
    return unescape(answer.content.decode())


def send_all(review, what):
    to = [r.key for r in recipients(review, what) if not r.why_not]
    return {c.to_name: c for c in sending.send_out(review, by=None, on=TODAY, what=what, to=to)}


@pytest.fixture
def review(cast):
    rounds.worker_signs_in(cast)
    return rounds.held_review(cast)


def personal(copy):
    return reverse("personal", args=[Message.objects.get(pk=copy.message).secret])


# The page behind a personal link


def test_a_wrong_day_of_birth_is_refused_like_an_unknown_address(review, client):
    copy = send_all(review, RECORD)["Anna Aunt"]
    pages = [text(client.post(where, born)) for where, born in
             ((personal(copy), WRONG), (reverse("personal", args=["unknown"]), BORN))]  # fmt: skip
    for page in pages:
        assert UNKNOWN in page
        assert not told(page)
        assert "Ada" not in page
    asked = text(client.get(personal(copy)))
    assert "Ada" not in asked
    assert UNKNOWN not in asked


def test_the_right_day_shows_that_copy_and_no_other(review, client):
    copies = send_all(review, RECORD)
    page = client.post(personal(copies["Mary Mother"]), BORN)
    assert "Mary Mother" in text(page)
    assert "Record of Ada's review" in text(page)
    assert not told(text(page))
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] in ("same-origin", "same-origin"), "no other site learns the address"
    theirs = text(client.post(personal(copies["Anna Aunt"]), BORN))
    assert told(theirs) == set(SECRETS)
    assert "Mary Mother" not in theirs.split("Who came")[0], "the copy is addressed to its reader"
    other = text(client.post(personal(copies["Mary Mother"]) + f"?of={copies['Anna Aunt'].pk}", {**BORN, "of": copies["Anna Aunt"].pk}))  # fmt: skip
    assert not told(other)


def test_the_copy_as_pdf(review, client):
    copies = send_all(review, RECORD)
    for name, knows in (("Mary Mother", False), ("Anna Aunt", True)):
        answer = client.post(personal(copies[name]), {**BORN, "pdf": "1"})
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment")
        words = words_of(answer.content)
        assert name in words
        assert told(words) == (set(SECRETS) if knows else set())
    refused = client.post(personal(copies["Anna Aunt"]), {**WRONG, "pdf": "1"})
    assert refused["Content-Type"].startswith("text/html")


def test_a_link_opens_no_more_when_its_reader_is_kept_away_or_the_child_has_died(cast, review, client):
    copies = send_all(review, RECORD)
    change_around(rounds.part_of("Anna Aunt"), by=None, on=TODAY, kept_from="a court order")
    assert UNKNOWN in text(client.post(personal(copies["Anna Aunt"]), BORN))
    change_around(rounds.part_of("Adam Advocate"), by=None, on=TODAY, may_know_home=False)
    advocate = text(client.post(personal(copies["Adam Advocate"]), BORN))
    assert "Adam Advocate" in advocate
    assert not told(advocate)
    edit_child(cast.ada, by=None, on=TODAY, died=TODAY)
    for name in ("Adam Advocate", "Mary Mother"):
        page = client.post(personal(copies[name]), {**BORN, "pdf": "1"})
        assert UNKNOWN in text(page)


# One copy on the screen


@pytest.mark.parametrize("role", [roles.SOCIAL_WORKER, roles.TEAM_MANAGER])
def test_a_reader_reads_only_copies_sent_to_them(cast, review, sign_in, role):
    copies = list(send_all(review, RECORD).values()) + list(send_all(review, DECISIONS).values())
    user = cast.people[role]
    mine = {c.pk for c in copies if c.user_id == user.pk}
    assert mine, "a copy goes to them"
    client = sign_in(user)
    where = reverse("copy", args=[review.pk])
    for copy in copies:
        page = text(client.get(f"{where}?of={copy.pk}"))
        assert ('class="paper"' in page) == (copy.pk in mine), copy.to_name
        file = client.get(f"{where}?of={copy.pk}&as=pdf")
        assert (file["Content-Type"] == "application/pdf") == (copy.pk in mine), copy.to_name
    listed = text(client.get(where))
    assert all((f'?of={copy.pk}"' in listed) == (copy.pk in mine) for copy in copies)


def test_who_sends_reads_every_copy_as_it_was_sent(cast, review, sign_in):
    copies = send_all(review, RECORD)
    client = sign_in(cast.people[roles.BUSINESS_SUPPORT])
    for name, knows in (("Mary Mother", False), ("Anna Aunt", True)):
        page = text(client.get(reverse("copy", args=[review.pk]) + f"?of={copies[name].pk}"))
        assert told(page.split('class="paper"')[1]) == (set(SECRETS) if knows else set())


def test_another_reviews_copy_is_not_found_here(cast, review, sign_in):
    copy = send_all(review, RECORD)["Anna Aunt"]
    other = rounds.record_held(child=cast.dan, by=None, on=TODAY, held_on=rounds.date(2024, 2, 5))
    client = sign_in(cast.people[roles.BUSINESS_SUPPORT])
    page = text(client.get(reverse("copy", args=[other.pk]) + f"?of={copy.pk}"))
    assert 'class="paper"' not in page


# Sending and printing


def test_sending_from_the_page_sends_once_and_refuses_who_gets_none(cast, review, sign_in):
    client = sign_in(cast.people[roles.BUSINESS_SUPPORT])
    where = reverse("copies", args=[review.pk])
    to = [r.key for r in recipients(review, RECORD) if not r.why_not]
    for expected in (f"{len(to)} new copies sent", "0 new copies sent"):
        page = text(client.post(where, {"what": RECORD, "send": "1", "to": to}, follow=True))
        assert expected in page
        assert SentCopy.objects.filter(what=RECORD).count() == len(to)
    uncle = f"person {rounds.person('Ugo Uncle').pk}"
    assert "a court order" in text(client.post(where, {"what": DECISIONS, "send": "1", "to": [uncle]}, follow=True))
    assert not SentCopy.objects.filter(what=DECISIONS).exists()


def test_what_is_printed_is_for_those_who_may_have_it_today(cast, review, sign_in):
    send_all(review, RECORD)
    client = sign_in(cast.people[roles.BUSINESS_SUPPORT])
    where = reverse("copies", args=[review.pk]) + f"?what={RECORD}&as=pdf"
    words = words_of(client.get(where).content)
    assert "Frank Father" in words
    assert "Gran Grandmother" in words
    change_around(rounds.part_of("Frank Father"), by=None, on=TODAY, kept_from="a threat")
    printed = words_of(client.get(where).content)
    assert "Gran Grandmother" in printed
    assert "Frank Father" not in printed.split("Who came")[0]
    assert printed.count("Record of Ada's review") < words.count("Record of Ada's review")


def test_with_a_death_the_pages_send_nothing(cast, review, sign_in):
    send_all(review, RECORD)
    edit_child(cast.ada, by=None, on=TODAY, died=TODAY)
    client = sign_in(cast.people[roles.IRO])
    where = reverse("copies", args=[review.pk])
    sent = SentCopy.objects.count()
    for what in (DECISIONS, LETTER, INVITATION):
        keys = [r.key for r in recipients(review, what)]
        assert "has died" in text(client.post(where, {"what": what, "send": "1", "to": keys}, follow=True))
    assert "Nothing of this goes" in text(client.get(f"{where}?what={RECORD}&as=pdf", follow=True))
    assert SentCopy.objects.count() == sent
    assert Child.objects.get(pk=cast.ada.pk).died


# Files that came


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/pdf"])
def test_a_file_that_came_is_always_a_download(cast, sign_in, kind):
    review = rounds.next_review(cast)
    paper = Paper.objects.filter(review=review).first()
    name = 'plan"\r\nX-Bad: 1.html'
    content = b"<script>alert(1)</script>"
    invited.receive_paper(paper, by=None, on=TODAY, received_on=TODAY, name=name, kind=kind, content=content)
    client = sign_in(cast.people[roles.BUSINESS_SUPPORT])
    answer = client.get(reverse("papers", args=[review.pk]) + f"?file={paper.files.get().pk}")
    assert answer.content == content
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "X-Bad" not in answer
    other = rounds.record_held(child=cast.dan, by=None, on=TODAY, held_on=rounds.date(2024, 2, 5))
    assert client.get(reverse("papers", args=[other.pk]) + f"?file={paper.files.get().pk}").status_code == 404
