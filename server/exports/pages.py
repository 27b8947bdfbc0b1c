"""The templates that files are made from, in the environment that pages have too; documents as HTML and Markdown."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from server.exports.document import Document
from server.exports.escaping import md, strong
from server.look import environment
from server.stylesheet import stylesheet

TOP = Path(__file__).parents[2]


@cache
def look() -> Environment:
    """The environment, made once."""
    made = environment(TOP / "templates", stylesheet(TOP / "static" / "css").version)
    made.filters.update(md=md, strong=strong)
    return made


@cache
def macros(name: str) -> Any:
    """The macros of templates/macros/NAME.html, to be called as functions that answer Markup."""
    return look().get_template(f"macros/{name}.html").module


def html(document: Document) -> bytes:
    """The document as a printable page of its own, under the same strict policy as all pages."""
    return look().get_template("exports/document.html").render(document=document).encode()


def markdown(document: Document) -> bytes:
    """The document as Markdown, in UTF-8."""
    written = look().get_template("exports/document.md").render(document=document)
    return (re.sub(r"\n{3,}", "\n\n", written).strip() + "\n").encode()
