"""Our own NDJSON export as a sheet: under a heading of field ids a row a line, so that a row's number is its line's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from taizhang.core.exports import NUMBER_HEADING
from taizhang.core.workbooks.guards import damaged
from taizhang.core.workbooks.problems import UnreadableFile
from taizhang.engine.text import Text


def ndjson_meta(name: str, data: bytes) -> dict[str, str]:
    """What the file says of itself, in the words of our other files. Raises UnreadableFile for JSON of another shape,
    and for a file that broke off: its last line counts the rows."""
    head = _line(name, data[: data.find(b"\n") + 1] or data)
    schema = head.get("schema")
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        raise _broken(name)
    facts = {"ledger": schema.get("name"), "title": schema.get("title"), "period": head.get("period")}
    facts |= {"org_unit": head.get("org_unit"), "version": head.get("version")}
    titles = {field.get("name"): field.get("title") for field in schema["fields"] if isinstance(field, dict)}
    masked = head.get("masked")
    facts["masked"] = "、".join(str(titles.get(item, item)) for item in masked) if isinstance(masked, list) else ""
    return {key: str(value) for key, value in facts.items() if value}


def ndjson_rows(name: str, data: bytes) -> Iterator[list[Any]]:
    """Raises UnreadableFile as `ndjson_meta`, while the rows are read."""
    lines = iter(data.splitlines())
    fields = [str(field["name"]) for field in _line(name, next(lines))["schema"]["fields"]]
    yield [NUMBER_HEADING, *fields]
    count = 0
    for line in lines:
        if not line.strip():
            continue
        row = _line(name, line)
        if row.get("end") is True:
            if row.get("rows") != count or any(rest.strip() for rest in lines):
                break
            return
        values = row.get("values")
        if not isinstance(values, dict) or any(isinstance(value, dict | list) for value in values.values()):
            break
        count += 1
        yield [row.get("position"), *(values.get(field) for field in fields)]
    raise _broken(name)


def _broken(name: str) -> UnreadableFile:
    return damaged(name, Text("完整的 NDJSON 文件", "a whole NDJSON file"))


def _line(name: str, line: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise _broken(name) from error
    if not isinstance(found, dict):
        raise _broken(name)
    return found
