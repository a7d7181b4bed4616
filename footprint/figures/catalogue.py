"""Every figure by name: what it counts, of what, by what it can be broken down, and what to mind. One definition each."""

from footprint.figures.breakdowns import BREAKDOWNS, PAST, WHOLE
from footprint.figures.challenge.catalogue import CHALLENGED
from footprint.figures.definition import OURS, Figure
from footprint.figures.judged import HEARD, NO, NOT_DONE, NOT_TOLD, UNHEARD, YES
from footprint.figures.populations import (
    AGAIN,
    LATE,
    MATCHED,
    NOT_COME,
    NOT_HELD,
    ON_TIME,
    OVERDUE,
    UNMATCHED,
)
from footprint.voice.models import Complaint

CAME = ("PN1", "PN2", "PN3", "PN4")
CONTRIBUTED = ("PN1", "PN2", "PN3")
FOUR_AND_OVER = tuple(f"PN{n}" for n in range(1, 8))

IN_CARE, FLOWS = "Children in care", "Coming into care and leaving"
REVIEWS, PART = "Reviews and whether they were on time", "Children taking part"
ENTRY, BEFORE, FAMILY = "When a child comes into care", "Before the meeting", "Parents taking part"
AFTER, PLANS = "After the meeting", "The plan, as reviews found it"
HEARD_HERE, HELPED = "Asked and heard", "Help, complaints and praise"
DECISIONS, CHANGES = "Decisions", "Changes between reviews"

TWICE = "A child who came into care twice in the time counts twice."
ONCE = "A child counts once, whatever the number of reviews."
JUDGED = (
    "Reviews whose last day allowed cannot be worked out are in neither number; they are listed beside.",
    "From 24 April to 25 September 2020 the law let later reviews be held when practicable: one held after its six "
    "months in that time is in neither number.",
)
HELD_ONLY = "It counts only reviews held. Those due and not held are in “Reviews on time, of those due”."
LOCAL_BASE = (
    "Councils differ on PN4 (came, gave no views): here it does not count as taking part and is shown by itself."
)
PN5_READING = "Councils have read PN5 and PN6 differently over the years; compare years with care."
NOT_ASKED = "Reviews without a record of it are in neither number; they are listed beside."
OWED = "What is not out counts against, once its day is over; before, it is in neither number."
BACK = "A form counts as come back whenever that was: the share of the last weeks still rises."
OUT = {ON_TIME, LATE, NOT_DONE}
ENTRIES = "times in care that began since the first day of use"

FIGURES = {
    figure.name: figure
    for figure in (
        Figure("children-in-care", "Children in care", IN_CARE,
               "Children in care on the last day of the period.", "in-care"),
        Figure("children-in-care-rate", "Children in care per 10,000", IN_CARE,
               "Children in care on the last day, for every 10,000 children aged 0 to 17 in the area.", "in-care",
               rate=10_000),
        Figure("children-in-care-rate-without-uasc", "Children in care per 10,000, without unaccompanied children",
               IN_CARE, "As the rate of children in care, without unaccompanied asylum-seeking children.", "in-care",
               counted={"uasc": (NO,)}, rate=10_000),
        Figure("unaccompanied-children", "Unaccompanied asylum-seeking children in care", IN_CARE,
               "Children in care on the last day who are unaccompanied asylum-seeking children.", "in-care",
               counted={"uasc": (YES,)}),
        Figure("out-of-area", "Children placed out of the area", IN_CARE,
               "Of the children in care on the last day whose place is known, those who live outside the council's "
               "area.", "in-care", counted={"area": ("OUT",)}, of={"area": ("IN", "OUT")},
               of_words="children in care for whom it is known", caveats=(
                   "Children for whom it is not known are in neither number; the breakdown by area shows them.",)),
        Figure("entrants", "Came into care", FLOWS, "Times in care that began in the period.", "entrants",
               caveats=(TWICE, "A child whose time in care began before the first return taken in is not counted.")),
        Figure("entrants-rate", "Came into care per 10,000", FLOWS,
               "Times in care that began in the period, for every 10,000 children aged 0 to 17 in the area.",
               "entrants", rate=10_000, caveats=(TWICE,)),
        Figure("entrants-uasc", "Unaccompanied asylum-seeking children who came into care", FLOWS,
               "Times in care that began in the period, of unaccompanied asylum-seeking children.", "entrants",
               counted={"uasc": (YES,)}),
        Figure("entrants-from-plan", "Came into care from a child protection plan", FLOWS,
               "Times in care that began in the period, of children who were on a child protection plan on the day "
               "before.", "entrants", counted={"plan-before": (YES,)}, caveats=(
                   "It needs child protection plans in the records; the return does not hold them.",)),
        Figure("leavers", "Left care", FLOWS, "Times in care that ended in the period.", "leavers"),
        Figure("leavers-rate", "Left care per 10,000", FLOWS,
               "Times in care that ended in the period, for every 10,000 children aged 0 to 17 in the area.",
               "leavers", rate=10_000),
        Figure("leavers-turned-18", "Left care on turning 18", FLOWS,
               "Times in care that ended in the period, of young people who were 18 on that day.", "leavers",
               counted={"turned-18": (YES,)}),
        Figure("reviews-held", "Reviews held", REVIEWS, "Reviews held in the period.", "reviews-held", caveats=(
            "A series of meetings is one review.",)),
        Figure("children-reviewed", "Different children reviewed", REVIEWS,
               "Children with at least one review held in the period.", "children-reviewed", caveats=(ONCE,)),
        Figure("reviews-on-time", "Reviews on time, of those held", REVIEWS,
               "Of the reviews held in the period, those held on or before the last day that the law allowed.",
               "reviews-held", counted={"timing": (ON_TIME,)}, of={"timing": (ON_TIME, LATE)},
               of_words="reviews held, where the last day allowed is known", caveats=(HELD_ONLY, *JUDGED)),
        Figure("reviews-on-time-of-due", "Reviews on time, of those due", REVIEWS,
               "Of the reviews whose last day allowed fell in the period, those held by that day. Reviews not held "
               "count against.", "reviews-due", counted={"timing": (ON_TIME,)},
               of={"timing": (ON_TIME, LATE, NOT_HELD)}, of_words="reviews due", caveats=JUDGED),
        Figure("reviews-late", "Reviews held late", REVIEWS,
               "Reviews held in the period after the last day that the law allowed.", "reviews-held",
               counted={"timing": (LATE,)}, caveats=JUDGED),
        Figure("reviews-overdue", "Reviews overdue at the end", REVIEWS,
               "Reviews due by the last day of the period and not held by then.", "reviews-overdue", caveats=(
                   "Reviews due after the last day that the returns speak of are not counted until the service is in "
                   "use.",)),
        Figure("children-all-on-time", "Children with every review on time", REVIEWS,
               "Of the children with a review due in the period, those who had each one by its last day.",
               "children-due", counted={"all-on-time": (YES,)}, of={}, of_words="children with a review due",
               caveats=(ONCE,)),
        Figure("took-part", "Took part in any way", PART,
               "Of the reviews of children aged 4 and over, those with a code that the council counts as taking part: "
               "PN1, PN2, PN3, PN5 and PN6 unless its profile says otherwise.", "reviews-held",
               counted={"took-part": (YES,)},
               of={"participation": FOUR_AND_OVER}, of_words="reviews of children of 4 and over (PN1 to PN7)",
               caveats=(LOCAL_BASE, PN5_READING)),
        Figure("attended-and-contributed", "Attended and contributed", PART,
               "Of the reviews of children aged 4 and over, those that the child attended and contributed to: PN1, "
               "PN2 and PN3.", "reviews-held", counted={"participation": CONTRIBUTED},
               of={"participation": FOUR_AND_OVER}, of_words="reviews of children of 4 and over (PN1 to PN7)",
               caveats=(LOCAL_BASE,)),
        Figure("attended", "Came to the review, for all or part of it", PART,
               "Of the reviews of children aged 4 and over, those to which the child came: PN1, PN2, PN3 and PN4.",
               "reviews-held", counted={"participation": CAME}, of={"participation": FOUR_AND_OVER},
               of_words="reviews of children of 4 and over (PN1 to PN7)"),
        Figure("attended-in-silence", "Attended and gave no views", PART,
               "Reviews held in the period with the code PN4.", "reviews-held", counted={"participation": ("PN4",)}),
        Figure("did-not-take-part", "Neither came nor gave views", PART,
               "Reviews held in the period with the code PN7.", "reviews-held", counted={"participation": ("PN7",)}),
        Figure("chaired", "Led by the child", PART,
               "Reviews held in the period that the child led, all of it or a part.", "reviews-held",
               counted={"chaired": ("all", "part")}, recorded_here=True, caveats=(OURS,)),
        Figure("chaired-share", "Led by the child, of children of 4 and over", PART,
               "Of the reviews of children aged 4 and over, those that the child led, all of it or a part.",
               "reviews-held", counted={"chaired": ("all", "part")},
               of={"chaired": ("all", "part", NO), "four": (YES,)}, recorded_here=True,
               of_words="reviews of children of 4 and over with a record of who led them", caveats=(NOT_ASKED, OURS)),
        Figure("parents-took-part", "Either parent took part", FAMILY,
               "Of the reviews of children with a parent who could be asked, those to which a parent came, sent views, or "
               "met the IRO apart.", "reviews-held", counted={"parents": (YES,)}, of={"parents": (YES, NO)},
               of_words="reviews with a record of it, of children with a parent who could be asked", recorded_here=True,
               caveats=(NOT_ASKED, OURS)),
        *(Figure(f"{who}-took-part", f"The {who} took part", FAMILY,
                 f"Of the reviews of children with a {who} who could be asked, those to which the {who} came, sent views, "
                 "or met the IRO apart.", "reviews-held", counted={who: HEARD}, of={who: (*HEARD, *UNHEARD)},
                 of_words=f"reviews with a record of it, of children with a {who} who could be asked",
                 recorded_here=True, caveats=(NOT_ASKED, OURS))
          for who in ("mother", "father")),
        Figure("entry-noticed", "Told of an entry by the next working day", ENTRY,
               "Of the times in care that began in the period and of which the service was told on a day that is noted, "
               "those told by the next working day.", "entrants", counted={"notice": (ON_TIME,)},
               of={"notice": (ON_TIME, LATE)}, of_words=f"{ENTRIES}, with the day of the notice", recorded_here=True,
               caveats=("Where no notice is noted it is in neither number.", OURS)),
        Figure("iro-appointed", "IRO appointed within five working days", ENTRY,
               "Of the times in care that began in the period, those with an IRO within five working days.", "entrants",
               counted={"appointed": (ON_TIME,)}, of={"appointed": OUT}, of_words=ENTRIES, recorded_here=True,
               caveats=("Children who left care before the five working days were over are in neither number.", OURS)),
        *(Figure(f"{name}-given", f"Given {what}", ENTRY,
                 f"Of the times in care that began in the period, those in which the child was given {what}.", "entrants",
                 counted={name: (YES,)}, of={name: (YES, NO)}, of_words=ENTRIES, recorded_here=True, caveats=(OURS,))
          for name, what in (("pack", "the information pack"), ("pledge", "the council's pledge"),
                             ("introduced", "the letter that introduces the IRO"))),
        Figure("papers-on-time", "Papers on time", BEFORE,
               "Of the papers due before reviews in the period, those that came by their day.", "papers-due",
               counted={"came": (ON_TIME,)}, of={}, of_words="papers due", recorded_here=True, caveats=(
                   "By which day a paper is due is the council's own protocol.", OURS)),
        Figure("papers-not-come", "Papers that did not come", BEFORE,
               "Papers due before reviews in the period that have not come.", "papers-due",
               counted={"came": (NOT_COME,)}, recorded_here=True, caveats=(OURS,)),
        Figure("papers-to-the-child", "Papers written to the child", BEFORE,
               "Of the papers due in the period that the IRO has looked at, those written to the child.", "papers-due",
               counted={"to-the-child": (YES,)}, of={"to-the-child": (YES, NO)}, of_words="papers looked at",
               recorded_here=True, caveats=(OURS,)),
        Figure("seen-before", "Seen before the meeting", BEFORE,
               "Of the reviews of children aged 4 and over, those whose child the IRO saw before the meeting.",
               "reviews-held", counted={"seen-before": (YES,)},
               of={"seen-before": (YES, "declined", "inappropriate", "not"), "four": (YES,)},
               of_words="reviews of children of 4 and over with a record of it", recorded_here=True,
               caveats=("Children who were offered it and said no count against.", NOT_ASKED, OURS)),
        Figure("requests-to-move", "Requests to move a meeting", BEFORE,
               "Requests to move a booked meeting that were made in the period.", "requests", recorded_here=True,
               caveats=("Only a manager grants them.", OURS)),
        Figure("requests-granted", "Requests to move a meeting that were granted", BEFORE,
               "Requests made in the period that a manager granted.", "requests", counted={"granted": (YES,)},
               recorded_here=True, caveats=(OURS,)),
        Figure("requests-past-limit", "Requests to move a meeting past its limit", BEFORE,
               "Requests made in the period for a day past the last day that the law allowed.", "requests",
               counted={"limit": (PAST,)}, recorded_here=True, caveats=(OURS,)),
        Figure("meetings-cancelled", "Meetings cancelled", BEFORE,
               "Meetings that were booked for a day in the period and cancelled.", "meetings-cancelled",
               recorded_here=True, caveats=("A meeting that is moved is not cancelled.", OURS)),
        Figure("decisions-on-time", "Decisions out within five working days", AFTER,
               "Of the reviews held in the period, those whose decisions went to the team manager within five working "
               "days.", "reviews-held", counted={"decisions-timing": (ON_TIME,)}, of={"decisions-timing": OUT},
               of_words="reviews held since the first day of use", recorded_here=True, caveats=(OWED, OURS)),
        Figure("record-on-time", "Record finished within 15 working days", AFTER,
               "Of the reviews held in the period, those whose record was finished within 15 working days.",
               "reviews-held", counted={"record-timing": (ON_TIME,)}, of={"record-timing": OUT},
               of_words="reviews held since the first day of use", recorded_here=True, caveats=(OWED, OURS)),
        Figure("distribution-on-time", "Record with everybody within 20 working days", AFTER,
               "Of the reviews held in the period, those whose record had reached all who get it, and the child's letter "
               "the child, within 20 working days.", "reviews-held", counted={"distribution-timing": (ON_TIME,)},
               of={"distribution-timing": OUT}, of_words="reviews held since the first day of use", recorded_here=True,
               caveats=(OWED, OURS)),
        Figure("graded-good", "Plans graded good or outstanding", PLANS,
               "Of the reviews held in the period after which the plan was graded, those with a plan graded good or "
               "outstanding.", "reviews-held", counted={"grade": ("good", "outstanding")},
               of={"grade": ("outstanding", "good", "improve", "poor")}, of_words="reviews with a grade",
               recorded_here=True, caveats=(NOT_ASKED, OURS)),
        *(Figure(f"rated-{colour}", f"Rated {colour}", PLANS,
                 f"Of the reviews held in the period that were rated, those rated {colour}.", "reviews-held",
                 counted={"rag": (colour,)}, of={"rag": ("green", "amber", "red")}, of_words="reviews with a rating",
                 recorded_here=True, caveats=(NOT_ASKED, OURS))
          for colour in ("amber", "red")),
        Figure("plan-current", "Plans that fit what is needed now", PLANS,
               "Of the reviews held in the period, those that found the plan to reflect what the child needs now.",
               "reviews-held", counted={"plan-current": (YES,)}, of={"plan-current": (YES, NO)},
               of_words="reviews with a record of it", recorded_here=True, caveats=(NOT_ASKED, OURS)),
        Figure("copy-received", "Children with a copy of the plan", PLANS,
               "Of the reviews held in the period, those that found the child to have a copy of the plan, or to have had "
               "it explained.", "reviews-held", counted={"copy-received": (YES,)}, of={"copy-received": (YES, NO)},
               of_words="reviews with a record of it, without children too young", recorded_here=True,
               caveats=(NOT_ASKED, OURS)),
        Figure("satisfied", "Children satisfied with the plan", PLANS,
               "Of the reviews held in the period, those that found the child satisfied with the plan.", "reviews-held",
               counted={"satisfied": (YES,)}, of={"satisfied": (YES, "part", NO)},
               of_words="reviews with a record of it, without children too young to say", recorded_here=True,
               caveats=("Children satisfied in part count against.", NOT_ASKED, OURS)),
        Figure("permanence-by-second-review", "Permanence plan by the second review", PLANS,
               "Of the second reviews held in the period, those by whose day the child had a permanence plan with a plan "
               "for if it fails.", "second-reviews", counted={"permanence": (WHOLE,)}, of={},
               of_words="second reviews held", recorded_here=True, caveats=(
                   "A plan of an earlier time in care does not count.", OURS)),
        Figure("decisions", "Decisions", DECISIONS, "Decisions of the reviews held in the period.", "decisions",
               recorded_here=True, caveats=(OURS,)),
        Figure("decisions-repeated", "Decisions made again", DECISIONS,
               "Decisions of the reviews held in the period that repeat one of an earlier review that was not done.",
               "decisions", counted={"times": (AGAIN,)}, recorded_here=True, caveats=(OURS,)),
        Figure("decisions-done-on-time", "Decisions done on time", DECISIONS,
               "Of the decisions of the reviews held in the period, those done by their day.", "decisions",
               counted={"outcome": (ON_TIME,)}, of={"outcome": (ON_TIME, LATE, OVERDUE, AGAIN)},
               of_words="decisions done, overdue at the end of the period, or decided again", recorded_here=True,
               caveats=("Decisions whose day is to come and those no longer needed are in neither number.", OURS)),
        Figure("decisions-overdue", "Decisions not done, overdue at the end", DECISIONS,
               "Decisions whose day was over on the last day of the period and that were not done by then.",
               "decisions-overdue", recorded_here=True, caveats=(
                   "Of a decision that was made again only the newest is counted.", OURS)),
        Figure("decisions-answered", "Decisions answered within five working days", DECISIONS,
               "Of the decisions of the reviews held in the period, those to which the team manager replied within five "
               "working days.", "decisions", counted={"reply-timing": (ON_TIME,)}, of={"reply-timing": OUT},
               of_words="decisions sent to the team manager", recorded_here=True, caveats=(
                   "No answer is no answer, never agreement. It counts against once the five working days are over.",
                   OURS)),
        Figure("changes", "Significant changes", CHANGES, "Significant changes that happened in the period.", "changes",
               recorded_here=True, caveats=(OURS,)),
        Figure("changes-told-late", "Changes of which the IRO was told late or not at all", CHANGES,
               "Of the significant changes that happened in the period, those of which the IRO was told after the "
               "council's own limit, or not at all.", "changes", counted={"told": (LATE, NOT_TOLD)},
               of={"told": (ON_TIME, LATE, NOT_TOLD)}, of_words="changes since the first day of use",
               recorded_here=True, caveats=(OURS,)),
        Figure("forms-sent", "Forms sent", HEARD_HERE, "Forms that were sent in the period, before reviews, about them "
               "and for any time.", "forms-sent", recorded_here=True, caveats=(OURS,)),
        Figure("forms-returned", "Forms that came back", HEARD_HERE,
               "Of the forms sent in the period, those that were answered.", "forms-sent",
               counted={"returned": (YES,)}, of={}, of_words="forms sent", recorded_here=True, caveats=(BACK, OURS)),
        *(Figure(f"forms-returned-{who}", f"Forms that came back from {whom}", HEARD_HERE,
                 f"Of the forms sent to {whom} in the period, those that were answered.", "forms-sent",
                 counted={"returned": (YES,), "respondent": (who,)}, of={"respondent": (who,)},
                 of_words=f"forms sent to {whom}", recorded_here=True, caveats=(BACK, OURS))
          for who, whom in (("child", "children"), ("parent", "parents"), ("carer", "carers"))),
        Figure("children-told", "What children told", HEARD_HERE,
               "Forms that children answered and statements that they made in the period.", "said",
               counted={"respondent": ("child",)}, recorded_here=True, caveats=(
                   "A child who told twice counts twice.", OURS)),
        Figure("talks-held", "Talks held that were asked for", HEARD_HERE,
               "Of those who in the period asked for a talk instead of a form, those with whom somebody has talked.",
               "said", counted={"talk": (YES,)}, of={"talk": (YES, NO)}, of_words="who asked for a talk",
               recorded_here=True, caveats=(OURS,)),
        *(Figure(f"felt-{name}", title, HEARD_HERE,
                 f"Of the children who in the period answered the question after a review, those who {words}.", "said",
                 counted={f"felt-{name}": (YES,), "respondent": ("child",), "purpose": ("after",)},
                 of={f"felt-{name}": (YES, "part", NO), "respondent": ("child",), "purpose": ("after",)},
                 of_words="children's answers to the question", recorded_here=True,
                 caveats=("Children who said “in part” count against; on the scale of faces the two best count.", OURS))
          for name, title, words in (
              ("supported", "Children supported by their IRO", "said that the IRO helped them to say what they think"),
              ("listened", "Children listened to", "said that they were listened to"),
              ("comfortable", "Children comfortable at their review", "felt comfortable there"),
              ("plan", "Children happy with their plan", "are happy with their plan"))),
        Figure("themes", "Themes of what was said", HEARD_HERE,
               "Themes of the forms answered and the statements told in the period.", "themes", recorded_here=True,
               caveats=("What is about two things counts under both.", OURS)),
        Figure("quotations", "Quotations", HEARD_HERE, "Quotations written down of what was said in the period.", "quotes",
               recorded_here=True, caveats=("Whether one may be printed is settled by its consent.", OURS)),
        Figure("wishes", "What children asked for", HEARD_HERE, "Things that children asked for at reviews held in the "
               "period.", "wishes", recorded_here=True, caveats=(OURS,)),
        Figure("wishes-agreed", "What children asked for, agreed", HEARD_HERE,
               "Of what children asked for at reviews held in the period and was answered, what was agreed.", "wishes",
               counted={"wish": ("agreed",)}, of={"wish": ("agreed", "part", "not")}, of_words="wishes with an answer",
               recorded_here=True, caveats=("What was agreed in part counts against.", OURS)),
        Figure("calls-for-help", "Calls for help", HELPED, "Calls for help in the period through somebody's own page: "
               "not safe, or a wish to complain.", "calls", recorded_here=True, caveats=(OURS,)),
        Figure("calls-acted-on", "Calls for help acted on in time", HELPED,
               "Of the calls for help in the period, those on which somebody acted by their day.", "calls",
               counted={"acted": (ON_TIME,)}, of={"acted": (ON_TIME, LATE, OVERDUE)},
               of_words="calls for help acted on, or whose day is over", recorded_here=True, caveats=(
                   "Not safe: the same day. A wish to complain: the council's own limit.", OURS)),
        Figure("advocacy-referrals", "Children referred to an advocate", HELPED,
               "Referrals to an advocate in the period.", "referrals", recorded_here=True,
               caveats=("A child referred twice counts twice.", OURS)),
        Figure("advocacy-unresolved", "Advocacy issues not resolved", HELPED,
               "Of the referrals to an advocate in the period that have ended, those whose issue was not resolved, or "
               "in part only.", "referrals", counted={"resolved": ("part", "no")}, of={"resolved": ("yes", "part", "no")},
               of_words="referrals with an outcome", recorded_here=True, caveats=(OURS,)),
        *(Figure(f"{kind}s-{state}", f"{title}, {state}", HELPED,
                 f"Children with {words} on the last day of the period.", "visitors",
                 counted={"visitor": (kind,), "matched": (code,)}, recorded_here=True, caveats=(OURS,))
          for kind, title in (("visitor", "Independent visitors"), ("mentor", "Learning mentors"))
          for state, code, words in (("matched", MATCHED, f"a match: {title.lower()}"),
                                     ("waiting", UNMATCHED, f"no match yet, who asked for one: {title.lower()}"))),
        Figure("complaints-service", "Complaints about the reviewing service", HELPED,
               "Complaints about the reviewing service received in the period.", "complaints",
               counted={"complaint-about": Complaint.OURS}, recorded_here=True, caveats=(OURS,)),
        Figure("complaints-on-time", "Complaints answered in time", HELPED,
               "Of the complaints received in the period, those answered by their day.", "complaints",
               counted={"acted": (ON_TIME,)}, of={"acted": (ON_TIME, LATE, OVERDUE)},
               of_words="complaints answered, or whose day is over", recorded_here=True, caveats=(
                   "The limit is the council's own.", OURS)),
        Figure("helped-to-complain", "Children helped to complain", HELPED,
               "Complaints of children received in the period with which the service helped.", "complaints",
               counted={"helped": (YES,), "complainant": ("child",)}, recorded_here=True, caveats=(OURS,)),
        Figure("activities", "What the service did to hear children", HELPED, "Meetings of the Children in Care Council, "
               "surveys, events, leaflets given out and meetings with providers in the period.", "activities",
               recorded_here=True, caveats=(OURS,)),
        Figure("you-said-done", "You said, we did", HELPED, "Of what was written down in the period as said by children "
               "or others, that about which something was done.", "you-said", counted={"pair-done": (YES,)}, of={},
               of_words="what was written down", recorded_here=True, caveats=(OURS,)),
        Figure("compliments", "Compliments", HELPED, "Compliments about the service received in the period.",
               "compliments", recorded_here=True, caveats=(OURS,)),
        *CHALLENGED,
    )
}  # fmt: skip

assert all(name in BREAKDOWNS for figure in FIGURES.values() for name in figure.narrowing)
assert all(figure.per in FIGURES for figure in FIGURES.values() if figure.per)


def by_group() -> dict[str, list[Figure]]:
    """The figures under their headings, in order."""
    groups: dict[str, list[Figure]] = {}
    for figure in FIGURES.values():
        groups.setdefault(figure.group, []).append(figure)
    return groups
