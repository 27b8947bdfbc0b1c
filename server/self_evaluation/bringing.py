"""What is brought from elsewhere: Compass results, typed or from a spreadsheet, and the levels of a review held before.

Looked at first, then taken. Of a spreadsheet the good rows are taken; a review comes in whole or not at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.days import today_in
from server.people_file.decoding import text_of
from server.people_file.sheet import LARGEST, Unreadable
from server.self_evaluation.compass_file import CompassRow, Result, day_of, percent_of, read_compass
from server.self_evaluation.here import BASE, Here, here, once
from server.self_evaluation.mending import is_shown, mark_of, mended_in
from server.self_evaluation.review_lines import ReviewLine, TooMuchPasted, read_review_lines
from server.self_evaluation.standing import standing
from server.submit import command_id
from sessions import commands as c
from sessions.decide.evaluation import BENCHMARKS
from sessions.evaluation import settled
from sessions.refusals import Refused

LARGEST_UPLOAD = 4 * LARGEST  # more than is read, so that a wrong file gets the form back with a sentence
AT_ONCE = 200  # results in one command
ROWS_SHOWN = 300
MOST_FIELDS = 20 + 4 * ROWS_SHOWN
TOO_LARGE = "This is more than can be taken in: up to 1 MB can be read."


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """The form of the page as it was filled in, with what is wrong by the id of a field."""

    faults: Mapping[str, str] = {}
    percents: Mapping[int, str] = {}
    date: str = ""
    institution: str = ""
    pasted: str = ""
    review: str = ""


async def show(request: Request) -> Response:
    """The forms for both, and what is there."""
    return _page(await here(request))


async def typed(request: Request) -> Response:
    """Percentages typed by hand: those that were filled in, all or none."""
    at = await here(request)
    form = await request.form(max_fields=40, max_files=0)
    filled = {n: str(form.get(f"percent-{n}", "")).strip() for n in BENCHMARKS}
    given = Typed(percents=filled, date=str(form.get("date", "")), institution=str(form.get("institution", "")))
    faults, results = _results(at, given)
    if not faults:
        try:
            await _bring(at, once(form, results), results)
        except Refused as error:
            faults = {"date": error.sentence}
    if faults:
        return _page(at, msgspec.structs.replace(given, faults=faults), status=422)
    return RedirectResponse(f"{at.url}/bring#compass", 303)


def _results(at: Here, given: Typed) -> tuple[dict[str, str], list[Result]]:
    faults: dict[str, str] = {}
    allowed = _allowed(at)
    host = given.institution if at.own is None else at.own.host
    if host not in allowed:
        faults["institution"] = "Choose the school or college."
    day = day_of(given.date)
    if day is None:
        faults["date"] = "Write the day of the Compass result."
    elif day > today_in(at.room, at.house.now()):
        faults["date"] = "That day is still to come. Write the day of the Compass result."
    results = []
    for number, text in given.percents.items():
        percent = percent_of(text)
        if text and percent is None:
            faults[f"percent-{number}"] = f"“{text[:20]}” is not a percentage. Write a whole number from 0 to 100."
        elif percent is not None and day is not None:
            results.append(Result(host, number, percent, day))
    if not any(given.percents.values()):
        faults["percent-1"] = "There is no percentage yet. Fill in those that you have."
    return faults, results


async def compass(request: Request) -> Response:
    """A spreadsheet with results: shown row by row, and taken at the second press."""
    at = await here(request)
    try:
        form, table = await _table(request)
    except HTTPException:
        return _page(at, Typed(faults={"pasted": TOO_LARGE}), status=422)
    allowed = _allowed(at)
    every = [one.name for one in at.room.institutions.values() if one.id not in allowed]
    try:
        found = read_compass(table, allowed, today_in(at.room, at.house.now()), every, mended_in(form))
        text = text_of(table)
    except Unreadable as error:
        pasted = table if isinstance(table, str) and len(table) <= LARGEST else ""
        return _page(at, Typed(faults={"pasted": error.sentence}, pasted=pasted), status=422)
    results = [row.result for row in found.rows if row.result]
    if form.get("do") == "take" and results and is_shown(form, results):
        try:
            await _bring(at, once(form, results), results)
        except Refused as error:
            return _page(at, Typed(faults={"pasted": error.sentence}), status=422)
        return RedirectResponse(f"{at.url}/bring#compass", 303)
    return _compass_page(at, found.rows, found.left_out, text, unseen=form.get("do") == "take")


def _compass_page(
    at: Here, rows: Sequence[CompassRow], left_out: Sequence[str], text: str, *, unseen: bool
) -> Response:
    """The rows, those first that can be mended here. `unseen`: those to be taken were not shown."""
    bad = [row for row in rows if row.faults]
    good = [row for row in rows if not row.faults]
    first = sorted([*bad, *good], key=lambda row: not (row.faults or row.mended))[:ROWS_SHOWN]
    shown = sorted(first, key=lambda row: row.number)
    return at.page(
        "self-compass", rows=shown, good=len(good), bad=len(bad), hidden=len(rows) - len(shown), left_out=left_out,
        table=text, command=command_id(), replaces=sum(_is_there(at, row.result) for row in good if row.result),
        several=any(row.institution for row in rows) or at.own is None, unseen=unseen and bool(good),
        shown=mark_of([row.result for row in good if row.result]), places=[*_allowed(at).values()],
    )  # fmt: skip


def _is_there(at: Here, result: Result) -> bool:
    """Whether another percentage of that day would be replaced."""
    there = at.room.benchmarks.get(result.institution, {}).get(str(result.benchmark), ())
    return any(one.date == result.date and one.percent != result.percent for one in there)


def _allowed(at: Here) -> dict[str, str]:
    """Whose results this person may bring: id → name. A member's own, a facilitator's all."""
    if at.own is not None:
        return {at.own.host: at.host}
    return {one.id: one.name for one in at.room.institutions.values() if not one.withdrawn}


async def _bring(at: Here, name: str, results: Iterable[Result]) -> None:
    """Each institution's results as one command, under a name that makes pressing twice count once."""
    by_host: dict[str, list[c.BroughtBenchmark]] = {}
    for one in results:
        brought = c.BroughtBenchmark(benchmark=one.benchmark, percent=one.percent, date=one.date)
        by_host.setdefault(one.institution, []).append(brought)
    number = 0
    for host, all_of_it in by_host.items():
        for first in range(0, len(all_of_it), AT_ONCE):
            number += 1
            part = tuple(all_of_it[first : first + AT_ONCE])
            slot = at.room.institutions[host].slot
            await at.does(
                c.BringBenchmarks(id=name if number == 1 else f"{name[:36]}-{number}", slot=slot, results=part)
            )


async def _table(request: Request) -> tuple[FormData, bytes | str]:
    async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=LARGEST_UPLOAD) as form:
        file, pasted = form.get("table"), form.get("pasted")
        content = await file.read(LARGEST + 1) if isinstance(file, UploadFile) and file.size else str(pasted or "")
        return form, content


# A review held elsewhere


async def review(request: Request) -> Response:
    """Levels of a review held elsewhere: shown line by line; taken where every line can be."""
    at = await here(request)
    slot = at.slot
    form = await request.form(max_fields=10, max_files=0, max_part_size=LARGEST_UPLOAD)
    text = str(form.get("review", ""))
    try:
        lines = read_review_lines(text, at.model)
    except TooMuchPasted as error:
        return _page(at, Typed(faults={"review": error.sentence}, review=text[:LARGEST]), status=422)
    if form.get("do") != "take" or any(line.fault for line in lines):
        return _review_page(at, lines, text)
    positions = tuple(
        c.BroughtPosition(statement=one.statement, level=one.level, evidence=one.evidence) for one in lines
    )
    try:
        await at.does(c.BringPositions(id=once(form, positions), slot=slot.id, positions=positions))
    except Refused as error:
        return _page(at, Typed(faults={"review": error.sentence}, review=text), status=422)
    return RedirectResponse(at.url, 303)


def _review_page(at: Here, lines: Sequence[ReviewLine], text: str) -> Response:
    there = settled(at.room, at.slot.id)
    replaced = [there[one.statement] for one in lines if one.statement in there and not one.fault]
    return at.page(
        "self-review", lines=[(one, there.get(one.statement)) for one in lines], text=text, command=command_id(),
        bad=sum(bool(one.fault) for one in lines), replaces=len(replaced),
        evidence=sum(bool(one.evidence) for one in replaced),
    )  # fmt: skip


# The page


def _page(at: Here, given: Typed | None = None, *, status: int = 200) -> Response:
    given = given or Typed()
    titles = at.house.content.benchmarks
    words: dict[str, Any] = {
        "typed": given, "benchmarks": [(n, titles.get(n, f"Benchmark {n}")) for n in BENCHMARKS], "standing": None,
        "institutions": [], "command": command_id(), "results": _there(at), "model": None, "own": at.own is not None,
        "final": at.room.state == "confirmed",
    }  # fmt: skip
    if at.own is not None:
        words |= {"standing": standing(at), "model": at.model}
    else:
        words |= {"institutions": [*_allowed(at).items()]}
    return at.page("self-bring", status=status, **words)


def _there(at: Here) -> list[tuple[str, list[tuple[int, str, list[tuple[int, str]]]]]]:
    """What Compass says so far, newest first: institution → benchmarks with their results."""
    titles, found = at.house.content.benchmarks, []
    for id_, name in _allowed(at).items():
        own = at.room.benchmarks.get(id_, {})
        rows = []
        for n in BENCHMARKS:
            if results := own.get(str(n)):
                said = [(one.percent, f"{one.date.day} {one.date:%B %Y}") for one in results[::-1]]
                rows.append((n, titles.get(n, ""), said))
        if rows:
            found.append((name, rows))
    return found


ROUTES: list[BaseRoute] = [
    Route(f"{BASE}/bring", show),
    Route(f"{BASE}/bring/typed", typed, methods=["POST"]),
    Route(f"{BASE}/bring/compass", compass, methods=["POST"]),
    Route(f"{BASE}/bring/review", review, methods=["POST"]),
]
