"""What the door says when it cannot do what was asked: one plain sentence, as problem+json or as a page.

Every fault of the core and of the store finds its status here, and nowhere else.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from server.limits import TooMuch
from server.store import faults
from sessions.codec import Malformed
from sessions.refusals import Refused, RoleMayNot

TITLES: Mapping[int, str] = {
    400: "This could not be read",
    401: "Who is asking?",
    403: "Somebody else’s to do",
    404: "Not found",
    405: "Not possible here",
    409: "Used before",
    413: "Too large",
    422: "Not now",
    429: "Too many at once",
    500: "Something went wrong here",
    503: "Not at the moment",
}
FOR_A_MOMENT = frozenset({429, 500, 503})
NO_PLACE: Mapping[str, str] = {
    "no_room": "There is no such room, or this device is not in it any more: its link may have been taken back.",
    "unknown_bearer": "Your link to this room has ended or was taken back, or you have not opened it on this device.",
}
"""What a person reads who has no seat in a room. Whether there is such a room is not told to strangers."""
MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """An answer that is not what was asked for. `field` names what was malformed; `retry` is in seconds."""

    def __init__(
        self, status: int, code: str, detail: str, *, field: str | None = None, retry: int | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.field, self.retry = status, code, detail, field, retry

    @property
    def title(self) -> str:
        """A few words for the status."""
        return TITLES.get(self.status, HTTPStatus(self.status).phrase)

    def body(self) -> dict[str, Any]:
        """As problem+json has it."""
        body = {
            "type": f"urn:review-rooms:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        return body if self.field is None else {**body, "field": self.field}


def nobody() -> Problem:
    """No bearer, or one that opens nothing (any more)."""
    return Problem(
        401, "unknown_bearer", "This needs a link to the room, and the one that came is not known or has ended."
    )


def no_room() -> Problem:
    """No such room, or not for this bearer: the two are not told apart."""
    return Problem(404, "no_room", "There is no such room for this link.")


def misshapen(field: str, sentence: str) -> Problem:
    """Something malformed, by name."""
    return Problem(400, "malformed", f"{field}: {sentence}" if field else sentence, field=field)


def problem_of(error: Exception) -> Problem:
    """The problem that an error means for the one who asked."""
    match error:
        case Problem():
            return error
        case Malformed():
            return misshapen(error.field, error.sentence)
        case RoleMayNot():
            return Problem(403, error.code, error.sentence)
        case Refused():
            return Problem(422, error.code, error.sentence)
        case TooMuch():
            return Problem(429, "too_many", str(error), retry=int(error.seconds) + 1)
        case faults.RoomUnknown():
            return no_room()
        case faults.CommandReused():
            return Problem(409, "command_reused", str(error))
        case faults.StoreBusy():
            return Problem(503, "busy", str(error), retry=1)
        case faults.LogNewer():
            return Problem(503, "newer_version", str(error), retry=5)
        case faults.StoreFault():
            return Problem(503, "unreachable", str(error), retry=2)
        case ClientDisconnect():  # nobody reads the answer, and nothing was done
            return Problem(400, "hung_up", "The connection ended before everything had arrived.")
        case HTTPException():
            return _of_http(error)
    return Problem(
        500, "fault", "Something went wrong here, and it is written down. Nothing you typed is lost; try again."
    )


def _of_http(error: HTTPException) -> Problem:
    sentences = {
        404: "There is nothing at this address.",
        405: "This address does not answer to that.",
        413: "This is more than can be taken in at once. Shorten it and send it again.",
    }
    status = HTTPStatus(error.status_code)
    return Problem(status, status.phrase.lower().replace(" ", "_"), sentences.get(status, error.detail))


async def answer(request: Request, error: Exception) -> Response:
    """The response to an error: a page for a browser that looks at pages, else problem+json."""
    if wants_page(request):
        problem = problem_of(error)
        return HTMLResponse(_page(request, problem), problem.status, _headers(problem))
    return denial(error)


def denial(error: Exception) -> Response:
    """The response to an error as problem+json; to a WebSocket that is not let in, too."""
    problem = problem_of(error)
    return Response(msgspec.json.encode(problem.body()), problem.status, _headers(problem), MEDIA_TYPE)


def _headers(problem: Problem) -> dict[str, str]:
    headers = {"cache-control": "no-store"}
    if problem.retry is not None:
        headers["retry-after"] = str(problem.retry)
    if problem.status == 401:
        headers["www-authenticate"] = "Bearer"
    return headers


def wants_page(request: Request) -> bool:
    """Whether a person looks at the answer: never under /api, nor for htmx, which shows the sentence itself."""
    if request.url.path.startswith("/api/") or "hx-request" in request.headers:
        return False
    return "text/html" in request.headers.get("accept", "")


def _page(request: Request, problem: Problem) -> str:
    page = request.app.state.house.templates.get_template("pages/error.html")
    words: dict[str, Any] = {"title": problem.title, "sentence": problem.detail, "then": "", "reference": ""}
    if problem.code in NO_PLACE:
        words |= {
            "title": "You have no place in this room",
            "sentence": NO_PLACE[problem.code],
            "then": "Ask the facilitator for a new link, or join with the code of the room.",
            "way": ["/join", "Join with the code"],
        }
    return str(page.render(**words, again=problem.status in FOR_A_MOMENT))


ANSWERED = (Problem, Malformed, Refused, TooMuch, ClientDisconnect, faults.StoreFault)
"""The errors that are answers; any other is a fault of ours."""

HANDLERS: Mapping[Any, Any] = dict.fromkeys((*ANSWERED, HTTPException, Exception), answer)
"""For Starlette: which errors are answered here."""
