"""Which mechanism is served by which pack items and pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLResolver, get_resolver

from taizhang.core.expression_checker import CHECKER
from taizhang.core.packs import catalogue_folder, coverage_as_json
from taizhang.core.serves import PAGES
from taizhang.engine.text import Text
from taizhang.packs.coverage import Mechanism, coverage, read_mechanisms
from taizhang.packs.loader import load_pack
from taizhang.packs.problems import PackError

DRILL = Mechanism("fire-drill", Text("消防演练", "Fire drill"), "safety")
VISIT = Mechanism("home-visit", Text("家访", "Home visit"), "pupils")


def serving(folder: Path, mechanism: str) -> Path:
    path = folder / "indicators/checks.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("  value: count(*)\n  larger", f"  value: count(*)\n  serves: [{mechanism}]\n  larger"),
        encoding="utf-8",
    )
    return folder


def test_items_and_pages_serve_a_mechanism(sample: Path) -> None:
    pack = load_pack(serving(sample, "fire-drill"), installed={}, check_term=CHECKER)
    found = coverage({"sample": pack}, [DRILL, VISIT], {"fire-drill": ["ledgers:ledger-list"]})
    assert [item.as_json() for item in found] == [
        {
            "id": "fire-drill",
            "title": "Fire drill",
            "title_zh": "消防演练",
            "kind": "safety",
            "served_by": ["indicator sample.checks_total", "page ledgers:ledger-list"],
        },
        {"id": "home-visit", "title": "Home visit", "title_zh": "家访", "kind": "pupils", "served_by": []},
    ]


def test_an_unknown_mechanism_is_an_error_with_the_nearest(sample: Path) -> None:
    pack = load_pack(serving(sample, "fire-dril"), installed={}, check_term=CHECKER)
    with pytest.raises(PackError) as raised:
        coverage({"sample": pack}, [DRILL], {"home-visits": ["x:y"]})
    assert [problem.where for problem in raised.value.problems] == ["indicator sample.checks_total", "page x:y"]
    assert "fire-drill" in raised.value.problems[0].cure.en


def test_the_catalogue_lists_every_mechanism_once_with_titles_in_both_languages() -> None:
    mechanisms = read_mechanisms(catalogue_folder() / "mechanisms.yaml")
    assert len(mechanisms) == 188
    assert all(item.title.zh and item.title.en and item.kind for item in mechanisms)


def test_coverage_of_the_installation_names_every_mechanism() -> None:
    rows = coverage_as_json()
    assert len(rows) == 188
    assert {tuple(sorted(row)) for row in rows} == {("id", "kind", "served_by", "title", "title_zh")}


def test_the_shipped_packs_serve_what_the_spine_promises() -> None:
    served = [row["id"] for row in coverage_as_json() if row["served_by"]]
    assert len(served) >= 85


def test_a_list_with_an_id_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mechanisms.yaml"
    line = "- {id: a, title: {zh-hans: 甲, en: A}, kind: x}\n"
    path.write_text(line + line, encoding="utf-8")
    with pytest.raises(PackError):
        read_mechanisms(path)


def url_names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            yield from url_names(item, f"{item.namespace}:" if item.namespace else namespace)
        elif item.name:
            yield f"{namespace}{item.name}"


def test_every_page_that_serves_a_mechanism_has_an_address() -> None:
    known = set(url_names(get_resolver()))
    assert [name for names in PAGES.values() for name in names if name not in known] == []
