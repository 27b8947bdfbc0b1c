"""Makes a framework's plain data from a table, and remembers in which cell each piece of it stood.

Above the headings stand rows of a name and a value (title, id, institution types, a name for each level); below them
one row for each statement. An empty cell under a theme means the theme of the row above.
"""

import re
from collections.abc import Iterator
from typing import Any

from server.framework_files.faults import FileFault, Unusable, unusable
from server.framework_files.grid import Grid
from server.framework_files.headings import ABOVE, NEEDED, column_named, level_row, score, type_meant
from sessions.faults import Fault, Path

Place = tuple[int, int | None]
NO_HEADINGS = (
    "No row of headings was found. It needs Theme, Statement, Title, Level 1, Level 2 and so on, as in the template."
)


class Table:
    """A grid read as a framework: `raw` is its plain data, `faults` what the cells themselves have wrong.

    Raises Unusable where there is no row of headings, or one that is not complete: the rest would be guessing.
    """

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._places: dict[Path, Place] = {}
        self.faults: list[FileFault] = []
        self._head = max(range(len(grid.rows)), key=lambda row: score(grid.rows[row]), default=0)
        if not grid.rows or not score(grid.rows[self._head]):
            raise unusable(NO_HEADINGS, grid.where())
        self._columns = self._headings()
        self._names: dict[int, tuple[str, str]] = {}
        self.raw: dict[str, Any] = {"id": "", "title": "", "applies_to": [], "levels": [], "themes": []}
        for row in range(self._head):
            self._above(row)
        self._levels()
        self._themes: dict[int, dict[str, Any]] = {}
        self._theme: dict[str, Any] | None = None
        for row in range(self._head + 1, len(grid.rows)):
            if any(cell.strip() for cell in grid.rows[row]):
                self._statement(row)
        self.faults += [grid.fault(says, *place) for place, says in grid.odd.items() if self._is_read(place)]

    def place(self, fault: Fault) -> FileFault:
        """A fault of the framework, with the cell it stands in."""
        path = fault.path
        while path and path not in self._places:
            path = path[:-1]
        row, column = self._places.get(path, (self._head, None))
        heading = self._grid.cell(self._head, column) if column is not None and row > self._head else ""
        return self._grid.fault(f"{fault.says} {fault.fix}", row, column, heading)

    # The headings

    def _headings(self) -> dict[str, int]:
        """Which column is where. Raises Unusable for one that is missing, unknown or there twice."""
        columns: dict[str, int] = {}
        faults: list[FileFault] = []
        for column, heading in enumerate(self._grid.rows[self._head]):
            if not heading.strip():
                continue
            name = column_named(heading)
            if name is None:
                says = f"The heading “{heading[:60]}” is not known. Rename or remove the column."
                faults.append(self._grid.fault(says, self._head, column))
            elif name in columns:
                says = f"The heading “{heading[:60]}” means a column that stands further left already. Keep one."
                faults.append(self._grid.fault(says, self._head, column))
            else:
                columns[name] = column
        for name in (*NEEDED, "level 1", "level 2"):
            if name not in columns:
                says = f"The column “{name.capitalize()}” is missing. Add it, as in the template."
                faults.append(self._grid.fault(says, self._head))
        if faults:
            raise Unusable(faults)
        return columns

    def _levels(self) -> None:
        """The levels: as many as have a column, named in the rows above or in the heading itself."""
        numbers = sorted(int(name.split()[1]) for name in self._columns if name.startswith("level "))
        for index, number in enumerate(numbers):
            column = self._columns[f"level {number}"]
            heading = self._grid.cell(self._head, column)
            in_heading = re.sub(r"(?i)^\s*level\s*\d+\W*", "", heading).strip()
            name, meaning = self._names.pop(number, ("", ""))
            self._places.setdefault(("levels", index), (self._head, column))
            self.raw["levels"].append({"number": number, "name": name or in_heading, "meaning": meaning})
        for number in self._names:
            says = f"Level {number} has a name, but there is no column “Level {number}”. Add the column."
            self.faults.append(self._grid.fault(says, self._head))

    # The rows above the headings

    def _above(self, row: int) -> None:
        cells = [cell.strip() for cell in self._grid.rows[row]]
        if not any(cells):
            return
        first, value = cells[0], cells[1] if len(cells) > 1 else ""
        number, name = level_row(first), ABOVE.get(" ".join(first.casefold().rstrip(":").split()))
        if number is not None:
            self._names[number] = (value, cells[2] if len(cells) > 2 else "")
            self._places["levels", number - 1] = (row, 1)
            self._places["levels", number - 1, "meaning"] = (row, 2)
        elif name is None:
            says = f"“{first[:60]}” is not known above the headings. Remove it, or mend its spelling."
            self.faults.append(self._grid.fault(says, row, 0))
        elif name == "applies_to":
            self.raw[name] = [type_meant(word) for word in re.split(r"[,;\n]", value) if word.strip()]
            self._places[(name,)] = (row, 1)
        else:
            self.raw[name] = value
            self._places[(name,)] = (row, 1)

    # The rows below

    def _statement(self, row: int) -> None:
        theme = self._theme_of(row)
        if theme is None:
            return
        statement = {
            "id": self._cell(row, "statement"), "title": self._cell(row, "title"), "focus": self._cell(row, "focus"),
            "levels": [self._cell(row, f"level {level['number']}") for level in self.raw["levels"]],
            "qic": _listed(self._cell(row, "qic")), "challenge": [text for _, text in self._challenges(row)],
        }  # fmt: skip
        path: Path = ("themes", self.raw["themes"].index(theme), "statements", len(theme["statements"]))
        theme["statements"].append(statement)
        self._places[path] = (row, None)
        for name, place in (("statement", "id"), ("title", "title"), ("focus", "focus"), ("qic", "qic")):
            self._remember((*path, place), row, name)
        for index, level in enumerate(self.raw["levels"]):
            self._remember((*path, "levels", index), row, f"level {level['number']}")
        for index, (name, _) in enumerate(self._challenges(row)):
            self._remember((*path, "challenge", index), row, name)

    def _theme_of(self, row: int) -> dict[str, Any] | None:
        """The theme a row belongs to, made at its first row; none, and a fault, where that cannot be told."""
        said, title = self._cell(row, "theme"), self._cell(row, "theme_title")
        theme = self._theme
        if said or theme is None:
            match = re.fullmatch(r"(\d{1,3})(?:\.0)?(?:[.:)\s]+(.*))?", said, re.DOTALL)
            if match is None:
                says = f"“{said[:60]}” is no theme." if said else "It is not said which theme this belongs to."
                self._add_fault(f"{says} Write the theme’s number, such as 1, and its title beside it.", row, "theme")
                return None
            title = title or (match[2] or "").strip()
            theme = self._themes.get(int(match[1])) or self._new_theme(row, int(match[1]), title)
        if title and title != theme["title"]:
            says = (
                f"Theme {theme['number']} is called “{theme['title'][:60]}” further up. Write the same here, or none."
            )
            self._add_fault(says, row, "theme_title")
        self._benchmarks(row, theme)
        self._theme = theme
        return theme

    def _new_theme(self, row: int, number: int, title: str) -> dict[str, Any]:
        theme = {"id": f"theme-{number}", "number": number, "title": title, "benchmarks": [], "statements": []}
        self._themes[number] = theme
        path: Path = ("themes", len(self.raw["themes"]))
        self.raw["themes"].append(theme)
        self._remember(path, row, "theme")
        self._remember((*path, "title"), row, "theme_title" if "theme_title" in self._columns else "theme")
        self._remember((*path, "benchmarks"), row, "benchmarks")
        return theme

    def _benchmarks(self, row: int, theme: dict[str, Any]) -> None:
        """A theme maps to all the benchmarks that its rows name."""
        for word in _listed(self._cell(row, "benchmarks")):
            number = int(word) if re.fullmatch(r"\d{1,3}", word) else None
            if number is None:
                says = f"“{word[:60]}” is no Gatsby Benchmark. Write their numbers with commas between, such as 2, 7."
                self._add_fault(says, row, "benchmarks")
            elif number not in theme["benchmarks"]:
                theme["benchmarks"].append(number)

    def _challenges(self, row: int) -> Iterator[tuple[str, str]]:
        """Each question with its column. The column without a number holds one question a line."""
        for name in self._columns:
            text = self._cell(row, name) if name.startswith("challenge") else ""
            for question in text.splitlines() if name == "challenge" else (text,):
                if question.strip():
                    yield name, question.strip()

    # Cells

    def _cell(self, row: int, name: str) -> str:
        return self._grid.cell(row, self._columns[name]).strip() if name in self._columns else ""

    def _add_fault(self, says: str, row: int, name: str) -> None:
        column = self._columns.get(name)
        heading = self._grid.cell(self._head, column) if column is not None else ""
        self.faults.append(self._grid.fault(says, row, column, heading))

    def _remember(self, path: Path, row: int, name: str) -> None:
        self._places[path] = (row, self._columns.get(name))

    def _is_read(self, place: tuple[int, int]) -> bool:
        row, column = place
        return column in self._columns.values() if row > self._head else column < 3


def _listed(text: str) -> list[str]:
    return [word for word in re.split(r"[,;\s]+", text) if word]
