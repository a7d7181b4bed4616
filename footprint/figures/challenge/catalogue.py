"""The figures of challenge: how many, at which stages, why, how soon answered, what came of them, and what stands beside."""

from footprint.figures.challenge.breakdowns import PAST
from footprint.figures.challenge.populations import FORMAL, INFORMAL
from footprint.figures.definition import OURS, Figure
from footprint.figures.judged import NOT_DONE, YES
from footprint.figures.populations import LATE, ON_TIME

CHALLENGE = "Challenge and dispute resolution"
NO_NATIONAL = "There is no national figure: councils count challenges in their own ways."
LATER = (
    "How it went on after the period is counted as it stands today: an alert that became formal later counts as formal, in "
    "the period in which it was raised."
)
AS_NOW = "How a stage ended is counted as it stands today."
OWN_WAY = "A challenge about several children counts once; with team and service it counts where the first of them was."
WORKING = "In working days of England. Where the day is not known it is in no number."
OF_REVIEW = (
    "A challenge counts here where it was raised from a review; a review with several counts once, as formal if one is."
)
ESCALATED = ("moved", "silence")


def _challenge(name: str, title: str, words: str, population: str, **more) -> Figure:
    own = more.pop("caveats", ())
    return Figure(
        name, title, CHALLENGE, words, population, caveats=(*own, OURS), recorded_here=True, notes=(NO_NATIONAL,),
        by_procedure=True, **more,
    )  # fmt: skip


_RAISED = (
    _challenge("challenges", "Challenges raised", "Challenges raised in the period, informal alerts and formal ones.",
               "challenges", caveats=(OWN_WAY,)),
    _challenge("challenges-informal", "Informal alerts", "Challenges raised in the period that stayed informal.",
               "challenges", counted={"formality": (INFORMAL,)}, caveats=(LATER, OWN_WAY)),
    _challenge("challenges-formal", "Formal challenges",
               "Challenges raised in the period that were raised at a formal stage or became formal.", "challenges",
               counted={"formality": (FORMAL,)}, caveats=(LATER, OWN_WAY)),
    _challenge("challenges-by-note", "Formal by a case note",
               "Challenges raised in the period that reached a formal stage which is a note on the case: it counts in no "
               "whole time.", "challenges", counted={"by-note": (YES,)}, caveats=(LATER,)),
    _challenge("children-challenged", "Children about whom a challenge was raised",
               "Different children about whom a challenge was raised in the period.", "children-challenged"),
    _challenge("children-challenged-formal", "Children with a formal challenge",
               "Different children about whom a challenge was raised in the period that was or became formal.",
               "children-challenged", counted={"formality": (FORMAL,)}, caveats=(LATER,)),
    _challenge("reviews-challenged", "Reviews that led to a challenge",
               "Of the reviews held in the period, those from which a challenge came, informal or formal.", "reviews-held",
               counted={"challenged": (INFORMAL, FORMAL)}, of={}, of_words="reviews held", caveats=(OF_REVIEW,)),
    _challenge("reviews-challenged-informal", "Reviews that led to an informal alert",
               "Of the reviews held in the period, those from which an alert came and no formal challenge.", "reviews-held",
               counted={"challenged": (INFORMAL,)}, of={}, of_words="reviews held", caveats=(OF_REVIEW,)),
    _challenge("reviews-challenged-formal", "Reviews that led to a formal challenge",
               "Of the reviews held in the period, those from which a formal challenge came.", "reviews-held",
               counted={"challenged": (FORMAL,)}, of={}, of_words="reviews held", caveats=(OF_REVIEW,)),
    _challenge("challenges-per-100", "Challenges per 100 children in care",
               "Challenges raised in the period, for every 100 children in care on its last day.", "challenges",
               per="children-in-care", caveats=(
                   "By team and service: the challenges to the children of the same team or service on the last day.",
                   OWN_WAY)),
    _challenge("challenges-formal-per-100", "Formal challenges per 100 children in care",
               "Formal challenges raised in the period, for every 100 children in care on its last day.", "challenges",
               counted={"formality": (FORMAL,)}, per="children-in-care", caveats=(LATER, OWN_WAY)),
    _challenge("challenges-immediate", "Immediate concerns",
               "Challenges raised in the period about something that could not wait.", "challenges",
               counted={"immediate": (YES,)}),
    _challenge("challenges-childs-wish", "Challenges at the child's wish",
               "Challenges raised in the period because the child or young person wished it.", "challenges",
               counted={"at-the-wish": ("child",)}),
    _challenge("challenges-partners", "Challenges to partner agencies",
               "Challenges raised in the period with an agency other than the council's own teams.", "challenges",
               counted={"to-a-partner": (YES,)}),
    _challenge("challenges-returning", "Challenges that return",
               "Challenges raised in the period that take up an earlier one again.", "challenges",
               counted={"returning": (YES,)}),
    _challenge("challenge-reasons", "Reasons of challenges", "Reasons of the challenges raised in the period.",
               "challenge-reasons", caveats=("A challenge with three reasons counts three times.",)),
)  # fmt: skip

_STAGES = (
    _challenge("challenge-stages", "Stages reached, the informal one too",
               "Stages that challenges reached in the period.", "challenge-stages", caveats=(AS_NOW,)),
    _challenge("formal-stages", "Formal stages reached",
               "Formal stages that challenges reached in the period. One that moved on counts at each stage.",
               "formal-stages", caveats=(AS_NOW,)),
    _challenge("stages-escalated", "Formal stages escalated",
               "Formal stages reached in the period from which a challenge moved on to another.", "formal-stages",
               counted={"stage-ended": ESCALATED}, caveats=(AS_NOW,)),
    _challenge("stages-escalated-silence", "Formal stages escalated for no answer",
               "Formal stages reached in the period from which a challenge moved on because nobody answered.",
               "formal-stages", counted={"stage-ended": ("silence",)}, caveats=(AS_NOW,)),
    _challenge("stages-resolved", "Formal stages at which it was resolved",
               "Formal stages reached in the period at which a challenge was settled.", "formal-stages",
               counted={"stage-ended": ("settled",)}, caveats=(AS_NOW,)),
    _challenge("answers-in-time", "Challenges answered in time",
               "Of the stages whose day for an answer fell in the period and is over, those answered by it.",
               "challenge-answers", counted={"answer": (ON_TIME,)}, of={"answer": (ON_TIME, LATE, NOT_DONE)},
               of_words="stages with an answer, or whose day went by without one", caveats=(
                   "Where it was asked again the last day asked for counts; an answer after a day that went by without one is late.",)),
    _challenge("answers-none", "Challenges without an answer",
               "Stages whose day for an answer fell in the period and is over, and that nobody has answered.",
               "challenge-answers", counted={"answer": (NOT_DONE,)}, caveats=(
                   "No answer is no answer, never agreement.",)),
    _challenge("days-to-answer", "Working days to an answer",
               "The median of the working days from the day on which it was asked to the answer, of the stages whose day for "
               "an answer fell in the period, with the shortest and the longest.", "challenge-answers",
               measured="days-to-answer", caveats=(WORKING,)),
    _challenge("challenges-past-whole", "Formal challenges past 20 working days",
               "Challenges raised in the period whose formal part did not end by its last day: 20 working days, or fewer "
               "where the council's own procedure says so.", "challenges",
               counted={"whole-time": (LATE, NOT_DONE)}, caveats=(LATER,)),
    _challenge("days-to-settle", "Working days from formal to settled",
               "The median of the working days from the day on which a challenge became formal to its settling, of those "
               "settled in the period, with the shortest and the longest.", "challenges-settled",
               measured="days-to-settle", caveats=(WORKING,)),
    _challenge("challenges-open", "Challenges open on the last day",
               "Challenges raised by the last day of the period and not settled by then.", "challenges-open"),
    _challenge("challenges-open-past-whole", "Open on the last day, past 20 working days",
               "Challenges open on the last day of the period whose formal part should have ended before it.",
               "challenges-open", counted={"open-whole": (PAST,)}),
)  # fmt: skip

_ENDED = (
    _challenge("challenges-settled", "Challenges settled", "Challenges settled in the period.", "challenges-settled"),
    _challenge("effects", "Children for whom it was said what changed",
               "Children for whom it was said in the period what a challenge changed.", "challenge-effects"),
    *(_challenge(f"effects-{effect}", title,
                 f"Children for whom it was said in the period, after a challenge, that {words}.", "challenge-effects",
                 counted={"effect": (effect,)})
      for effect, title, words in (("changed", "Something changed for the child", "something had changed"),
                                   ("nothing", "Nothing changed for the child", "nothing had changed"),
                                   ("worse", "It got worse for the child", "it had got worse"))),
    _challenge("collective-alerts", "Collective alerts", "Collective alerts raised in the period.", "collective-alerts"),
    *(_challenge(name, title, f"{title} that {words} in the period.", "advices", counted={"advice-kind": (kind,)})
      for name, kind, title, words in (
          ("cafcass-advice", "cafcass_advice", "Advice from Cafcass", "was asked for"),
          ("cafcass-referrals", "cafcass_referral", "Referrals to Cafcass", "were made"),
          ("legal-advice", "legal_advice", "Independent legal advice", "an IRO asked for"))),
    _challenge("other-ways", "Taken up in another way",
               "Concerns taken up in the period in another way than as a challenge.", "other-ways"),
    _challenge("praise", "Praise for good work", "Praise given by IROs for work that they saw in the period.", "praises"),
    _challenge("workshops", "Workshops on the procedure", "Workshops on the procedure held in the period.", "workshops"),
    _challenge("issues", "Issues of the service",
               "Themes that recur, raised with senior managers in the period.", "service-issues"),
    _challenge("issues-answered", "Issues of the service, answered",
               "Issues of the service raised in the period that were answered.", "service-issues",
               counted={"issue-answered": (YES,)}),
    _challenge("issues-closed", "Issues of the service, closed",
               "Issues of the service raised in the period that are closed by what changed.", "service-issues",
               counted={"issue-state": ("closed",)}),
)  # fmt: skip

CHALLENGED = (*_RAISED, *_STAGES, *_ENDED)
