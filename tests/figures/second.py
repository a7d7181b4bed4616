"""The second count: slow and obvious, over whole tables read as plain rows. It shares no code with the figures."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from footprint.allocation.models import IroAssignment
from footprint.children import models as c
from footprint.council.models import Team, TeamGrouping
from footprint.disputes import models as k
from footprint.plans.models import PlanDone
from footprint.reviews import models as r_
from footprint.voice import models as v

BANDS = [("0 - less than 1", 0, 0), ("1 - 4", 1, 4), ("5 - 10", 5, 10), ("11 - 16", 11, 16), ("17+", 17, 25)]

LONDON = ZoneInfo("Europe/London")
BANK_HOLIDAYS = {
    date(2020, 4, 10), date(2020, 4, 13), date(2020, 5, 8), date(2020, 5, 25), date(2020, 8, 31), date(2020, 12, 25),
    date(2020, 12, 28), date(2021, 1, 1), date(2021, 4, 2), date(2021, 4, 5), date(2021, 5, 3), date(2021, 5, 31),
}  # fmt: skip


def nth_working_day(after, number):
    """The day that is so many working days after a day."""
    day = after
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < 5 and day not in BANK_HOLIDAYS
    return day


def working_days(after, until):
    """How many working days come after a day, up to another."""
    days = [after + timedelta(days=n) for n in range(1, (until - after).days + 1)]
    return len([d for d in days if d.weekday() < 5 and d not in BANK_HOLIDAYS])


class Second:
    def __init__(self, council):
        self.council = council
        self.children = {r["id"]: r for r in c.Child.objects.filter(council=council).values()}
        self.care = self.rows(c.PeriodOfCare)
        self.legal = self.rows(c.LegalStatus)
        self.places = self.rows(c.Placement)
        self.plans = self.rows(c.ProtectionPlan)
        self.alone = self.rows(c.UnaccompaniedStatus)
        self.work = self.rows(c.SocialWork)
        self.iros = self.rows(IroAssignment)
        self.reviews = [r for r in self.rows(r_.Review) if r["left_out"] == "" and r["under"] != "short-breaks"]
        self.teams = dict(Team.objects.values_list("id", "name"))
        self.groupings = list(TeamGrouping.objects.all())
        self.used, self.today = council.service.first_day_of_use, council.service.fixed_today
        self.by_id = {r["id"]: r for r in self.reviews}
        self.said = {
            (a["review_id"], a["question"]): a["text"]
            for a in r_.Answer.objects.values()
            if a["review_id"] in self.by_id
        }
        self.linked = list(r_.Meeting.reviews.through.objects.values_list("meeting_id", "review_id"))
        self.meetings = {m["id"]: m for m in r_.Meeting.objects.filter(council=council).values()}
        self.papers, self.requests, self.decided = (
            [row for row in model.objects.values() if row["review_id"] in self.by_id]
            for model in (r_.Paper, r_.DateRequest, r_.Decision)
        )
        self.decided = [d for d in self.decided if d["withdrawn_at"] is None]
        self.planned = [p for p in self.rows(PlanDone) if p["kind"] == "permanence_plan" and p["is_whole"]]
        self.told = list(r_.Change.objects.filter(council=council).values())
        self.notices = {(n["child_id"], n["care_from"]): n for n in r_.EntryNotice.objects.values()}

        self.responses, self.referrals, self.visitors, self.complaints, self.praise = (
            self.rows(m) for m in (v.Response, v.Advocacy, v.Visitor, v.Complaint, v.Compliment)
        )
        self.done, self.pairs, self.quoted = (self.rows(m) for m in (v.Activity, v.YouSaid, v.Quote))
        self.about = list(v.Theme.objects.values())
        self.wrote = {(w["response_id"], w["question"]): w["text"] for w in v.Words.objects.values()}
        self.alarms = list(v.Alarm.objects.filter(council=self.council).values())
        self.disputes = list(k.Dispute.objects.filter(council=council).exclude(state="withdrawn").values())
        self.abouts, self.why, self.steps = (list(m.objects.values()) for m in (k.About, k.Reason, k.Step))
        self.advices, self.ways, self.praised, self.taught, self.recurring = (
            self.rows(m) for m in (k.Advice, k.OtherWay, k.Praise, k.Workshop, k.ServiceIssue)
        )
        self.wished = [a for a in r_.Ask.objects.values() if a["review_id"] in self.by_id]

    def rows(self, model):
        return [r for r in model.objects.filter(council=self.council).values() if r["withdrawn_at"] is None]

    # One child on one day

    def on(self, rows, child, day):
        true = [
            r
            for r in rows
            if r["child_id"] == child and r["starts_on"] <= day and (r["ends_on"] is None or r["ends_on"] > day)
        ]
        return max(true, key=lambda r: (r["starts_on"], r["id"])) if true else None

    def until(self, rows, child, day):
        true = [
            r
            for r in rows
            if r["child_id"] == child and r["starts_on"] < day and (r["ends_on"] is None or r["ends_on"] >= day)
        ]
        return max(true, key=lambda r: (r["starts_on"], r["id"])) if true else None

    def age(self, child, day):
        born = self.children[child]["born"]
        years = day.year - born.year
        return max(0, years if (day.month, day.day) >= (born.month, born.day) else years - 1)

    def band(self, child, day):
        years = self.age(child, day)
        return [name for name, low, high in BANDS if low <= years <= high][0]

    def any_break(self, child, day):
        return any(
            r["child_id"] == child
            and r["code"] in ("V3", "V4")
            and r["starts_on"] <= day
            and (r["ends_on"] is None or r["ends_on"] > day)
            for r in self.legal
        )

    # Populations: lists of (record id, child, day)

    def in_care(self, first, last):
        found = {
            r["child_id"] for r in self.care if r["starts_on"] <= last and (r["ends_on"] is None or r["ends_on"] > last)
        }
        return [
            (child, child, last) for child in found if not self.any_break(child, last) and self.age(child, last) < 18
        ]

    def entrants(self, first, last):
        return [
            (r["id"], r["child_id"], r["starts_on"])
            for r in self.care
            if r["start_known"]
            and first <= r["starts_on"] <= last
            and not self.any_break(r["child_id"], r["starts_on"])
        ]

    def leavers(self, first, last):
        found = []
        for r in self.care:
            if r["ends_on"] and first <= r["ends_on"] <= last:
                day = r["ends_on"]
                breaks = [
                    s
                    for s in self.legal
                    if s["child_id"] == r["child_id"] and s["code"] in ("V3", "V4")
                    and s["starts_on"] < day and (s["ends_on"] is None or s["ends_on"] >= day)
                ]  # fmt: skip
                if not breaks:
                    found.append((r["id"], r["child_id"], day))
        return found

    def held(self, first, last):
        return [r for r in self.reviews if r["held_on"] and first <= r["held_on"] <= last]

    def due(self, first, last):
        """Due in the days that are over on the service's day."""
        known, used = self.council.known_until, self.council.service.first_day_of_use
        last = min(last, self.council.service.fixed_today - timedelta(days=1))
        return [
            r
            for r in self.reviews
            if r["due_on"] and first <= r["due_on"] <= last and (r["due_on"] <= known or r["due_on"] >= used)
        ]

    def timing(self, r):
        known, used = self.council.known_until, self.council.service.first_day_of_use
        first = self.council.known_from or date.min
        if r["due_on"] is None or known < r["due_on"] < used or r["due_on"] < first:
            return None
        if r["held_on"] and r["held_on"] <= r["due_on"]:
            return "on time"
        if r["relaxed"]:
            return None
        return "late" if r["held_on"] else "not held"

    # Figures: name → (counted ids, base ids or None)

    def figure(self, name, first: date, last: date):
        return getattr(self, name.replace("-", "_") + "_", None)(first, last)

    def children_in_care_(self, first, last):
        return {i for i, *_ in self.in_care(first, last)}, None

    children_in_care_rate_ = children_in_care_

    def children_in_care_rate_without_uasc_(self, first, last):
        return {i for i, ch, day in self.in_care(first, last) if not self.on(self.alone, ch, day)}, None

    def unaccompanied_children_(self, first, last):
        return {i for i, ch, day in self.in_care(first, last) if self.on(self.alone, ch, day)}, None

    def out_of_area_(self, first, last):
        places = {i: (self.on(self.places, ch, day) or {}).get("location") for i, ch, day in self.in_care(first, last)}
        return {i for i, p in places.items() if p == "OUT"}, {i for i, p in places.items() if p in ("IN", "OUT")}

    def entrants_(self, first, last):
        return {i for i, *_ in self.entrants(first, last)}, None

    entrants_rate_ = entrants_

    def entrants_uasc_(self, first, last):
        return {i for i, ch, day in self.entrants(first, last) if self.on(self.alone, ch, day)}, None

    def entrants_from_plan_(self, first, last):
        return {i for i, ch, day in self.entrants(first, last) if self.until(self.plans, ch, day)}, None

    def leavers_(self, first, last):
        return {i for i, *_ in self.leavers(first, last)}, None

    leavers_rate_ = leavers_

    def leavers_turned_18_(self, first, last):
        return {i for i, ch, day in self.leavers(first, last) if self.age(ch, day) >= 18}, None

    def reviews_held_(self, first, last):
        return {r["id"] for r in self.held(first, last)}, None

    def children_reviewed_(self, first, last):
        return {r["child_id"] for r in self.held(first, last)}, None

    def reviews_on_time_(self, first, last):
        judged = [r for r in self.held(first, last) if self.timing(r)]
        return {r["id"] for r in judged if self.timing(r) == "on time"}, {r["id"] for r in judged}

    def reviews_late_(self, first, last):
        return {r["id"] for r in self.held(first, last) if self.timing(r) == "late"}, None

    def reviews_on_time_of_due_(self, first, last):
        judged = [r for r in self.due(first, last) if self.timing(r)]
        return {r["id"] for r in judged if self.timing(r) == "on time"}, {r["id"] for r in judged}

    def reviews_overdue_(self, first, last):
        found = set()
        for r in self.due(date(1990, 1, 1), last):
            if r["held_on"] and r["held_on"] <= last:
                continue
            care = self.on(self.care, r["child_id"], last)
            if care is None or care["starts_on"] > r["due_on"]:
                continue
            later = [h for h in self.held(r["due_on"] + timedelta(days=1), last) if h["child_id"] == r["child_id"]]
            if not (r["missed"] and later):
                found.add(r["id"])
        return found, None

    def children_all_on_time_(self, first, last):
        judged = [r for r in self.due(first, last) if self.timing(r)]
        children = {r["child_id"] for r in judged}
        return {
            ch for ch in children if all(self.timing(r) == "on time" for r in judged if r["child_id"] == ch)
        }, children

    def by_code(self, first, last, codes):
        base = [
            r for r in self.held(first, last) if r["participation"] in ("PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7")
        ]
        return {r["id"] for r in base if r["participation"] in codes}, {r["id"] for r in base}

    def took_part_(self, first, last):
        return self.by_code(first, last, ("PN1", "PN2", "PN3", "PN5", "PN6"))

    def attended_and_contributed_(self, first, last):
        return self.by_code(first, last, ("PN1", "PN2", "PN3"))

    def attended_(self, first, last):
        return self.by_code(first, last, ("PN1", "PN2", "PN3", "PN4"))

    def attended_in_silence_(self, first, last):
        return self.by_code(first, last, ("PN4",))[0], None

    def did_not_take_part_(self, first, last):
        return self.by_code(first, last, ("PN7",))[0], None

    # Around the reviews

    def answered(self, first, last, question, counted, base, four=False):
        held = [r for r in self.held(first, last) if not four or self.age(r["child_id"], r["held_on"]) >= 4]
        said = {r["id"]: self.said.get((r["id"], question)) for r in held}
        return {i for i, text in said.items() if text in counted}, {i for i, text in said.items() if text in base}

    def seen_before_(self, first, last):
        return self.answered(first, last, "prep.seen", ["yes"], ["yes", "declined", "inappropriate", "not"], four=True)

    def mother_took_part_(self, first, last):
        heard = ["came", "apart", "sent"]
        return self.answered(first, last, "heard.mother", heard, [*heard, "no", "not"])

    def father_took_part_(self, first, last):
        heard = ["came", "apart", "sent"]
        return self.answered(first, last, "heard.father", heard, [*heard, "no", "not"])

    def parents_took_part_(self, first, last):
        heard, base = set(), set()
        for who in (self.mother_took_part_, self.father_took_part_):
            heard |= who(first, last)[0]
            base |= who(first, last)[1]
        return heard, base

    def graded_good_(self, first, last):
        return self.answered(first, last, "quality.grade", ["good", "outstanding"],
                             ["good", "outstanding", "improve", "poor"])  # fmt: skip

    def rated_amber_(self, first, last):
        return self.answered(first, last, "quality.rag", ["amber"], ["green", "amber", "red"])

    def rated_red_(self, first, last):
        return self.answered(first, last, "quality.rag", ["red"], ["green", "amber", "red"])

    def plan_current_(self, first, last):
        return self.answered(first, last, "duty.current", ["yes"], ["yes", "no"])

    def copy_received_(self, first, last):
        return self.answered(first, last, "child.copy", ["yes"], ["yes", "no"])

    def satisfied_(self, first, last):
        return self.answered(first, last, "child.satisfied", ["yes"], ["yes", "part", "no"])

    def led(self, review):
        """all, part or no; None where nothing is known."""
        meetings = [self.meetings[m] for m, r in self.linked if r == review["id"]]
        by_child = [m for m in meetings if m["state"] == "held" and m["chaired_by_child"]]
        return self.said.get((review["id"], "part.chaired")) or ("part" if by_child else None)

    def chaired_(self, first, last):
        return {r["id"] for r in self.held(first, last) if self.led(r) in ("all", "part")}, None

    def chaired_share_(self, first, last):
        old = [r for r in self.held(first, last) if self.age(r["child_id"], r["held_on"]) >= 4]
        return {r["id"] for r in old if self.led(r) in ("all", "part")}, {r["id"] for r in old if self.led(r)}

    def permanence_by_second_review_(self, first, last):
        second = [r for r in self.held(first, last) if r["kind"] == "second" and r["under"] == "looked-after"]
        counted = set()
        for r in second:
            care = self.on(self.care, r["child_id"], r["held_on"])
            mine = [p["done_on"] for p in self.planned if p["child_id"] == r["child_id"]]
            if any(care["starts_on"] <= day <= r["held_on"] for day in mine):
                counted.add(r["id"])
        return counted, {r["id"] for r in second}

    def kept(self, begun, done, days):
        """Whether something kept its limit of working days; None while it may still."""
        limit = nth_working_day(begun, days)
        if done:
            return done <= limit
        return False if limit < self.today else None

    def out(self, first, last, column, days):
        found = {
            r["id"]: self.kept(r["completed_on"] or r["held_on"], r[column], days)
            for r in self.held(first, last)
            if r["held_on"] >= self.used
        }
        return {i for i, ok in found.items() if ok}, {i for i, ok in found.items() if ok is not None}

    def decisions_on_time_(self, first, last):
        return self.out(first, last, "decisions_sent_on", 5)

    def record_on_time_(self, first, last):
        return self.out(first, last, "record_done_on", 15)

    def distribution_on_time_(self, first, last):
        return self.out(first, last, "distributed_on", 20)

    def entered(self, first, last):
        care = {r["id"]: r for r in self.care}
        return [care[i] for i, _, day in self.entrants(first, last) if day >= self.used]

    def notice(self, care, column):
        return (self.notices.get((care["child_id"], care["starts_on"])) or {}).get(column)

    def entry_noticed_(self, first, last):
        told = [c for c in self.entered(first, last) if self.notice(c, "notified_on")]
        return {
            c["id"] for c in told if working_days(c["starts_on"], self.notice(c, "notified_on")) <= 1
        }, {c["id"] for c in told}  # fmt: skip

    def given(self, first, last, column):
        entered = self.entered(first, last)
        return {c["id"] for c in entered if self.notice(c, column)}, {c["id"] for c in entered}

    def pack_given_(self, first, last):
        return self.given(first, last, "pack_on")

    def pledge_given_(self, first, last):
        return self.given(first, last, "pledge_on")

    def introduced_given_(self, first, last):
        return self.given(first, last, "introduced_on")

    def iro_appointed_(self, first, last):
        counted, base = set(), set()
        for care in self.entered(first, last):
            begun, ended = care["starts_on"], care["ends_on"]
            mine = [
                a["starts_on"]
                for a in self.iros
                if a["child_id"] == care["child_id"]
                and (a["ends_on"] is None or a["ends_on"] > begun)
                and (ended is None or a["starts_on"] < ended)
            ]
            if not mine and ended and ended <= nth_working_day(begun, 5):
                continue
            ok = self.kept(begun, min(mine, default=None), 5)
            counted |= {care["id"]} if ok else set()
            base |= {care["id"]} if ok is not None else set()
        return counted, base

    def wanted_papers(self, first, last):
        found = []
        for paper in self.papers:
            states = [self.meetings[m]["state"] for m, r in self.linked if r == paper["review_id"]]
            meets = self.by_id[paper["review_id"]]["held_on"] or "booked" in states
            if meets and first <= paper["due_on"] <= last and paper["due_on"] < self.today:
                found.append(paper)
        return found

    def papers_on_time_(self, first, last):
        due = self.wanted_papers(first, last)
        came = [p for p in due if p["received_on"] and p["received_on"] <= p["due_on"]]
        return {p["id"] for p in came}, {p["id"] for p in due}

    def papers_not_come_(self, first, last):
        return {p["id"] for p in self.wanted_papers(first, last) if not p["received_on"]}, None

    def papers_to_the_child_(self, first, last):
        looked_at = [p for p in self.wanted_papers(first, last) if p["to_the_child"] is not None]
        return {p["id"] for p in looked_at if p["to_the_child"]}, {p["id"] for p in looked_at}

    def asked(self, first, last):
        """The day by the clocks of England."""
        return [r for r in self.requests if first <= r["written_at"].astimezone(LONDON).date() <= last]

    def requests_to_move_(self, first, last):
        return {r["id"] for r in self.asked(first, last)}, None

    def requests_granted_(self, first, last):
        return {r["id"] for r in self.asked(first, last) if r["granted"]}, None

    def requests_past_limit_(self, first, last):
        return {r["id"] for r in self.asked(first, last) if r["limit"] and r["day"] > r["limit"]}, None

    def meetings_cancelled_(self, first, last):
        counting = {m for m, r in self.linked if r in self.by_id}
        return {
            i
            for i, m in self.meetings.items()
            if m["state"] == "cancelled" and first <= m["on"] <= last and i in counting
        }, None

    def decided_in(self, first, last):
        return [d for d in self.decided if first <= self.by_id[d["review_id"]]["held_on"] <= last]

    def decisions_(self, first, last):
        return {d["id"] for d in self.decided_in(first, last)}, None

    def decisions_repeated_(self, first, last):
        return {d["id"] for d in self.decided_in(first, last) if d["times"] > 1}, None

    def outcome(self, d, last):
        if d["closed_on"] and d["closed_on"] <= last:
            if d["status"] == "dropped":
                return "dropped"
            return "on time" if d["closed_on"] <= d["due_on"] else "late"
        if any(a["again_of_id"] == d["id"] for a in self.decided_in(date.min, last)):
            return "again"
        return "overdue" if d["due_on"] <= last and d["due_on"] < self.today else "to come"

    def decisions_done_on_time_(self, first, last):
        ended = {d["id"]: self.outcome(d, last) for d in self.decided_in(first, last)}
        return {i for i, how in ended.items() if how == "on time"}, {
            i for i, how in ended.items() if how in ("on time", "late", "overdue", "again")
        }

    def decisions_overdue_(self, first, last):
        return {
            d["id"]
            for d in self.decided_in(date.min, last)
            if self.outcome(d, last) == "overdue" and self.on(self.care, d["child_id"], last)
        }, None

    def decisions_answered_(self, first, last):
        found = {}
        for d in self.decided_in(first, last):
            review = self.by_id[d["review_id"]]
            if d["issued_on"] and review["held_on"] >= self.used:
                found[d["id"]] = self.kept(d["issued_on"], d["replied_on"], 5)
        return {i for i, ok in found.items() if ok}, {i for i, ok in found.items() if ok is not None}

    def happened(self, first, last):
        return [t for t in self.told if first <= t["happened_on"] <= last]

    def changes_(self, first, last):
        return {t["id"] for t in self.happened(first, last)}, None

    def changes_told_late_(self, first, last):
        judged = [t for t in self.happened(first, last) if t["happened_on"] >= self.used]
        late = [t for t in judged if not t["told_on"] or working_days(t["happened_on"], t["told_on"]) > 2]
        return {t["id"] for t in late}, {t["id"] for t in judged}

    # What was asked and said

    def in_(self, rows, column, first, last):
        return [r for r in rows if r[column] and first <= r[column] <= last]

    def sent_in(self, first, last):
        return self.in_(self.responses, "asked_on", first, last)

    def said_in(self, first, last):
        return self.in_(self.responses, "answered_on", first, last)

    def referred_in(self, first, last):
        return self.in_(self.referrals, "referred_on", first, last)

    def forms_sent_(self, first, last):
        return {r["id"] for r in self.in_(self.responses, "asked_on", first, last)}, None

    def back(self, first, last, who=("child", "parent", "carer", "professional")):
        sent = [r for r in self.in_(self.responses, "asked_on", first, last) if r["respondent"] in who]
        return {r["id"] for r in sent if r["answered_on"]}, {r["id"] for r in sent}

    forms_returned_ = back

    def forms_returned_child_(self, first, last):
        return self.back(first, last, ("child",))

    def forms_returned_parent_(self, first, last):
        return self.back(first, last, ("parent",))

    def forms_returned_carer_(self, first, last):
        return self.back(first, last, ("carer",))

    def of_children(self, first, last):
        return [r for r in self.in_(self.responses, "answered_on", first, last) if r["respondent"] == "child"]

    def children_told_(self, first, last):
        return {r["id"] for r in self.of_children(first, last)}, None

    def themes_(self, first, last):
        told = {r["id"] for r in self.said_in(first, last)}
        return {t["id"] for t in self.about if t["response_id"] in told}, None

    def activities_(self, first, last):
        return {r["id"] for r in self.in_(self.done, "day", first, last)}, None

    def you_said_done_(self, first, last):
        written = self.in_(self.pairs, "written_on", first, last)
        return {r["id"] for r in written if r["did_on"]}, {r["id"] for r in written}

    def quotations_(self, first, last):
        return {r["id"] for r in self.in_(self.quoted, "said_on", first, last)}, None

    def talks_held_(self, first, last):
        wanted = [r for r in self.in_(self.responses, "answered_on", first, last) if r["wants_talk"]]
        return {r["id"] for r in wanted if r["talked_on"]}, {r["id"] for r in wanted}

    def felt(self, first, last, question):
        after = [r["id"] for r in self.of_children(first, last) if r["purpose"] == "after"]
        said = {i: self.wrote.get((i, question)) for i in after}
        yes, half, no = ("yes", "great", "good"), ("part", "ok"), ("no", "poor", "bad")
        return {i for i, t in said.items() if t in yes}, {i for i, t in said.items() if t in (*yes, *half, *no)}

    def felt_supported_(self, first, last):
        return self.felt(first, last, "supported")

    def felt_listened_(self, first, last):
        return self.felt(first, last, "listened")

    def felt_comfortable_(self, first, last):
        return self.felt(first, last, "comfortable")

    def felt_plan_(self, first, last):
        return self.felt(first, last, "plan")

    def asked_for(self, first, last):
        held = {r["id"] for r in self.held(first, last)}
        return [a for a in self.wished if a["review_id"] in held]

    def wishes_(self, first, last):
        return {a["id"] for a in self.asked_for(first, last)}, None

    def wishes_agreed_(self, first, last):
        answered = [a for a in self.asked_for(first, last) if a["outcome"]]
        return {a["id"] for a in answered if a["outcome"] == "agreed"}, {a["id"] for a in answered}

    def in_time(self, rows, done):
        """Of those done, or whose day is over: which were done by their day."""
        judged = [r for r in rows if r[done] or r["due_on"] < self.today]
        return {r["id"] for r in judged if r[done] and r[done] <= r["due_on"]}, {r["id"] for r in judged}

    def calls_for_help_(self, first, last):
        return {r["id"] for r in self.in_(self.alarms, "raised_on", first, last)}, None

    def calls_acted_on_(self, first, last):
        return self.in_time(self.in_(self.alarms, "raised_on", first, last), "done_on")

    def advocacy_referrals_(self, first, last):
        return {r["id"] for r in self.in_(self.referrals, "referred_on", first, last)}, None

    def advocacy_unresolved_(self, first, last):
        ended = [r for r in self.in_(self.referrals, "referred_on", first, last) if r["resolved"]]
        return {r["id"] for r in ended if r["resolved"] != "yes"}, {r["id"] for r in ended}

    def visiting(self, last, kind, matched):
        found = set()
        for r in self.visitors:
            here = r["kind"] == kind and r["asked_on"] <= last and (r["ended_on"] is None or r["ended_on"] > last)
            if here and bool(r["matched_on"] and r["matched_on"] <= last) == matched:
                found.add(r["id"])
        return found, None

    def visitors_matched_(self, first, last):
        return self.visiting(last, "visitor", True)

    def visitors_waiting_(self, first, last):
        return self.visiting(last, "visitor", False)

    def mentors_matched_(self, first, last):
        return self.visiting(last, "mentor", True)

    def mentors_waiting_(self, first, last):
        return self.visiting(last, "mentor", False)

    def received(self, first, last):
        return self.in_(self.complaints, "received_on", first, last)

    def complaints_service_(self, first, last):
        return {r["id"] for r in self.received(first, last) if r["about"] in ("service", "iro")}, None

    def complaints_on_time_(self, first, last):
        return self.in_time(self.received(first, last), "answered_on")

    def helped_to_complain_(self, first, last):
        return {r["id"] for r in self.received(first, last) if r["helped"] and r["complainant"] == "child"}, None

    def compliments_(self, first, last):
        return {r["id"] for r in self.in_(self.praise, "received_on", first, last)}, None

    # Challenges

    def raised(self, first, last):
        return [d for d in self.disputes if not d["collective"] and first <= d["raised_on"] <= last]

    def challenges_(self, first, last):
        return {d["id"] for d in self.raised(first, last)}, None

    def raised_with(self, first, last, test):
        return {d["id"] for d in self.raised(first, last) if test(d)}, None

    def is_formal(self, d):
        return any(s["formal"] for s in self.steps_of(d))

    def steps_of(self, d):
        return sorted((s for s in self.steps if s["dispute_id"] == d["id"]), key=lambda s: s["place"])

    def children_of(self, d):
        return [a["child_id"] for a in sorted(self.abouts, key=lambda a: a["id"]) if a["dispute_id"] == d["id"]]

    def challenges_informal_(self, first, last):
        return self.raised_with(first, last, lambda d: not self.is_formal(d))

    def challenges_formal_(self, first, last):
        return self.raised_with(first, last, self.is_formal)

    challenges_per_100_ = challenges_
    challenges_formal_per_100_ = challenges_formal_

    def challenges_by_note_(self, first, last):
        return self.raised_with(first, last, lambda d: any(s["formal"] and not s["counts"] for s in self.steps_of(d)))

    def challenges_immediate_(self, first, last):
        return self.raised_with(first, last, lambda d: d["immediate"])

    def challenges_childs_wish_(self, first, last):
        return self.raised_with(first, last, lambda d: d["wish"] == "child")

    def challenges_partners_(self, first, last):
        return self.raised_with(first, last, lambda d: d["partner"] != "")

    def challenges_returning_(self, first, last):
        return self.raised_with(first, last, lambda d: d["continues_id"])

    def children_challenged_(self, first, last):
        return {child for d in self.raised(first, last) for child in self.children_of(d)}, None

    def children_challenged_formal_(self, first, last):
        return {child for d in self.raised(first, last) if self.is_formal(d) for child in self.children_of(d)}, None

    def of_review(self, review):
        """How the challenges that came from a review stand: formal, informal or None."""
        mine = [d for d in self.disputes if d["review_id"] == review["id"] and not d["collective"]]
        return ("formal" if any(self.is_formal(d) for d in mine) else "informal") if mine else None

    def reviews_with(self, first, last, *how):
        held = self.held(first, last)
        return {r["id"] for r in held if self.of_review(r) in how}, {r["id"] for r in held}

    def reviews_challenged_(self, first, last):
        return self.reviews_with(first, last, "formal", "informal")

    def reviews_challenged_formal_(self, first, last):
        return self.reviews_with(first, last, "formal")

    def reviews_challenged_informal_(self, first, last):
        return self.reviews_with(first, last, "informal")

    def reasons(self, first, last):
        ids = {d["id"]: d for d in self.raised(first, last)}
        return [{**r, "of": ids[r["dispute_id"]]} for r in self.why if r["dispute_id"] in ids]

    def challenge_reasons_(self, first, last):
        return {r["id"] for r in self.reasons(first, last)}, None

    def begun(self, first, last, formal=False):
        counting = {d["id"] for d in self.disputes if not d["collective"]}
        return [
            s
            for s in self.steps
            if s["dispute_id"] in counting and first <= s["began_on"] <= last and (s["formal"] or not formal)
        ]

    def formal_begun(self, first, last):
        return self.begun(first, last, formal=True)

    def challenge_stages_(self, first, last):
        return {s["id"] for s in self.begun(first, last)}, None

    def formal_stages_(self, first, last):
        return {s["id"] for s in self.begun(first, last, formal=True)}, None

    def ended_as(self, first, last, *how):
        return {s["id"] for s in self.begun(first, last, formal=True) if s["ended"] in how}, None

    def stages_escalated_(self, first, last):
        return self.ended_as(first, last, "moved", "silence")

    def stages_escalated_silence_(self, first, last):
        return self.ended_as(first, last, "silence")

    def stages_resolved_(self, first, last):
        return self.ended_as(first, last, "settled")

    def to_answer(self, first, last):
        counting = {d["id"] for d in self.disputes if not d["collective"]}
        return [
            s
            for s in self.steps
            if s["dispute_id"] in counting and first <= s["due_on"] <= last and s["due_on"] < self.today
        ]

    def how_answered(self, s):
        if s["answered_on"]:
            return "In time" if s["answered_on"] <= s["due_on"] and not s["missed"] else "Late"
        if s["ended_on"] and s["ended_on"] <= s["due_on"]:
            return "Ended before its day, none needed"
        return "No answer"

    def answers_in_time_(self, first, last):
        how = {s["id"]: self.how_answered(s) for s in self.to_answer(first, last)}
        judged = {i for i, said in how.items() if said in ("In time", "Late", "No answer")}
        return {i for i in judged if how[i] == "In time"}, judged

    def answers_none_(self, first, last):
        return {s["id"] for s in self.to_answer(first, last) if self.how_answered(s) == "No answer"}, None

    def days_to_answer_(self, first, last):
        return {s["id"] for s in self.to_answer(first, last) if s["answered_on"]}, None

    def measured(self, name, first, last):
        """Working days of each record that a median stands in the midst of."""
        if name == "days-to-answer":
            rows = [(s["asked_on"], s["answered_on"]) for s in self.to_answer(first, last)]
        else:
            rows = [(d["formal_on"], d["settled_on"]) for d in self.settled(first, last)]
        return sorted(working_days(*days) for days in rows if all(days))

    def settled(self, first, last):
        return [d for d in self.in_(self.disputes, "settled_on", first, last) if not d["collective"]]

    def challenges_settled_(self, first, last):
        return {d["id"] for d in self.settled(first, last)}, None

    def days_to_settle_(self, first, last):
        return {d["id"] for d in self.settled(first, last) if d["formal_on"]}, None

    def challenges_past_whole_(self, first, last):
        def past(d):
            return d["limit_on"] and (d["settled_on"] or self.today) > d["limit_on"]

        return self.raised_with(first, last, past)

    def open_on(self, first, last):
        return [d for d in self.raised(date.min, last) if d["settled_on"] is None or d["settled_on"] > last]

    def challenges_open_(self, first, last):
        return {d["id"] for d in self.open_on(first, last)}, None

    def challenges_open_past_whole_(self, first, last):
        return {
            d["id"] for d in self.open_on(first, last) if d["limit_on"] and d["limit_on"] < min(last, self.today)
        }, None

    def told_effects(self, first, last):
        counting = {d["id"] for d in self.disputes if not d["collective"]}
        return [a for a in self.in_(self.abouts, "effect_on", first, last) if a["dispute_id"] in counting]

    def effects_(self, first, last, *how):
        return {a["id"] for a in self.told_effects(first, last) if not how or a["effect"] in how}, None

    def effects_changed_(self, first, last):
        return self.effects_(first, last, "changed")

    def effects_nothing_(self, first, last):
        return self.effects_(first, last, "nothing")

    def effects_worse_(self, first, last):
        return self.effects_(first, last, "worse")

    def collective_alerts_(self, first, last):
        return {d["id"] for d in self.in_(self.disputes, "raised_on", first, last) if d["collective"]}, None

    def advised(self, first, last, kind):
        return {a["id"] for a in self.in_(self.advices, "asked_on", first, last) if a["kind"] == kind}, None

    def cafcass_advice_(self, first, last):
        return self.advised(first, last, "cafcass_advice")

    def cafcass_referrals_(self, first, last):
        return self.advised(first, last, "cafcass_referral")

    def legal_advice_(self, first, last):
        return self.advised(first, last, "legal_advice")

    def other_ways_(self, first, last):
        return {w["id"] for w in self.in_(self.ways, "tried_on", first, last)}, None

    def praise_(self, first, last):
        return {p["id"] for p in self.in_(self.praised, "seen_on", first, last)}, None

    def workshops_(self, first, last):
        return {w["id"] for w in self.in_(self.taught, "held_on", first, last)}, None

    def issues_(self, first, last):
        return {i["id"] for i in self.in_(self.recurring, "raised_on", first, last)}, None

    def issues_answered_(self, first, last):
        return {i["id"] for i in self.in_(self.recurring, "raised_on", first, last) if i["answered_on"]}, None

    def issues_closed_(self, first, last):
        return {i["id"] for i in self.in_(self.recurring, "raised_on", first, last) if i["closed_on"]}, None

    # Breakdowns: a record's label, by the words of the Bradford tables

    def label(self, by, record, child, day, leaving=False):
        when = self.until if leaving else self.on
        if by == "age":
            return self.band(child, day)
        if by == "sex":
            return {"M": "Male", "F": "Female", "U": "Not known"}[self.children[child]["sex"]]
        if by == "ethnicity":
            of = self.children[child]
            local = {"WOTH-eastern": "White - Eastern European"}.get(of["ethnicity_local"])
            return local or {
                "WBRI": "White - British", "APKN": "Asian/British Asian - Pakistani", "MWAS": "Mixed - White/Asian",
                "BAFR": "Black/Black British - African", "NOBT": "Information Not Yet Obtained", "": "Not known",
                "WOTH": "White - Other",
            }[of["ethnicity"]]  # fmt: skip
        if by == "team":
            row = when(self.work, child, day)
            return self.teams[row["team_id"]] if row and row["team_id"] else "No team"
        if by == "service":
            row = when(self.work, child, day)
            true = [
                g
                for g in self.groupings
                if row and g.team_id == row["team_id"] and g.starts_on <= day and (g.ends_on is None or g.ends_on > day)
            ]
            return true[0].group if true else "No service"
        if by == "legal":
            row = when(self.legal, child, day)
            return self.legal_words(row) if row else "Not known"
        if by == "placement":
            row = when(self.places, child, day)
            words = {"U6": "Foster Care", "U1": "Connected Person", "P1": "Placed with Parents", "K2": "Residential",
                     "H5": "Supported accommodation / Lodging", "Z1": "Other"}  # fmt: skip
            return words[row["code"]] if row else "Not known"
        raise AssertionError(by)

    def legal_words(self, row):
        if row["local_code"] == "C1-38-6":
            return "Section 38.6 Interim Care Order"
        return {
            "C2": "Care Order S31.1(A) CA 1989", "C1": "Interim Care Order S38 CA 1989", "E1": "Placement Order",
            "V2": "S20 - Single Placement", "L1": "Other", "V4": "Other",
        }[row["code"]]  # fmt: skip
