"""What each person is asked to prepare, as the lines of a letter."""

from server.inviting.facts import Gathering, Hour, Part


def preparing(meeting: Gathering, part: Part, institution: str | None) -> str:
    """A heading and a line for each thing; nothing where nothing needs preparing."""
    hour = meeting.hour_of(institution)
    match part:
        case "facilitator" | "co_facilitator":
            lines = [
                "Read the running order, and agree who keeps the clock and who notes answers.",
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
