"""A design as files of a pack: exactly what a pack writer would have written, so that the same loader reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from taizhang.engine.pack import FieldType
from taizhang.ledgers.designing.check_words import expression_of, sentence_of
from taizhang.ledgers.designing.design import ASK_AGAIN, FORMAT_MASKS, NUMERIC, Design, DesignCheck, DesignField
from taizhang.ledgers.proposing.naming import field_id
from taizhang.packs.writing import code_list_text, plain_yaml, yaml_text

HEAD_FILE = "pack.yaml"
_NOT_ID = re.compile(r"[^a-z0-9]+")
_NAMED = ("valid_from", "valid_to", "unit_field", "reference", "serves", "from")


def pack_id_of(county: str) -> str:
    """Of the pack that holds what a county designs itself."""
    return f"own-{_NOT_ID.sub('-', county.lower()).strip('-') or 'county'}"


def name_what_is_unnamed(design: Design, taken: Iterable[str]) -> None:
    """Ids for the ledger, its fields and its code words that have none yet, from their titles; a title that no letter
    comes from gives way to the column's place when it was added. A column without a title waits for one: programs
    call it by its id for good, whatever it is called later. taken: ids of the pack's other ledgers."""
    if not design.id:
        design.id = field_id(design.title, list(taken), otherwise="ledger")
    used = {item.id for item in design.fields if item.id}
    for item in design.fields:
        if not item.id and item.title:
            item.id = field_id(item.title, used, otherwise=item.uid)
            used.add(item.id)
        codes = [pair[0] for pair in item.codes if pair[0]]
        for pair in item.codes:
            if not pair[0]:
                pair[0] = field_id(pair[1], codes, otherwise="code")
                codes.append(pair[0])


def with_ledger(
    files: Mapping[str, str], design: Design, *, pack_id: str, title: str, authority: str, today: date
) -> dict[str, str]:
    """The pack's files with this ledger in them, new or in place of its last version; the version moves on by one. A
    new ledger is owed from today on: nobody filed it while it did not exist."""
    found = {name: text for name, text in files.items() if not _is_of(name, design.id)}
    name = f"ledgers/{design.id}.yaml"
    begun = {} if name in files else {"from": today.isoformat()}
    found[name] = yaml_text({design.id: {**begun, **ledger_data(design, pack_id)}})
    for item in design.asked:
        if item.kind == FieldType.CODE and item.codes:
            found[f"codelists/{_list_id(design, item)}.csv"] = code_list_text(
                (code, word, "") for code, word in item.codes
            )
    old = plain_yaml(files.get(HEAD_FILE, ""))
    head = {
        "id": pack_id,
        "version": _next_version(str(old.get("version", ""))),
        "title": title,
        "authority": authority,
        "effective_from": str(old.get("effective_from") or today.isoformat()),
        "requires": _requires(old.get("requires"), found, design, pack_id),
    }
    found[HEAD_FILE] = yaml_text(head)
    return found


def ledger_data(design: Design, pack_id: str) -> dict[str, object]:
    """The mapping under the ledger's id in ledgers/*.yaml."""
    ids = {item.uid: item.name for item in design.asked}
    filed_by: dict[str, object] = {"kinds": list(design.kinds)}
    if design.stages:
        filed_by["stages"] = list(design.stages)
    filed_by |= {name: design.kept[name] for name in ("ownerships", "codes") if name in design.kept}
    data: dict[str, object] = {"title": design.title}
    data |= {"description": design.about} if design.about else {}
    data |= {"kind": design.kind, "period": design.period, "filed_by": filed_by, "deadline_days": design.deadline_days}
    data |= {"reviewer": design.reviewer} if design.reviewer else {}
    data |= {"group": design.group} if design.group else {}
    if design.kind == "journal" and design.date_field in ids:
        data["date_field"] = ids[design.date_field]
    key = [item.name for item in design.asked if item.key]
    data |= {"row_key": key} if key else {}
    data |= {name: design.kept[name] for name in _NAMED if name in design.kept}
    data["fields"] = [_field(design, item, pack_id) for item in design.asked]
    checks = [_check(design, check, pack_id) for check in design.checks]
    data |= {"checks": checks} if checks else {}
    return data


def _field(design: Design, item: DesignField, pack_id: str) -> dict[str, object]:
    entry: dict[str, object] = {"id": item.name, "title": item.title, "type": item.type.value}
    entry |= {"required": True} if item.required else {}
    if item.kind in NUMERIC:
        entry |= {"unit": item.unit} if item.unit else {}
        entry |= {"decimals": item.decimals} if item.kind == FieldType.NUMBER else {}
        entry |= {name: _number(text) for name, text in (("min", item.low), ("max", item.high)) if text}
    if item.kind == FieldType.CODE and item.codes:
        entry["codes"] = _list_id(design, item)
    entry |= {"format": item.format} if item.format else {}
    entry |= {"pattern": item.pattern} if item.pattern and item.type is FieldType.STRING else {}
    mask = item.mask or FORMAT_MASKS.get(item.kind, "")
    entry |= {"mask": mask} if mask else {}
    entry |= {"description": item.about} if item.about else {}
    entry |= {"example": item.example} if item.example else {}
    if item.source is not None:
        ledger, name = item.source
        entry["from"] = {"ledger": ledger.removeprefix(f"{pack_id}."), "field": name}
    return entry


def _check(design: Design, check: DesignCheck, pack_id: str) -> dict[str, object]:
    ids = {item.uid: item.name for item in design.asked}
    entry: dict[str, object] = {"id": f"check_{check.uid[1:]}"}
    if check.kind == "kept":
        entry |= {name: _plain(value, pack_id) for name, value in check.kept.items()}
    elif check.kind in ("unique", "set"):
        entry["depth"] = "set"
        entry |= (
            {"unique": [ids.get(uid, "gone") for uid in check.columns]}
            if check.kind == "unique"
            else {"expression": check.expression}
        )
    else:
        entry |= {"depth": "row", "expression": expression_of(check, design)}
        marked = check.columns[-1:] if check.kind == "filled_when" else check.columns[:1]
        entry |= {"field": ids[marked[0]]} if marked and marked[0] in ids else {}
    entry |= {"level": "warning"} if check.level == "warning" else {}
    return {**entry, "message": check.message or sentence_of(check, design)}


def _plain(value: object, pack_id: str) -> object:
    """What was kept as JSON, with exact numbers again and this pack's names bare."""
    if not isinstance(value, dict):
        return value
    numbers = {name: Decimal(str(value[name])) for name in ("tolerance", "max_ratio") if name in value}
    named = {"ledger": str(value["ledger"]).removeprefix(f"{pack_id}.")} if "ledger" in value else {}
    return {**value, **named, **numbers}


def _number(text: str) -> object:
    """An exact number; what is none stays text, which the loader then names."""
    try:
        value = Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return text
    return value if value.is_finite() else text


def _list_id(design: Design, item: DesignField) -> str:
    return f"{design.id}__{item.name}"


def _is_of(name: str, ledger_id: str) -> bool:
    return name == f"ledgers/{ledger_id}.yaml" or name.startswith(f"codelists/{ledger_id}__")


def _next_version(version: str) -> str:
    match = re.fullmatch(r"(\d+)\.(\d+)\.\d+", version)
    return f"{match[1]}.{int(match[2]) + 1}.0" if match else "1.0.0"


def _requires(old: object, files: Mapping[str, str], design: Design, pack_id: str) -> list[str]:
    """What was required stays so; added are packs whose ledgers are named, and those a copied check has its parameters
    from."""
    named = re.compile(r"^\s*(?:- )?ledger:\s*['\"]?([a-z][a-z0-9-]*)\.", re.MULTILINE)
    found = set(old) if isinstance(old, list) else set()
    for name, text in files.items():
        if name.startswith("ledgers/"):
            found.update(named.findall(text))
    if any("param." in check.expression for check in design.checks):
        found.update(design.kept.get("requires", ()))
    return sorted(found - {pack_id})


def reasons(design: Design) -> dict[str, str]:
    """Field id -> why it is asked although it is held elsewhere."""
    return {item.id: item.reason for item in design.asked if item.told == ASK_AGAIN and item.reason}
