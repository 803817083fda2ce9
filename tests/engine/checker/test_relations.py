"""What the checker says of sentences: (text, kind, verdict of the relation that ends the sentence)."""

from __future__ import annotations

import pytest

from taizhang.engine.checker import check

OK, WRONG = "ok", "contradiction"


def verdicts(text: str, kind: str) -> set[str]:
    return {finding.verdict for finding in check(text).findings if finding.kind == kind}


SUMS = [
    ("青禾县有学校112所，其中小学80所，初中31所，特殊教育学校1所。", {OK}),
    ("青禾县有学校113所，其中小学80所，初中31所，特殊教育学校1所。", {WRONG}),
    ("幼儿园78所（公办8所，民办70所），在园5453人。", {OK}),
    ("幼儿园78所（公办18所，民办70所），在园5453人。", {WRONG}),
    ("受理建议15件、提案46件、来信3件，总计64件。", {OK}),
    ("受理建议15件、提案46件、来信3件，总计74件。", {WRONG}),
    ("教职工611人（公办589人，其中专任教师539人；民办22人，其中专任教师10人）。", {OK}),
    ("教职工611人（公办589人，其中专任教师539人；民办32人，其中专任教师10人）。", {WRONG}),
    ("全年支出240.55万元。其中人员181.17万元，公用45.53万元，其他13.85万元。", {OK}),
    ("发放资助金74.25万元，具体如下：\n一、学前20.5万元；\n二、小学40万元；\n三、初中13.75万元。", {OK}),
    ("发放资助金74.25万元，具体如下：\n一、学前20.5万元；\n二、小学40万元；\n三、初中31.75万元。", {WRONG}),
    ("学校12所，学生5100人，其中：小学10所，学生4000人；初中2所，学生1100人。", {OK}),
    ("学校12所，学生5100人，其中：小学10所，学生4000人；初中2所，学生1010人。", {OK, WRONG}),
    ("1班48人，总分4110分；2班52人，总分4186分。全年级合计100人，总分8296分。", {OK}),
    # One list in two units; what was carried over; a balance; columns under one total.
    ("抽查学校26所，其中小学17所、初中5所、教学点4个。", {OK}),
    ("收到申请9件，上年结转1件，其中予以公开7件、不予公开2件、无法提供1件。", {OK}),
    ("收到申请9件，上年结转1件，其中予以公开7件、不予公开2件、无法提供3件。", {WRONG}),
    ("上年结余162万元，本年收入合计218万元；本年支出196万元；可用资金380万元。", {OK}),
    ("新建东河小学占地42亩，设班36个；西岭初中占地60亩，设班30个。两所学校共占地102亩，设班66个。", {OK}),
    ("新建东河小学占地42亩，设班36个；西岭初中占地60亩，设班30个。两所学校共占地102亩，设班76个。", {OK, WRONG}),
    # Another year's figure, another list's parts, averages, and what equals its whole are no parts.
    ("争取资金386万元，上年为344万元。其中中央192万元、省级121万元、市级73万元。", {OK}),
    ("承办建议17件，其中主办12件、协办5件；承办提案共计13件，其中主办10件、协办3件。", {OK}),
    ("总收入240.55亿元。生均经费：高校38149元，中职28994元，高中33036元。", set()),
    ("风险点12个，其中高风险4个，全年复查12个。", {"unknown"}),
    ("项目\t情况\n学校\t全县学校112所，其中小学80所，初中31所，特教学校1所。\t好", {OK}),
    ("月份\t检查\n1月\t12\n2月\t8\n3月\t15\n一季度\t35\n4月\t9\n5月\t7\n6月\t4\n二季度\t20\n上半年\t55", {OK}),
    ("月份\t检查\n1月\t12\n2月\t8\n3月\t15\n一季度\t39", {WRONG}),
    # Named parts need not be all; nor may persons be added to person-times.
    ("教职工157人，其中专任教师152人。", set()),
    ("今年培训教师1300人，其中校长45人，班主任210人。", set()),
    ("资助65267人、82180人次。", set()),
    ("640分以上79人，630分以上205人，620分以上477人。", set()),
]
PERCENTS = [
    ("报名253人，合格237人，合格率93.7%。", {OK}),
    ("报名253人，合格237人，合格率97.3%。", {WRONG}),
    ("教师1167人：正高208人、副高349人、中级522人，分别占17.82%、29.91%和44.73%。", {OK}),
    ("教师1167人：正高208人、副高349人、中级522人，分别占17.82%、29.19%和44.73%。", {OK, WRONG}),
    ("幼儿园2948所，其中普惠性幼儿园2447所，占全县幼儿园的83.01%。", {OK}),
    ("幼儿园2948所，其中普惠性幼儿园2447所，占全县幼儿园的88.01%。", {WRONG}),
    ("年初预算为200万元，支出决算为190万元，完成年初预算的95%。", {OK}),
    ("年初预算为200万元，支出决算为190万元，完成年初预算的96%。", {WRONG}),
    ("入园率88.1%，比上年提高2.9个百分点。", set()),
    ("寄宿生10869人，占全县中小学生总数的73.9%。", set()),
]
GROWTH = [
    ("在校生4805人，比上年增加135人，增长2.89%。", {OK}),
    ("在校生4805人，比上年增加135人，增长2.81%。", {WRONG}),  # over this year's figure
    ("招生1782.58万人，比上年减少25.51万人，下降1.41%。", {OK}),
    ("经费由350万元增加到420万元，增长20%。", {OK}),
    ("经费由350万元增加到420万元，增长16.7%。", {WRONG}),
    ("生均经费2899元，下降2.9%。", set()),
    ("教育支出占比19.84%，比去年增长0.51%。", set()),
]
DIFFERENCES = [
    ("计划招生43454人，上线40665人，缺额2789人。", {OK}),
    ("计划招生43454人，上线40665人，缺额2879人。", {WRONG}),
    ("今年上线2290人；去年上线2288人，今年比去年多2人。", {OK}),
    ("教学点836个，比上年减少66个。", set()),
]
AVERAGES = [
    ("教学班30个，学生1350人，班均45人。", {OK}),
    ("教学班30个，学生1350人，班均54人。", {WRONG}),
    ("3班49人，总分4101分，平均83.7分。", {OK}),
    ("3班49人，总分4101分，平均87.3分。", {WRONG}),
    ("校舍59118平方米，其中小学31518平方米，义务教育阶段生均校舍3.1平方米。", set()),
]
COUNTS = [
    ("坚持规划、建设、管理三项原则。", {OK}),
    ("坚持规划、建设、管理四项原则。", {WRONG}),
    ("均分不及格的有东河、西岭、南坪、北塬、中寨等5所。", {OK}),
    ("均分不及格的有东河、西岭、南坪、北塬、中寨等4所。", {WRONG}),
    ("走访了东河、西岭等12所学校。", set()),
    ("实行“三公开”，即项目公开、标准公开、电话公开。", {OK}),
    ("设站点四个，分别设在东河、西岭、南坪。", {WRONG}),
    ("五所学校参评：东河小学、西岭小学、南坪小学、北塬小学。", {WRONG}),
    ("抓好以下三项工作。\n（一）抓安全。\n（二）抓质量。\n（三）抓队伍。", {OK}),
    ("一是学位偏紧；二是教师流失。针对上述三个问题，逐项整改。", {WRONG}),
    ("标准分三档：一档每年2000元、二档每年1500元、三档每年1000元。", {OK}),
    ("维修、设备、培训三项分别占62%、38%。", {OK, WRONG}),  # three are named, two shared out
    ("实行三公开，即：项目公开、标准公开、电话公开。", {OK}),
    ("重点做好以下三项工作：一是抓安全。二是抓质量。三是抓队伍。", {OK}),
    ("重点做好以下三项工作：一是抓安全。二是抓质量。三是抓队伍。四是抓保障。", {WRONG}),
    ("由人事股、财务股、督导室组成两个检查组。", set()),
    (
        "抽检10个品种15批次：肉5批次，奶1批次，米1批次，面1批次，油1批次，蛋1批次，豆2批次，糖1批次，茶1批次，盐1批次。",
        {OK},
    ),
]
REPEATS = [
    ("全年办理建议提案总计64件。这64件涉及校园安全。", {OK}),
    ("全年办理建议提案总计64件。这46件涉及校园安全。", {WRONG}),
]
WORDS = [
    ("投诉明显下降，由上年的62件减至37件。", {OK}),
    ("投诉明显上升，由上年的62件减至37件。", {OK, WRONG}),
    ("事故3起，较上年5起有所上升。", {WRONG}),
    ("上线2108人，创历史新高，上年为2200人。", {WRONG}),
    ("合格率居第一。", {"unknown"}),
    ("合格率居全市第一。", set()),
]
DATES = [
    ("8月1日至9月10日进行，历时21天。", {WRONG}),
    ("2月20日至3月5日进行，历时15天。", set()),  # of a leap year or not
]
CASES = [
    *(("sum", *case) for case in SUMS),
    *(("percent", *case) for case in PERCENTS),
    *(("growth", *case) for case in GROWTH),
    *(("difference", *case) for case in DIFFERENCES),
    *(("average", *case) for case in AVERAGES),
    *(("list_count", *case) for case in COUNTS),
    *(("same_quantity", *case) for case in REPEATS),
    *(("wording", *case) for case in WORDS),
    *(("date", *case) for case in DATES),
]


@pytest.mark.parametrize(("kind", "text", "expected"), CASES, ids=[f"{kind}-{text[:18]}" for kind, text, _ in CASES])
def test_relation_is_judged(kind: str, text: str, expected: set[str]) -> None:
    found = verdicts(text, kind)
    assert found == expected or (expected == set() and WRONG not in found)


@pytest.mark.parametrize("text", ["做好三项工作第一件是修路。", "建成4[项目:新桥、老桥、东桥、西桥。"])
def test_marks_where_nobody_writes_them_stop_no_check(text: str) -> None:
    """A point without a mark before it; a bracket right after a count."""
    assert not [finding for finding in check(text).findings if finding.verdict == WRONG]


def test_a_rank_told_twice_in_a_row_is_one_finding() -> None:
    text = "本校名列榜首名列榜首，邻校位居第一。"
    told = [finding for finding in check(text).findings if finding.rule == "wording.first"]
    assert [text[finding.start : finding.end] for finding in told] == ["本校名列榜首名列榜首", "邻校位居第一"]
