"""What is asked of whom where colleagues of one institution compare: nobody is host or peer there."""

from typing import NamedTuple


class Row(NamedTuple):
    """What a colleague is asked, one line more; the same for whoever leads or looks on; and who speaks."""

    ask: str
    more: str
    wall: str
    wall_more: str
    floor: str


# {facilitator} stands for a name. One row a kind of step.
ROWS: dict[str, Row] = {
    "welcome": Row("Say hello", "Your name, your role, and where you meet careers in your work.",
                   "Welcome", "Everyone says who they are and where they meet careers in their work.", ""),
    "context": Row("Recall where we were", "Last year’s position and actions, and what we know now.",
                   "What has changed", "Last year’s position and actions, and what we know now.", "All of us."),
    "rate_alone": Row("Rate alone", "In silence. What you choose is kept as you tap it; nobody sees it until all do.",
                      "Everyone rates alone", "In silence. Nobody sees it until all do.",
                      "No one has the floor. This is quiet time."),
    "compare": Row("Put your device down", "{facilitator} shows all levels at once, without names.",
                   "All levels at once", "Without names, the widest differences first.", "All of us."),
    "agree": Row("Agree one level", "One level and its evidence for each statement; write down the doubt.",
                 "Which level could we defend?", "One level and its evidence; if we are torn, the doubt.",
                 "All of us."),
    "strengths": Row("Name what we do well", "A strength with its evidence, that others could learn from.",
                     "What do we do well?", "Strengths that we have evidence for.", "All of us."),
    "actions": Row("Choose a few actions", "One owner and one date each. Nothing counts until it is agreed.",
                   "A few actions", "One owner and one date each.", "All of us."),
    "read_back": Row("Listen, and correct", "Stop {facilitator} if a word is wrong.",
                     "Read-back", "Stop us if a word is wrong.", "{facilitator} reads back."),
    "break": Row("Take a break", "This page goes on by itself when we start again.",
                 "Break", "We start again on time.", ""),
    "close": Row("Who hears this next?", "Governors, staff, learners: who tells them, and by when?",
                 "Who hears this next?", "Governors, staff, learners: who tells them, and by when?", ""),
    "lobby": Row("Settle in", "This page changes by itself. You can put your device down.",
                 "Welcome", "We start together.", ""),
    "after": Row("Thank you", "Read the minutes, put them right, and confirm them.",
                 "Thank you", "The minutes are being finished.", ""),
}  # fmt: skip

COMPARED = Row("Look at the widest differences", "Lowest first, then highest: what did you see?",
               "What did you see?", "The widest differences first: lowest, then highest.", "All of us.")  # fmt: skip
"""At a step of comparing, once the levels are shown."""

OTHER = Row("Take part", "Keep what matters in the bar below.", "Together", "", "All of us.")
"""A kind of step that this format does not have."""

OPEN = Row("Settle in", "The room is open and waits to start. This page changes by itself.",
           "Welcome", "The room is open. We start together.", "")  # fmt: skip
CONFIRMED = Row("Thank you", "The minutes are confirmed.", "Thank you", "The minutes are confirmed.", "")
