"""Laws of the figure checker: what must not change its verdicts, and what must."""

from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from taizhang.engine.checker import Finding, check
from taizhang.engine.numerals import chinese_number
from tests.engine.checker import phrasings, variants

NAMES = ("小学", "初中", "高中", "幼儿园", "特殊教育学校")
ASIDE = ("各项工作有序推进。", "会议由局长主持，各股室负责人参加。", "要加强领导，压实责任。")
parts = st.lists(st.integers(2, 9_000), min_size=3, max_size=5)
TEXTS = (
    "全县有学生{total}人，其中{list}。",
    "全县有学生{total}人：{list}。",
    "{list}，合计{total}人。",
)
forms = st.sampled_from(TEXTS)


def sentence(form: str, values: list[int], total: int, write: object = None) -> str:
    printed = write if callable(write) else str
    listed = "，".join(f"{name}{printed(value)}人" for name, value in zip(NAMES, values, strict=False))
    return form.format(total=printed(total), list=listed)


def about(text: str, kind: str = "sum") -> set[tuple[str, str, str]]:
    return {(f.rule, f.verdict, f.stated) for f in check(text).findings if f.kind == kind}


def verdicts(text: str, kind: str) -> set[str]:
    return {f.verdict for f in check(text).findings if f.kind == kind}


@given(forms, parts)
def test_parts_that_add_up_are_never_blamed(form: str, values: list[int]) -> None:
    assert verdicts(sentence(form, values, sum(values)), "sum") == {"ok"}


@given(forms, parts, st.data())
def test_one_digit_changed_turns_ok_into_a_contradiction(form: str, values: list[int], data: st.DataObject) -> None:
    total = sum(values)
    place = data.draw(st.integers(0, len(str(total)) - 1))
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != str(total)[place]]))
    changed = int(str(total)[:place] + digit + str(total)[place + 1 :])
    # Some of the parts alone may add up to the changed whole: then the sentence is true of them.
    assume(all(sum(values[a:b]) != changed for a in range(len(values)) for b in range(a + 2, len(values) + 1)))
    assert "contradiction" in verdicts(sentence(form, values, changed), "sum")


@given(st.integers(1_000, 90_000), st.integers(10, 900))
def test_a_rate_beyond_rounding_is_wrong_and_a_rounded_one_right(level: int, change: int) -> None:
    rate = (Decimal(100) * change / (level - change)).quantize(Decimal("0.01"))
    text = "在校生{}人，比上年增加{}人，增长{}%。"
    assert verdicts(text.format(level, change, rate), "growth") == {"ok"}
    assert verdicts(text.format(level, change, rate + Decimal("0.02")), "growth") == {"contradiction"}


@given(parts, st.sampled_from(ASIDE), st.sampled_from(ASIDE))
def test_a_sentence_of_its_own_may_stand_anywhere(values: list[int], aside: str, other: str) -> None:
    one = sentence(TEXTS[0], values, sum(values) + 1)
    shares = "报名253人，合格237人，合格率93.7%。"
    moved = [f"{one}\n{shares}\n{aside}", f"{aside}\n{one}\n{shares}", f"{aside}{one}\n{other}\n{shares}"]
    found = [{(f.rule, f.verdict, f.stated, f.computed) for f in check(text).findings} for text in moved]
    assert found[0] == found[1] == found[2]


@given(forms, parts, st.integers(-3, 3), st.integers(2, 50))
def test_scaling_parts_and_whole_keeps_the_verdict(form: str, values: list[int], miss: int, times: int) -> None:
    # A larger miss is believed for the slip that explains it, and a slip in 8 is none in 24.
    assume(abs(miss) * 40 <= sum(values))
    total = sum(values) + miss
    scaled = sentence(form, [value * times for value in values], total * times)
    assert verdicts(sentence(form, values, total), "sum") <= {"ok"} or "contradiction" in verdicts(scaled, "sum")
    assert verdicts(sentence(form, values, total), "sum") != {"ok"} or verdicts(scaled, "sum") == {"ok"}


@given(forms, parts, st.integers(0, 1))
def test_another_notation_keeps_the_verdict(form: str, values: list[int], miss: int) -> None:
    total = sum(values) + miss
    plain = verdicts(sentence(form, values, total), "sum")
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    assert verdicts(sentence(form, values, total, lambda n: str(n).translate(wide)), "sum") == plain
    assert verdicts(sentence(form, values, total, lambda n: f"{n:,}"), "sum") == plain
    assert verdicts(sentence(form, values, total, lambda n: chinese_number(Decimal(n))), "sum") == plain


@given(forms, parts, st.integers(0, 1), st.sampled_from(ASIDE))
def test_appending_takes_no_finding_away(form: str, values: list[int], miss: int, more: str) -> None:
    text = sentence(form, values, sum(values) + miss)

    def told(whole: str) -> set[tuple[str, int, int, str]]:
        return {(f.rule, f.start, f.end, f.verdict) for f in check(whole).findings}

    assert told(text) <= told(text + more) and told(text) <= told(f"{text}\n{more}")


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_any_text_ends_in_a_report_within_its_bounds(text: str) -> None:
    report = check(text)
    assert all(text[number.start : number.end] == number.text for number in report.numbers)
    assert all(0 <= f.start <= f.end <= len(text) for f in report.findings)


WORDS = "0123456789.,，。；：（）()一二三四五六七八九十百千万亿%个人元其中共占比增长减少 \n\t|第年月日班平均每等、是这"


@settings(max_examples=300)
@given(st.text(alphabet=WORDS, max_size=200))
def test_any_text_of_figures_and_marks_ends_in_a_report(text: str) -> None:
    report = check(text)
    assert all(isinstance(finding, Finding) and finding.message.zh for finding in report.findings)


SENTENCES = [re.sub(r"\{([^|}]*)\|[^}]*\}", r"\1", text) for _kind, text in (*phrasings.CASES, *variants.CASES)]


def test_a_sentence_of_which_all_figures_but_one_are_nothing_ends_in_a_report() -> None:
    for text in SENTENCES:
        numbers = check(text).numbers
        for kept in (None, *numbers):
            emptied = text
            for number in reversed(numbers):
                if number is not kept:
                    nothing = re.sub(r"\d+(\.\d+)?", "0", number.text)
                    emptied = emptied[: number.start] + nothing + emptied[number.end :]
            assert all(finding.message.zh for finding in check(emptied).findings), emptied


def test_nothing_that_fell_by_nothing_has_no_rate() -> None:
    assert verdicts("全年重伤事故0起，比上年减少0起，下降5%。", "growth") <= {"unknown"}
