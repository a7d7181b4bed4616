"""The profiles that ship: each council's procedure for challenge, its words, bands and groups, against what its report prints."""

import tomllib
from copy import deepcopy
from datetime import date

import pytest

from footprint.children.codes import code_set
from footprint.council.profile import FOLDER, names, profile
from footprint.disputes.procedure import (
    COMMON,
    MEETING,
    STEPS_UP,
    ProcedureWrong,
    changes_in,
    parse,
    procedure_on,
    versions,
)
from footprint.figures.catalogue import FIGURES

D = date.fromisoformat
SHIPPED = ["bradford", "croydon", "haringey", "lewisham", "neutral", "peterborough"]
OLD, NEW = D("2020-04-13"), D("2020-04-14")
SENIOR = ("collective", "head_of_service")

# Who is asked at each stage, in order.
STAGES = [
    (
        "neutral",
        "2021-06-01",
        [
            ("informal", "social_worker"),
            ("1", "team_manager"),
            ("2", "service_manager"),
            ("3", "head_of_service"),
            ("4", "assistant_director"),
            SENIOR,
        ],
    ),
    (
        "croydon",
        "2019-06-01",
        [
            ("informal", "social_worker"),
            ("meeting", "team_manager"),
            ("1", "team_manager"),
            ("2", "service_manager"),
            ("3", "head_of_service"),
            SENIOR,
        ],
    ),
    (
        "lewisham",
        "2016-06-01",
        [
            ("informal", "social_worker"),
            ("1", "team_manager"),
            ("2", "service_manager"),
            ("3", "head_of_service"),
            SENIOR,
        ],
    ),
    (
        "bradford",
        "2020-04-13",
        [
            ("informal", "social_worker"),
            ("1", "team_manager"),
            ("2", "service_manager"),
            ("3", "head_of_service"),
            SENIOR,
        ],
    ),
    (
        "bradford",
        "2020-04-14",
        [
            ("informal", "social_worker"),
            ("1", "team_manager"),
            ("2", "service_manager"),
            ("3", "head_of_service"),
            SENIOR,
        ],
    ),
    (
        "peterborough",
        "2020-06-01",
        [
            ("informal", "team_manager"),
            ("1", "team_manager"),
            ("2", "group_manager"),
            ("3", "head_of_service"),
            SENIOR,
        ],
    ),
    (
        "haringey",
        "2021-06-01",
        [
            ("informal", "social_worker"),
            ("case-note", "team_manager"),
            ("1", "team_manager"),
            ("2", "service_manager"),
            ("3", "head_of_service"),
            ("4", "assistant_director"),
            SENIOR,
        ],
    ),
]

TABLE_14 = [
    "Care Plan not being updated / poor quality",
    "Drift and Delay in care planning",
    "Assessments not being updated /poor quality",
    "Poor Preparation for the Child in Care review",
    "Review Recommendations not being followed up",
    "IRO not being notified of significant changes",
    "Lack of information sharing",
    "Social Work visits to children not being undertaken within statutory timeframe",
    "New risks not being assessed",
    "Insufficient evidence of the child's voice",
    "Insufficient evidence of parent / carer views",
    "Case Management oversight",
    "Other",
]
NINETEEN = [
    "Care Plan / Pathway Plan / Social Worker Report not completed",
    "Delays in Matching / Permanency",
    "Drift in Care planning / Implementation of Review Decisions",
    "EU Settled Status",
    "Strategy / Safety Planning",
    "Social Worker availability",
    "Placement Stability / Suitability",
    "Case Recordings",
    "Finances / subsistence",
    "Child & Family or other assessments not completed",
    "Strengths & Difficulty Questionnaires not completed",
    "Unregulated Placement",
    "Visits not undertaken",
    "Multi agency working",
    "Concerns raised by the Young Person",
    "PEP not up to date",
    "CLA Review Out of Timescales",
    "Dentals out of timescales",
    "Working/Communicating with Parents",
]
NINE = [
    "Decisions not being implemented",
    "Practice issues, which include assessments and other paperwork not being completed",
    "Drift in care planning",
    "Statutory visits",
    "Placement issues",
    "Pre-meeting reports not completed, shared or of adequate quality",
    "Issues regarding placement",
    "Delays in achieving permanence",
    "Lack of supervision or management oversight",
]
THIRTEEN_PLACEMENTS = [
    "Residential School",
    "LBL Fostering",
    "Agency Fostering",
    "Residential Care",
    "Semi Independence",
    "Kinship Fostering",
    "Mother and Baby Unit",
    "In lodgings or Living Independently with no formal support",
    "Placed for Adoption",
    "Secure Accommodation",
    "Medical / Nursing Care",
    "Prison / YOI",
    "Placed with parent(s)",
]
# The national set below each set of groups, and the local codes between.
SETS = {
    "legal_status": ("legal_status", "legal_status"),
    "legal_status_on_entry": ("legal_status", "legal_status"),
    "placement": ("placement_type", "placement"),
    "end_reason": ("reason_episode_ceased", "end_reason"),
    "ethnicity": ("ethnicity", "ethnicity"),
}


def every(name):
    """The versions of a profile's procedure. One that cannot be followed fails here, with its sentence."""
    found = versions(profile(name))
    assert found
    return found


def raw(name):
    return tomllib.loads(FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8"))


# -- the procedures that ship


def test_these_profiles_ship():
    assert names() == SHIPPED
    assert {name for name, *_ in STAGES} == set(SHIPPED)


@pytest.mark.parametrize(("name", "day", "asked"), STAGES, ids=[f"{n} {d}" for n, d, _ in STAGES])
def test_who_is_asked_at_each_stage(name, day, asked):
    assert [(s.key, s.asked) for s in procedure_on(name, D(day)).stages.values()] == asked


@pytest.mark.parametrize("name", SHIPPED)
def test_only_formal_stages_count_and_one_is_for_many_children(name):
    for made in every(name):
        informal = {"informal", "meeting", "collective"}
        assert [s.key for s in made.stages.values() if s.collective] == ["collective"]
        assert {s.key for s in made.stages.values() if s.formal} == set(made.stages) - informal
        assert [s.key for s in made.stages.values() if s.counts != s.formal] == ["case-note"] * (name == "haringey")


@pytest.mark.parametrize("name", SHIPPED)
def test_every_stage_can_be_reached_and_leads_on_in_order(name):
    for made in every(name):
        order = [s.key for s in made.stages.values() if not s.collective]
        assert set(made.stages) == set(made.starts).union(*(s.next for s in made.stages.values()))
        for at, key in enumerate(order):
            assert list(made.stage(key).next) == order[at + 1 :]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_time_is_said_to_be_printed(name):
    """None of the reports prints a stage's time: each is our setting, and says so, in the source too."""
    for made in every(name):
        assert {s.mark for s in made.stages.values()} == {"C"}
        assert name == "neutral" or "(C)" in made.source


@pytest.mark.parametrize(
    ("name", "day", "stage", "what", "value"),
    [
        ("bradford", NEW, "2", "how", MEETING),
        ("bradford", NEW, "2", "chair", "iro_manager"),
        ("bradford", NEW, "2", "present", ("service_manager",)),
        ("bradford", NEW, "3", "how", MEETING),
        ("bradford", NEW, "3", "present", ("safeguarding_manager", "head_of_service")),
        ("bradford", NEW, "1", "told", ("service_manager", "iro_manager")),
        ("bradford", NEW, "1", "next", ("2", "3")),
        ("bradford", OLD, "2", "how", "written"),
        ("bradford", OLD, "3", "how", "written"),
        ("croydon", OLD, "informal", "how", "talk"),
        ("croydon", OLD, "meeting", "chair", "iro_manager"),
        ("lewisham", OLD, "informal", "told", ("team_manager", "service_manager")),
        ("lewisham", OLD, "1", "told", ("service_manager",)),
        ("peterborough", OLD, "informal", "how", "talk"),
        ("peterborough", OLD, "informal", "told", ("head_of_service",)),
        ("haringey", OLD, "1", "told", ("service_manager",)),
        ("haringey", OLD, "1", "silence", STEPS_UP),
        ("haringey", OLD, "2", "silence", STEPS_UP),
        ("haringey", OLD, "3", "silence", STEPS_UP),
        ("haringey", OLD, "4", "silence", "proposed"),
    ],
)
def test_what_the_reports_say_of_a_stage(name, day, stage, what, value):
    assert getattr(procedure_on(name, day).stage(stage), what) == value


def test_what_the_reports_say_of_the_whole():
    now = {name: procedure_on(name, NEW) for name in SHIPPED}
    assert now["lewisham"].by_rag == {"amber": "informal", "red": "1"}
    assert now["peterborough"].immediate == ("team_manager", "head_of_service")
    assert set(now["haringey"].praise) == {
        "social_worker",
        "team_manager",
        "service_manager",
        "head_of_service",
        "assistant_director",
        "principal_social_worker",
    }
    assert now["bradford"].starts == ("informal", "1", "2", "3", "collective")
    outstanding = profile("peterborough").lists["outstanding"]
    assert (outstanding["every_weeks"], outstanding["to"]) == (2, ["head_of_service", "group_manager"])


@pytest.mark.parametrize(
    ("name", "day", "number"),
    [
        ("neutral", NEW, 20),
        ("croydon", NEW, 4),
        ("lewisham", NEW, 14),
        ("bradford", OLD, 6),
        ("bradford", NEW, 13),
        ("peterborough", NEW, 9),
        ("haringey", NEW, 19),
    ],
)
def test_the_number_of_themes(name, day, number):
    themes = procedure_on(name, day).themes
    assert len(themes) == number
    assert len({label for label, _ in themes.values()}) == number
    assert {common for _, common in themes.values()} <= set(COMMON)


@pytest.mark.parametrize(("name", "printed"), [("bradford", TABLE_14), ("haringey", NINETEEN), ("peterborough", NINE)])
def test_the_themes_are_those_of_the_printed_table(name, printed):
    assert [label for label, _ in procedure_on(name, D("2021-06-01")).themes.values()] == printed


# -- versions


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (D("2009-01-01"), D("2010-04-01")),
        (OLD, D("2010-04-01")),
        (NEW, NEW),
        (D("2021-03-31"), NEW),
    ],
)
def test_the_version_of_a_day(day, since):
    assert procedure_on("bradford", day).starts_on == since


def test_versions_differ_in_their_digest():
    old, new = versions(profile("bradford"))
    assert old.digest != new.digest
    assert new.digest == parse(deepcopy(new.data), profile("bradford")).digest


@pytest.mark.parametrize(
    ("first", "last", "changes"),
    [
        ("2020-04-01", "2021-03-31", 1),
        ("2019-04-01", "2020-04-14", 1),
        ("2019-04-01", "2020-04-13", 0),
        ("2020-04-14", "2021-03-31", 0),
        ("2009-04-01", "2010-04-30", 0),
    ],
)
def test_a_change_is_said_for_a_period_that_spans_it(first, last, changes):
    assert len(changes_in("bradford", D(first), D(last))) == changes
    assert changes_in("haringey", D(first), D(last)) == []


def test_what_changed_is_said():
    (said,) = changes_in("bradford", D("2020-04-01"), D("2021-03-31"))
    assert "14 April 2020" in said
    assert "new themes: IRO not being notified of significant changes" in said
    assert "Case Management oversight" in said
    assert "Drift and Delay" not in said
    assert "no longer used" not in said
    assert "stages and themes under which they were raised" in said


@pytest.mark.parametrize(
    ("name", "before", "after", "skipped"),
    [
        ("haringey", "informal", "1", []),
        ("haringey", "informal", "3", ["1", "2"]),
        ("haringey", "case-note", "2", ["1"]),
        ("haringey", "1", "2", []),
        ("haringey", "1", "4", ["2", "3"]),
        ("haringey", "3", "1", []),
        ("haringey", "1", "case-note", []),
        ("haringey", "informal", "collective", []),
        ("bradford", "", "3", ["1", "2"]),
        ("bradford", "1", "3", ["2"]),
        ("croydon", "meeting", "2", ["1"]),
    ],
)
def test_the_formal_stages_passed_over(name, before, after, skipped):
    assert procedure_on(name, NEW).passed_over(before, after) == skipped


# -- mistakes

SOUND = {
    "title": "Ours",
    "from": D("2020-01-01"),
    "stages": {
        "1": {"title": "First", "asked": "team_manager", "days": 5, "next": ["2"]},
        "2": {"title": "Second", "asked": "head_of_service", "days": 5},
    },
    "starts": ["1"],
    "themes": {"drift": ["Drift", "drift"]},
}


def broken(at, value):
    """The sound procedure with one value put at a path; None takes it away."""
    data = deepcopy(SOUND)
    *path, last = at.split(".")
    place = data
    for part in path:
        place = place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return data


def test_the_sound_one_is_taken():
    made = parse(deepcopy(SOUND), profile("neutral"))
    assert (made.stage("1").next, made.whole, made.stage("2").silence) == (("2",), 20, "proposed")
    assert parse(broken("from", "2020-01-01"), profile("neutral")).starts_on == D("2020-01-01")


@pytest.mark.parametrize(
    ("at", "value", "said"),
    [
        ("title", None, "The procedure “without a title” has no “title”"),
        ("from", None, "“Ours” has no “from”"),
        ("stages", None, "“Ours” has no “stages”"),
        ("starts", [], "“Ours” has no “starts”"),
        ("themes", {}, "“Ours” has no “themes”"),
        ("from", "soon", "“Ours”: “from” is a day"),
        ("starts", ["0"], "“Ours”: there is no stage “0”. There are: 1, 2."),
        ("stages.1.next", ["9"], "“Ours”, stage “1”: there is no stage “9”. There are: 1, 2."),
        ("stages.1.next", ["1"], "“Ours”: stage “1” cannot follow itself"),
        ("stages.1.title", None, "“Ours”, stage “1”: missing 1 required positional argument: 'title'"),
        ("stages.1.title", "", "“Ours”, stage “1”: “title” is empty"),
        ("stages.1.asked", "", "“Ours”, stage “1”: “asked” is empty"),
        ("stages.1.asked", "king", "“Ours”, stage “1”: there is no level “king”"),
        ("stages.2.chair", "king", "“Ours”, stage “2”: there is no level “king”"),
        ("stages.2.present", ["king"], "“Ours”, stage “2”: there is no level “king”"),
        ("stages.2.told", ["king"], "“Ours”, stage “2”: there is no level “king”"),
        ("stages.2.colour", "red", "“Ours”, stage “2”: got an unexpected keyword argument 'colour'"),
        ("stages.2.days", 0, "“Ours”, stage “2”: “days” is a number of working days from 1 to 60"),
        ("stages.2.days", "5", "“Ours”, stage “2”: “days” is a number"),
        ("stages.2.days", 16, "“Ours”: its formal stages take 21 working days, more than 20 in all"),
        ("whole", 9, "“Ours”: its formal stages take 10 working days, more than 9 in all"),
        ("whole", 40, "“Ours”: “whole” is a number of working days from 1 to 20"),
        ("whole", "20", "“Ours”: “whole” is a number of working days from 1 to 20"),
        ("stages.2.silence", "steps_up", "“Ours”: stage “2” steps up by itself, and no stage follows"),
        ("stages.2.silence", "shout", "“Ours”, stage “2”: “silence” is one of: steps_up, proposed"),
        ("stages.2.how", "letter", "“Ours”, stage “2”: “how” is one of: written, talk, meeting"),
        ("stages.2.mark", "A", "“Ours”, stage “2”: “mark” is one of: B, C"),
        ("immediate", ["king"], "“Ours”: there is no level “king”"),
        ("praise", ["king"], "“Ours”: there is no level “king”"),
        ("by_rag", {"blue": "1"}, "“Ours”: there is no colour “blue”. There are: green, amber, red."),
        ("by_rag", {"red": "2"}, "“Ours”: there is no first stage “2”. There are: 1."),
        ("themes.drift", ["Drift", "weather"], "“Ours”: there is no common theme “weather”"),
        ("themes.drift", ["Drift"], "“Ours”, theme “drift”: it has a label and a common theme"),
        ("themes.drift", "Drift", "“Ours”, theme “drift”: it has a label and a common theme"),
    ],
)
def test_a_mistake_is_answered_with_its_place(at, value, said):
    with pytest.raises(ProcedureWrong) as refused:
        parse(broken(at, value), profile("neutral"))
    assert said in str(refused.value)


def test_what_does_not_count_is_not_in_the_twenty_days():
    data = broken("stages.2.days", 16)
    data["stages"]["1"]["formal"] = False
    assert not parse(data, profile("neutral")).stage("1").counts
    data = broken("stages.2.days", 16)
    data["stages"]["1"]["counts"] = False
    assert parse(data, profile("neutral")).stage("1").formal


# -- the rest of a profile


@pytest.mark.parametrize("name", SHIPPED)
def test_a_profile_names_only_words_settings_and_levels_that_there_are(name):
    ours, neutral = raw(name), raw("neutral")
    assert ours.get("extends") == (None if name == "neutral" else "neutral")
    for part, more in (("words", {"review_to_child"}), ("settings", set()), ("levels", set()), ("voice", set())):
        assert set(ours.get(part, {})) <= set(neutral[part]) | more, part
        assert all(ours.get(part, {}).values()), part
    assert set(ours) <= set(neutral) | {"extends", "readings"}
    assert set(profile(name).words) >= set(neutral["words"])
    assert set(profile(name).settings["took_part"]) <= set(code_set("participation")) - {"PN0", "PN7"}
    for row in profile(name).lists.values():
        assert set(row["to"]) <= set(profile(name).levels)


def test_each_council_calls_a_challenge_what_its_report_does():
    said = {name: (profile(name).words["challenge"], profile(name).words["challenges"]) for name in SHIPPED}
    assert said == {
        "bradford": ("challenge", "challenges"),
        "croydon": ("CERP", "CERPs"),
        "haringey": ("escalation", "escalations"),
        "lewisham": ("escalation", "escalations"),
        "neutral": ("challenge", "challenges"),
        "peterborough": ("dispute", "disputes"),
    }


@pytest.mark.parametrize("name", SHIPPED)
def test_a_childs_own_letter_says_no_more_than_review(name):
    """A council's initials before "review" are for professionals."""
    words = profile(name).words
    assert words.get("review_to_child", words["review"]) == "review"


@pytest.mark.parametrize("name", SHIPPED)
def test_each_age_has_one_band(name):
    bands = profile(name).age_bands.values()
    assert {age: sum(low <= age <= high for low, high in bands) for age in range(26)} == dict.fromkeys(range(26), 1)


@pytest.mark.parametrize("name", SHIPPED)
def test_groups_hold_codes_that_there_are_and_each_code_once(name):
    ours = profile(name)
    assert set(ours.groups) == set(SETS)
    for of, groups in ours.groups.items():
        national, local = SETS[of]
        codes = [code for group in groups.values() for code in group]
        known = set(code_set(national)) | set(ours.local_codes.get(local, {}))
        assert sorted(codes) == sorted(set(codes)), of
        assert set(codes) <= known, of
        assert all(groups.values()), of
    for of, codes in ours.local_codes.items():
        assert {national for national, _ in codes.values()} <= set(code_set(SETS[of][0])), of


@pytest.mark.parametrize(
    ("name", "of", "code", "national", "label"),
    [
        ("lewisham", "placement", "U6-own", "U6", "LBL Fostering"),
        ("lewisham", "placement", "U4-agency", "U4", "Agency Fostering"),
        ("lewisham", "placement", "U5", "", "Fostering, not said whose"),
        ("lewisham", "ethnicity", "NOBT", "", "OTHER"),
        ("lewisham", "legal_status", "V2", "", "Section 20 accommodation"),
        ("croydon", "legal_status", "V2", "", "Section 20"),
        ("peterborough", "legal_status", "V2", "", "Voluntary Agreement"),
        ("peterborough", "legal_status", "J1", "", "Remand or youth justice"),
        ("haringey", "ethnicity", "MWAS", "", "Mixed heritage"),
    ],
)
def test_a_code_is_counted_under_the_councils_label(name, of, code, national, label):
    assert profile(name).group(of, code, national) == label


def test_lewishams_placements_are_those_of_its_table():
    extra = "Fostering, not said whose"
    assert [label for label in profile("lewisham").labels("placement") if label != extra] == THIRTEEN_PLACEMENTS


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("lewisham", ["0-4", "5-9", "10-14", "15-17", "18 or over"]),
        (
            "peterborough",
            [
                "Under 1 year old",
                "1 – 4 years old",
                "5 – 9 years old",
                "10 – 15 years old",
                "16 – 17 years old",
                "18 years and over",
            ],
        ),
    ],
)
def test_the_bands_are_those_of_the_printed_table(name, labels):
    assert list(profile(name).age_bands) == labels


@pytest.mark.parametrize(
    ("name", "figure", "day", "value"),
    [
        ("bradford", "reviews-on-time", "2021-03-31", 98),
        ("lewisham", "reviews-on-time", "2017-03-31", 100),
        ("croydon", "took-part", "2020-03-31", 80),
        ("croydon", "reviews-on-time", "2020-03-31", 100),
        ("haringey", "reviews-on-time", "2022-03-31", 100),
    ],
)
def test_what_a_council_aims_at(name, figure, day, value):
    assert profile(name).target(figure, D(day)).value == value


def test_targets_are_of_figures_that_there_are():
    assert {t.figure for name in SHIPPED for t in profile(name).targets} <= set(FIGURES)


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("croydon", {"PN1", "PN2", "PN3", "PN4"}),
        ("lewisham", {"PN1", "PN2", "PN3", "PN5", "PN6"}),
        ("peterborough", {"PN1", "PN2", "PN3", "PN4", "PN5", "PN6"}),
        ("haringey", {"PN1", "PN2", "PN3", "PN4", "PN5", "PN6"}),
    ],
)
def test_taking_part_is_counted_as_the_report_counts_it(name, counted):
    assert set(profile(name).settings["took_part"]) == counted
