"""What a person may do here: roles as a table in code, each described for the person who grants it."""

from dataclasses import dataclass

IRO = "iro"
IRO_MANAGER = "iro_manager"
BUSINESS_SUPPORT = "business_support"
SOCIAL_WORKER = "social_worker"
TEAM_MANAGER = "team_manager"
SENIOR_MANAGER = "senior_manager"
DATA_COLLEAGUE = "data_colleague"
ADMINISTRATOR = "administrator"

# Permissions
READ_INBOX = "read own inbox"
SEE_MAILBOX = "see every message"
SEE_DESK = "see own desk"
SEE_SERVICE = "see the service's desk"
SEE_CHILDREN = "see children"
SEE_FIGURES = "see figures"
SEE_RECORDS_BEHIND = "see the records behind figures"
RECORD_REVIEW = "record a review"
DECIDE_REVIEW = (
    "decide on a review"  # issue its decisions, grade the plan and the papers, write the letter to the child
)
BOOK = "book reviews"
MOVE = "authorise another day for a booked review"
WRITE_PAPERS = "write in a review's papers"
SEND_OUT = "send out a review's papers"
ANSWER_DECISIONS = "answer decisions"
SEE_DECISIONS = "see the register of decisions"
SEE_CALENDAR = "see the calendar of reviews"
TELL_CHANGE = "tell the IRO of a change"
KEEP_PEOPLE = "keep the people round a child"
ASK_VIEWS = "ask for views"
READ_VIEWS = "read what people said"
ANSWER_ALARMS = "answer calls for help"
KEEP_VOICE = "keep advocacy, visitors, complaints and quotations"
SEE_VOICE = "see what was said and done across children"
SEE_CHALLENGES = "see challenges"
RAISE_CHALLENGE = "raise a challenge"  # and move, settle and close it
ANSWER_CHALLENGE = "answer a challenge"
OVERSEE_CHALLENGES = "see challenges across children"  # the service's issues, and the lists sent to senior managers
ALLOCATE = "allocate children to IROs"
RECORD_FACTS = "record facts about a child"
SET_INTERVAL = "set a child's review interval"
RESTRICT = "restrict a child's record"
IMPORT = "import returns and lists"
EXPORT = "export lists"
REPORT = "make the annual report"
SET_UP = "set up the service"
MANAGE_PEOPLE = "manage people and roles"


@dataclass(frozen=True)
class Role:
    """A role: its key in the database, its title, what it is for, and what it may do."""

    key: str
    title: str
    description: str
    may: frozenset[str]


def _role(key, title, description, *may):
    return Role(key, title, description, frozenset({READ_INBOX, *may}))


ROLES = {
    role.key: role
    for role in (
        _role(
            IRO,
            "Independent Reviewing Officer",
            "Sees the children of the service, books, prepares and records reviews, decides and writes, challenges, sets shorter intervals.",
            SEE_DESK,
            SEE_CHILDREN,
            SEE_FIGURES,
            SEE_RECORDS_BEHIND,
            RECORD_REVIEW,
            DECIDE_REVIEW,
            SET_INTERVAL,
            EXPORT,
            BOOK,
            WRITE_PAPERS,
            SEND_OUT,
            SEE_DECISIONS,
            SEE_CALENDAR,
            TELL_CHANGE,
            KEEP_PEOPLE,
            ASK_VIEWS,
            READ_VIEWS,
            ANSWER_ALARMS,
            KEEP_VOICE,
            SEE_VOICE,
            SEE_CHALLENGES,
            RAISE_CHALLENGE,
            OVERSEE_CHALLENGES,
        ),
        _role(
            IRO_MANAGER,
            "IRO manager",
            "Sees everything of the service, allocates children, lets a booked review move, records for anybody and makes the annual report.",
            SEE_DESK,
            SEE_SERVICE,
            SEE_CHILDREN,
            SEE_FIGURES,
            SEE_RECORDS_BEHIND,
            RECORD_REVIEW,
            DECIDE_REVIEW,
            ALLOCATE,
            RECORD_FACTS,
            SET_INTERVAL,
            RESTRICT,
            EXPORT,
            REPORT,
            IMPORT,
            SET_UP,
            SEE_MAILBOX,
            BOOK,
            MOVE,
            WRITE_PAPERS,
            SEND_OUT,
            SEE_DECISIONS,
            SEE_CALENDAR,
            TELL_CHANGE,
            KEEP_PEOPLE,
            ASK_VIEWS,
            READ_VIEWS,
            ANSWER_ALARMS,
            KEEP_VOICE,
            SEE_VOICE,
            SEE_CHALLENGES,
            RAISE_CHALLENGE,
            OVERSEE_CHALLENGES,
            ANSWER_CHALLENGE,
        ),
        _role(
            BUSINESS_SUPPORT,
            "Business support",
            "Sees the due list and children, adds children and what changes for them, books reviews, types up and prints, sends out papers and sees what went to whom. Issues and grades nothing and writes no letter to a child.",
            SEE_SERVICE,
            SEE_CHILDREN,
            RECORD_REVIEW,
            RECORD_FACTS,
            EXPORT,
            SEE_MAILBOX,
            BOOK,
            WRITE_PAPERS,
            SEND_OUT,
            SEE_CALENDAR,
            KEEP_PEOPLE,
            ASK_VIEWS,
            KEEP_VOICE,
            SEE_VOICE,
        ),
        _role(
            SOCIAL_WORKER,
            "Social worker",
            "Sees the children they work with and nobody else's, writes the report for the review, tells the IRO of changes and answers challenges.",
            SEE_CHILDREN,
            WRITE_PAPERS,
            SEE_DECISIONS,
            TELL_CHANGE,
            KEEP_PEOPLE,
            SEE_CALENDAR,
            READ_VIEWS,
            SEE_CHALLENGES,
            ANSWER_CHALLENGE,
        ),
        _role(
            TEAM_MANAGER,
            "Social work team manager",
            "Sees the children of their own team, and answers the decisions and challenges about them.",
            SEE_CHILDREN,
            SEE_FIGURES,
            ANSWER_DECISIONS,
            SEE_DECISIONS,
            SEE_CALENDAR,
            TELL_CHANGE,
            SEE_CHALLENGES,
            ANSWER_CHALLENGE,
        ),
        _role(
            SENIOR_MANAGER,
            "Senior manager",
            "Sees figures and children of the councils they serve, and answers the challenges that reach them.",
            SEE_SERVICE,
            SEE_CHILDREN,
            SEE_FIGURES,
            SEE_RECORDS_BEHIND,
            REPORT,
            SEE_DECISIONS,
            SEE_CALENDAR,
            SEE_VOICE,
            SEE_CHALLENGES,
            ANSWER_CHALLENGE,
            OVERSEE_CHALLENGES,
        ),
        _role(
            DATA_COLLEAGUE,
            "Data colleague",
            "Imports returns and lists, mends data, exports; sees the records behind figures.",
            SEE_CHILDREN,
            SEE_FIGURES,
            SEE_RECORDS_BEHIND,
            IMPORT,
            EXPORT,
            RECORD_FACTS,
            REPORT,
            SET_UP,
        ),
        _role(
            ADMINISTRATOR,
            "Administrator",
            "Gives people their roles and sets up the service. Sees no child.",
            MANAGE_PEOPLE,
            SET_UP,
        ),
    )
}
