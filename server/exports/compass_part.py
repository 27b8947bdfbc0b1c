"""An institution's Compass results as a table, so that two years stand side by side."""

from collections.abc import Iterator

from server.exports.document import AnyBlock, Column, Heading, Table, plain
from server.exports.wording import day
from sessions.minutes import InstitutionPart


def compass(part: InstitutionPart) -> Iterator[AnyBlock]:
    """A row for each benchmark, a column for each day of which there are results."""
    if not part.benchmarks:
        return
    days = sorted({line.date for line in part.benchmarks})
    percents = {(line.benchmark, line.date): f"{line.percent}%" for line in part.benchmarks}
    rows = tuple(
        (plain(f"Benchmark {number}"), *(plain(percents.get((number, when), "")) for when in days))
        for number in sorted({line.benchmark for line in part.benchmarks})
    )
    columns = (Column("Compass"), *(Column(day(when), figures=True) for when in days))
    yield Heading(text="Compass", rank=3)
    yield Table(caption=f"Compass results of {part.name}", columns=columns, rows=rows)
