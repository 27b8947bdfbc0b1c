"""What each person is asked to prepare, as the lines of a letter."""

from server.inviting.facts import Gathering, Hour, Part

FEW = 6  # statements that a letter lists


def preparing(meeting: Gathering, part: Part, institution: str | None) -> str:
    """A heading and a line for each thing; nothing where nothing needs preparing."""
    hour = meeting.hour_of(institution)
    if meeting.compares and part not in ("facilitator", "co_facilitator", "observer"):
        lines = _among_colleagues(hour, leads=part == "careers_leader")
        return "\n".join(["What to prepare:", *(f"- {line}" for line in lines)])
    match part:
        case "facilitator" | "co_facilitator":
            lines = [
                "Read the running order, and agree who keeps the clock."
                if meeting.compares
                else "Read the running order, and agree who keeps the clock and who notes answers.",
                "Open your link on your own laptop once before the day, so that you know your way.",
            ]
        case "observer":
            return ""
        case "careers_leader":
            lines = _lead(meeting, hour)
        case "senior_leader":
            lines = [
                *_read(hour),
                "Think about what you could decide on the day: time, people, money. Actions are agreed in the room.",
            ]
        case "member":
            lines = _read(hour)
    return "\n".join(["What to prepare:", *(f"- {line}" for line in lines)])


def _among_colleagues(hour: Hour | None, *, leads: bool) -> list[str]:
    """Little, for what counts is what each has seen, and nobody is to agree with anybody beforehand."""
    lines = ["Bring a phone, tablet or laptop to rate on; without one, whoever leads enters it for you."]
    if leads:
        lines.append("Bring last year’s position and actions, and any new evidence, to recall them in five minutes.")
    if hour and len(hour.focus) > FEW:
        lines.append(f"You will rate {len(hour.focus)} statements, by the words that stand at each level.")
    elif hour and hour.focus:
        lines.append(f"Think about what you have seen of this yourself: {'; '.join(hour.focus)}.")
    return lines


def _lead(meeting: Gathering, hour: Hour | None) -> list[str]:
    own = hour.name if hour else "your institution"
    lines = [
        f"Rate {own} with two or three colleagues: each alone first, then one agreed level for each statement.",
        "Bring the evidence that you trust most for each level.",
        *_focus(hour),
        "Decide what you want from the hour, and be able to say it in one sentence.",
    ]
    if len(meeting.hours) > 1:
        lines.append("Bring a senior leader, best of all one who champions disadvantaged learners.")
    return lines


def _read(hour: Hour | None) -> list[str]:
    own = hour.name if hour else "your institution"
    return [
        f"Read how {own} rates itself, and ask of each level: how do we know?",
        *_focus(hour),
    ]


def _focus(hour: Hour | None) -> list[str]:
    return [f"The hour looks at: {'; '.join(hour.focus)}."] if hour and hour.focus else []
