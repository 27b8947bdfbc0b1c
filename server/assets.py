"""The files under `static/`: the joined stylesheet, and everything else as it lies there."""

from pathlib import Path

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


async def css(request: Request) -> Response:
    """All styles in one file; kept by browsers for good where the address names this very version."""
    sheet = stylesheet(STATIC / "css")
    caching = FOR_GOOD if request.query_params.get("v") == sheet.version else FOR_A_WHILE
    return Response(sheet.text, media_type="text/css", headers={"cache-control": caching})


class Files(StaticFiles):
    """Files that anybody may have; looked at again after a while, or for good where the address carries a version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        versioned = b"v=" in scope.get("query_string", b"")
        response.headers["cache-control"] = FOR_GOOD if versioned else FOR_A_WHILE
        return response


ROUTES: list[BaseRoute] = [
    Route("/static/app.css", css),
    Mount("/static", Files(directory=STATIC), name="static"),
]
