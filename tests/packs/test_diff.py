"""Two versions of a pack compared, in words."""

from __future__ import annotations

from pathlib import Path

from taizhang.core.expression_checker import CHECKER
from taizhang.packs.diff import PackChange, diff_packs
from taizhang.packs.loader import load_pack


def changes(folder: Path, edits: list[tuple[str, str, str]]) -> list[PackChange]:
    old = load_pack(folder, installed={}, check_term=CHECKER)
    for name, before, after in edits:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after), encoding="utf-8")
    return diff_packs(old, load_pack(folder, installed={}, check_term=CHECKER))


def test_the_same_pack_has_no_changes(sample: Path) -> None:
    assert changes(sample, []) == []


def test_a_changed_number_says_old_and_new(sample: Path) -> None:
    found = changes(sample, [("pack.yaml", "0.1.0", "0.2.0"), ("parameters/limits.yaml", "value: 60", "value: 65")])
    assert [(item.kind, item.key, item.old, item.new) for item in found] == [
        ("pack", "version", "0.1.0", "0.2.0"),
        ("parameters", "values.2025-01-01.value", "60", "65"),
    ]
    assert found[1].text.zh == "参数“合格分数线”：取值的“2025-01-01”的数值由“60”改为“65”"
    assert found[1].text.en == "parameter 合格分数线: values: “2025-01-01”: value changed from '60' to '65'"


def test_a_changed_text_shows_only_its_changed_lines(sample: Path) -> None:
    found = changes(sample, [("summaries/half-year.md", "## 三、下期打算", "## 三、下半年打算")])
    assert [item.text.en for item in found] == [
        "summary 检查工作总结: body changed\n  - ## 三、下期打算\n  + ## 三、下半年打算"
    ]


def test_an_inserted_field_is_one_change(sample: Path) -> None:
    field = "    - {id: note, title: 备注, type: string}\n    - {id: held_on,"
    found = changes(sample, [("ledgers/checks.yaml", "    - {id: held_on,", field)])
    assert [(item.kind, item.id, item.change, item.key, item.new) for item in found] == [
        ("ledgers", "school_checks", "added", "fields.note", "备注")
    ]


def test_added_and_removed_items_are_named(sample: Path) -> None:
    found = changes(
        sample,
        [
            ("cases/checks.yaml", "id: checks_of_one_school", "id: checks_of_a_school"),
            (
                "codelists/check_kind.csv",
                "special,专项检查,Special check\n",
                "special,专项检查,Special check\nfire,消防检查,Fire\n",
            ),
        ],
    )
    assert {item.text.zh for item in found} == {
        "代码表“check_kind”：新增代码的“fire”：消防检查",
        "新增算例“检查次数和合格率”",
        "删除算例“检查次数和合格率”",
    }


def test_moving_lines_changes_nothing(sample: Path) -> None:
    assert changes(sample, [("indicators/checks.yaml", "checks_total:\n", "# a remark\n\nchecks_total:\n")]) == []
