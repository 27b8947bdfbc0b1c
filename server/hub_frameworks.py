"""A hub's frameworks: the list, the import with its preview, and every version as a page and as a file.

What is imported waits until somebody has looked at it and keeps it; a file with a fault in it imports nothing.
"""

from collections.abc import Mapping, Sequence

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from server.directory.frameworks import NothingWaits, TooManyVersions
from server.framework_files import LARGEST_FILE
from server.framework_files.faults import FileFault, Unusable
from server.framework_lists import day, formulas_in, own_frameworks, shipped_frameworks, types_of
from server.house import House
from server.hub.desk import Desk, around, for_desk
from server.limits import Rate, spare
from server.pages import page
from server.problems import Problem
from sessions.framework import Framework
from sessions.framework_changes import framework_changes

IMPORTS = Rate(per_second=0.2, burst=30)  # for each hub
LARGEST_UPLOAD = 20_000_000  # bytes; more than is read, so that a wrong file gets the form back with a sentence
LONGEST_NAME = 120
FAULTS_SHOWN = 100
TOO_LARGE = "This is more than can be taken in: a model’s file has 1.5 MB at most."
FILES: Mapping[str, str] = {
    "yaml": "application/yaml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
GONE = (
    "This import was kept or discarded already, or another file with the same id was imported meanwhile. "
    "Nothing was changed now."
)
FULL = "Your hub has as many versions as one may have. The import still waits; discard what is not needed."


@for_desk
async def frameworks(house: House, request: Request, desk: Desk) -> Response:
    """All frameworks of a hub, and the form to import one. POST: import."""
    if request.method == "GET":
        return await _list(house, request, desk)
    await spare(house.limiter, f"frameworks:{desk.hub.id}", IMPORTS)
    name = ""
    try:
        name, data = await _uploaded(request)
        framework = await house.reader.read(name, data, frozenset(house.content.frameworks))
    except Unusable as error:
        return await _list(house, request, desk, status=422, faults=error.faults, file_name=name)
    await house.directory.put_by(desk.hub.id, framework, desk.facilitator.id if desk.facilitator else "")
    return RedirectResponse(f"/hub/frameworks/{framework.id}/preview", 303)


async def _uploaded(request: Request) -> tuple[str, bytes]:
    """The file's name and what is in it. Raises Unusable where there is no file, or a huge one."""
    try:
        async with request.form(max_files=1, max_fields=5) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                raise Unusable([FileFault("", "No file was chosen. Choose one and import it again.")])
            return file.filename[:LONGEST_NAME], await file.read(LARGEST_FILE + 1)
    except HTTPException as error:
        raise Unusable([FileFault("", TOO_LARGE)]) from error


async def _list(
    house: House, request: Request, desk: Desk, *, status: int = 200, faults: Sequence[FileFault] = (),
    file_name: str = "", notice: str = "",
) -> Response:  # fmt: skip
    used = await house.directory.rooms_by_framework(desk.hub.id)
    waiting = await house.directory.waiting_frameworks(desk.hub.id)
    return page(
        house, "hub-frameworks", status=status, **around(request, desk),
        own=await own_frameworks(house, desk.hub, used), shipped=shipped_frameworks(house, used),
        waiting=[{"id": one.id, "title": one.title, "at": day(one.at)} for one in waiting],
        faults=faults[:FAULTS_SHOWN], more_faults=max(0, len(faults) - FAULTS_SHOWN), file_name=file_name,
        notice=notice,
    )  # fmt: skip


@for_desk
async def preview(house: House, request: Request, desk: Desk) -> Response:
    """What was imported, as people will see it, beside what it changes. Nothing is kept yet."""
    waits = await house.directory.waiting_framework(desk.hub.id, request.path_params["framework"])
    if waits is None:
        return await _list(house, request, desk, status=404, notice=GONE)
    model, digest = waits
    kept = await house.directory.framework_versions(desk.hub.id)
    last = max((one.version for one in kept if one.id == model.id), default=0)
    before = await house.directory.framework(desk.hub.id, model.id, last) if last else None
    changes = framework_changes(before, model) if before else None
    return page(
        house, "hub-framework-preview", **around(request, desk), model=model, types=types_of(model),
        digest=digest, last=last, changes=changes, formulas=formulas_in(model),
        statements=sum(len(theme.statements) for theme in model.themes),
    )  # fmt: skip


@for_desk
async def keep(house: House, request: Request, desk: Desk) -> Response:
    """Keep what was looked at as the newest version."""
    framework, form = request.path_params["framework"], await request.form(max_files=0, max_fields=5)
    try:
        version = await house.directory.keep(desk.hub.id, framework, str(form.get("digest", "")))
    except NothingWaits:
        return await _list(house, request, desk, status=409, notice=GONE)
    except TooManyVersions:
        return await _list(house, request, desk, status=422, notice=FULL)
    return RedirectResponse(f"/hub/frameworks/{framework}/{version}", 303)


@for_desk
async def discard(house: House, request: Request, desk: Desk) -> Response:
    """Throw away what was imported and not kept."""
    await house.directory.discard(desk.hub.id, request.path_params["framework"])
    return RedirectResponse("/hub/frameworks", 303)


@for_desk
async def version(house: House, request: Request, desk: Desk) -> Response:
    """One version of a framework, where it is used, and its files."""
    model = await _model(house, request, desk)
    used = await house.directory.rooms_by_framework(desk.hub.id)
    own = next((one for one in await own_frameworks(house, desk.hub, used) if one["id"] == model.id), None)
    versions = own["versions"] if own else []
    return page(
        house, "hub-framework", **around(request, desk), model=model, types=types_of(model), versions=versions,
        rooms=used.get((model.id, model.version), []),
        this=next((one for one in versions if str(one["version"]) == model.version), None),
    )  # fmt: skip


@for_desk
async def retire(house: House, request: Request, desk: Desk) -> Response:
    """Make no new rooms with a version, or do so again. Rooms that began with it go on."""
    framework, number = request.path_params["framework"], request.path_params["version"]
    retired = str((await request.form(max_files=0, max_fields=5)).get("retired", "")) == "yes"
    if not await house.directory.retire(desk.hub.id, framework, _counted(number), retired=retired):
        raise _no_such()
    return RedirectResponse(f"/hub/frameworks/{framework}/{number}", 303)


@for_desk
async def file(house: House, request: Request, desk: Desk) -> Response:
    """A version as YAML, XLSX or CSV, to read, to change and to import again."""
    model = await _model(house, request, desk)
    return _download(model, request.path_params["ending"], f"{model.id}-version-{model.version}")


@for_desk
async def template(house: House, request: Request, desk: Desk) -> Response:  # noqa: ARG001 — every page of the desk has them
    """The table to fill in, with one row as an example."""
    from server.framework_files.notes import TEMPLATE

    return _download(TEMPLATE, request.path_params["ending"], "framework-template")


def _download(model: Framework, ending: str, name: str) -> Response:
    from server.framework_files import writing

    if ending not in FILES:
        raise Problem(404, "no_such_file", "Frameworks come as .yaml, .xlsx and .csv.")
    write = {"yaml": writing.framework_yaml, "xlsx": writing.framework_xlsx, "csv": writing.framework_csv}[ending]
    headers = {"content-disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(write(model), media_type=FILES[ending], headers=headers)


async def _model(house: House, request: Request, desk: Desk) -> Framework:
    """The framework that the address names: one of the hub's own, or one that comes with the product."""
    framework, number = request.path_params["framework"], request.path_params["version"]
    found = house.content.frameworks.get(framework)
    if found is None or found.version != number:
        own = _counted(number)
        found = await house.directory.framework(desk.hub.id, framework, own) if own else None
    if found is None:
        raise _no_such()
    return found


def _counted(version: str) -> int:
    """The number of a hub's own version; 0 where it is none."""
    return int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0


def _no_such() -> Problem:
    return Problem(404, "no_such_framework", "Your hub has no such framework, or no such version of it.")


ROUTES: list[BaseRoute] = [
    Route("/hub/frameworks", frameworks, methods=["GET", "POST"], max_body_size=LARGEST_UPLOAD),
    Route("/hub/frameworks/template.{ending}", template),
    Route("/hub/frameworks/{framework}/preview", preview),
    Route("/hub/frameworks/{framework}/keep", keep, methods=["POST"]),
    Route("/hub/frameworks/{framework}/discard", discard, methods=["POST"]),
    Route("/hub/frameworks/{framework}/{version}/file.{ending}", file),
    Route("/hub/frameworks/{framework}/{version}", version),
    Route("/hub/frameworks/{framework}/{version}/retire", retire, methods=["POST"]),
]
