"""Sample papers: a letter to a child, minutes, a letter to a grown-up. All made up."""

from footprint.documents.paper import Bullets, Grid, Heading, PageBreak, Paper, Said, Words

from .sample import NASTY


def letter(**changes) -> Paper:
    """A letter to a child, two pages long."""
    parts: dict = {
        "title": "Your review on 4 February",
        "to": ["Amara Whitfield"],
        "date": "Thursday 6 February 2025",
        "blocks": [
            Words("Dear Amara,"),
            Words(
                "Thank you for starting your review with your own list. Everyone heard you. And thank you for the drumming. "
                "You have got really good."
            ),
            Said("Kofi is my first one, second one and third one.", "You, at your review"),
            Heading("What you told us"),
            Words(
                "You like living with Denise and Carlton, and you think you can stay. You miss Kofi. You want to see him "
                "every week, not just when somebody has time. You asked why nobody told you that Helen was leaving. "
                "Someone should have told you. I am sorry that nobody did."
            ),
            Heading("What will happen"),
            Grid(
                ["What", "Who", "When"],
                [
                    ["You and Kofi spend every other Saturday together, from 10am to 4pm", "Tom", "Since 1 February"],
                    ["You and Tom make your life story book. You meet six times", "Tom", "From 25 February"],
                    [
                        "We ask a group called the fostering panel to let you stay with Denise and Carlton until you are 18",
                        "Imran, Tom’s manager",
                        "20 March",
                    ],
                    ["You go to the dentist", "Denise", "By 28 February"],
                ],
            ),
            Words(
                "You asked for every week with Kofi. We could not agree to that yet. I will come and see you in April."
            ),
            Heading("If it does not happen"),
            Words(
                "Seeing Kofi and your life story book were promised before, and we did not keep those promises. That was not "
                "good enough. I now check on them every week. If something does not happen, text me on 07700 900417."
            ),
            Bullets(["You can tell me.", "You can complain.", "Leila can speak up for you."]),
            Heading("Next time"),
            Words("Your next review has to be by Tuesday 22 July. Tell me who you want there.\n\nWith best wishes,"),
        ],
        "sender": ["Ruth", "Ruth Adeyemi, your Independent Reviewing Officer."],
        "footer": "This letter is yours to keep. A copy is kept in your records, for when you are older.",
        "show_title": False,
    }
    return Paper(**(parts | changes))


def minutes(**changes) -> Paper:
    """Minutes with a long table."""
    parts: dict = {
        "title": "Record of the review of A.W.",
        "to": ["Tom Ward", "Imran Sheikh"],
        "date": "20 February 2025",
        "reference": "FP-1042",
        "sender": ["Ruth Adeyemi"],
        "organisation": "Wexmoor Council",
        "banner": "Made-up records",
        "look": "record",
        "footer": "Kept on the child’s record",
        "blocks": [
            Heading("The meeting"),
            Grid(["", ""], [["Held on", "4 February 2025"], ["Where", "At home"], ["Chaired by", "Amara, with Ruth"]]),
            Heading("Decisions"),
            Grid(
                ["What", "Who", "By when"],
                [
                    [f"Decision {number} is carried out as it was agreed", "Tom Ward", "31 March"]
                    for number in range(1, 61)
                ],
                "Decisions of 4 February",
            ),
            Words(NASTY),
            Said(NASTY, "Amara"),
            PageBreak(),
            Heading("What was said"),
            Words("Nothing was left out."),
        ],
    }
    return Paper(**(parts | changes))


def invitation(name: str = "Mr Sam Whitfield", **changes) -> Paper:
    """An invitation to a grown-up, on one page."""
    parts: dict = {
        "title": "Invitation to a review",
        "to": [name, "12 Mill Lane", "Wexmoor WX1 2AB"],
        "date": "6 January 2025",
        "organisation": "Wexmoor Council",
        "reference": "FP-1042",
        "blocks": [
            Words(f"Dear {name},"),
            Words("Please come on Tuesday 4 February at 4:15pm."),
            Words("Yours sincerely,"),
        ],
        "sender": ["Ruth Adeyemi", "Independent Reviewing Officer"],
    }
    return Paper(**(parts | changes))
