"""The template to fill in: a model with one statement as an example, and notes on every column."""

from sessions.framework import Framework, LevelMeaning, Statement, Theme

NOTES = (
    (
        "How to fill this in",
        (
            "Write your model into the sheet “Framework”: above the headings what concerns the whole model, below them "
            "one row for each statement. Remove the example."
        ),
    ),
    ("Title", "What the model is called, for instance with its edition."),
    (
        "Id",
        (
            "A short name that stays the same for ever: small letters, digits and hyphens. The same id again makes a "
            "newer version of the same model."
        ),
    ),
    (
        "Institution types",
        (
            "For whom the model is: secondary, special, pru, ap, fe, sixth_form, with commas between. New rooms for "
            "these types take it by themselves."
        ),
    ),
    ("Source", "Where the model comes from, and under which terms you use it. May be empty."),
    (
        "Level 1, Level 2 …",
        (
            "A name for each level, lowest first, and beside it what it means in general. From two to nine levels; "
            "each has a column of the same name below."
        ),
    ),
    ("Theme", "The number of the theme. Empty means: the same theme as in the row above."),
    ("Theme title", "What the theme is called. Once is enough."),
    (
        "Benchmarks",
        (
            "The Gatsby Benchmarks that the theme maps to, 1 to 8, with commas between. Models are compared by them. "
            "May be empty."
        ),
    ),
    (
        "Statement",
        (
            "The number of the statement, such as 1.1. The cell is formatted as text, so that 1.10 stays 1.10. A "
            "statement keeps its number from version to version."
        ),
    ),
    ("Title (of the statement)", "What people see on the cards and in the minutes."),
    ("Focus", "The question behind the statement. May be empty."),
    ("Level 1, Level 2 … (columns)", "What the statement looks like at each level. People choose between these."),
    ("Criteria", "Numbers of Quality in Careers criteria, with commas between. May be empty."),
    (
        "Challenge question 1, 2 …",
        (
            "Questions that peers may ask about the statement. One column “Challenge questions” with a question on "
            "each line is read too. May be empty."
        ),
    ),
    (
        "Formulas",
        "Nothing here is calculated. What looks like a formula is kept as the text it is; paste values, not formulas.",
    ),
)

TEMPLATE = Framework(
    id="our-model", title="Our own maturity model", version="", applies_to=("secondary", "special"),
    source="Write here where the model comes from.",
    levels=(
        LevelMeaning(1, "Starting", "Something is in place, but little is written down or checked."),
        LevelMeaning(2, "Building", "There is a plan, though it does not reach everyone yet."),
        LevelMeaning(3, "Embedded", "It runs through normal practice for all learners."),
        LevelMeaning(4, "Leading", "Evidence over time shows better outcomes for every group."),
    ),
    themes=(
        Theme("theme-1", 1, "Leadership and planning", (1,), (
            Statement(
                id="1.1", title="A plan that lasts",
                focus="Is there a plan for more than one year, and who carries it?",
                levels=(
                    "Careers activity happens from term to term without a written aim.",
                    "There is a yearly plan, written mostly by one person.",
                    "Staff, learners and governors know the plan and describe it in similar words.",
                    "The plan is part of the improvement plan, and leaders can show what followed from it.",
                ),
                qic=("1.1",),
                challenge=(
                    "If we asked three colleagues in the corridor, what would each say careers is for here?",
                    "What has the plan made you stop doing?",
                ),
            ),
        )),
    ),
)  # fmt: skip
"""An example to overwrite. Its texts are ours, not those of any published model."""
