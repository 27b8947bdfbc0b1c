"""Where the time for an extension comes from, when it comes out of the same slot or the next break.

First what the slot has not used of the time behind it; only then do the steps ahead shrink, in proportion to what each
can do without. All in programme seconds.
"""

from collections.abc import Mapping, Sequence
from math import ceil, floor

from sessions.commands import TakeFrom
from sessions.programme import Step
from sessions.refusals import NoTimeThere
from sessions.room import Room

MINUTE = 60
LEAST_STEP = 1 * MINUTE
LEAST_BREAK = 2 * MINUTE

Spent = Mapping[str, float]  # seconds used by every step that ever ran


def taken(room: Room, spent: Spent, step: Step, seconds: int, take_from: TakeFrom) -> list[tuple[str, int]]:
    """The steps that give `seconds`, and what each has afterwards. Raises NoTimeThere with what could be had."""
    if take_from == "later":
        return []
    index = [other.id for other in room.programme].index(step.id)
    before, after = room.programme[:index], room.programme[index + 1 :]
    if take_from == "break":
        return _given(room, _spares(room, spent, [one for one in after if one.kind == "break"][:1]), seconds, take_from)
    behind = [one for one in before if one.section == step.section]
    ahead = [one for one in after if one.section == step.section]
    unused = _spares(room, spent, behind)
    first = min(seconds, sum(unused.values()), _left_over(room, spent, behind, (step, *ahead)))
    return [
        *_given(room, unused, first, take_from),
        *_given(room, _spares(room, spent, ahead), seconds - first, take_from, first),
    ]


def _spares(room: Room, spent: Spent, steps: Sequence[Step]) -> dict[str, int]:
    """What each of these can do without. What a step has used already is not its to give."""
    least = {step.id: LEAST_BREAK if step.kind == "break" else LEAST_STEP for step in steps}
    return {step: max(0, room.allotted[step] - max(few, ceil(spent.get(step, 0)))) for step, few in least.items()}


def _left_over(room: Room, spent: Spent, behind: Sequence[Step], others: Sequence[Step]) -> int:
    """What the steps behind left of their time, less what any step of the section has run over."""
    left = sum(room.allotted[step.id] - spent.get(step.id, 0.0) for step in behind)
    over = sum(max(0.0, spent.get(step.id, 0.0) - room.allotted[step.id]) for step in others)
    return max(0, floor(left - over))


def _given(
    room: Room, spares: Mapping[str, int], seconds: int, take_from: TakeFrom, already: int = 0
) -> list[tuple[str, int]]:
    """`seconds` taken from these in proportion. What cannot be given is refused, `already` counted in what could be."""
    if not seconds:
        return []
    could = sum(spares.values())
    if seconds > could:
        raise NoTimeThere(take_from, (could + already) // MINUTE, bool(spares) or already > 0)
    gifts = in_proportion(seconds, list(spares.values()))
    return [(giver, room.allotted[giver] - gift) for giver, gift in zip(spares, gifts, strict=True) if gift]


def in_proportion(total: int, spares: Sequence[int]) -> list[int]:
    """`total` shared out by how much each can spare, in whole seconds; rounding goes to those with most to spare."""
    gifts = [total * spare // sum(spares) for spare in spares]
    for i in sorted(range(len(spares)), key=lambda i: gifts[i] - spares[i])[: total - sum(gifts)]:
        gifts[i] += 1
    return gifts
