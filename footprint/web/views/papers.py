"""The papers of a review: preparing, the record that saves as you type, decisions, the letter, and who gets a copy."""

from dataclasses import replace
from hashlib import sha256

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.children.models import AroundChild
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.disputes.procedure import procedure_on
from footprint.documents.paper import paper_html, render_pack, render_paper
from footprint.documents.render import FORMATS
from footprint.language.check import advice
from footprint.law.clocks import due as clock
from footprint.reviews import answers, booking, composing, deciding, invited, sending
from footprint.reviews.copies import INVITATION, LETTER, Stopped, recipients
from footprint.reviews.known import changed_since_last
from footprint.reviews.models import Answer, Attachment, Attendee, LikedWord, Meeting, Review, Rival, SentCopy
from footprint.reviews.models import Paper as ReviewPaper
from footprint.reviews.questions import find
from footprint.voice import asking
from footprint.voice.models import ANY
from footprint.voice.printing import letter_block
from footprint.voice.reading import beside, sayings
from footprint.web import sheets
from footprint.web.doors import needs, number, open_review
from footprint.web.pages import form_page
from footprint.web.presenters import kind_words
from footprint.web.review_forms import (
    CloseDecision,
    JudgePaper,
    Received,
    ReceivePaper,
    Reply,
    Settle,
    Told,
    WriteAsk,
    WriteDecision,
)


def _look(request, review, what):
    log.look(what, by=request.user, council=review.council_id, child=review.child_id, subject=f"review {review.pk}")


def _page(request, template, review, title, **more):
    """A page of a review: its child, its tabs, and nothing kept by the browser."""
    context = {
        "title": f"{title}: {review.child.name}",
        "review": review,
        "child": review.child,
        "heading": title,
        **more,
    }
    answer = render(request, template, {"kind": kind_words(review), **context})
    answer["Cache-Control"] = "no-store"
    return answer


def _refuse(request, refusal):
    messages.error(request, str(refusal))


# -- what changed ------------------------------------------------------------------------------------------------------


@needs(roles.SEE_CHILDREN)
def changed(request, pk):
    """What changed for the child since the last review, on one page that fits a sheet of A4."""
    review = open_review(request, pk)
    _look(request, review, "what changed")
    until = review.held_on or request.today
    found = changed_since_last(review, until)
    told = sayings(review.child, request.member, found.since, until, request.today)
    found = replace(found, said=sorted([*found.said, *told], key=lambda one: one.on, reverse=True))
    profile_papers = profile(review.council.profile_name).papers
    return _page(
        request,
        "web/changed.html",
        review,
        "What changed",
        found=found,
        papers=[(p, profile_papers[p.kind].title if p.kind in profile_papers else p.kind) for p in found.papers],
        lead=_changed_words(review, found, request.today),
        same=", ".join(found.same),
    )


def _changed_words(review, found, today) -> str:
    """The opening sentence, from facts by fixed patterns."""
    name, parts = review.child.short_name, []
    for row in found.rows:
        if row.what in ("Home", "Lives with") and "a new home" not in parts:
            parts.append("a new home")
        elif row.what == "Social worker":
            parts.append("a new social worker" if len(row.days) < 2 else f"{len(row.days)} changes of social worker")
        elif row.what in ("School", "Legal status", "IRO"):
            parts.append(f"a new {row.what if row.what == 'IRO' else row.what.lower()}")
    late = [d for d in found.undone if d.due_on < (review.held_on or today)]
    said = f"{name} has {_listed(parts)}." if parts else f"Nothing is recorded that changed for {name}."
    if late:
        said += f" {len(late)} {'decision is' if len(late) == 1 else 'decisions are'} not done in time."
    return said


def _listed(parts):
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


# -- sheets ------------------------------------------------------------------------------------------------------------


def _sheet(request, pk, name, template="web/sheet.html", finish=None, **more):
    """One sheet as a long form: shown, saved as a whole, and finished."""
    review = open_review(request, pk)
    if not sheets.may_write(request.member, name):
        raise Http404
    errors: dict[str, str] = {}
    if request.method == "POST" and not review.withdrawn_at and request.POST.get("writer"):
        errors = sheets.save_all(
            review, name, request.member, by=request.user, posted=request.POST, today=request.today
        )
        if "all_came" in request.POST and name == "record":
            invited.everybody_came(review, by=request.user)
        if not errors and "finish" in request.POST and finish:
            try:
                then = finish(review)
            except Refused as refusal:
                _refuse(request, refusal)
                errors = {q.key: "Answer this" for q in answers.missing(review, name, request.today)}
            else:
                return redirect(then)
        elif not errors:
            return redirect(request.path)
    _look(request, review, f"{name} of a review")
    typed = {key: request.POST[key] for key in errors if key in request.POST}
    review.refresh_from_db()
    said = beside(review, request.member, request.today)
    shown = sheets.parts(review, name, request.today, typed, errors, said)
    rivals = Rival.objects.filter(review=review, settled_at=None).count()
    context = {
        "sheet": name,
        "parts": shown,
        "writer": sheets.new_writer(),
        "draft_key": sheets.draft_key(request),
        "errors": errors,
        "error_rows": [(key, find(key, review.council.profile_name).named(review.child.short_name).label, text)
                       for key, text in errors.items()],
        "rivals": rivals,
        "done": sum(p.state == "done" for p in shown),
        "saved_at": Answer.objects.filter(review=review).order_by("-written_at").values_list("written_at", flat=True).first(),
    }  # fmt: skip
    more = {key: value(review) if callable(value) else value for key, value in more.items()}
    return _page(request, template, review, more.pop("heading"), **context, **more)


@needs(roles.RECORD_REVIEW)
def prepare(request, pk):
    """Before the meeting: seeing the child, how the child wants it, talks, papers."""
    return _sheet(request, pk, "prepare", heading="Before the meeting")


@needs(roles.WRITE_PAPERS)
def assessment(request, pk):
    """The social worker writes to the child: my assessment for my review."""

    def finish(review):
        answers.check_finished(review, "assessment", request.today)
        paper, _ = ReviewPaper.objects.get_or_create(
            review=review,
            kind="assessment",
            defaults={"due_on": request.today, "written_at": timezone.now(), "written_by": request.user},
        )
        if not paper.received_on:
            invited.receive_paper(paper, by=request.user, on=request.today, received_on=request.today)
        messages.success(request, "The IRO has your assessment.")
        return reverse("review", args=[review.pk])

    return _sheet(
        request,
        pk,
        "assessment",
        heading="My assessment for my review",
        finish=finish,
        finish_words="Give it to the IRO",
    )


@needs(roles.RECORD_REVIEW)
def record(request, pk):
    """The record of a review: one long form that saves as you type."""

    def finish(review):
        sending.finish_record(review, by=request.user, on=request.today)
        messages.success(request, "The record is finished. Send it to those who get a copy next.")
        return reverse("copies", args=[review.pk])

    return _sheet(
        request,
        pk,
        "record",
        template="web/record.html",
        heading=lambda review: profile(review.council.profile_name).words["record"].capitalize(),
        finish=finish,
        finish_words="The record is finished",
        came=lambda review: [
            (a, composing.attendee_name(a, review)) for a in composing.attendees(review) if not a.is_child
        ],
        came_choices=Attendee.CAME,
        code=lambda review: _code(review, request.today),
        meetings=lambda review: review.meetings.exclude(state="cancelled").select_related("chaired_by").order_by("on"),
        decisions=lambda review: list(deciding.of_review(review)),
        siblings=lambda review: _together(review, request.member),
        clocks=lambda review: _clocks(review),
    )


def _code(review, today):
    return answers.participation_code(review, answers.answers_of(review), review.held_on or today)


def _clocks(review):
    if not review.held_on:
        return []
    sent = {
        "decisions": review.decisions_sent_on,
        "record": review.record_done_on,
        "distribution": review.distributed_on,
    }
    return [(name, clock(name, review.complete_on), done) for name, done in sent.items()]


def _together(review, member) -> list[Review]:
    """The reviews of brothers and sisters of the same meeting."""
    meetings = review.meetings.exclude(state=Meeting.CANCELLED)
    same = Review.objects.standing().filter(meetings__in=meetings, child__in=visible_to(member)).exclude(pk=review.pk)
    return list(same.select_related("child", "council").distinct().order_by("pk"))


@needs(roles.DECIDE_REVIEW)
def quality(request, pk):
    """The form after each meeting: how good the plan is, and what follows."""

    def finish(review):
        sending.finish_quality(review, by=request.user, on=request.today)
        messages.success(request, "The form is finished and stands on the file.")
        rag = answers.answers_of(review).get("quality.rag", "")
        if (
            request.member.may(roles.RAISE_CHALLENGE)
            and rag in procedure_on(review.council.profile_name, request.today).by_rag
        ):
            messages.info(request, "In this colour the procedure asks for more: raise it here, or leave the page.")
            return f"{reverse('raise_challenge')}?child={review.child_id}&review={review.pk}&rag={rag}"
        return reverse("review", args=[review.pk])

    return _sheet(
        request, pk, "quality", heading="After the meeting", finish=finish, finish_words="The form is finished"
    )


@needs(roles.WRITE_PAPERS)
def save_answer(request, pk):
    """What a page saves while somebody types: one question, answered in JSON. Asked plainly, it gives a new token."""
    review = open_review(request, pk)
    if not request.POST.get("question"):
        return _json({"csrf": get_token(request)})
    try:
        saved = sheets.save_one(
            review,
            request.member,
            by=request.user,
            key=request.POST["question"],
            text=request.POST.get("text", ""),
            seen=number(request.POST.get("seen")),
            writer=request.POST.get("writer", ""),
            today=request.today,
        )
    except Refused as refusal:
        return _json({"refused": str(refusal)}, 409)
    code = _code(review, request.today) if request.POST["question"] in answers.PARTICIPATION else None
    return _json(
        {
            "version": saved.version,
            "rival": saved.rival,
            "standing": saved.standing,
            "by": saved.by,
            "conflict": Rival.objects.filter(
                review=review, question=request.POST["question"], settled_at=None
            ).exists(),
            "code": code and {"code": code.code, "because": code.because},
        }
    )


def _json(content, status=200):
    answer = JsonResponse(content, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@needs(roles.WRITE_PAPERS)
def choose(request, pk):
    """Two people wrote under one question: both texts in full, and what shall stand."""
    review = open_review(request, pk)
    waiting = Rival.objects.filter(review=review, settled_at=None).select_related("written_by").order_by("pk")
    mine = [r.pk for r in waiting if sheets.may_write(request.member, sheets.sheet_of(review, r.question).key)]
    waiting = waiting.filter(pk__in=mine)
    typed = {}
    if request.method == "POST" and "rival" in request.POST:
        rival = get_object_or_404(waiting, pk=number(request.POST["rival"]))
        try:
            answers.choose(rival, by=request.user, text=request.POST.get("text", ""), seen=request.POST.get("seen"))
        except Refused as refusal:
            _refuse(request, refusal)
            typed[rival.pk] = request.POST.get("text", "")
        else:
            messages.success(request, "It is chosen. Both texts are kept.")
            return redirect("choose", review.pk)
    _look(request, review, "two texts of a review")
    stand = {a.question: a for a in Answer.objects.filter(review=review).select_related("written_by")}
    rows = [
        (
            rival,
            stand[rival.question],
            find(rival.question, review.council.profile_name).named(review.child.short_name),
            answers.as_seen(stand[rival.question], rival),
            typed.get(rival.pk, f"{stand[rival.question].text}\n\n{rival.text}"),
        )
        for rival in waiting
    ]
    return _page(request, "web/choose.html", review, "Two texts", rows=rows)


@needs(roles.RECORD_REVIEW)
def same_words(request, pk):
    """Put what is the same for brothers and sisters into their records too."""
    review = open_review(request, pk)
    others = _together(review, request.member)
    if request.method == "POST" and others:
        common = [f.question.key for p in sheets.parts(review, "record", request.today) for f in p.fields
                  if f.question.common and f.text.strip()]  # fmt: skip
        try:
            over = answers.same_for(review, others, by=request.user, questions=common, writer=sheets.new_writer())
        except Refused as refusal:
            _refuse(request, refusal)
        else:
            messages.success(request, f"{over} answers went over. Where other words stood, both are kept.")
        return redirect("record", review.pk)
    return _page(request, "web/same_words.html", review, "The same for brothers and sisters", others=others)


# -- who comes, and papers beforehand ----------------------------------------------------------------------------------


@needs(roles.BOOK)
def who_comes(request, pk):
    """Who is asked to a review: from the people round the child, corrected here."""
    review = open_review(request, pk)
    rows = composing.attendees(review)
    if request.method == "POST" and not review.withdrawn_at and "asked" in request.POST:
        try:
            if request.POST.get("person"):
                part = get_object_or_404(
                    AroundChild.objects.standing().select_related("person"),
                    child=review.child, ends_on=None, person=number(request.POST["person"]),
                )  # fmt: skip
                invited.expect(review, by=request.user, person=part.person)
            chosen = {
                a.pk: {"invited": f"invited-{a.pk}" in request.POST, "apart": f"apart-{a.pk}" in request.POST}
                for a in rows
                if str(a.pk) in request.POST.getlist("row")  # whoever was added meanwhile stays as they are
            }
            invited.set_attendance(review, by=request.user, rows=chosen)
        except Refused as refusal:
            _refuse(request, refusal)
        else:
            messages.success(request, "The list is saved.")
        return redirect("who_comes", review.pk)
    _look(request, review, "who comes to a review")
    on_list = {a.person_id for a in rows}
    others = [p for p in invited.standing_parts(review.child) if p.person_id not in on_list and not p.kept_from]
    return _page(
        request,
        "web/who_comes.html",
        review,
        "Who is asked",
        rows=[(a, composing.attendee_name(a, review)) for a in rows],
        others=others,
    )


@needs(roles.WRITE_PAPERS)
def papers(request, pk):
    """The papers before a review: which came, when, as a file where there is one, and what the IRO thinks of them."""
    review = open_review(request, pk)
    rules = profile(review.council.profile_name).papers
    expected = list(ReviewPaper.objects.filter(review=review).prefetch_related("files").order_by("due_on", "kind"))
    paper = next((p for p in expected if str(p.pk) == request.POST.get("paper", request.GET.get("paper", ""))), None)
    received = ReceivePaper(None, initial={"received_on": request.today})
    judged = JudgePaper(None, initial=_judged(paper)) if paper else None
    if request.method == "POST" and paper:
        if "judge" in request.POST and not request.member.may(roles.DECIDE_REVIEW):
            raise Http404
        if "judge" in request.POST:
            judged = JudgePaper(request.POST, initial=_judged(paper))
            form, act = judged, lambda values: invited.judge_paper(paper, by=request.user, **values)
        else:
            received = form = ReceivePaper(request.POST, request.FILES)
            act = lambda values: _receive(request, paper, values)  # noqa: E731
        if form.is_valid():
            try:
                act(form.values())
            except Refused as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, "It is saved.")
                return redirect("papers", review.pk)
    if "file" in request.GET:
        return _file(request, review)
    _look(request, review, "papers of a review")
    titles = {key: rule.title for key, rule in rules.items()}
    return _page(
        request,
        "web/papers.html",
        review,
        "Papers",
        rows=[(p, titles.get(p.kind, p.kind), p.received_on is None and p.due_on < request.today) for p in expected],
        paper=paper,
        paper_title=paper and titles.get(paper.kind, paper.kind),
        form=judged if "judge" in request.POST else received,
        received_form=received,
        judged_form=judged,
    )


def _judged(paper):
    said = {True: "yes", False: "no", None: ""}
    values = {n: getattr(paper, n) for n in invited.JUDGED}
    return {n: said[v] if n not in ("quality", "note") else v for n, v in values.items()}


def _receive(request, paper, values):
    file = values.get("file")
    invited.receive_paper(
        paper,
        by=request.user,
        on=request.today,
        received_on=values["received_on"],
        name=file.name if file else "",
        kind=file.content_type or "" if file else "",
        content=file.read() if file else b"",
    )


def _file(request, review):
    """A file that came for a review; always as a download, never shown in the page."""
    file = get_object_or_404(Attachment, pk=number(request.GET["file"]), review=review)
    log.look(
        "a paper's file", by=request.user, council=review.council_id, child=review.child_id, subject=f"file {file.pk}"
    )
    answer = HttpResponse(bytes(file.content), content_type="application/octet-stream")
    name = "".join(c for c in file.name if c.isalnum() or c in "._- ") or "paper"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


# -- decisions ---------------------------------------------------------------------------------------------------------


@needs(roles.RECORD_REVIEW)
def decisions(request, pk):
    """The decisions of a review: written, issued, and how each ended; and what the child asked for."""
    review = open_review(request, pk)
    undone = deciding.undone_before(review)
    chosen, again = number(request.GET.get("decision")), number(request.GET.get("again"))
    change = deciding.of_review(review).filter(pk=chosen).first() if chosen else None
    if change and deciding.is_issued(change):
        return _after_issue(request, review, change)
    initial = {"owner": "", "made": "made"}
    if change:
        initial = {n: getattr(change, n) for n in deciding.VALUES}
    if again and not change and (before := undone.filter(pk=again).first()):
        initial = {
            "text": before.text,
            "owner": before.owner,
            "kind": before.kind,
            "again_of": before.pk,
            "made": "kept",
        }
    if "issue" in request.POST and not request.member.may(roles.DECIDE_REVIEW):
        raise Http404
    form = WriteDecision(
        request.POST if "decide" in request.POST else None,
        review=review,
        undone=undone,
        changes=bool(change),
        initial=initial,
    )
    asks = WriteAsk(request.POST if "ask" in request.POST else None)
    if request.method == "POST":
        try:
            if "decide" in request.POST and form.is_valid():
                _write(request, review, change, form.values())
                return redirect(reverse("decisions", args=[review.pk]) + "#write")
            if "ask" in request.POST and asks.is_valid():
                deciding.ask(review, by=request.user, **asks.values())
                return redirect(reverse("decisions", args=[review.pk]) + "#asked")
            if "take_back" in request.POST:
                deciding.take_back(
                    get_object_or_404(deciding.of_review(review), pk=number(request.POST["take_back"])), by=request.user
                )
                return redirect("decisions", review.pk)
            if "issue" in request.POST:
                issue(request, review)
                return redirect("decisions", review.pk)
        except Refused as refusal:
            chosen = form if "decide" in request.POST else asks if "ask" in request.POST else None
            if chosen is None:
                _refuse(request, refusal)
            else:
                chosen.refuse(refusal)
    _look(request, review, "decisions of a review")
    rows = list(deciding.of_review(review))
    shown = asks if "ask" in request.POST else form
    return _page(
        request,
        "web/decisions.html",
        review,
        profile(review.council.profile_name).words["decisions"].capitalize(),
        rows=[(d, deciding.is_issued(d), deciding.reply_due(d)) for d in rows],
        hints=[
            (d, deciding.advice(d.text, d.owner, d.due_on, request.today)) for d in rows if not deciding.is_issued(d)
        ],
        undone=[d for d in undone if not any(r.again_of_id == d.pk for r in rows)],
        form=shown if shown.errors else form,
        write_form=form,
        ask_form=asks,
        asked=review.asks.order_by("pk"),
        agenda=[line for line in answers.answers_of(review).get("prep.agenda", "").splitlines() if line.strip()],
        change=change,
        managers=[m.name for m in sending.team_managers(review.child)],
        reply_due=clock("manager_reply", deciding.awaited_from(rows) or review.decisions_sent_on or request.today),
        decisions_due=clock("decisions", review.complete_on) if review.held_on else None,
        unissued=any(not deciding.is_issued(d) for d in rows),
    )


def _write(request, review, change, values):
    again = values.pop("again_of", None)
    if change:
        deciding.change(change, by=request.user, on=request.today, **values)
    else:
        made = deciding.decide(review, by=request.user, on=request.today, again_of=again, **values)
        like = None if again else deciding.likely_again(review, made.text)
        if like:
            messages.warning(
                request,
                f"This reads like a decision of {like.review.held_on:%d/%m/%Y} that is not done: “{like.text[:100]}”. "
                "If it is the same, take this one back and decide that one again.",
            )


def issue(request, review):
    """Issue the decisions and tell the team manager and those who get them here."""
    with transaction.atomic():  # issued and told, or neither
        new = deciding.issue(review, by=request.user, on=request.today)
        to = [r.key for r in recipients(review, "decisions") if not r.why_not and r.user] if new else []
        if to:
            sending.send_out(review, by=request.user, on=request.today, what="decisions", to=to)
    if new:
        messages.success(request, "The decisions are issued. The manager has five working days to answer.")
    else:
        messages.info(request, "These decisions are issued already.")


def _after_issue(request, review, decision):
    """What can still be done with a decision that is issued: close it, and answer the manager."""
    here = reverse("decisions", args=[review.pk])
    waiting = decision.reply in ("challenged", "date") and not decision.settled
    if waiting and request.member.may(roles.DECIDE_REVIEW):
        form = Settle(request.POST or None)

        def carry_out(values):
            deciding.settle(decision, by=request.user, accept="accept" in request.POST, **values)

        proposed = f" Proposed: {decision.proposed_on:%d/%m/%Y}." if decision.proposed_on else ""
        lead = f"{decision.text} The manager {decision.get_reply_display()}.{proposed} {decision.reply_words}"
        return form_page(request, form, carry_out, title="Answer the manager", lead=lead, then=here, back=(here, "the decisions"),
                         button="It stands as it was", second=("accept", "Accept what the manager says"))  # fmt: skip
    form = CloseDecision(
        request.POST or None,
        initial={"status": decision.status, "closed_on": decision.closed_on, "evidence": decision.evidence},
    )

    def close(values):
        deciding.close(decision, by=request.user, on=request.today, **values)

    lead = f"{decision.text} {decision.owner}, by {decision.due_on:%d/%m/%Y}."
    return form_page(request, form, close, title="How it ended", lead=lead, then=here, back=(here, "the decisions"))


@needs(roles.RECORD_REVIEW)
def answer_ask(request, pk):
    """What became of something that the child asked for."""
    review = open_review(request, pk)
    here = reverse("decisions", args=[review.pk])
    asked = review.asks.filter(pk=number(request.GET.get("ask"))).first()
    if asked is None:
        return _page(request, "web/asked.html", review, "What was asked for", asked=review.asks.order_by("pk"))
    form = WriteAsk(request.POST or None, initial={"words": asked.words, "outcome": asked.outcome, "why": asked.why})
    del form.fields["words"]

    def carry_out(values):
        deciding.answer_ask(asked, by=request.user, **values)

    return form_page(
        request,
        form,
        carry_out,
        title="What became of it",
        lead=f"“{asked.words}”",
        then=here,
        back=(here, "the decisions"),
    )


@needs(roles.ANSWER_DECISIONS)
def reply(request, pk):
    """The team manager answers the decisions of a review, each by itself, on one page."""
    review = open_review(request, pk)
    issued = [d for d in deciding.of_review(review) if deciding.is_issued(d)]
    forms = [
        (
            d,
            Reply(
                request.POST if request.POST else None,
                prefix=f"d{d.pk}",
                initial={"reply": d.reply, "words": d.reply_words, "proposed_on": d.proposed_on},
            ),
        )
        for d in issued
    ]
    valid = [form.is_valid() for _, form in forms]  # each shows its own errors
    if request.method == "POST" and issued and all(valid):
        said = 0
        for decision, form in forms:
            values = form.values()
            if not values["reply"] or decision.settled or deciding.says_already(decision, **values):
                continue
            try:
                deciding.reply(decision, by=request.user, on=request.today, **values)
                said += 1
            except Refused as refusal:
                form.refuse(refusal)
        if not any(form.errors for _, form in forms):
            _tell_reply(request, review, said)
            return redirect("reply", review.pk)
    _look(request, review, "decisions to answer")
    since = deciding.awaited_from(issued)
    due = clock("manager_reply", since) if since else None
    return _page(request, "web/reply.html", review, "Decisions to answer", forms=forms, due=due,
                 form=next((f for _, f in forms if f.errors), None))  # fmt: skip


def _tell_reply(request, review, said):
    if not said:
        messages.info(request, "Nothing was answered.")
        return
    iro = review.iro and review.iro.user
    told = " The IRO is told." if iro else " The IRO does not sign in here: tell them yourself."
    messages.success(request, f"{said} answer{'' if said == 1 else 's'} saved.{told}")
    if iro:
        now = [(d.pk, d.reply, d.reply_words, str(d.proposed_on)) for d in deciding.of_review(review)]
        sending.tell(
            "decision_answered",
            review,
            by=request.user,
            user=iro,
            link=reverse("decisions", args=[review.pk]),
            once=f"{review.pk}/{sha256(repr(now).encode()).hexdigest()[:12]}",
        )


# -- the letter --------------------------------------------------------------------------------------------------------


@needs(roles.DECIDE_REVIEW)
def letter(request, pk):
    """The letter to the child: drafted from the record, edited here, with advice on its words; as PDF and Word."""
    review = open_review(request, pk)
    if not review.held_on:
        return _page(request, "web/not_held.html", review, "Letter")
    text = answers.answers_of(review).get("letter.text", "")
    if request.GET.get("as") in ("pdf", "docx") and text.strip():
        return _letter_file(request, review, request.GET["as"])
    if "like" in request.POST:
        like(request, review)
        return redirect("letter", review.pk)
    if "draft" in request.POST:
        return _draft(request, review)
    paper = None
    if text.strip():
        paper = composing.letter(review, recipients(review, LETTER)[0], request.today, text)
    return _sheet(
        request,
        pk,
        "letter",
        template="web/letter.html",
        heading="Letter",
        advice=_advice(review, text),
        changed_since=composing.not_in_letter(review, text) if text.strip() else [],
        preview=paper_html(paper, level=3) if paper else "",
        liked=list(LikedWord.objects.filter(child=review.child_id).order_by("term")),
        text=text,
    )


def _advice(review, text):
    child = review.child
    names = [w for a in composing.attendees(review) for w in composing.attendee_name(a, review).split()]
    liked = list(LikedWord.objects.filter(child=child).values_list("term", flat=True))
    if not text.strip():
        return []
    found = advice(
        text, age=child.age_on(review.held_day), names=[*names, child.first_name, child.last_name],
        child_name=child.short_name, liked=liked,
    )  # fmt: skip
    return [(a, text[max(0, a.start - 40) : a.start], text[a.end : a.end + 40]) for a in found]


def like(request, review):
    """The child likes a word of the list: letters to this child advise against it no more."""
    term = request.POST["like"].strip()[:80]
    if term:
        LikedWord.objects.get_or_create(
            child=review.child, term=term.lower(), defaults={"written_at": timezone.now(), "written_by": request.user}
        )
        log.record("a child likes a word", by=request.user, council=review.council_id, child=review.child_id)


def _draft(request, review):
    """Put the draft into the letter; what was written before stays as a text to choose, and an empty letter gives way."""
    stands = Answer.objects.filter(review=review, question="letter.text").first()
    seen = stands.version if stands and not stands.text.strip() else 0
    try:
        answers.save(
            review, by=request.user, question="letter.text", text=composing.draft_letter(review), seen=seen,
            writer=sheets.new_writer(),
        )  # fmt: skip
    except Refused as refusal:
        _refuse(request, refusal)
    return redirect("letter", review.pk)


def _letter_file(request, review, format):
    try:
        paper = sending.compose(review, LETTER, recipients(review, LETTER)[0], request.today)
    except Refused as refusal:
        _refuse(request, refusal)
        return redirect("letter", review.pk)
    _look(request, review, "letter as a file")
    paper = _with_own_page(review, LETTER, paper)
    return _document(render_paper(paper, format, made_at=timezone.now()), format, f"letter-{review.pk}")


def _document(body, format, name):
    answer = HttpResponse(body, content_type=FORMATS[format])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    answer["Cache-Control"] = "no-store"
    return answer


# -- copies ------------------------------------------------------------------------------------------------------------


@needs(roles.SEND_OUT)
def copies(request, pk):
    """Who gets what of a review, what went to whom and when; sending, and printing what goes by post."""
    review = open_review(request, pk)
    what = request.POST.get("what", request.GET.get("what", _next_what(review)))
    if what not in sending.MESSAGES:
        raise Http404
    if request.GET.get("as") == "pdf":
        return _pack(request, review, what)
    if request.GET.get("look"):
        return _preview(request, review, what, request.GET["look"])
    may_send = what != LETTER or request.member.may(roles.DECIDE_REVIEW)
    if request.method == "POST" and "send" in request.POST:
        if not may_send:
            raise Http404
        try:
            sent = sending.send_out(review, by=request.user, on=request.today, what=what, to=request.POST.getlist("to"))
        except Stopped as refusal:
            for user in sending.managers_of_service(review.council, roles.IRO_MANAGER):
                sending.tell("unsafe_copy_stopped", review, by=request.user, user=user, link=request.path)
            _refuse(request, refusal)
        except Refused as refusal:
            _refuse(request, refusal)
        else:
            _give_own_page(request, review, what, sent)
            _say_sent(request, sent)
            return redirect(reverse("copies", args=[review.pk]) + f"?what={what}")
    if request.method == "POST" and "told" in request.POST and _told(request, review):
        return redirect(reverse("copies", args=[review.pk]) + f"?what={what}")
    _look(request, review, "copies of a review")
    went = {c.once: c for c in SentCopy.objects.filter(review=review).select_related("person", "told_by")}
    which = sending._which(review, what)
    rows = [(r, went.get(f"{what}/{review.pk}/{which}/{r.key}")) for r in recipients(review, what)]
    return _page(
        request,
        "web/copies.html",
        review,
        "Who gets a copy",
        what=what,
        rows=rows,
        kinds=[(key, _called(review, key, label)) for key, label in SentCopy.WHAT],
        log=sorted(went.values(), key=lambda c: c.pk, reverse=True),
        to_tell=[(c, Told(prefix=f"c{c.pk}", initial={"told_on": request.today})) for c in went.values() if c.waits],
        clocks=_clocks(review),
        to_print=any(copy and copy.message is None and copy.user_id is None for _, copy in rows),
        siblings=_together(review, request.member),
        at_home=what == INVITATION and (meeting := booking.booked(review)) is not None and meeting.at_home,
        may_send=may_send,
        open_to=sum(not r.why_not and copy is None for r, copy in rows) if may_send else 0,
    )


def _give_own_page(request, review, what, sent):
    """With the letter the child gets a page of their own, if they have none: to see what happened to what they asked."""
    if what == LETTER and sent and request.member.may(roles.ASK_VIEWS) and asking.own_page(review.child) is None:
        asking.ask(review.child, by=request.user, on=request.today, to=["child"], purpose=ANY)


def _with_own_page(review, what, paper):
    """The letter as it is printed: below it the way to the child's own page, while it opens."""
    page = asking.own_page(review.child) if what == LETTER else None
    return replace(paper, blocks=(*paper.blocks, *letter_block(page))) if page else paper


def _say_sent(request, sent):
    waiting = sum(copy.waits for copy in sent)
    by_voice = f" {waiting} to be told by telephone or text: say below when it was done." if waiting else ""
    messages.success(
        request, f"{len(sent)} new cop{'y' if len(sent) == 1 else 'ies'} sent or ready to print.{by_voice}"
    )


def _told(request, review) -> bool:
    """Whether it was taken down that somebody was told by telephone or text."""
    chosen = get_object_or_404(SentCopy, review=review, pk=number(request.POST["told"]))
    form = Told(request.POST, prefix=f"c{chosen.pk}")
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return False
    try:
        sending.tell_by_voice(chosen, by=request.user, on=request.today, **form.values())
    except Refused as refusal:
        _refuse(request, refusal)
        return False
    messages.success(request, f"It is written down that {chosen.to_name} was told.")
    return True


def _called(review, key, label) -> str:
    """A paper as the council calls it."""
    return profile(review.council.profile_name).words.get(key, label)


def _preview(request, review, what, key):
    """A copy as one reader would get it, before it goes."""
    reader = next((r for r in recipients(review, what) if r.key == key), None)
    if reader is None:
        raise Http404
    try:
        paper = sending.compose(review, what, reader, request.today)
    except Refused as refusal:
        _refuse(request, refusal)
        return redirect(reverse("copies", args=[review.pk]) + f"?what={what}")
    _look(request, review, f"preview: {what}")
    return _page(
        request, "web/preview.html", review, f"As {reader.name} gets it", what=what, paper=paper_html(paper, level=2)
    )


def _next_what(review) -> str:
    if not review.held_on:
        return INVITATION
    if review.record_done_on:
        return "record"
    return "decisions"


def _pack(request, review, what):
    """All copies of a kind that go by post or by hand, as one PDF, each with its own addressee."""
    now = f"{what}/{review.pk}/{sending._which(review, what)}/"
    printed = SentCopy.objects.filter(review=review, once__startswith=now, message=None, user=None).order_by("pk")
    papers = [
        paper for copy in printed.select_related("review__child", "review__council__service") if (paper := _again(copy))
    ]
    if not papers:
        messages.error(request, "Nothing of this goes on paper.")
        return redirect("copies", review.pk)
    _look(request, review, f"printed copies: {what}")
    return _document(render_pack(papers, "pdf", made_at=timezone.now()), "pdf", f"{what}-{review.pk}")


def _again(copy):
    """A copy to print once more; none for somebody who gets none any more."""
    try:
        return _with_own_page(copy.review, copy.what, sending.leaving(copy))
    except Refused:
        return None


@needs(roles.SEE_CHILDREN)
def copy(request, pk):
    """One copy as it was sent; with ``as``, as a file. Its reader, and those who send, may read it."""
    review = open_review(request, pk)
    found = SentCopy.objects.filter(review=review).select_related("review__council__service", "review__child")
    if not request.member.may(roles.SEND_OUT):
        found = found.filter(user=request.user)
    chosen = found.filter(pk=number(request.GET.get("of"))).first()
    if chosen is None:
        return _page(request, "web/copy.html", review, "Copies", found=found.order_by("-pk"))
    if request.GET.get("as") in ("pdf", "docx"):
        try:
            paper = _with_own_page(review, chosen.what, sending.leaving(chosen))
        except Refused as refusal:
            _refuse(request, refusal)
            return redirect(f"{request.path}?of={chosen.pk}")
        _look(request, review, "copy as a file")
        return _document(
            render_paper(paper, request.GET["as"], made_at=timezone.now()), request.GET["as"], f"copy-{chosen.pk}"
        )
    form = Received(request.POST or None, initial={"words": chosen.received, "example_consent": chosen.example_consent})
    if request.method == "POST" and request.member.may(roles.SEND_OUT) and form.is_valid():
        try:
            sending.received(chosen, by=request.user, **form.values())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "It is saved.")
            return redirect(f"{request.path}?of={chosen.pk}")
    _look(request, review, "a copy")
    return _page(
        request, "web/copy.html", review, chosen.get_what_display().capitalize(), copy=chosen,
        paper=paper_html(sending.paper_of(chosen), level=2), form=form, may_note=request.member.may(roles.SEND_OUT),
    )  # fmt: skip
