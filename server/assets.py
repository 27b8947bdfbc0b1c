"""The files under `static/`: the joined stylesheet, and everything else as it lies there.

Pages name scripts and icons under `/static/v-VERSION/`, a hash of them all: browsers keep them for good, and a page
never gets the scripts of another version. The scripts import each other by relative addresses, so they stay together.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from server.stylesheet import stylesheet

TOP = Path(__file__).parent.parent
STATIC, TEMPLATES = TOP / "static", TOP / "templates"
FOR_GOOD = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=300"
_MARK = "v-"


@cache
def version(static: Path = STATIC) -> str:
    """A short hash of the scripts and icons, reckoned once per process."""
    digest = sha256()
    for path in sorted([*static.rglob("*.js"), *static.glob("*.svg")]):
        digest.update(f"{path.relative_to(static)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def address() -> str:
    """What the addresses of scripts and icons begin with."""
    return f"/static/{_MARK}{version()}"


async def css(request: Request) -> Response:
    """All styles in one file; kept by browsers for good where the address names this very version."""
    sheet = stylesheet(STATIC / "css")
    caching = FOR_GOOD if request.query_params.get("v") == sheet.version else FOR_A_WHILE
    return Response(sheet.text, media_type="text/css", headers={"cache-control": caching})


class Files(StaticFiles):
    """Files that anybody may have; looked at again after a while, or for good where the address names this version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept. 404 for a version that is not this one."""
        first, _, rest = path.partition("/")
        versioned = first.startswith(_MARK)
        if versioned and first != _MARK + version():
            raise HTTPException(404)
        response = await super().get_response(rest if versioned else path, scope)
        response.headers["cache-control"] = FOR_GOOD if versioned else FOR_A_WHILE
        return response


ROUTES: list[BaseRoute] = [
    Route("/static/app.css", css),
    Mount("/static", Files(directory=STATIC), name="static"),
]
