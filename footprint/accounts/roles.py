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
SEE_DESK = "see own desk"
SEE_SERVICE = "see the service's desk"
SEE_CHILDREN = "see children"
SEE_FIGURES = "see figures"
SEE_RECORDS_BEHIND = "see the records behind figures"
RECORD_REVIEW = "record a review"
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
    return Role(key, title, description, frozenset(may))


ROLES = {
    role.key: role
    for role in (
        _role(
            IRO,
            "Independent Reviewing Officer",
            "Sees the children of the service, records reviews and what belongs to them, sets shorter intervals.",
            SEE_DESK,
            SEE_CHILDREN,
            SEE_FIGURES,
            SEE_RECORDS_BEHIND,
            RECORD_REVIEW,
            SET_INTERVAL,
            EXPORT,
        ),
        _role(
            IRO_MANAGER,
            "IRO manager",
            "Sees everything of the service, allocates children, records for anybody and makes the annual report.",
            SEE_DESK,
            SEE_SERVICE,
            SEE_CHILDREN,
            SEE_FIGURES,
            SEE_RECORDS_BEHIND,
            RECORD_REVIEW,
            ALLOCATE,
            RECORD_FACTS,
            SET_INTERVAL,
            RESTRICT,
            EXPORT,
            REPORT,
            IMPORT,
            SET_UP,
        ),
        _role(
            BUSINESS_SUPPORT,
            "Business support",
            "Sees the due list and children, adds children and what changes for them, and records what went out.",
            SEE_SERVICE,
            SEE_CHILDREN,
            RECORD_REVIEW,
            RECORD_FACTS,
            EXPORT,
        ),
        _role(
            SOCIAL_WORKER,
            "Social worker",
            "Sees the children they work with, and nobody else's.",
            SEE_CHILDREN,
        ),
        _role(
            TEAM_MANAGER,
            "Social work team manager",
            "Sees the children of their own team.",
            SEE_CHILDREN,
            SEE_FIGURES,
        ),
        _role(
            SENIOR_MANAGER,
            "Senior manager",
            "Sees figures and children of the councils they serve.",
            SEE_SERVICE,
            SEE_CHILDREN,
            SEE_FIGURES,
            SEE_RECORDS_BEHIND,
            REPORT,
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
