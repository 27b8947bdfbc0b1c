"""The page that changes a review, as a browser without script has it: fields are read from the page and sent back.

form = await Form.opened(visitor, room)
form["title"] = "Autumn review"
answer = await form.press("save-plan")
"""

import html
from html.parser import HTMLParser

import httpx2

from tests.server.hubs import Visitor

NO_WORDS = ("submit", "button", "file")


class Form(HTMLParser):
    """The fields of the form on the page."""

    def __init__(self, visitor: Visitor, address: str, page: str) -> None:
        super().__init__()
        self.visitor, self.address, self.page = visitor, address, page
        self.fields: list[tuple[str, str]] = []
        self._inside, self._select = False, ""
        self._options: list[tuple[str | None, bool]] = []
        self.feed(page)

    @classmethod
    async def opened(cls, visitor: Visitor, room: str) -> "Form":
        """The form as the page shows it."""
        address = f"/rooms/{room}/plan"
        answer = await visitor.gets(address)
        assert answer.status_code == 200, answer.text
        return cls(visitor, address, answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = had.get("id") == "plan"
        elif not self._inside:
            return
        elif tag == "input" and had.get("name") and had.get("type") not in NO_WORDS:
            if had.get("type") not in ("radio", "checkbox") or "checked" in had:
                self.fields.append((had["name"], had.get("value", "")))
        elif tag == "select":
            self._select, self._options = had["name"], []
        elif tag == "option" and self._select:
            self._options.append((had.get("value"), "selected" in had))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select" and self._select:
            chosen = next((value for value, selected in self._options if selected), self._options[0][0])
            self.fields.append((self._select, chosen or ""))
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._select and self._options and self._options[-1][0] is None:  # an option's words are its value
            self._options[-1] = (data.strip(), self._options[-1][1])

    def __getitem__(self, name: str) -> str:
        return next(value for field, value in self.fields if field == name)

    def __setitem__(self, name: str, value: str) -> None:
        places = [place for place, (field, _) in enumerate(self.fields) if field == name]
        assert places, f"the form has no {name}"
        self.fields[places[0]] = (name, value)

    def every(self, name: str) -> list[str]:
        """All values of a field."""
        return [value for field, value in self.fields if field == name]

    def row_of(self, name: str) -> str:
        """The key of the institution or person of that name."""
        for field, value in self.fields:
            if value == name and field.endswith("-name"):
                return field.split("-", 1)[1].removesuffix("-name")
        raise AssertionError(f"nobody is called {name}")

    async def sends(self, do: str, *, script: bool = False) -> httpx2.Response:
        """Press a button."""
        sent: dict[str, list[str]] = {}
        for name, value in [*self.fields, ("do", do)]:
            sent.setdefault(name, []).append(value)
        headers = {"Referer": f"http://127.0.0.1:8000{self.address}"} | ({"HX-Request": "true"} if script else {})
        return await self.visitor.client.post(self.address, data=sent, headers=headers)

    async def press(self, do: str) -> "Form":
        """Press a button that shows the form again."""
        answer = await self.sends(do)
        assert answer.status_code == 303, html.unescape(answer.text)[-3000:]
        return await Form.opened(self.visitor, self.address.split("/")[2])
