"""What people do in front of a page of the room, in the product's words: looking on, taking part, running the room."""

import asyncio
import re

from playwright.async_api import Locator, Page, WebSocket, expect


class Looker:
    """Whoever looks at a page of the room, and everything that has come to it over the network."""

    def __init__(self, name: str, page: Page) -> None:
        self.name, self.page = name, page
        self.received: list[str] = []
        page.on("websocket", self._hears)
        page.on("dialog", lambda dialog: dialog.accept())

    def _hears(self, line: WebSocket) -> None:
        line.on("framereceived", lambda frame: self.received.append(str(frame)))

    async def is_live(self) -> None:
        """News comes to the page by itself."""
        await self._receives("")

    async def knows_the_time(self) -> None:
        """The page has asked the server what time it is."""
        await self._receives('"pong"')

    async def _receives(self, words: str) -> None:
        async with asyncio.timeout(15):
            while not any(words in frame for frame in self.received):
                await self.page.wait_for_timeout(20)

    async def sees(self, words: str) -> None:
        """The words stand on the page, unfolded."""
        await expect(self.page.get_by_text(words).filter(visible=True).first).to_be_visible()

    async def does_not_see(self, words: str) -> None:
        """The words stand nowhere on the page, not even folded."""
        await expect(self.page.get_by_text(words)).to_have_count(0)

    async def holds(self, words: str) -> bool:
        """Whether the words are anywhere in the page's source or in what came over its connection."""
        return words in await self.page.content() or any(words in frame for frame in self.received)

    async def everything_else(self, url: str) -> str:
        """What this browser could fetch of the room beside the page: the room anew, the minutes, the log."""
        paths = ("", "/minutes", "/minutes.md", "/minutes.json", "/log.json")
        return "".join([await (await self.page.request.get(url + path)).text() for path in paths])

    async def presses(self, words: str, within: Locator | None = None) -> None:
        """Press a button."""
        await (within or self.page).get_by_role("button", name=words).filter(visible=True).first.click()

    def heading(self, words: str) -> Locator:
        """The page's first heading when it says this."""
        return self.page.get_by_role("heading", level=1, name=words)


class Person(Looker):
    """Somebody with a seat: a member of an institution or an observer."""

    async def joins(self, link: str) -> None:
        """Open one's link and press the button; it says something else once the review has finished."""
        await self.page.goto(link)
        await expect(self.page.get_by_role("heading", name=f"You are {self.name}")).to_be_visible()
        await self.page.get_by_role("button", name=re.compile("Join the room|Open the (room|desk)")).click()
        await self.is_live()

    async def unfolds(self, words: str, within: Locator | None = None) -> None:
        """Open a part that is folded; leave it where it is open already."""
        summary = (within or self.page).locator("summary").filter(has_text=words).first
        await expect(summary).to_be_visible()
        if await summary.evaluate("node => !node.parentElement.open"):
            await summary.click()

    async def is_asked(self, words: str) -> None:
        """What the page asks of this person, in its largest words."""
        await expect(self.heading(words)).to_be_visible()

    @property
    def question_box(self) -> Locator:
        """Where one writes a question."""
        return self.page.get_by_label(re.compile(r"^(Ask|Write a question for) ")).filter(visible=True)

    async def asks(self, words: str, about: str = "", anonymous: bool = False) -> None:
        """Ask the host."""
        form = self.page.locator("form.ask")
        await self.question_box.fill(words)
        if about:
            await form.get_by_label("About which statement").select_option(about)
        if anonymous:
            await form.get_by_label("Without my name").check()
        await form.get_by_role("button", name="Send question").click()
        await expect(self.question_box).to_have_value("")

    def question(self, words: str) -> Locator:
        """A question in the list."""
        return self.page.locator("#queue li.q").filter(has_text=words)

    async def supports(self, words: str) -> None:
        """Support somebody else's question."""
        await self.question(words).get_by_role("button", name="Support").click()
        await expect(self.question(words).get_by_role("button", name="Support")).to_have_text("You support this")

    async def gives_view(self, statement: str, level: int, reason: str = "") -> None:
        """Give one's institution's view of a statement."""
        card = self.statement(statement, "#views")
        await card.get_by_role("radio").nth(level - 1).check()
        if reason:
            await card.get_by_label("What did you see or hear").fill(reason)
        await self.presses("Give our view", card)
        await expect(card).to_contain_text("Your institution’s view")

    def statement(self, number: str, part: str) -> Locator:
        """A statement in one part of the page."""
        return self.page.locator(f"{part} .statement, {part} .reveal").filter(
            has=self.page.get_by_role("heading", name=re.compile(rf"^{re.escape(number)} "))
        )

    async def rates(self, statement: str, level: int, evidence: str) -> None:
        """Share how one's own institution rates itself."""
        card = self.statement(statement, "#ratings")
        await self.unfolds("this", card)
        await card.get_by_role("radio").nth(level - 1).check()
        await card.get_by_label("The evidence you trust most").fill(evidence)
        await self.presses("Share this rating", card)
        await expect(card).to_contain_text(evidence)

    async def rates_another(self, statement: str, level: int, evidence: str) -> None:
        """Share a rating of a statement that is not in focus."""
        await self.unfolds("other ratings")
        await self.unfolds("Change one of these ratings")
        form = self.page.locator("form[id^=self-other]")
        await form.get_by_label("Statement").select_option(statement)
        await form.get_by_role("radio").nth(level - 1).check()
        await form.get_by_label("The evidence you trust most").fill(evidence)
        await self.presses("Share this rating", form)
        await expect(self.statement(statement, "#ratings")).to_contain_text(evidence)

    async def agrees_level(self, statement: str, level: int, why: str) -> None:
        """The host keeps or changes its level."""
        card = self.statement(statement, "#reveal")
        await card.get_by_role("radio").nth(level - 1).check()
        await card.get_by_label("Why?").fill(why)
        await self.presses("Agree this level", card)
        await expect(card).to_contain_text(why)

    async def proposes(self, action: str, owner: str, due: str) -> None:
        """Propose an action for the host."""
        await self.unfolds("Propose an action")
        form = self.page.locator("form[id^=propose-form-slot]")
        await form.get_by_label("What will be done").fill(action)
        await form.get_by_label("Owner").fill(owner)
        await form.get_by_label("Due").fill(due)
        await self.presses("Propose this action", form)
        await expect(self.action(action)).to_contain_text(owner)

    def action(self, words: str) -> Locator:
        """An action in the list."""
        return self.page.locator("#actions .action").filter(has_text=words)

    async def keeps(self, kind: str, words: str) -> None:
        """Catch what was said in the bar at the foot of the page."""
        bar = self.page.locator("#capture")
        words_in = bar.get_by_role("textbox", name="What was said")
        if not await words_in.is_visible():
            await bar.locator(".capture__open").click()
        await bar.locator("label.kind").filter(has_text=kind).click()
        await words_in.fill(words)
        await self.presses("Keep", bar)
        await expect(words_in).to_have_value("")

    async def own(self) -> Locator:
        """The fold where one's own words can be put right."""
        await self.unfolds("Yours: put right or take back")
        return self.page.locator("#mine")


class Facilitator(Person):
    """Somebody who runs the room from the desk."""

    async def presses_next(self, words: str) -> None:
        """Move the room on; `words` are the step's that the button names."""
        onward = self.page.get_by_role("button", name=re.compile(rf"^(Next|Start): .*{re.escape(words)}"))
        await onward.first.click()  # a second one stands on the slim bar, far down the page
        await expect(self.heading(words)).to_be_visible()

    def person(self, name: str) -> Locator:
        """Somebody in the list of people."""
        return self.page.locator("#people .people__p").filter(has_text=name)

    async def takes_up(self, question: str) -> None:
        """Put a question on the table."""
        await self.question(question).get_by_role("button", name="Take up").click()
        await expect(self.page.locator("#on-table")).to_contain_text(question)

    async def notes_answer(self, words: str) -> None:
        """Note what was answered to the question on the table."""
        table = self.page.locator("#on-table")
        await self.unfolds("Note what was answered", table)
        await table.get_by_label("What was answered").fill(words)
        await self.presses("Keep the answer", table)
        await expect(table.locator(".q__answer")).to_have_text(words)

    async def settles(self, outcome: str) -> None:
        """Say how the question on the table ended."""
        await self.presses(outcome, self.page.locator("#on-table"))
        await expect(self.page.locator("#on-table .q--now")).to_have_count(0)
