"""Formats, and the programme made from one: opening steps, a slot per institution, breaks, closing steps."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import msgspec
from msgspec.structs import replace

from sessions.faults import ContentFaulty, Fault, shaped

StepKind = Literal[
    "welcome", "context", "ratings", "clarify", "write_questions", "challenge", "peer_view", "reflect", "actions",
    "read_back", "break", "insights", "close", "tour", "interview", "evidence", "action_review", "rate_alone",
    "compare", "agree", "strengths",
]  # fmt: skip
STEP_KINDS: tuple[str, ...] = get_args(StepKind)
LedBy = Literal["facilitator", "host", "peers", "experts", "everyone"]


class FormatStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step as a format file has it; `say` are words for the one who leads it."""

    id: str
    kind: StepKind
    title: str
    minutes: int
    led_by: LedBy = "facilitator"
    purpose: str = ""
    say: str = ""


class Format(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The template a programme is made from."""

    id: str
    title: str
    kind: str
    description: str
    ground_rules: tuple[str, ...] = ()
    opening: tuple[FormatStep, ...] = ()
    slot: tuple[FormatStep, ...]
    between_slots: tuple[FormatStep, ...] = ()
    closing: tuple[FormatStep, ...] = ()

    @property
    def slot_minutes(self) -> int:
        """How long an institution has by default."""
        return sum(step.minutes for step in self.slot)

    @property
    def compares(self) -> bool:
        """Whether colleagues of one institution compare in the meeting itself, so that there are no peers."""
        return any(step.kind == "compare" for step in self.slot)


class Step(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A step of a programme, such as `slot-2.challenge`; `slot` is none for opening, breaks and closing."""

    id: str
    kind: StepKind
    title: str
    minutes: int
    slot: str | None = None
    led_by: LedBy = "facilitator"
    purpose: str = ""
    say: str = ""
    note: str = ""

    @property
    def section(self) -> str:
        """The part of the programme it belongs to: `opening`, `slot-2`, `break-1`, `closing`."""
        return self.id.split(".", 1)[0]


class Break(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A break other than the format's: after which slot (from 1), how long (0: none), and why."""

    after_slot: int
    minutes: int
    note: str = ""


def check_format(raw: Any) -> Format:
    """A format from plain data. Raises ContentFaulty naming every place that does not hold together."""
    plan = shaped(raw, Format)
    if faults := format_faults(plan):
        raise ContentFaulty(faults)
    return plan


def format_faults(plan: Format) -> list[Fault]:
    """Every place of a format that does not hold together."""
    faults: list[Fault] = []
    if not plan.slot:
        faults.append(Fault(("slot",), "A format needs at least one step in its slot.", "Add one."))
    for part in ("opening", "slot", "between_slots", "closing"):
        seen: set[str] = set()
        for index, step in enumerate(getattr(plan, part)):
            if step.id in seen:
                faults.append(
                    Fault((part, index, "id"), f"Step {step.id} stands twice in {part}.", "Give it its own id.")
                )
            seen.add(step.id)
            if not 1 <= step.minutes <= 480:
                says = f"Step {step.id} has {step.minutes} minutes."
                faults.append(Fault((part, index, "minutes"), says, "Give it from 1 to 480 whole minutes."))
    return faults


def with_lengths(plan: Format, minutes: Mapping[str, int]) -> Format:
    """The format with other lengths for some steps, by part and step: `opening.welcome`, `slot.challenge`,
    `closing.insights`. Names of steps that it does not have change nothing."""

    def part(name: str, steps: tuple[FormatStep, ...]) -> tuple[FormatStep, ...]:
        return tuple(replace(step, minutes=minutes.get(f"{name}.{step.id}", step.minutes)) for step in steps)

    return replace(
        plan, opening=part("opening", plan.opening), slot=part("slot", plan.slot), closing=part("closing", plan.closing)
    )


def lengths_apart(plan: Format, other: Format) -> dict[str, int]:
    """The lengths of `other` that are not those of `plan`: what `with_lengths` was given and made use of."""
    return {
        f"{part}.{new.id}": new.minutes
        for part in ("opening", "slot", "closing")
        for old, new in zip(getattr(plan, part), getattr(other, part), strict=True)
        if old.minutes != new.minutes
    }


def make_programme(
    plan: Format, slot_minutes: Sequence[int | None], breaks: Sequence[Break] = (), slots: Sequence[str] = ()
) -> tuple[Step, ...]:
    """The programme for institutions in slot order; `slot_minutes` has None where the format's length serves. `slots`
    are the ids of their slots, where these are not `slot-1` and so on."""
    own = {pause.after_slot: pause for pause in breaks}
    steps = [_step("opening", step) for step in plan.opening]
    for number, minutes in enumerate(slot_minutes, start=1):
        shares = _shares([step.minutes for step in plan.slot], minutes or plan.slot_minutes)
        slot = slots[number - 1] if slots else f"slot-{number}"
        steps += [_step(slot, step, minutes=share, slot=slot) for step, share in zip(plan.slot, shares, strict=True)]
        if number < len(slot_minutes):
            steps += _between(plan, number, own.get(number))
    return (*steps, *(_step("closing", step) for step in plan.closing))


def _step(section: str, step: FormatStep, minutes: int | None = None, slot: str | None = None, note: str = "") -> Step:
    return Step(
        id=f"{section}.{step.id}", kind=step.kind, title=step.title, slot=slot,
        minutes=step.minutes if minutes is None else minutes, led_by=step.led_by,
        purpose=step.purpose, say=step.say, note=note,
    )  # fmt: skip


def _between(plan: Format, number: int, own: Break | None) -> list[Step]:
    if own is None:
        return [_step(f"break-{number}", step) for step in plan.between_slots]
    if own.minutes == 0:
        return []
    steps = plan.between_slots or (
        FormatStep(id="break", kind="break", title="Break", minutes=own.minutes, led_by="everyone"),
    )
    shares = _shares([step.minutes for step in steps], own.minutes)
    return [_step(f"break-{number}", step, share, note=own.note) for step, share in zip(steps, shares, strict=True)]


def _shares(parts: list[int], total: int) -> list[int]:
    """`total` whole minutes in proportion to `parts`, none below 1: the largest remainders get the odd minutes."""
    total = max(total, len(parts))
    exact = [part * total / sum(parts) for part in parts]
    shares = [max(1, int(share)) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (int(exact[i]) - exact[i], i))
    spare = total - sum(shares)
    for i in (by_remainder * 2)[: max(spare, 0)]:
        shares[i] += 1
    while spare < 0:
        longest = max(range(len(shares)), key=lambda i: shares[i])
        shares[longest] -= 1
        spare += 1
    return shares
