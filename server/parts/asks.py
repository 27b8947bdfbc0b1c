"""Who has the floor and what is asked of whom: one row of words for every kind of step."""

from server.eye import Eye
from server.parts import asks_colleagues
from server.parts.before import asked_before
from server.parts.loose_ends import held
from sessions.room import Institution

QUIET = frozenset({"write_questions", "peer_view"})
HOST_HAS_THE_FLOOR = frozenset({"context", "ratings", "clarify", "challenge", "reflect", "actions"})

Asked = tuple[str, str]
"""What is asked of somebody, and one line more."""

# {host}, {facilitator} stand for names. One row a step kind: host, peers, observers and the screen.
ASKS: dict[str, tuple[Asked, Asked, Asked]] = {
    "welcome": (
        ("Say hello", "Your name, your role, and what you hope to be asked."),
        ("Say hello", "Your name, your role, and what you bring."),
        ("Welcome", "Everyone says who they are and what they bring."),
    ),
    "context": (
        ("Tell your peers about your learners", "Your priorities, then the strengths you are proud of."),
        ("Listen to {host}", "Note what you want to ask; your questions are kept as you write."),
        ("{host} sets the scene", "Its learners, its priorities and its strengths."),
    ),
    "ratings": (
        ("Explain your levels", "For each statement: the level, and the evidence you trust most."),
        ("Look at the evidence", "Which rating would you like to ask about?"),
        ("Self-ratings and evidence", "{host} explains the levels it chose."),
    ),
    "clarify": (
        ("Answer in a sentence", "Facts only for now. The harder questions come next."),
        ("Ask for facts", "Short questions, short answers. Keep challenge for the next round."),
        ("Facts only", "Short questions and short answers."),
    ),
    "write_questions": (
        ("Take a breath", "Your peers write their questions in silence."),
        ("Write your questions", "In silence. Two or three that you would truly like answered."),
        ("Silent writing", "Peers write their questions. Nobody speaks."),
    ),
    "challenge": (
        ("Answer one question at a time", "Say what you know, and what you do not know yet."),
        ("Listen, then ask", "{facilitator} takes up one question at a time."),
        ("One question at a time", "Stay with it until it has been heard."),
    ),
    "peer_view": (
        ("Listen", "Your peers choose their levels first and speak second. Your turn comes next."),
        (
            "Choose a level for each statement",
            "Nobody outside your institution sees your view until {facilitator} reveals them all.",
        ),
        ("Peers choose their levels", "Quietly, and unseen until the reveal."),
    ),
    "reflect": (
        ("Keep or change each level", "Say what struck you, and why you keep or change."),
        ("Listen to what they decide", "{host} keeps or changes each level, and says why."),
        ("{host} reflects", "It keeps or changes each level, and says why."),
    ),
    "actions": (
        ("Choose the actions you will take", "One owner and one date each. Nothing counts until you agree it."),
        ("Offer what you can", "Help, a resource, an action worth taking."),
        ("Actions and offers", "Each action needs one owner and one date."),
    ),
    "read_back": (
        ("Listen, and correct", "Stop {facilitator} if a word is wrong."),
        ("Listen, and correct", "Stop {facilitator} if a word is wrong."),
        ("Read-back", "Stop us if a word is wrong."),
    ),
    "break": (
        ("Take a break", "{again} This page goes on by itself."),
        ("Take a break", "{again} This page goes on by itself."),
        ("Break", "{again}"),
    ),
    "insights": (
        ("What did we hear more than once?", "Name a pattern, and who else ought to hear it."),
        ("What did we hear more than once?", "Name a pattern, and who else ought to hear it."),
        ("What did we hear more than once?", "Patterns across today’s hours."),
    ),
    "close": (
        ("Put the next date in your diary", "Then a minute for feedback. Thank you."),
        ("Put the next date in your diary", "Then a minute for feedback. Thank you."),
        ("Thank you", "The next date, and a minute for feedback."),
    ),
    "tour": (
        ("Show an ordinary day", "Your peers write down what learners would notice."),
        ("Write down what you see", "First what it is, later what it means."),
        ("Tour", "Write down what you see before you decide what it means."),
    ),
    "interview": (
        ("Answer openly", "No names of pupils or students."),
        ("Listen and note", "No names of pupils or students."),
        ("Conversation", "No names of pupils or students."),
    ),
    "evidence": (
        ("Show what you use yourselves", "Nothing made for today."),
        ("Read the evidence beside the ratings", "Note what convinces you, and what is missing."),
        ("Evidence", "Read beside the self-ratings."),
    ),
    "action_review": (
        ("Take each action in turn", "Done, under way, stalled or dropped, and what a learner would notice."),
        ("Ask what difference it made", "An action that stalled is worth as much talk as one that finished."),
        ("Action by action", "Done, under way, stalled or dropped."),
    ),
    "lobby": (
        ("Settle in", "This page changes by itself. You can put this device down."),
        ("Settle in", "This page changes by itself. You can put this device down."),
        ("Welcome", "We start together."),
    ),
    "after": (
        ("Thank you", "Read your part of the minutes, put it right, and confirm it."),
        ("Thank you", "Read your part of the minutes, put it right, and confirm it."),
        ("Thank you", "The minutes are being finished."),
    ),
}


AFTER_THE_REVEAL: tuple[Asked, Asked, Asked] = (
    ("Listen to what they see", "Your peers talk about their levels and reasons. Your turn comes next."),
    ("Talk about what you see", "The views are on the table: where do they differ, and why?"),
    ("The views are on the table", "Peers talk about what they see. The host listens."),
)

SAY_AFTER_THE_REVEAL = (
    "The views are on the table. Peers, tell us what you saw, and where your views differ. "
    "Host, please go on listening and taking notes; your turn comes next."
)


OPEN: tuple[Asked, Asked, Asked] = (
    ("Settle in", "The room is open and waits to start. This page changes by itself."),
    ("Settle in", "The room is open and waits to start. This page changes by itself."),
    ("Welcome", "The room is open. We start together."),
)

CONFIRMED: tuple[Asked, Asked, Asked] = (("Thank you", "The minutes are confirmed."),) * 3
PART_CONFIRMED: tuple[Asked, Asked, Asked] = (("Thank you", "Your part of the minutes is confirmed."),) * 3
NO_PART: tuple[Asked, Asked, Asked] = (("Thank you", "Your hour was not held. The minutes are here to read."),) * 3


def floor_words(eye: Eye) -> str:
    """Who has the floor, where it is not one institution."""
    if eye.among_colleagues:
        return _row(eye).floor.format(facilitator=eye.facilitator) if eye.slot and eye.kind != "after" else ""
    if eye.peers_speak:
        return "The peers have the floor."
    if eye.kind in QUIET:
        return "No one has the floor. This is quiet time."
    return f"{eye.facilitator} reads back." if eye.kind == "read_back" and eye.slot else ""


def said(eye: Eye) -> str:
    """The sentence for whoever leads: the format's own until views are on the table."""
    step = eye.room.step if eye.room.run else None
    return SAY_AFTER_THE_REVEAL if eye.peers_speak else step.say if step else ""


def asked(eye: Eye) -> Asked:
    """What is asked of this audience now."""
    step = eye.room.step
    if not eye.is_screen and (before := asked_before(eye)):
        return before
    if eye.among_colleagues:
        row = _row(eye)
        ask, more = (row.ask, row.more) if eye.audience.role == "member" else (row.wall, row.wall_more)
        return ask, more.format(facilitator=eye.facilitator)
    if eye.kind == "welcome" and step and step.purpose and step.id != eye.room.programme[0].id:
        return step.title, step.purpose  # a format has several of these, each with words of its own
    host, peer, other = _rows(eye)
    words = host if eye.is_host else peer if eye.audience.role == "member" else other
    names = {"host": eye.host.name if eye.slot else "", "facilitator": eye.facilitator, "again": _again(eye)}
    return words[0].format(**names), words[1].format(**names)


def _again(eye: Eye) -> str:
    """When a break ends, as it looks now, and with whose hour the room goes on."""
    if eye.kind != "break" or eye.position is None:
        return ""
    order = [step.id for step in eye.room.programme]
    following = eye.room.programme[order.index(eye.position.step.id) + 1 :][:1]
    host = next((eye.room.institutions[eye.room.slots[one.slot].host].name for one in following if one.slot), "")
    at = "" if eye.position.paused else f" at {eye.time(eye.position.ends_at)}"
    return f"We start again{at}{f' with {host}' if host else ''}."


def _row(eye: Eye) -> asks_colleagues.Row:
    """What is asked where colleagues of one institution compare."""
    if eye.room.state == "confirmed":
        return asks_colleagues.CONFIRMED
    if eye.kind == "lobby" and eye.room.state == "open":
        return asks_colleagues.OPEN
    if eye.kind == "compare" and eye.slot and eye.slot.id in eye.room.compared:
        return asks_colleagues.COMPARED
    return asks_colleagues.ROWS.get(eye.kind, asks_colleagues.OTHER)


def floor_of(eye: Eye) -> Institution | None:
    """The institution that has the floor, where one has; among colleagues of one it goes without saying."""
    return eye.host if eye.slot and eye.kind in HOST_HAS_THE_FLOOR and not eye.among_colleagues else None


def _rows(eye: Eye) -> tuple[Asked, Asked, Asked]:
    if eye.room.state == "confirmed":
        return CONFIRMED
    if eye.kind == "after" and eye.slot and eye.slot.confirmed_by:
        return PART_CONFIRMED
    if eye.kind == "after" and eye.slot and eye.slot.id not in held(eye.room):
        return NO_PART
    if eye.kind == "lobby" and eye.room.state == "open":
        return OPEN
    return AFTER_THE_REVEAL if eye.peers_speak else ASKS[eye.kind]
