"""A child answers on a phone in two sittings, a parent sends once, the IRO sees both in the record, the child sees what was
decided; in each style, with axe finding nothing; in a language that is read from the right."""

from datetime import date, time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from footprint.accounts import roles
from footprint.children.actions import add_around
from footprint.reviews import booking, deciding
from footprint.reviews.actions import record_held
from footprint.voice import asking, languages, links
from footprint.voice.models import AFTER, ANY, BEFORE, Alarm, Response
from tests.browser.visit import PHONE, SHOTS
from tests.conftest import TODAY

SMALL = {"viewport": {"width": PHONE, "height": 844}, "has_touch": True}
MEETS = date(2025, 2, 3)


@pytest.fixture
def review(cast):
    who = {"by": None, "on": TODAY, "starts_on": date(2024, 6, 3), "child": cast.ada}
    add_around(**who, role="mother", name="Mona Test", email="mona@home.example", reached_by="email")
    due = booking.open_review(cast.ada)
    booking.book(due, by=None, on=TODAY, day=MEETS, at=time(16, 15), mode="in person", place="School hall")
    return due


def ask(review, *keys, purpose=BEFORE, form=""):
    review.refresh_from_db()
    return asking.ask(
        review.child,
        by=None,
        on=TODAY,
        to=list(keys),
        purpose=purpose,
        review=None if purpose == ANY else review,
        form=form,
    )


def path(response, name="answer", *more):
    return reverse(name, args=[links.secret_of(response), *more])


def whole(here, *texts, status=200):
    """A public page is whole, quiet, accessible, and fits a phone and a desk."""
    here.page.wait_for_load_state()
    seen = here.page.locator("body").inner_text()
    for text in texts:
        assert text in seen, f"“{text}” is not on the page:\n{seen}"
    here.assert_fits()
    here._assert_quiet(status)
    here.assert_accessible()


def kept(here):
    here.page.locator("#kept").filter(has_text="You can").wait_for()


@pytest.mark.feature("M1")
def test_from_the_childs_phone_to_the_record_and_back(visit, cast, review):
    mother = review.child.aroundchilds.get(role="mother")
    [child, parent] = ask(review, "child", f"person {mother.person_id}", form="before-young")
    phone = visit(None, **SMALL)
    phone.open(path(child))
    whole(phone, "Hello Ada", "Leave this page", "We meet on Monday 3 February.", "Childline")
    phone.page.get_by_label("What matters most to you right now?").fill("I want to see Kofi every week")
    phone.page.get_by_label("Good", exact=True).first.tap()
    kept(phone)
    phone.page.context.close()

    phone = visit(None, **SMALL)
    phone.open(reverse("type_code"))
    whole(phone, "Type your code")
    phone.page.get_by_label("Your code").fill(links.code_of(child).lower())
    phone.page.get_by_role("button", name="Open").tap()
    expect(phone.page.get_by_label("What matters most to you right now?")).to_have_value(
        "I want to see Kofi every week"
    )
    expect(phone.page.get_by_label("Good", exact=True).first).to_be_checked()
    phone.page.get_by_label("What do you want to ask for?").fill("A lock on my door\nTo see Kofi")
    phone.page.get_by_label("Everyone at my review").tap()
    phone.page.get_by_role("button", name="Send it").tap()
    phone.page.get_by_role("heading", name="Thank you. Your answers are sent.").wait_for()
    whole(phone, "A lock on my door", "Nothing is decided yet")

    theirs = visit(None)
    theirs.open(path(parent))
    whole(theirs, "What you think, before the review of Ada")
    theirs.type_into("What is going well for Ada?", "She laughs again")
    theirs.tab_to("Only the IRO")
    theirs.page.keyboard.press("Space")
    theirs.tab_to("Send it")
    theirs.page.keyboard.press("Enter")
    theirs.page.get_by_role("heading", name="Thank you. Your answers are sent.").wait_for()
    whole(theirs, "This link does not open them again")
    theirs.open(path(parent))
    whole(theirs, "This link does not open anything any more.", status=404)
    assert "She laughs" not in theirs.page.locator("body").inner_text()

    iro = cast.people[roles.IRO]
    record_held(child=cast.ada, by=iro, on=MEETS, held_on=MEETS, participation="PN1")
    cast.council.service.fixed_today = MEETS
    cast.council.service.save()
    desk = visit(iro)
    desk.open(reverse("record", args=[review.pk]))
    desk.look("Record: Ada Test", "I want to see Kofi every week", "She laughs again")
    for ask_, outcome, why in zip(
        review.asks.order_by("pk"), ("agreed", "not"), ("", "Kofi is away until May."), strict=True
    ):
        deciding.answer_ask(ask_, by=iro, outcome=outcome, why=why)
    deciding.decide(
        review, by=iro, on=MEETS, text="A lock is put on Ada's door", owner="Tom Ward", due_on=date(2025, 2, 20)
    )
    deciding.issue(review, by=iro, on=MEETS)
    phone.open(path(child))
    whole(phone, "You asked", "A lock on my door", "Yes", "Kofi is away until May.")


STYLES = [("before", style) for style in ("pictures", "young", "teen")] + [
    ("after", s) for s in ("pictures", "young", "teen")
]
STYLES += [("tell", s) for s in ("pictures", "young", "teen")]


@pytest.mark.parametrize(("when", "style"), STYLES)
def test_each_style_of_a_child(visit, cast, review, when, style):
    purpose = {"before": BEFORE, "after": AFTER, "tell": ANY}[when]
    if purpose == AFTER:
        record_held(child=cast.ada, by=None, on=MEETS, held_on=MEETS, participation="PN1")
        cast.council.service.fixed_today = MEETS
        cast.council.service.save()
    [response] = ask(review, "child", purpose=purpose, form=f"{when}-{style}")
    here = visit(None, **SMALL).open(path(response))
    whole(here, "Hello Ada")
    if SHOTS:
        here.page.screenshot(path=f"{SHOTS}/{when}-{style}.png", full_page=True)
    here.assert_order("Leave this page", "Bigger words", "safe")


@pytest.mark.parametrize("respondent", ["parent", "carer", "social_worker", "supervising_worker", "professional"])
def test_each_form_of_a_grown_up(visit, cast, review, respondent):
    from footprint.voice import forms

    [response] = ask(review, "child")
    form = forms.fitting(cast.council, TODAY, respondent=respondent, purpose=BEFORE, age=14)[0]
    response.form, response.respondent = forms.keep(form), respondent
    response.save()
    whole(visit(None).open(path(response)), "Before you begin")


@pytest.mark.feature("O2")
def test_a_call_for_help_by_keyboard(visit, cast, review):
    [response] = ask(review, "child")
    here = visit(None).open(path(response))
    here.type_into("What matters most to you right now?", "Please help")
    here.page.keyboard.press("Home")
    here.page.get_by_role("button", name="I am not safe").first.focus()
    here.page.keyboard.press("Enter")
    here.page.get_by_role("heading", name="I am not safe").wait_for()
    whole(here, "If you are in danger now, call 999", "Childline")
    here.tab_to("Tell them now")
    here.page.keyboard.press("Enter")
    here.page.get_by_role("heading", name="We have told people who can help.").wait_for()
    whole(here, "who stands in for them know now")
    assert response.words.get().text == "Please help"
    desk = visit(cast.people[roles.IRO]).open("/desk")
    desk.page.get_by_role("link", name="Ada Test not safe").click()
    desk.look(
        "Not safe: Ada Test",
        "They pressed the button and wrote nothing.",
        order=("All calls for help", "I take it on", "It is done"),
    )
    desk.page.get_by_role("button", name="I take it on").click()
    desk.page.get_by_label("What was done").fill("Rang her, and met her at school")
    desk.page.get_by_role("button", name="It is done").click()
    desk.look("Not safe: Ada Test", "Acted on")
    assert Alarm.objects.get().done


def test_leaving_quickly(visit, cast, review):
    from footprint.council.profile import profile

    [response] = ask(review, "child")
    here = visit(None)
    here.page.route("**/weather", lambda route: route.fulfill(body="Weather"))
    assert profile("neutral").voice["leave_to"].endswith("/weather")
    for how in ("click", "keys"):
        here.open("/calculator")
        here.open(path(response))
        if how == "click":
            here.page.get_by_role("link", name="Leave this page").click()
        else:
            for _ in range(3):
                here.page.keyboard.press("Escape")
        here.page.wait_for_url("**/weather")
        here.page.go_back()
        assert "/v/" not in here.page.url, "the way back does not lead to the page"


def test_without_a_script(visit, cast, review):
    [response] = ask(review, "child")
    here = visit(None, java_script_enabled=False, **SMALL).open(path(response))
    here.page.get_by_label("What matters most to you right now?").fill("Slow phone")
    here.page.get_by_role("button", name="Keep this and come back later").click()
    assert "Kept. You can stop" in here.page.locator("body").inner_text()
    here.page.get_by_role("link", name="Bigger words").click()
    here.page.get_by_role("button", name="Send it").click()
    assert "Thank you" in here.page.locator("body").inner_text()
    assert Response.objects.get().words.get().text == "Slow phone"


ARABIC = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: ar\\n"

msgid "Hello {name}"
msgstr "مرحبا {name}"

msgid "Leave this page"
msgstr "غادر هذه الصفحة"

msgid "What matters most to you right now?"
msgstr "ما هو أهم شيء بالنسبة لك الآن؟"

msgid "We meet on {day}."
msgstr "نلتقي يوم {day}."
"""


@pytest.fixture
def arabic(tmp_path, monkeypatch):
    (tmp_path / "ar.po").write_text(ARABIC, encoding="utf-8")
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    for cached in (languages.languages, languages._catalog):
        cached.cache_clear()
    yield
    monkeypatch.undo()
    for cached in (languages.languages, languages._catalog):
        cached.cache_clear()


def test_a_language_that_is_read_from_the_right(visit, cast, review, arabic):
    [response] = asking.ask(cast.ada, by=None, on=TODAY, to=["child"], purpose=BEFORE, review=review, language="ar")
    here = visit(None, **SMALL).open(path(response))
    whole(here, "مرحبا Ada", "ما هو أهم شيء", "الاثنين", "What do you want to ask for?")
    assert here.page.evaluate("document.documentElement.dir") == "rtl"
    box = here.page.get_by_label("ما هو أهم شيء بالنسبة لك الآن؟")
    box.fill("أريد أن أرى كوفي")
    here.page.get_by_role("button", name="Send it").tap()
    here.page.get_by_role("heading", name="Thank you.").wait_for()
    assert Response.objects.get().words.get().text == "أريد أن أرى كوفي"
    here.page.get_by_role("link", name="English").tap()
    here.page.wait_for_url("**lang=en")
    assert here.page.evaluate("document.documentElement.dir") == "ltr"
