"""What can be measured about a page as it looks: axe's violations, sideways scroll, what lies over the capture bar."""

from pathlib import Path
from typing import Any, cast

from playwright.async_api import Page

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
WIDTHS = (320, 390, 683, 768, 1024, 1366, 1920)
GRAVE = ("serious", "critical")


async def shut_out(page: Page, *only: str) -> list[str]:
    """What axe calls serious or critical on a page: rule, element and what to do; by all its rules, or only some.
    Evaluated, for the page's own rules let no script in."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    options = {"resultTypes": ["violations"], **({"runOnly": list(only), "preload": False} if only else {})}
    found = await page.evaluate("(options) => axe.run(document, options).then((told) => told.violations)", options)
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary']}"
        for one in cast(list[dict[str, Any]], found)
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


async def shut_out_in_any_light(page: Page) -> list[str]:
    """The same by day, and by night what depends on colours."""
    await page.emulate_media(color_scheme="light")
    by_day = [f"light: {one}" for one in await shut_out(page)]
    await page.emulate_media(color_scheme="dark")
    by_night = [f"dark: {one}" for one in await shut_out(page, "color-contrast", "link-in-text-block")]
    await page.emulate_media(color_scheme="light")
    return by_day + by_night


async def too_wide(page: Page) -> list[str]:
    """The widths at which a page would have to be pushed sideways, with what sticks out; and those at which a page that
    fits its window can be pushed out of it all the same."""
    found, before = [], page.viewport_size
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 740})
        found += [f"{width}: {one}" for one in await page.evaluate(_WHAT_STICKS_OUT)]
    if before:
        await page.set_viewport_size(before)
    return found


async def cut_off(page: Page) -> list[str]:
    """What of a projector's picture lies over something else, or beyond its edge, on usual projectors."""
    found, before = [], page.viewport_size
    for width, height in ((1024, 768), (1280, 720), (1920, 1080)):
        await page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}x{height}: {one}" for one in await page.evaluate(_WHAT_IS_CUT_OFF)]
    if before:
        await page.set_viewport_size(before)
    return found


async def over_the_bar(page: Page) -> list[str]:
    """What lies over the capture bar, or is hidden under it when the page is scrolled to its end; at every width."""
    found, before = [], page.viewport_size
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 740})
        found += [f"{width}: {one}" for one in await page.evaluate(_LOOK_AT_THE_BAR)]
    if before:
        await page.set_viewport_size(before)
    return found


_WHAT_STICKS_OUT = """() => {
  const wide = [];
  for (const box of [document.scrollingElement, ...document.querySelectorAll(".desk__col, .room__work, .room__now")]) {
    const edge = box === document.scrollingElement ? innerWidth : box.clientWidth;
    if (box.scrollWidth <= edge + (box === document.scrollingElement ? 0 : 1)) continue;
    const right = box.getBoundingClientRect().left + edge;
    const out = [...box.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > right + 1);
    wide.push(`${box.className || box.tagName} by ${box.scrollWidth - edge}: ` + out.slice(-1).map((e) => e.outerHTML.slice(0, 120)));
  }
  const frame = document.querySelector(".room, .desk"), high = document.scrollingElement.scrollHeight;
  if (frame && frame.offsetHeight <= innerHeight && high > innerHeight + 1) wide.push(`the page by ${high - innerHeight} below its window`);
  return wide;
}"""  # noqa: E501

_WHAT_IS_CUT_OFF = """() => {
  const foot = document.querySelector(".screen__foot").getBoundingClientRect().top, wrong = [];
  for (const one of document.querySelectorAll(".screen__main > *, .screen__main .reveal")) {
    const { top, bottom } = one.getBoundingClientRect();
    if (top < 0 || bottom > foot + 1) wrong.push(one.outerHTML.slice(0, 120));
  }
  if (document.scrollingElement.scrollHeight > innerHeight + 1) wrong.push("the page is higher than the picture");
  return wrong;
}"""

_LOOK_AT_THE_BAR = """() => {
  const bar = document.getElementById("capture"), wrong = new Set();
  if (!bar || !bar.getClientRects().length) return ["no capture bar"];
  const box = bar.getBoundingClientRect();
  for (let x = box.left + 4; x < box.right - 4; x += 40) for (let y = box.top + 4; y < box.bottom - 2; y += 12) {
    const there = document.elementFromPoint(x, y);
    if (there && !bar.contains(there)) wrong.add("over it: " + there.outerHTML.slice(0, 90));
  }
  for (const box of [document.scrollingElement, ...document.querySelectorAll("main, .room__body, .desk__col")]) box.scrollTop = box.scrollHeight;
  const top = bar.getBoundingClientRect().top;
  const work = document.getElementById("work"), last = [...work.querySelectorAll("summary, p, h2, button")].filter((e) => e.getClientRects().length && e.checkVisibility()).at(-1);
  if (last && last.getBoundingClientRect().bottom > top + 1) wrong.add("under it: " + last.outerHTML.slice(0, 90));
  return [...wrong];
}"""  # noqa: E501


async def out_of_reach(page: Page) -> list[str]:
    """What can be pressed or typed into and is not reached by the Tab key; what is reached and does not show it."""
    there = await page.evaluate(_MARK_WHAT_CAN_BE_REACHED)
    reached: set[int] = set()
    hidden: list[str] = []
    for _ in range(4 * there + 20):  # a date is three fields
        await page.keyboard.press("Tab")
        at = cast(dict[str, Any] | None, await page.evaluate(_WHERE_THE_FOCUS_IS))
        if at is None:
            if reached:
                break
            continue
        if at["number"] not in reached and not at["shown"]:
            hidden.append(f"its focus does not show: {at['html']}")
        reached.add(at["number"])
    missed = await page.evaluate(_WHAT_WAS_MISSED, sorted(reached))
    return [*hidden, *(f"not reached by Tab: {one}" for one in missed)]


_MARK_WHAT_CAN_BE_REACHED = """() => {
  document.activeElement?.blur(); scrollTo(0, 0);
  const groups = new Set();
  const can = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
    .filter((e) => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true }) && !e.closest("[inert]"))
    .filter((e) => {
      if (e.type !== "radio") return true;
      const group = [...document.getElementsByName(e.name)].filter((one) => one.form === e.form);
      return (group.find((one) => one.checked) ?? group[0]) === e;
    });
  can.forEach((e, i) => { e.dataset.reach = i + 1; });
  return can.length;
}"""  # noqa: E501

_WHERE_THE_FOCUS_IS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const rings = (one) => { const s = getComputedStyle(one); return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none"; };
  const shown = [e, e.nextElementSibling, e.closest("label")].some((one) => one && rings(one));
  return { number: Number(e.dataset.reach ?? 0), shown, html: e.outerHTML.slice(0, 120) };
}"""  # noqa: E501

_WHAT_WAS_MISSED = """(reached) => [...document.querySelectorAll("[data-reach]")]
  .filter((e) => !reached.includes(Number(e.dataset.reach))).map((e) => e.outerHTML.slice(0, 120))"""
