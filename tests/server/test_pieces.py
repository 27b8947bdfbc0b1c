"""A push carries the items of a list that a page does not have; the others by their ids."""

import pytest
from markupsafe import Markup

from server.pieces import Made, Pieces, Ready, stub

calls: list[str] = []


def item(words: str, url: str) -> Markup:
    calls.append(words)
    return Markup('<li class="q" id="q-{}"><a href="{}">{}</a></li>').format(words[0], url, words)


def made(*words: str, url: str = "/rooms/r_1", ready: Ready) -> Made:
    pieces = Pieces(ready.items)
    items = pieces.each("waiting", item, words, url)
    return pieces.made(f"<ol>{items}</ol><p>{len(words)}</p>")


def test_an_item_is_made_once() -> None:
    calls.clear()
    ready = Ready()
    whole = made("a", "b", ready=ready).whole
    assert whole == (
        '<ol><li class="q" id="q-a"><a href="/rooms/r_1">a</a></li>'
        '<li class="q" id="q-b"><a href="/rooms/r_1">b</a></li></ol><p>2</p>'
    )
    made("b", "c", ready=ready)
    assert calls == ["a", "b", "c"]
    made("a", url="/rooms/r_2", ready=ready)
    assert calls[3:] == ["a"]


def test_what_a_page_has_goes_by_its_id_and_in_its_new_place() -> None:
    ready = Ready()
    before, after = made("a", "b", "c", ready=ready), made("c", "b again", "a", ready=ready)
    assert after.beyond(before) == (
        '<ol><li class="q" id="q-c" data-same></li>'
        '<li class="q" id="q-b"><a href="/rooms/r_1">b again</a></li>'
        '<li class="q" id="q-a" data-same></li></ol><p>3</p>'
    )


def test_the_same_words_for_others_are_other_items() -> None:
    ready = Ready()
    before, after = made("a", ready=ready), made("a", url="/elsewhere", ready=ready)
    assert after.beyond(before) == after.whole


def test_nobody_can_type_where_an_item_goes() -> None:
    ready = Ready()
    pieces = Pieces(ready.items)
    words = Markup("{}").format("<!--piece-->")
    whole = pieces.made(f"<p>{words}</p><ol>{pieces.each('waiting', item, ['a'], '/')}</ol>").whole
    assert whole.startswith("<p>&lt;!--piece--&gt;</p><ol><li")


def test_an_item_without_an_id_is_a_mistake_that_is_named() -> None:
    with pytest.raises(AssertionError, match="has an id"):
        stub("<li>a</li>")
