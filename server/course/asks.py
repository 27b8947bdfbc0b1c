"""What each stage asks of each part: one row of words for every sort of meeting. First what holds for a peer review,
then what is other elsewhere."""

from collections.abc import Mapping

from server.course.parts import Part
from sessions.course import Sort, StageName

Asks = Mapping[Part, tuple[str, ...]]

_LEVELS = "Read how your institution rates itself, and ask of each level: how do we know?"
_CHALLENGE = "In the other hours, ask how they know, and say which level you would give."
_MOVED = "Rate again only what an action was meant to move."

PEER: Mapping[StageName, Asks] = {
    "preparation": {
        "facilitator": (
            "See what each institution still lacks, and ring whoever is stuck.",
            "Agree with your co-facilitator who keeps the clock and who notes answers.",
        ),
        "careers_leader": (
            "Rate your institution with two or three colleagues: each alone first, then one level together.",
            "Prepare your hour: what you want from it, your context, priorities, strengths and focus.",
            "Bring a senior leader, best of all one who champions disadvantaged learners.",
        ),
        "senior_leader": (_LEVELS, "Think about what you could decide on the day: time, people, money."),
        "sendco": (
            "Read how your institution rates itself: does each level hold for learners with SEND too?",
            "Bring the evidence that you trust most about them.",
        ),
        "governor": (_LEVELS, "Read its improvement priorities: which of them could careers provision serve?"),
        "member": (_LEVELS, "Add to what is prepared for your hour; several people can write at once."),
        "observer": ("Nothing needs preparing. Read who sees what.",),
    },
    "meeting": {
        "facilitator": (
            "You open the room, move it on, keep the clock and take up questions.",
            "What people agree stands in the minutes by itself; you read it back.",
        ),
        "careers_leader": (
            "In your own hour, explain your levels, answer, and after the reveal keep or change each one.",
            _CHALLENGE,
        ),
        "senior_leader": (
            "In your own hour, help to answer, and agree only actions that you can stand behind.",
            _CHALLENGE,
        ),
        "sendco": (
            "In your own hour, say what the levels mean for learners with SEND.",
            "In the other hours, ask the same: how do they know for these learners?",
        ),
        "governor": (
            "In your own hour, listen for what your governing body should know.",
            "In the other hours, ask as a friend who does not let go easily.",
        ),
        "member": ("In your own hour, help to answer.", _CHALLENGE),
        "observer": (
            "You see the clock and the day, and an hour where its host lets observers in.",
            "Nothing is asked of you.",
        ),
    },
    "record": {
        "facilitator": ("See that each host puts its own part right. Then confirm the minutes.",),
        "careers_leader": (
            "Read your part of the minutes, put it right, and confirm it within two weeks.",
            "Give the one-page summary to your leaders and governors.",
        ),
        "senior_leader": ("Read the summary, and see that each action has time and somebody to do it.",),
        "sendco": ("Read your part of the minutes: is what concerns learners with SEND put right?",),
        "governor": ("Ask for the one-page summary at the next meeting of governors.",),
        "member": ("Read your part of the minutes, and put right what you know better.",),
        "observer": ("Of the hours that let you in, you can read the minutes once their hosts have confirmed them.",),
    },
    "follow_up": {
        "facilitator": ("Fix the day on which the same people look at what became of the actions.",),
        "careers_leader": ("See your actions through, and tell the same people what became of each.", _MOVED),
        "senior_leader": ("Ask for the actions before then: what is done, what is stuck, what would help?", _MOVED),
        "sendco": ("See your actions through. What would learners with SEND notice?",),
        "governor": ("Ask what a learner notices of the actions that are done.",),
        "member": ("See your actions through, and tell the same people what became of each.",),
        "observer": ("Nothing is asked of you.",),
    },
}

_VISIT: Mapping[StageName, Asks] = {
    "preparation": {
        "careers_leader": (
            "Rate your institution with two or three colleagues: each alone first, then one level together.",
            "Plan what people will see: an ordinary day, nothing made for it.",
            "Prepare what you want from it, your context, priorities, strengths and focus.",
        ),
        "member": (_LEVELS, "Add to what is prepared; several people can write at once."),
    },
    "meeting": {
        "careers_leader": (
            "Show an ordinary day, then explain your levels and answer.",
            "After the reveal, keep or change each level, and choose your actions.",
        ),
        "senior_leader": ("Help to show and to answer, and agree only actions that you can stand behind.",),
        "sendco": ("Say what learners with SEND meet on an ordinary day, and how you know.",),
        "governor": ("Listen for what your governing body should know.",),
        "member": ("Help to show and to answer. Where you visit others: note what you see, then ask how they know.",),
        "observer": ("You see what the host lets observers see.", "Nothing is asked of you."),
    },
}

_EXPERT: Mapping[StageName, Asks] = {
    "preparation": _VISIT["preparation"],
    "meeting": {
        **_VISIT["meeting"],
        "careers_leader": (
            "Show the evidence that you use yourselves, and explain your levels.",
            "After the team has said what it found, keep or change each level, and choose your actions.",
        ),
        "member": ("Answer openly about what you do. No names of pupils or students.",),
    },
}

_INTERNAL: Mapping[StageName, Asks] = {
    "preparation": {
        "facilitator": (
            "See that the Careers Leader, senior leaders, the SENDCo, teachers and a governor can come.",
            "Have the context, the improvement priorities and the focus written down.",
        ),
        "careers_leader": (
            "Write down your context, priorities, strengths and focus, so that all look at the same.",
            "Bring evidence, but no levels agreed beforehand: colleagues rate alone in the room.",
        ),
        "senior_leader": ("Read the statements in focus. No role outranks another when the levels are shown.",),
        "sendco": ("Read the statements in focus with learners with SEND in mind, and bring what you know of them.",),
        "governor": ("Read the statements in focus, and say where you do not know: that is a finding too.",),
        "member": ("Read the statements in focus, and think what you know of each from your own work.",),
        "observer": ("Nothing needs preparing. Read who sees what.",),
    },
    "meeting": {
        "careers_leader": ("Rate alone, listen to where others see it differently, and agree one level together.",),
        "senior_leader": ("Rate alone, ask those who see it differently, and agree actions you can stand behind.",),
        "sendco": ("Rate alone. Where levels differ, say what learners with SEND would tell you.",),
        "governor": ("Rate alone, and ask how people know.",),
        "member": ("Rate alone, say why, and listen to where others see it differently.",),
        "observer": ("You see what the institution lets observers see.", "Nothing is asked of you."),
    },
    "record": {
        "facilitator": ("See that the institution puts its minutes right. Then confirm them.",),
        "observer": ("Where the institution let you in, you can read its minutes once they are confirmed.",),
    },
    "follow_up": {
        "facilitator": ("Fix the day on which colleagues look at what became of the actions.",),
        "careers_leader": ("See your actions through. What you agreed is what you bring to a peer review.", _MOVED),
        "member": ("See your actions through, and tell your colleagues what became of each.",),
    },
}

_NEXT = ("Take what was decided into your own plans.",)
_FOLLOW_UP: Mapping[StageName, Asks] = {
    "preparation": {
        "facilitator": ("Read the actions and parked questions of last time, and ask for news of each action.",),
        "careers_leader": (
            "For each action: is it done, under way, stalled or dropped, and what would a learner notice?",
            "Say in a sentence or two what has changed since last time, and what you want from this meeting.",
        ),
        "senior_leader": ("Read the actions of last time. What is stuck, and what could you decide about it?",),
        "sendco": ("Read the actions of last time: what have learners with SEND noticed?",),
        "governor": ("Read the actions of last time, and think what you would ask about them.",),
        "member": ("Read the actions of last time, and what became of yours.",),
    },
    "meeting": {
        "careers_leader": (
            "Take your actions one by one. One that stalled is worth as much talk as one that finished.",
            "Change a level only where something has moved.",
        ),
        "senior_leader": ("Say what you can decide about what is stuck.",),
        "sendco": ("Ask of each action what learners with SEND have noticed.",),
        "governor": ("Ask what difference each action made.",),
        "member": ("Ask what difference each action made.",),
    },
    "follow_up": {
        "facilitator": ("Where something is still open, fix a next date.",),
        "careers_leader": _NEXT, "senior_leader": _NEXT, "sendco": _NEXT, "governor": _NEXT, "member": _NEXT,
    },
}  # fmt: skip

OTHERWISE: Mapping[Sort, Mapping[StageName, Asks]] = {
    "peer": {},
    "visit": _VISIT,
    "expert": _EXPERT,
    "internal": _INTERNAL,
    "follow_up": _FOLLOW_UP,
}


def asks(sort: Sort, stage: StageName, part: Part) -> tuple[str, ...]:
    """What a stage asks of somebody, in one to three sentences."""
    return OTHERWISE[sort].get(stage, {}).get(part) or PEER[stage][part]
