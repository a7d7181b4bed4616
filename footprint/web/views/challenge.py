"""One challenge: raising it, reading it, and each thing that is done with it; a child's own challenges."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from footprint.accounts import roles
from footprint.allocation.access import visible_to
from footprint.audit import log
from footprint.children.models import Child, Relation
from footprint.council.profile import profile
from footprint.council.refusals import Refused
from footprint.disputes import levels, registers, running
from footprint.disputes.access import may_answer, may_run, readable_by
from footprint.disputes.models import About, Action, Advice, Conference, Dispute, Example, OtherWay, Praise
from footprint.disputes.procedure import (
    AGAIN,
    ALLOWED,
    ANSWER,
    EFFECT,
    HAND,
    MEET,
    MOVE,
    SETTLE,
    WITHDRAW,
    procedure_on,
)
from footprint.disputes.raising import Concern, raise_dispute, raise_for_each
from footprint.disputes.store import Agreed, may_read, step_now
from footprint.law.words import long_day
from footprint.plans.kinds import kinds_of
from footprint.reviews.models import Decision, Review
from footprint.voice.reading import sayings
from footprint.web import challenge_forms as forms
from footprint.web.challenge_shown import boxes, day_line, turn, why_limit
from footprint.web.doors import chosen_council, needs, number, open_child
from footprint.web.views.said import a_year_before

MOST_AT_ONCE = 200


def open_dispute(request, pk: int) -> Dispute:
    """The challenge, or "not found": who may not read it does not learn that it exists."""
    rows = readable_by(request.member).select_related(
        "council__service", "procedure", "iro", "team", "decision", "review", "continues", "raised_by"
    )
    return get_object_or_404(rows, pk=pk)


# -- reading one -------------------------------------------------------------------------------------------------------


@needs(roles.SEE_CHALLENGES)
def challenge(request, pk):
    """One challenge: whose turn it is, its stages and days, all that was said, and what it means for the child."""
    dispute = open_dispute(request, pk)
    steps = list(dispute.steps.select_related("asked").order_by("place"))
    abouts = list(dispute.abouts.select_related("child__council").order_by("pk"))
    seen = set(visible_to(request.member).filter(pk__in=[a.child_id for a in abouts]).values_list("pk", flat=True))
    runs = may_run(request.member, dispute)
    may = [verb for verb in ALLOWED[dispute.state] if verb != ANSWER] if runs else []
    answers = may_answer(request.member, dispute, steps[-1]) and ANSWER in ALLOWED[dispute.state]
    child = next((a.child for a in abouts if a.child_id in seen), None)
    _looked(request, dispute, seen)
    context = {
        "title": dispute.title,
        "dispute": dispute,
        "step": steps[-1],
        "abouts": [(a, a.child_id in seen) for a in abouts],
        "boxes": boxes(dispute, steps, request.today),
        "line": day_line(dispute, steps, request.today),
        "why": why_limit(dispute),
        "turn": turn(dispute, steps[-1], request.today),
        "locked_out": dispute.is_open and steps[-1].asked is not None and not may_read(steps[-1].asked, dispute),
        "late": dispute.state == "asked" and steps[-1].due_on < request.today,
        "over": running.is_over_time(dispute, request.today),
        "said": list(dispute.said.select_related("step", "written_by").order_by("-on", "-pk")),
        "reasons": list(dispute.reasons.order_by("pk")),
        "meetings": list(dispute.meetings.select_related("step").order_by("-on")),
        "actions": list(dispute.actions.order_by("due_on", "pk")),
        "advices": list(_standing(Advice, request.member).filter(dispute=dispute).order_by("-asked_on")),
        "examples": list(dispute.examples.filter(withdrawn_at=None).order_by("-pk")) if runs else [],
        "continued_by": list(readable_by(request.member).filter(continues=dispute)),
        "partner": profile(dispute.council.profile_name).partners.get(dispute.partner, dispute.partner),
        "together": Dispute.objects.filter(batch=dispute.batch).exclude(pk=dispute.pk).count() if dispute.batch else 0,
        "last_said": _last_said(child, request),
        "last_said_by": child,
        "runs": runs,
        "answers": answers,
        "acts": [(slug, act) for slug, act in ACTS.items() if act.verb in may],
        "last_stage": not dispute.procedure.procedure.stage(dispute.stage).next,
    }
    return render(request, "web/challenges/challenge.html", context)


def _looked(request, dispute: Dispute, children):
    """That somebody looked, for each child whom they may see; about none, once."""
    for child in sorted(children) or (None,):
        log.look("challenge", by=request.user, council=dispute.council_id, child=child, subject=str(dispute))


def _standing(model, member):
    return registers.seen_by(model, member).filter(withdrawn_at=None)


def _last_said(child, request):
    """What the child said last, as far as the reader may read it."""
    if child is None:
        return None
    since = a_year_before(request.today)
    return next(iter(sayings(child, request.member, since, request.today, request.today)), None)


@needs(roles.SEE_CHILDREN)
def child_challenges(request, pk):
    """All that was challenged about a child, the open ones on top; other ways, advice and praise."""
    child = open_child(request, pk)
    may = readable_by(request.member).filter(children=child)
    rows = list(may.select_related("iro").prefetch_related("reasons", "steps").order_by("-raised_on", "-pk"))
    log.look("challenges about a child", by=request.user, council=child.council_id, child=child)
    sees = request.member.may(roles.SEE_CHALLENGES)
    beside = (("ways", OtherWay, "-tried_on"), ("advices", Advice, "-asked_on"), ("praises", Praise, "-seen_on"))
    about = {
        name: list(_standing(model, request.member).filter(child=child).order_by(day))
        for name, model, day in beside
        if sees
    }
    effects = {a.dispute_id: a for a in About.objects.filter(child=child, dispute__in=rows)}
    context = {
        "title": f"Challenges about {child.name}",
        "child": child,
        "rows": [(d, max(d.steps.all(), key=lambda s: s.place), effects[d.pk]) for d in rows],
        "sees": sees,
        **about,
    }
    return render(request, "web/challenges/of_child.html", context)


# -- raising -----------------------------------------------------------------------------------------------------------


@needs(roles.RAISE_CHALLENGE)
def raise_challenge(request):
    """Raise a challenge about a child and brothers and sisters, one for each of many, or a collective alert; or praise."""
    asked = request.POST if request.method == "POST" else request.GET
    matters = [key.split("-", 2) for key in asked.getlist("matter")]
    children = _children(request, [*asked.getlist("child"), *(matter[0] for matter in matters)])
    council = children[0].council if children else chosen_council(request, asked)
    each = asked.get("each") == "1"
    source = _source(request, asked, children)
    procedure = procedure_on(council.profile_name, request.today)
    form = forms.Raise(
        request.POST or None,
        council=council,
        procedure=procedure,
        children=children,
        siblings=[] if each or len(children) != 1 else _siblings(children[0], request.member),
        praise_to=registers.praise_levels(council, request.today),
        each=each,
        initial=_begin_with(source, procedure, asked, matters),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _raise(request, form, council, children, _own(children, matters) if each else None, source)
        except Refused as refusal:
            form.refuse(refusal)
    context = {
        "title": "Raise a challenge" if children else "Raise a collective alert",
        "form": form,
        "children": children,
        "listed": [child for child in children if str(child.pk) in asked.getlist("child")],
        "council": council,
        "each": each,
        "source": source,
        "hidden": [(name, asked.get(name)) for name in SOURCES if asked.get(name)]
        + [("matter", key) for key in asked.getlist("matter")],
        "back": _back(source, children),
    }
    return render(request, "web/challenges/raise.html", context)


SOURCES = ("review", "decision", "plan", "from", "continues", "each", "council")


def _children(request, ids) -> list[Child]:
    wanted = list(dict.fromkeys(number(pk) for pk in ids))
    if len(wanted) > MOST_AT_ONCE:
        raise SuspiciousOperation(f"At most {MOST_AT_ONCE} can be raised at once.")
    found = visible_to(request.member).filter(pk__in=wanted, died=None).select_related("council__service").in_bulk()
    if len(found) != len(wanted):
        raise Http404
    if len({child.council_id for child in found.values()}) > 1:
        raise Http404
    return [found[pk] for pk in wanted]


def _siblings(child: Child, member) -> list[Child]:
    """Brothers and sisters in the records whom the member may see."""
    both = Relation.objects.standing().filter(kind=Relation.SIBLING, ends_on=None)
    ids = {
        *both.filter(child=child).values_list("other", flat=True),
        *both.filter(other=child).values_list("child", flat=True),
    }
    return list(visible_to(member).filter(pk__in=ids, council=child.council_id, died=None).order_by("first_name"))


@dataclass(frozen=True)
class Source:
    """From what a challenge comes: the review, the decision, the kind of plan, an earlier challenge."""

    review: Review | None = None
    decision: Decision | None = None
    plan: str = ""
    plan_title: str = ""
    came_from: str = ""
    continues: Dispute | None = None


def _source(request, asked, children) -> Source:
    ids = [child.pk for child in children]
    review = Review.objects.standing().filter(pk=number(asked.get("review")), child__in=ids).first()
    decisions = Decision.objects.standing().select_related("review")
    decision = decisions.filter(pk=number(asked.get("decision")), child__in=ids).first()
    kinds = kinds_of(children[0].council) if children else {}
    plan = asked.get("plan", "") if asked.get("plan", "") in kinds else ""
    earlier = readable_by(request.member).filter(pk=number(asked.get("continues")), children__in=ids).first()
    came = "decision" if decision else "plan" if plan else "review" if review else asked.get("from", "")
    return Source(
        review=review or (decision.review if decision else None), decision=decision, plan=plan,
        plan_title=kinds[plan].title if plan else "", came_from=came if came in dict(forms.models.FROM) else "", continues=earlier,
    )  # fmt: skip


def _begin_with(source: Source, procedure, asked, matters) -> dict:
    """What is known already stands in the form: the less is typed, the sooner it is raised."""
    begin: dict = {"came_from": source.came_from}
    if (rag := asked.get("rag", "")) in procedure.by_rag:
        begin |= {"rag": rag, "stage": procedure.by_rag[rag]}
    common = ""
    if source.decision:
        d = source.decision
        times = f" It has been decided {d.times} times." if d.times > 1 else ""
        begin["title"] = "Not carried out: " + d.text[:150]
        begin["words"] = f"“{d.text}” was to be done by {d.owner} by {long_day(d.due_on)}.{times}"
        common = "decisions"
    elif matters and all(matter[1:2] == ["d"] for matter in matters):
        begin["title"], common = "A decision of the review was not carried out", "decisions"
    elif matters and all(matter[1:2] == ["p"] for matter in matters):
        begin["title"], common = "A plan or an assessment is out of date", "plan"
    elif source.plan:
        begin["title"], common = f"Out of date: {source.plan_title}", "plan"
    if source.continues:
        before = source.continues
        begin |= {"title": before.title, "words": before.concern, "means": before.means, "wanted": before.wanted}
        begin["themes"] = [r.theme for r in before.reasons.all() if r.theme in procedure.themes]
    elif common:
        begin["themes"] = [key for key, (_, of) in procedure.themes.items() if of == common][:1]
    return begin


def _back(source: Source, children):
    if source.continues:
        return reverse("challenge", args=[source.continues.pk]), "the earlier challenge"
    if len(children) == 1:
        return reverse("child_challenges", args=[children[0].pk]), children[0].name
    return reverse("challenges"), "challenges"


def _review_of(values) -> Review | None:
    return values.get("of_review") if values["came_from"] == "review" else None


def _own(children, matters) -> list[tuple[Child, dict]]:
    """Each child with what is its own: the decision, or the kind of plan, that the list named; or nothing."""
    by_id = {child.pk: child for child in children}
    decisions = Decision.objects.standing().in_bulk([number(m[2]) for m in matters if len(m) == 3 and m[1] == "d"])
    found = []
    for key, *of in ((number(first), *rest) for first, *rest in matters):
        kind, which = of if len(of) == 2 else ("", "")
        decision = decisions.get(number(which)) if kind == "d" else None
        plan = which if kind == "p" and which in kinds_of(by_id[key].council) else ""
        own = {"decision": decision} if decision else {"plan_kind": plan} if plan else {}
        found.append((by_id[key], own))
    named = {child.pk for child, _ in found}
    return found + [(child, {}) for child in children if child.pk not in named]


def _raise(request, form, council, children, each, source: Source):
    values, about = form.cleaned_data, {"by": request.user, "on": request.today, "council": council}
    if values["stage"] == forms.PRAISE:
        row = registers.praise(
            **about,
            worker=values["worker"],
            words=values["words"],
            to=values["to"],
            child=children[0] if children else None,
        )
        messages.success(request, f"Told: {'; '.join(row.told) or 'nobody'}.")
        return redirect("praise", row.pk)
    concern = Concern(
        title=values["title"], words=values["words"], themes=tuple(values["themes"]), means=values["means"],
        wanted=values["wanted"], rag=values["rag"], wish=values["wish"], partner=values.get("partner", ""),
        came_from=values["came_from"] or source.came_from, review=source.review or _review_of(values), decision=source.decision,
        plan_kind=source.plan, immediate=values.get("immediate", False), continues=source.continues,
    )  # fmt: skip
    if each is not None:
        made = raise_for_each(
            **about, matters=each, concern=concern, stage=values["stage"], leave_out=values["leave_out"]
        )
        messages.success(request, f"{len(made)} raised, one for each child. Those who are asked are told.")
        return redirect(f"{reverse('challenges')}?show=mine")
    dispute = raise_dispute(
        **about, children=[*children, *values.get("also", [])], concern=concern, stage=values["stage"], asked=form.asked(),
        actions=values["actions"],
    )  # fmt: skip
    messages.success(request, f"It is raised. {step_now(dispute).asked_name} is asked to answer.")
    _warn_of_who_was_not_told(request, dispute)
    return redirect("challenge", dispute.pk)


# -- acting ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ActOn:
    """Something that is done with a challenge: its form, what it carries out, and the words of its page. ``verb`` is what the
    procedure must allow; ``of`` a row that the address names."""

    form: type[forms.Act]
    do: Callable
    title: str
    button: str
    told: str
    verb: str = ""
    of: type | None = None


def _by(view, v):
    return {"by": view.user, "on": view.today, "seen": v.get("seen")}


def _answer(r, d, f, v, of):
    values = {"reply": v["reply"], "words": v["words"], "actions": v["actions"]}
    running.answer(d, **_by(r, v), **values, answered_on=v.get("answered_on"))


def _effect(r, d, f, v, of):
    more = {"about": v.get("about"), "says": v.get("says", "")}
    running.say_effect(d, **_by(r, v), effect=v["effect"], words=v["words"], since=v["since"], **more)


def _held(r, d, f, v, of):
    values = {name: v[name] for name in ("held_on", "agreed", "people", "actions")}
    running.hold_meeting(of, **_by(r, v), **values)


def _no_seen(r):
    return {"by": r.user, "on": r.today}


def _example(r, d, f, v, of):
    values = {"dispute": d, "words": v["words"], "told_on": r.today, "looked_at": v["looked_at"]}
    registers.write(Example, **_no_seen(r), council=d.council, **values)


ACTS = {
    "answer": ActOn(forms.Answer, _answer, "Answer it", "Send the answer", "The answer is with the IRO.", ANSWER),
    "settle": ActOn(
        forms.Settle,
        lambda r, d, f, v, of: running.settle(d, **_by(r, v), outcome=v["outcome"], words=v["words"]),
        "Settle it",
        "Settle it",
        "It is settled. Say what has changed for the child as soon as you know.",
        SETTLE,
    ),
    "again": ActOn(
        forms.AskAgain,
        lambda r, d, f, v, of: running.ask_again(d, **_by(r, v), words=v["words"]),
        "Ask again",
        "Ask again",
        "They are asked again, and their days begin again.",
        AGAIN,
    ),
    "move": ActOn(
        forms.Move,
        lambda r, d, f, v, of: running.move(d, **_by(r, v), to=v["to"], words=v["words"], asked=f.asked()),
        "Move it on",
        "Move it on",
        "It has moved on, and the next person is asked.",
        MOVE,
    ),
    "hand": ActOn(
        forms.Hand,
        lambda r, d, f, v, of: running.hand_over(
            d, **_by(r, v), asked=f.asked() or levels.Asked(None, ""), words=v["words"]
        ),
        "Ask somebody else",
        "Ask them",
        "They are asked instead. The day stays.",
        HAND,
    ),
    "meet": ActOn(
        forms.PlanMeeting,
        lambda r, d, f, v, of: running.plan_meeting(d, **_by(r, v), day=v["day"], chair=v["chair"], people=v["people"]),
        "Plan a meeting",
        "Plan it",
        "The meeting is planned.",
        MEET,
    ),
    "effect": ActOn(forms.Effect, _effect, "What changed", "Save it", "It is noted.", EFFECT),
    "withdraw": ActOn(
        forms.Withdraw,
        lambda r, d, f, v, of: running.withdraw(d, **_by(r, v), why=v["why"]),
        "Withdraw it",
        "Withdraw it",
        "It is withdrawn. It stays in the record and is in no count.",
        WITHDRAW,
    ),
    "held": ActOn(forms.HoldMeeting, _held, "What the meeting agreed", "Save it", "It is noted.", of=Conference),
    "note": ActOn(
        forms.Note,
        lambda r, d, f, v, of: running.add_note(d, **_no_seen(r), words=v["words"]),
        "Add a note",
        "Add it",
        "The note is added.",
    ),
    "agreed": ActOn(
        forms.AddAction,
        lambda r, d, f, v, of: running.add_action(d, **_no_seen(r), action=Agreed(v["text"], v["owner"], v["due_on"])),
        "Add what was agreed",
        "Add it",
        "It is added.",
    ),
    "done": ActOn(
        forms.FinishAction,
        lambda r, d, f, v, of: running.finish_action(of, **_no_seen(r), done_on=v["done_on"], evidence=v["evidence"]),
        "It is done",
        "Save it",
        "It is noted as done.",
        of=Action,
    ),
    "rights": ActOn(
        forms.NoteRights,
        lambda r, d, f, v, of: running.note_rights(v["about"], **_no_seen(r), told_on=v["told_on"], words=v["words"]),
        "Told of the right to complain and to an advocate",
        "Save it",
        "It is noted.",
    ),
    "no-example": ActOn(
        forms.Withdraw,
        lambda r, d, f, v, of: registers.withdraw(of, by=r.user, why=v["why"]),
        "Withdraw the example",
        "Withdraw it",
        "The example is withdrawn.",
        of=Example,
    ),
    "example": ActOn(
        forms.TellExample, _example, "Tell it as an example for publication", "Keep the example", "The example is kept."
    ),
}


@needs(roles.SEE_CHALLENGES)
def answer_challenge(request, pk):
    """Whoever's turn it is answers; an IRO writes down what came by telephone or letter."""
    dispute = open_dispute(request, pk)
    step = step_now(dispute)
    if not (may_run(request.member, dispute) or may_answer(request.member, dispute, step)):
        messages.error(request, f"{step.asked_name} is asked to answer this.")
        return redirect("challenge", dispute.pk)
    return _act(request, dispute, "answer")


@needs(roles.RAISE_CHALLENGE)
def act(request, pk, act):
    """One thing that is done with a challenge, on a page of its own."""
    dispute = open_dispute(request, pk)
    if act not in ACTS:
        raise Http404
    return _act(request, dispute, act)


def _act(request, dispute: Dispute, name: str):
    spec = ACTS[name]
    of = get_object_or_404(spec.of, pk=number(request.GET.get("of")), dispute=dispute) if spec.of else None
    form = spec.form(
        request.POST or None, dispute=dispute, today=request.today, member=request.member,
        initial=_initial(of, dispute, request),
    )  # fmt: skip
    if spec.verb and spec.verb not in ALLOWED[dispute.state] and request.method != "POST":
        messages.error(request, f"This is {dispute.get_state_display()}: it cannot be done now.")
        return redirect("challenge", dispute.pk)
    if request.method == "POST" and form.is_valid():
        try:
            spec.do(request, dispute, form, form.cleaned_data, of)
        except Refused as refusal:
            form.refuse(refusal)
            form.see_anew(Dispute.objects.values_list("version", flat=True).get(pk=dispute.pk))
        else:
            messages.success(request, spec.told)
            _warn_of_what_is_left(request, name, dispute)
            if name in ("move", "hand"):
                _warn_of_who_was_not_told(request, dispute)
            return redirect("challenge", dispute.pk)
    abouts = list(dispute.abouts.select_related("child").order_by("pk"))
    seen = set(visible_to(request.member).filter(disputes=dispute).values_list("pk", flat=True))
    _looked(request, dispute, seen)
    context = {
        "title": dispute.title if name == "answer" else spec.title,
        "form": form,
        "dispute": dispute,
        "step": step_now(dispute),
        "spec": spec,
        "last": _last_words(dispute),
        "answering": name == "answer",
        "undone": list(dispute.actions.filter(done_on=None)) if name in ("settle", "effect") else [],
        "abouts": [(a, a.child_id in seen) for a in abouts],
    }
    return render(request, "web/challenges/act.html", context)


def _warn_of_who_was_not_told(request, dispute: Dispute):
    """Whom nothing reaches must be told by somebody: it is said at once, not only further down."""
    for line in dispute.said.filter(kind="told"):
        if "Nothing reaches" in line.words or "Not told" in line.words:
            messages.warning(request, line.words)


def _warn_of_what_is_left(request, name: str, dispute: Dispute):
    """Closing it is allowed while something that was agreed is not done: but it is said."""
    if name != "effect":
        return
    if left := dispute.actions.filter(done_on=None).count():
        messages.warning(request, f"{left} of what was agreed {'is' if left == 1 else 'are'} not noted as done.")
    if dispute.abouts.filter(effect__in=("nothing", "worse")).exists():
        messages.warning(request, "If it must go further, take it up again: at any stage.")


def _last_words(dispute: Dispute):
    """What was asked last, or what was answered."""
    kinds = ("raised", "asked", "moved", "answer", "handed")
    return list(dispute.said.filter(kind__in=kinds).order_by("-pk")[:3])


def _initial(of, dispute: Dispute, request) -> dict:
    if isinstance(of, Conference):
        return {"people": of.people, "held_on": of.on if of.on <= request.today else None}
    if isinstance(of, Action):
        return {"done_on": request.today}
    return {"told_on": request.today}
