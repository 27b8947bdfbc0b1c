"""Two who change a plan at once: the later one's plan, with everything that the earlier one changed and it did not.

Where both changed the same thing, the later word stands in the form, and is seen before it is sent once more.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

import msgspec
from msgspec.structs import replace

from server.setting_up.plan import Plan, PlannedInstitution, PlannedPerson

Row = TypeVar("Row", bound=PlannedInstitution | PlannedPerson)
ROWS = ("institutions", "guests", "people")
LENGTHS = ("steps", "breaks")


def merged(was: Plan, mine: Plan, theirs: Plan) -> Plan:
    """`mine`, which was drawn from `was`, upon what the plan has become meanwhile."""
    return cast(Plan, _fields(was, mine, theirs))


def _fields(was: Any, mine: Any, theirs: Any) -> Any:
    """One struct upon another, field by field."""
    told: dict[str, Any] = {}
    for name in (field.name for field in msgspec.structs.fields(mine)):
        parts = [getattr(one, name) for one in (was, mine, theirs)]
        if name in ROWS:
            told[name] = _rows(*parts)
        elif name in LENGTHS:
            told[name] = _lengths(*parts)
        else:
            told[name] = parts[2] if parts[0] == parts[1] else parts[1]
    return replace(mine, **told)


def _lengths(was: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Mapping[str, str]:
    names = dict.fromkeys((*theirs, *mine))
    found = {name: (theirs if was.get(name) == mine.get(name) else mine).get(name) for name in names}
    return {name: minutes for name, minutes in found.items() if minutes is not None}


def _rows(was: Sequence[Row], mine: Sequence[Row], theirs: Sequence[Row]) -> tuple[Row, ...]:
    """Rows by their keys: what either added is there, what either took out is not; in my order where I changed it."""
    w, m, t = ({row.key: row for row in rows} for rows in (was, mine, theirs))
    i_ordered = [key for key in m if key in w] != [key for key in w if key in m]
    order = dict.fromkeys((*m, *t) if i_ordered else (*t, *m))
    found: list[Row] = []
    for key in order:
        if key in m and key in t:
            found.append(_fields(w.get(key, t[key]), m[key], t[key]))
        elif key not in w:
            found.append(m[key] if key in m else t[key])
    return tuple(found)
