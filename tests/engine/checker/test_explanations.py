"""A finding explains itself: rule, arithmetic, words, the smallest change, likely slips, both languages."""

from __future__ import annotations

from datetime import date

from taizhang.engine.checker import Finding, check
from taizhang.engine.periods import Period


def wrong(text: str, **options: object) -> Finding:
    found = [f for f in check(text, **options).findings if f.verdict == "contradiction"]  # type: ignore[arg-type]
    assert len(found) == 1, found
    return found[0]


def test_sum_names_its_parts_and_the_swapped_digits() -> None:
    text = "全县有学校121所，其中小学80所，初中31所，特殊教育学校1所。"
    finding = wrong(text)
    assert finding.rule == "sum.of_which"
    assert (finding.stated, finding.computed) == ("121所", "112")
    assert finding.derivation[0] == "80所 + 31所 + 1所 = 112"
    assert [text[start:end] for start, end in finding.parts] == ["80所", "31所", "1所"]
    assert finding.cure == "121所 → 112所"
    assert any("颠倒" in slip.zh for slip in finding.slips)
    assert "112" in finding.message.zh and "112" in finding.message.get("en")


def test_a_dropped_ten_thousand_is_told() -> None:
    finding = wrong("全年投入86.5万元，其中县级42元、镇级17.5万元、社会27万元。")
    assert any("万" in slip.zh for slip in finding.slips)


def test_growth_on_the_wrong_base_is_told() -> None:
    finding = wrong("在校生4805人，比上年增加135人，增长2.81%。")
    assert finding.computed == "2.8908"
    assert finding.slips[0].zh == "可能误以本期数为基数"


def test_growth_that_is_a_fall_is_told() -> None:
    assert "可能升降写反" in [slip.zh for slip in wrong("“五上”企业入库13家，比去年同期14家增长50.0%。").slips]
    assert "可能升降写反" not in [slip.zh for slip in wrong("“五上”企业入库18家，比去年同期14家增长50.0%。").slips]


def test_the_words_that_open_a_list_are_the_texts_own() -> None:
    finding = wrong("教师1167人。年龄：30岁及以下98人、31—40岁474人、41—50岁444人、51岁及以上511人。")
    assert finding.derivation[-1] == "“年龄” → 1167人"


def test_unknown_says_why() -> None:
    found = [f for f in check("教师1167人。职称：正高208人、副高349人、中级522人。").findings if f.verdict == "unknown"]
    assert [f.message.zh for f in found] == ["各部分相加是1079，文中写“1167人”；所列未必是全部，或有重叠"]


def test_messages_are_short() -> None:
    text = "全年投入86.5万元，其中县级42元、镇级17.5万元、社会27万元。学生4805人，比上年增加135人，增长2.81%。"
    assert all(len(finding.message.zh) <= 40 for finding in check(text).findings)


def test_weekday_order_and_days_that_do_not_exist() -> None:
    assert wrong("会议定于2026年3月31日（星期三）召开。").cure == "星期三 → 星期二"
    assert wrong("培训于2026年2月30日开始。").kind == "date"
    assert wrong("公示期为2026年5月12日至2026年5月8日。").rule == "date.order"
    assert wrong("办理工作2025年8月1日至9月10日进行，历时45天。").computed == "41天"


def test_days_that_are_right_are_left_alone() -> None:
    text = "公示期自2026年3月30日（星期一）起至4月3日（星期五），2025年8月1日至9月10日办理，历时41天。"
    assert {f.verdict for f in check(text).findings} == {"ok"}


def test_a_day_after_the_period_is_told_not_blamed() -> None:
    report = check("2026年9月3日召开会议。", period=Period.parse("2026H1"), today=date(2026, 7, 1))
    assert [(f.rule, f.verdict) for f in report.findings] == [("date.period", "unknown")]


def test_document_number() -> None:
    assert wrong("青府办[2024]7号").cure == "[2024]7号 → 〔2024〕7号"
    assert {f.verdict for f in check("青府办〔2024〕7号").findings} == {"ok"}


def test_numbering() -> None:
    assert wrong("一、领导\n二、宣传\n四、总结\n五、打算\n").cure == "四、 → 三"
    assert {f.verdict for f in check("一、领导\n五、六月份开展检查。\n二、宣传\n三、总结\n").findings} <= {"ok"}


def test_a_problem_without_its_measure() -> None:
    text = "存在问题：1.公示不及时；2.发放滞后；3.档案不全。\n整改措施：1.通报批评；2.限期发放。"
    found = [f for f in check(text).findings if f.kind == "pairing"]
    assert [(f.verdict, f.stated, f.computed) for f in found] == [("unknown", "3", "2")]


def test_words_against_figures() -> None:
    assert wrong("维修投入由1860万元增至1520万元。").rule == "wording.direction"
    assert wrong("查出问题63个，已整改58个。全部63个问题均已整改。").rule == "wording.all"
    assert {f.verdict for f in check("投入由1520万元增至1860万元。").findings} == {"ok"}


def test_table() -> None:
    rows = "学校\t人数\t标准\t金额\n东河小学\t48\t500\t24000\n西岭小学\t31\t500\t15500\n合计\t{}\t\t39500\n"
    assert {f.verdict for f in check(rows.format(79)).findings} == {"ok"}
    assert wrong(rows.format(97)).rule == "table.column"


def test_product_of_a_standard() -> None:
    assert wrong("资助412人，每人500元，计20.06万元。").computed == "20.6"


def test_a_change_is_written_as_the_text_writes_its_figures() -> None:
    assert wrong("开展了以下四项工作：宣传、检查、整改。").cure == "四 → 三"
    assert wrong("全县有学生1,210人，其中小学800人，初中310人，高中10人。").cure == "1,210人 → 1120人"
    assert wrong("全县有学校１２１所，其中小学８０所，初中３１所，特殊教育学校１所。").cure == "１２１所 → 112所"


def test_percent_for_points_is_told_and_cured() -> None:
    finding = wrong("近视率为84.0%，比上年的81.5%提高2.5%。")
    assert (finding.rule, finding.cure) == ("growth.points_for_percent", "2.5% → 2.5个百分点")
    assert "2.5个百分点" in finding.message.zh and "2.5 points" in finding.message.get("en")


def test_a_word_that_the_figures_contradict_is_turned() -> None:
    assert wrong("满意率96.4%，上年满意率97.1%，满意率有所提升。").cure == "有所提升 → 有所下降"
    assert wrong("经费由1860万元增至1520万元。").cure == "增至 → 减至"
