"""Levels theme by theme, where institutions of a room are rated by different models."""

from typing import Any

from server.eye import Eye
from sessions.by_theme import by_theme as themes_of
from sessions.by_theme import comparable
from sessions.minutes import LevelTally


def by_theme(eye: Eye) -> dict[str, Any]:
    """The institutions that had their hour before this audience's eyes, theme by theme, in the order of the day."""
    slots = comparable(eye.room, eye.actor)
    titles = {slot.host: eye.room.framework_of(slot.id).title for slot in slots}
    return {
        "themes": [
            {
                "title": theme.title,
                "standings": [
                    {
                        "name": eye.room.institutions[one.institution].name,
                        "initials": eye.initials[one.institution],
                        "framework": titles[one.institution],
                        "agreed": _tallies(one.agreed),
                        "own": _tallies(one.own),
                    }
                    for one in theme.standings
                ],
            }
            for theme in themes_of(eye.room, slots)
        ],
    }


def _tallies(tallies: tuple[LevelTally, ...]) -> list[list[Any]]:
    return [[one.level, one.highest, one.name, one.count] for one in tallies]
