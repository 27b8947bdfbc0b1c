"""The description of the machine's door names every route and every command, and holds together."""

import re
from typing import Any

import pytest
from starlette.routing import Route, WebSocketRoute

from server import api, downloads
from server.openapi import document
from sessions.commands import COMMANDS
from sessions.events import EVENTS

DOCUMENT = document("http://rooms.test")
METHODS = {"get", "post", "put", "delete", "patch"}


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, item in DOCUMENT["paths"].items() for method, one in item.items()]


def nodes(tree: Any) -> list[dict[str, Any]]:
    if isinstance(tree, dict):
        return [tree, *(node for part in tree.values() for node in nodes(part))]
    if isinstance(tree, list):
        return [node for part in tree for node in nodes(part)]
    return []


def test_every_route_of_the_door_stands_in_it() -> None:
    for route in (*api.ROUTES, *downloads.ROUTES):
        assert isinstance(route, Route | WebSocketRoute)
        assert route.path in DOCUMENT["paths"], route.path
        wanted = (getattr(route, "methods", None) or {"GET"}) - {"HEAD"}
        assert {method.lower() for method in wanted} == set(DOCUMENT["paths"][route.path])


def test_nothing_else_stands_in_it() -> None:
    known = {getattr(route, "path", "") for route in (*api.ROUTES, *downloads.ROUTES)}
    assert set(DOCUMENT["paths"]) == known


@pytest.mark.parametrize("shape", COMMANDS, ids=[shape.__name__ for shape in COMMANDS])
def test_every_command_stands_in_it_with_its_fields(shape: type) -> None:
    schema = DOCUMENT["components"]["schemas"][shape.__name__]
    assert {"kind", "id", "on_behalf_of", *shape.__struct_fields__} == set(schema["properties"])  # type: ignore[attr-defined]
    assert {"kind", "id"} <= set(schema["required"])
    assert {"$ref": f"#/components/schemas/{shape.__name__}"} in DOCUMENT["components"]["schemas"]["Command"]["oneOf"]


def test_every_event_stands_in_it() -> None:
    mapping = DOCUMENT["components"]["schemas"]["Event"]["discriminator"]["mapping"]
    assert set(mapping) == {shape.__name__ for shape in EVENTS}


def test_it_has_the_form_of_openapi_3_1() -> None:
    assert re.fullmatch(r"3\.1\.\d+", DOCUMENT["openapi"])
    assert {"title", "version"} <= set(DOCUMENT["info"])
    assert set(DOCUMENT) <= {"openapi", "info", "servers", "security", "paths", "components"}
    for path, method, operation in operations():
        assert path.startswith("/")
        assert method in METHODS
        assert operation["responses"]
        for status, response in operation["responses"].items():
            assert re.fullmatch(r"[1-5]\d\d", status)
            assert response["description"]


def test_every_place_in_a_path_is_a_parameter() -> None:
    for path, _, operation in operations():
        given = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
        assert given == set(re.findall(r"{(\w+)}", path))
        for parameter in operation.get("parameters", []):
            assert parameter["in"] in ("path", "query")
            assert parameter["required"] is (parameter["in"] == "path")
            assert parameter["schema"]


def test_every_reference_leads_somewhere() -> None:
    for node in nodes(DOCUMENT):
        if "$ref" in node:
            place = DOCUMENT
            for step in node["$ref"].removeprefix("#/").split("/"):
                place = place[step]
            assert place
        for target in node.get("discriminator", {}).get("mapping", {}).values():
            assert target.rpartition("/")[2] in DOCUMENT["components"]["schemas"]


def test_security_schemes_are_known() -> None:
    schemes = set(DOCUMENT["components"]["securitySchemes"])
    for one in (DOCUMENT, *(operation for _, _, operation in operations())):
        for requirement in one.get("security", []):
            assert set(requirement) <= schemes


def test_problems_are_told_for_what_needs_a_bearer() -> None:
    for path, _, operation in operations():
        if operation.get("security") != []:
            assert "401" in operation["responses"], path
