"""Of each rule a conforming document in which one thing departs, and one in which something alike is in order.

(rule, the document, what departs in words, how, what is left alone in words, how): the words stand in the reference.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt

from tests.proofreading import official
from tests.proofreading.official import CENTRE, FANG, HEI, JUSTIFY, LEFT, LONG, RIGHT, SONG, Official

Change = Callable[[Official], Any]
Example = tuple[str, Callable[[], Official], str, Change, str, Change]
UP, NOTICE, LETTER, PLAIN = official.upward, official.ordinary, official.letter, official.summary


def section(name: str, value: Any) -> Change:
    return lambda made: setattr(made.doc.sections[0], name, value)


def text(name: str, words: str) -> Change:
    return lambda made: made.text(name, words)


def first_run(name: str, words: str) -> Change:
    return lambda made: setattr(made.p[name].runs[0], "text", words)


def font(name: str, face: str) -> Change:
    return lambda made: made.font(name, face)


def size(name: str, points: float) -> Change:
    return lambda made: made.size(name, points)


def align(name: str, side: Any) -> Change:
    return lambda made: setattr(made.p[name], "alignment", side)


def first(name: str, characters: float) -> Change:
    return lambda made: made.first(name, characters)


def form(name: str, **values: Any) -> Change:
    def change(made: Official) -> None:
        for key, value in values.items():
            setattr(made.p[name].paragraph_format, key, value)

    return change


def drop(*names: str) -> Change:
    return lambda made: made.drop(*names)


def blank_above(name: str) -> Change:
    return lambda made: made.before(name)


def colour(name: str, value: str) -> Change:
    return lambda made: made.colour(name, value)


def line(name: str, **sides: str) -> Change:
    return lambda made: made.line(made.p[name], **sides)


def both(*changes: Change) -> Change:
    def change(made: Official) -> None:
        for one in changes:
            one(made)

    return change


def wide_section(made: Official) -> Any:
    return official.with_landscape(made)


def lying(made: Official) -> None:
    """The whole document on its side, without a table."""
    found = made.doc.sections[0]
    made.landscape(found)
    found.orientation = WD_ORIENT.LANDSCAPE


def widths(made: Official, millimetres: float) -> None:
    for column in made.table.columns:  # type: ignore[attr-defined]
        column.width = Mm(millimetres)


def page_run(at: int, face: str) -> Change:
    def change(made: Official) -> None:
        for name in ("footer", "even_page_footer"):
            made.p[name].runs[at].font.name = face

    return change


def page_text(words: tuple[str, str]) -> Change:
    def change(made: Official) -> None:
        for name in ("footer", "even_page_footer"):
            made.p[name].runs[0].text, made.p[name].runs[2].text = words

    return change


def page_size(points: float) -> Change:
    return both(size("footer", points), size("even_page_footer", points))


def no_page_number(made: Official) -> None:
    for name in ("footer", "even_page_footer"):
        for run in made.p[name].runs:
            run._r.getparent().remove(run._r)


def one_footer(made: Official) -> None:
    made.doc.settings.odd_and_even_pages_header_footer = False


def spread(made: Official) -> None:
    made.doc.styles["Normal"].element.rPr.find(official.qn("w:spacing")).set(official.qn("w:val"), "0")


def widen(made: Official) -> None:
    made.doc.styles["Normal"].element.rPr.find(official.qn("w:spacing")).set(official.qn("w:val"), "10")


def to_grid(made: Official) -> None:
    """Single spacing on a grid of 22 lines and 28 characters, as Word sets it up."""
    spread(made)
    made.doc.styles["Normal"].paragraph_format.line_spacing = 1.0
    grid = made.doc.sections[0]._sectPr.find(official.qn("w:docGrid"))
    for name, value in (("type", "linesAndChars"), ("linePitch", "579"), ("charSpace", "-849")):
        grid.set(official.qn(f"w:{name}"), value)


EXAMPLES: list[Example] = [
    (
        "page.paper",
        PLAIN,
        "纸宽212毫米",
        both(section("page_width", Mm(212)), section("right_margin", Mm(27)), section("left_margin", Mm(28.5))),
        "宽210.5毫米",
        section("page_width", Mm(210.5)),
    ),
    (
        "page.orientation",
        PLAIN,
        "没有表格的横向页",
        both(lambda made: made.table._tbl.getparent().remove(made.table._tbl), lying),  # type: ignore[attr-defined]
        "只有宽表格的一节横向",
        wide_section,
    ),
    (
        "page.margin.top",
        PLAIN,
        "上边距25.4毫米",
        section("top_margin", Mm(25.4)),
        "上边距36.5毫米",
        section("top_margin", Mm(36.5)),
    ),
    (
        "page.margin.bottom",
        PLAIN,
        "下边距25.4毫米",
        section("bottom_margin", Mm(25.4)),
        "下边距35.5毫米",
        section("bottom_margin", Mm(35.5)),
    ),
    (
        "page.margin.left",
        PLAIN,
        "左边距31.8毫米",
        section("left_margin", Mm(31.8)),
        "左边距27毫米",
        section("left_margin", Mm(27)),
    ),
    (
        "page.margin.right",
        PLAIN,
        "右边距31.8毫米",
        section("right_margin", Mm(31.8)),
        "左边距25毫米加装订线3毫米",
        both(section("left_margin", Mm(25)), section("gutter", Mm(3))),
    ),
    (
        "page.type_area",
        PLAIN,
        "左29、右27毫米，版心宽154毫米",
        both(section("left_margin", Mm(29)), section("right_margin", Mm(27))),
        "左29、右25毫米，版心宽156毫米",
        both(section("left_margin", Mm(29)), section("right_margin", Mm(25))),
    ),
    (
        "page.margin.landscape",
        PLAIN,
        "横排页上下各20毫米",
        lambda made: setattr(wide_section(made), "top_margin", Mm(20)),
        "横排页上28、下26、左35、右37毫米",
        wide_section,
    ),
    (
        "grid.lines",
        PLAIN,
        "正文行距固定值20磅",
        form("body", line_spacing=Pt(20)),
        "行距固定值28磅",
        form("body", line_spacing=Pt(28)),
    ),
    ("grid.space_around", PLAIN, "段后10磅", form("body", space_after=Pt(10)), "单倍行距，网格每行28.95磅", to_grid),
    ("grid.characters", PLAIN, "字距加宽0.5磅，每行27字", widen, "3号字不紧缩", spread),
    ("copy_number.digits", NOTICE, "“0012”", text("copy", "0012"), "“000001”", text("copy", "000001")),
    ("head.left_edge", NOTICE, "密级空2字", first("secrecy", 2), "密级两端对齐，顶格", align("secrecy", JUSTIFY)),
    (
        "head.order",
        NOTICE,
        "紧急程度在密级之上",
        lambda made: made.p["secrecy"]._p.addprevious(made.p["urgency"]._p),
        "没有密级",
        drop("secrecy"),
    ),
    (
        "secrecy.font",
        NOTICE,
        "密级用仿宋",
        font("secrecy", FANG),
        "密级用方正黑体_GBK",
        font("secrecy", "方正黑体_GBK"),
    ),
    ("urgency.font", NOTICE, "紧急程度用仿宋", font("urgency", FANG), "紧急程度用SimHei", font("urgency", "SimHei")),
    (
        "issuer_mark.font",
        NOTICE,
        "发文机关标志用华文中宋",
        font("mark", "华文中宋"),
        "发文机关标志用方正小标宋_GBK",
        font("mark", "方正小标宋_GBK"),
    ),
    (
        "issuer_mark.colour",
        NOTICE,
        "发文机关标志黑色",
        colour("mark", "000000"),
        "发文机关标志颜色E60012",
        colour("mark", "E60012"),
    ),
    (
        "issuer_mark.centred",
        NOTICE,
        "发文机关标志左对齐",
        align("mark", LEFT),
        "发文机关标志分散对齐",
        align("mark", JUSTIFY),
    ),
    (
        "issuer_mark.missing",
        NOTICE,
        "有份号、发文字号和红线，没有发文机关标志",
        drop("mark"),
        "没有版头，只有发文字号",
        drop("copy", "secrecy", "urgency", "mark", "number"),
    ),
    (
        "number.brackets",
        NOTICE,
        "“青教发[2026]12号”",
        text("number", "青教发[2026]12号"),
        "“青教发〔2026〕8号”",
        text("number", "青教发〔2026〕8号"),
    ),
    (
        "number.year",
        NOTICE,
        "“青教发〔26〕12号”",
        text("number", "青教发〔26〕12号"),
        "“青教办发〔2025〕3号”",
        text("number", "青教办发〔2025〕3号"),
    ),
    (
        "number.ordinal",
        NOTICE,
        "“青教发〔2026〕第12号”",
        text("number", "青教发〔2026〕第12号"),
        "“青教人〔2026〕120号”",
        text("number", "青教人〔2026〕120号"),
    ),
    (
        "number.zero",
        NOTICE,
        "“青教发〔2026〕012号”",
        text("number", "青教发〔2026〕012号"),
        "“青教发〔2026〕10号”",
        text("number", "青教发〔2026〕10号"),
    ),
    (
        "number.word",
        NOTICE,
        "“青教发〔2026〕12”",
        text("number", "青教发〔2026〕12"),
        "“青教〔2026〕12号”",
        text("number", "青教〔2026〕12号"),
    ),
    (
        "number.place",
        NOTICE,
        "没有签发人，发文字号居左",
        align("number", LEFT),
        "没有版头的文件发文字号居右",
        both(drop("copy", "secrecy", "urgency", "mark"), line("number"), align("number", RIGHT)),
    ),
    (
        "number.gap",
        NOTICE,
        "发文机关标志下空1行",
        drop("n1"),
        "空1行，另有段后28.95磅",
        both(drop("n1"), form("mark", space_after=Pt(28.95))),
    ),
    (
        "signer.missing",
        NOTICE,
        "请示没有签发人",
        text("title", "青禾县教育局关于增加学位的请示"),
        "通知没有签发人",
        text("title", "青禾县教育局关于做好校车工作的通知"),
    ),
    (
        "signer.colon",
        UP,
        "“签发人:”半角冒号",
        lambda made: setattr(made.p["number"].runs[1], "text", "签发人:"),
        "“签发人：”",
        lambda made: None,
    ),
    (
        "signer.place",
        UP,
        "签发人右空6字",
        first_run("number", "　青教发〔2026〕12号" + "　" * 5),
        "签发人右空2字",
        first_run("number", "　青教发〔2026〕12号" + "　" * 9),
    ),
    (
        "signer.font",
        UP,
        "签发人姓名用仿宋",
        lambda made: made.font("number", FANG, 2),
        "签发人姓名用楷体",
        lambda made: made.font("number", "楷体", 2),
    ),
    (
        "red_rule.missing",
        NOTICE,
        "发文字号下没有红线",
        line("number"),
        "红线是空段的下边框",
        both(
            line("number"),
            line("t1", bottom="single 12 FF0000"),
            blank_above("t1"),
            drop("t2"),
            lambda made: made.title_gap_keeps(),
        ),
    ),  # type: ignore[attr-defined]
    (
        "red_rule.colour",
        NOTICE,
        "分隔线黑色",
        line("number", bottom="single 12 000000"),
        "分隔线颜色C00000",
        line("number", bottom="single 12 C00000"),
    ),
    (
        "red_rule.width",
        NOTICE,
        "分隔线左右各缩进2字",
        form("number", left_indent=Pt(32), right_indent=Pt(32)),
        "分隔线左右各缩进0.5毫米",
        form("number", left_indent=Mm(0.5), right_indent=Mm(0.5)),
    ),
    (
        "letter.rules",
        LETTER,
        "第一条双线上细下粗",
        line("mark", bottom="thinThickSmallGap 24 FF0000"),
        "第一条双线中缝宽",
        line("mark", bottom="thickThinMediumGap 24 FF0000"),
    ),
    (
        "letter.second_rule",
        LETTER,
        "页面下边没有双线",
        line("first_footer"),
        "双线在页脚的上边",
        line("first_footer", top="thinThickSmallGap 24 FF0000"),
    ),
    (
        "letter.width",
        LETTER,
        "双线与版心等宽",
        form("mark", left_indent=Mm(0), right_indent=Mm(0)),
        "双线长169毫米",
        form("mark", left_indent=Mm(-6)),
    ),
    ("letter.number", LETTER, "发文字号居中", align("number", CENTRE), "发文字号居右", align("number", RIGHT)),
    (
        "letter.first_page",
        LETTER,
        "首页有页码",
        lambda made: made.p["first_footer"]._p.extend(copy.deepcopy(made.p["footer"]._p.r_lst)),
        "从第2页起有页码",
        lambda made: None,
    ),
    (
        "title.missing",
        NOTICE,
        "版头之下直接是主送机关",
        drop("title", "r1"),
        "标题分两行",
        lambda made: made.title_of_two_lines(),
    ),  # type: ignore[attr-defined]
    (
        "title.font",
        PLAIN,
        "标题用华文中宋",
        font("title", "华文中宋"),
        "标题用方正小标宋_GBK",
        font("title", "方正小标宋_GBK"),
    ),
    ("title.size", PLAIN, "标题用小2号", size("title", 18), "标题用2号", size("title", 22)),
    (
        "title.centred",
        PLAIN,
        "标题左对齐",
        align("title", LEFT),
        "标题左右各缩进2字",
        form("title", left_indent=Pt(32), right_indent=Pt(32)),
    ),
    (
        "title.gap",
        NOTICE,
        "红线下空1行",
        drop("t1"),
        "空1行，另有段前28.95磅",
        both(drop("t1"), form("title", space_before=Pt(28.95))),
    ),
    (
        "recipient.gap",
        NOTICE,
        "标题下不空行",
        drop("r1"),
        "不空行，另有段前28.95磅",
        both(drop("r1"), form("recipient", space_before=Pt(28.95))),
    ),
    (
        "recipient.flush",
        NOTICE,
        "主送机关左空2字",
        first("recipient", 2),
        "主送机关左对齐，顶格",
        align("recipient", LEFT),
    ),
    (
        "recipient.colon",
        NOTICE,
        "“各学校:”半角冒号",
        text("recipient", "各学校:"),
        "“各乡镇人民政府，县政府各部门：”",
        text("recipient", "各乡镇人民政府，县政府各部门："),
    ),
    ("text.font", PLAIN, "正文用宋体", font("body", SONG), "正文用方正仿宋_GBK", font("body", "方正仿宋_GBK")),
    (
        "text.size",
        PLAIN,
        "正文用4号",
        size("body", 14),
        "表格内用5号",
        lambda made: setattr(made.table.rows[0].cells[0].paragraphs[0].runs[0].font, "size", Pt(10.5)),
    ),  # type: ignore[attr-defined]
    ("text.colour", PLAIN, "正文红色", colour("body", "FF0000"), "正文颜色000000", colour("body", "000000")),
    (
        "text.indent",
        PLAIN,
        "正文不缩进",
        first("body", 0),
        "正文前打两个全角空格",
        both(first("body", 0), text("body", f"　　{LONG}")),
    ),
    (
        "heading.first",
        PLAIN,
        "“一、总体要求”用仿宋",
        font("one", FANG),
        "“一、总体要求”用方正黑体_GBK",
        font("one", "方正黑体_GBK"),
    ),
    (
        "heading.second",
        PLAIN,
        "“（一）工作目标”用黑体",
        font("two", HEI),
        "“（二）安全隐患31处。已整改30处。”用仿宋",
        both(text("two", "（二）安全隐患31处。已整改30处。"), font("two", FANG)),
    ),
    (
        "heading.lower",
        PLAIN,
        "“1.具体任务”用黑体",
        font("three", HEI),
        "“1.具体任务”用FangSong",
        font("three", "FangSong"),
    ),
    ("heading.mark", PLAIN, "“一.总体要求”", text("one", "一.总体要求"), "“一、总体要求”", text("one", "一、总体要求")),
    (
        "annex.gap",
        NOTICE,
        "附件说明紧接正文",
        drop("a1"),
        "没有附件说明和附件",
        drop(
            "a1",
            "annex",
            "annex_two",
            "attachment1",
            "under1",
            "attachment_title1",
            "attachment_body1",
            "attachment2",
            "under2",
            "attachment_title2",
            "attachment_body2",
        ),
    ),
    (
        "annex.indent",
        NOTICE,
        "附件说明顶格",
        first("annex", 0),
        "附件说明前打两个全角空格",
        both(first("annex", 0), text("annex", "　　附件：1.任务分工表")),
    ),
    (
        "annex.colon",
        NOTICE,
        "“附件:1.任务分工表”",
        text("annex", "附件:1.任务分工表"),
        "“附件：1．任务分工表”",
        text("annex", "附件：1．任务分工表"),
    ),
    (
        "annex.numbers",
        NOTICE,
        "“1、任务分工表”",
        text("annex", "附件：1、任务分工表"),
        "“1. 任务分工表”",
        text("annex", "附件：1. 任务分工表"),
    ),
    (
        "annex.ends",
        NOTICE,
        "“2.联系人名单。”",
        text("annex_two", "2.联系人名单。"),
        "“2.联系人名单（试行）”",
        text("annex_two", "2.联系人名单（试行）"),
    ),
    (
        "date.missing",
        NOTICE,
        "有版头和正文，没有成文日期",
        drop("date", "above_signature", "signature", "remark"),
        "成文日期在标题下的括号里",
        lambda made: made.date_under_title(),
    ),  # type: ignore[attr-defined]
    (
        "date.digits",
        PLAIN,
        "“二〇二六年七月三日”",
        both(text("date", "二〇二六年七月三日"), form("signature", right_indent=Pt(88))),
        "“2026年12月31日”",
        text("date", "2026年12月31日"),
    ),
    ("date.year", PLAIN, "“26年7月3日”", text("date", "26年7月3日"), "“2025年7月3日”", text("date", "2025年7月3日")),
    (
        "date.zero",
        PLAIN,
        "“2026年07月03日”",
        text("date", "2026年07月03日"),
        "“2026年10月20日”",
        text("date", "2026年10月20日"),
    ),
    (
        "date.place",
        PLAIN,
        "成文日期右对齐，不空字",
        both(form("date", right_indent=Pt(0)), form("signature", right_indent=Pt(0))),
        "不盖章：署名右空3字，日期首字右移2字",
        both(form("date", right_indent=Pt(32)), form("signature", right_indent=Pt(56))),
    ),
    (
        "signature.place",
        PLAIN,
        "署名右空1字，日期右空4字",
        form("signature", right_indent=Pt(16)),
        "署名右空4.5字，在日期上居中",
        form("signature", right_indent=Pt(72)),
    ),
    (
        "signature.gap",
        PLAIN,
        "署名紧接正文",
        drop("above_signature"),
        "署名上空3行",
        both(blank_above("signature"), blank_above("signature")),
    ),
    (
        "remark.brackets",
        NOTICE,
        "“[此件公开发布]”",
        text("remark", "[此件公开发布]"),
        "“（联系人：禾望舒）”",
        text("remark", "（联系人：禾望舒）"),
    ),
    (
        "remark.indent",
        NOTICE,
        "附注顶格",
        first("remark", 0),
        "附注前打两个全角空格",
        both(first("remark", 0), text("remark", "　　（此件公开发布）")),
    ),
    (
        "attachment.page",
        NOTICE,
        "附件1接排在附注之后",
        form("attachment1", page_break_before=False),
        "附件1前有分页符",
        both(form("attachment1", page_break_before=False), lambda made: made.page_break("remark")),
    ),  # type: ignore[attr-defined]
    (
        "attachment.font",
        NOTICE,
        "“附件1”用仿宋",
        font("attachment1", FANG),
        "“附件1”用方正黑体简体",
        font("attachment1", "方正黑体简体"),
    ),
    ("attachment.form", NOTICE, "“附件1：”", text("attachment1", "附件1："), "“附件 1”", text("attachment1", "附件 1")),
    (
        "attachment.flush",
        NOTICE,
        "“附件1”空2字",
        first("attachment1", 2),
        "“附件1”两端对齐，顶格",
        align("attachment1", JUSTIFY),
    ),
    ("attachment.title_line", NOTICE, "附件标题在第2行", drop("under1"), "附件标题在第3行", lambda made: None),
    (
        "attachment.numbers",
        NOTICE,
        "附件说明有2个附件，标为“附件3”",
        text("attachment2", "附件3"),
        "“附件2”",
        text("attachment2", "附件2"),
    ),
    (
        "table.wide",
        PLAIN,
        "表格宽200毫米",
        lambda made: widths(made, 66.7),
        "表格宽159毫米",
        lambda made: widths(made, 53),
    ),
    ("imprint.font", NOTICE, "抄送用宋体", font("copies", SONG), "抄送用仿宋", font("copies", "仿宋")),
    (
        "imprint.size",
        NOTICE,
        "抄送用3号",
        both(size("copies", 16), text("copies", "　抄送：县委办公室。")),
        "抄送用4号",
        size("copies", 14),
    ),
    (
        "imprint.indent",
        NOTICE,
        "抄送顶格",
        text("copies", "抄送：县委办公室，县政府办公室。"),
        "抄送缩进1字",
        both(text("copies", "抄送：县委办公室，县政府办公室。"), form("copies", first_line_indent=Pt(14))),
    ),
    (
        "imprint.colon",
        NOTICE,
        "“抄送:县委办公室。”",
        text("copies", "　抄送:县委办公室。"),
        "“抄送：县委办公室。”",
        text("copies", "　抄送：县委办公室。"),
    ),
    (
        "imprint.stop",
        NOTICE,
        "“抄送：县委办公室”",
        text("copies", "　抄送：县委办公室"),
        "“抄送：县委各部门，县政府办公室。”",
        text("copies", "　抄送：县委各部门，县政府办公室。"),
    ),
    (
        "imprint.printed",
        NOTICE,
        "有抄送，没有印发机关和日期",
        both(drop("printed"), line("copies", top="single 8 000000", bottom="single 8 000000")),
        "有印发机关和日期，没有抄送",
        both(drop("copies"), line("printed", top="single 8 000000", bottom="single 8 000000")),
    ),
    (
        "imprint.date",
        NOTICE,
        "“2026年07月03日印发”",
        text("printed", "　青禾县教育局办公室" + "　" * 12 + "2026年07月03日印发"),
        "“2026年12月3日印发”",
        text("printed", "　青禾县教育局办公室" + "　" * 12 + "2026年12月3日印发"),
    ),
    (
        "imprint.sides",
        NOTICE,
        "印发日期右空6字",
        text("printed", "　青禾县教育局办公室" + "　" * 8 + "2026年7月3日印发"),
        "印发日期用制表位放在右边",
        text("printed", "　青禾县教育局办公室\t2026年7月3日印发"),
    ),
    (
        "imprint.rules",
        NOTICE,
        "首条分隔线0.5磅",
        line("copies", top="single 4 000000", bottom="single 6 000000"),
        "首末条1磅，中间0.75磅",
        lambda made: None,
    ),
    (
        "imprint.rules_width",
        NOTICE,
        "末条分隔线左右各缩进2字",
        both(
            form("printed", left_indent=Pt(28), right_indent=Pt(28)),
            text("printed", "2026年7月3日印发"),
            align("printed", RIGHT),
            form("printed", right_indent=Pt(14)),
        ),
        "分隔线左右各缩进0.5毫米",
        form("copies", left_indent=Mm(0.5), right_indent=Mm(0.5)),
    ),
    (
        "page_number.missing",
        PLAIN,
        "页脚没有页码",
        no_page_number,
        "信函以外首页与其他页相同",
        section("different_first_page_header_footer", False),
    ),
    (
        "page_number.font",
        PLAIN,
        "页码用Times New Roman",
        page_run(1, "Times New Roman"),
        "页码用SimSun",
        page_run(1, "SimSun"),
    ),
    (
        "page_number.size",
        PLAIN,
        "页码用小5号",
        both(page_size(9), form("footer", right_indent=Pt(9)), form("even_page_footer", left_indent=Pt(9))),
        "页码用4号",
        page_size(14),
    ),
    ("page_number.dashes", PLAIN, "“- 1 -”", page_text(("- ", " -")), "“—1—”", page_text(("—", "—"))),
    ("page_number.odd_even", PLAIN, "奇偶页页码相同", one_footer, "奇偶页不同", lambda made: None),
    (
        "page_number.side",
        PLAIN,
        "单页码居中",
        align("footer", CENTRE),
        "双页码两端对齐",
        align("even_page_footer", JUSTIFY),
    ),
    (
        "page_number.indent",
        PLAIN,
        "单页码不空字",
        form("footer", right_indent=Pt(0)),
        "单页码后打一个全角空格",
        both(form("footer", right_indent=Pt(0)), lambda made: setattr(made.p["footer"].runs[2], "text", " —　")),
    ),
    (
        "page_number.distance",
        PLAIN,
        "页脚距下边15毫米",
        section("footer_distance", Mm(15)),
        "页脚距下边28毫米",
        section("footer_distance", Mm(28)),
    ),
]
