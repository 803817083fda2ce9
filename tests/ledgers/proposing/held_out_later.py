"""Workbooks written after the rules had once been scored on held_out.py."""

from __future__ import annotations

from datetime import date

from tests.ledgers.proposing.books import NO, Book, Col, Grid, Sheet
from tests.ledgers.proposing.values import (
    always,
    born,
    code,
    cycle,
    day,
    decimal,
    gaps,
    mobile,
    name,
    one_of,
    percent_text,
    rate,
    school,
    seq,
    sometimes,
    suffix,
    whole,
)

T, C, B = "text", ("code",), "boolean"


def one(file: str, grid: Grid, sheet: str = "Sheet1", encoding: str = "utf-8-sig", delimiter: str = ",") -> Book:
    return Book(file, (Sheet(sheet, (grid,)),), encoding, delimiter)


INSURANCE = one(
    "保险理赔.xlsx",
    Grid(
        (
            NO,
            Col("学校", T, school, also=C),
            Col("投保人数", "integer", sometimes(whole(100, 900), suffix("人"))),
            Col("每人保费", "money", one_of(100, "100元"), "元"),
            Col("保费合计", "money", decimal(1000, 90000), "元", total=99000.5),
            Col("出险情况>出险日期", "date", day("han", "short")),
            Col("出险情况>出险学生", T, name),
            Col("出险情况>伤情", T, one_of("骨折", "擦伤"), also=C),
            Col("赔付金额", "money", gaps(decimal(100, 5000)), "元", total=900.5),
            Col("赔付率", "percent", rate, "%", number_format="0%"),
            Col("是否结案", B, one_of("是", "否")),
        ),
        rows=12,
        title="校方责任险投保理赔情况统计表",
        above=("校方责任险投保理赔情况统计表", {0: "填报单位：青禾县教育局", 8: "单位：元、人"}),
        below=(("total", "合计", 1), ("note", "说明：赔付率=赔付金额÷保费。")),
    ),
)
OFFICERS = one(
    "在编人员.xls",
    Grid(
        (
            NO,
            Col("部门", T, cycle(("办公室", "人事股", "基教股"), 3), also=C, down=True),
            Col("姓名", T, name),
            Col("性别", T, one_of("男", "女"), also=C),
            Col("出生年月", "month", born("month cell"), number_format="yyyy.mm"),
            Col("年龄", "integer", whole(24, 59)),
            Col("参加工作时间", "month", day("month dots", "month han", first=date(1990, 1, 1), span=9000)),
            Col("入党时间", "month", gaps(day("month dots"))),
            Col("学历", T, one_of("大学", "研究生"), also=C),
            Col("现任职务", T, one_of("股长", "科员"), also=C),
            Col("任现职时间", "month", day("month digits")),
            Col("职级", T, one_of("一级科员", "四级主任科员"), also=C),
            Col("考核结果>2022年", T, one_of("优秀", "称职"), also=C),
            Col("考核结果>2023年", T, one_of("优秀", "称职"), also=C),
            Col("公务员登记号", "code", code("GW53{:06d}", 1001)),
        ),
        rows=9,
        title="机关在编人员情况一览表",
        above=("机关在编人员情况一览表", {0: "截止时间：2024年6月30日"}),
    ),
)
ROUNDS = one(
    "宿管巡查.csv",
    Grid(
        (
            Col("日期", "date", day("slashes")),
            Col("楼栋", T, one_of("1号楼", "2号楼"), also=C),
            Col("应住人数", "integer", whole(50, 90)),
            Col("实住人数", "integer", whole(50, 90)),
            Col("缺寝学生", T, gaps(name, 2, "无")),
            Col("熄灯情况", T, one_of("正常", "有说话声"), also=C),
            Col("卫生评分", "number", sometimes(whole(80, 100), suffix("分")), "分"),
            Col("违禁物品", T, gaps(one_of("打火机", "电热棒"), 2, "无"), also=C),
            Col("宿管签字", T, name),
        ),
        rows=22,
        title="枫林寄宿制学校宿舍巡查记录",
        above=("枫林寄宿制学校宿舍巡查记录", {0: "2024年11月"}),
        merge=False,
    ),
    encoding="gb18030",
)
CHEMICALS = one(
    "实验室药品.xlsx",
    Grid(
        (
            Col("药品编号", "code", code("HX-{:03d}")),
            Col("药品名称", T, one_of("盐酸", "氢氧化钠", "酒精"), also=C),
            Col("化学式", T, one_of("HCl", "NaOH", "C2H5OH"), also=C),
            Col("纯度", T, one_of("AR", "CP"), also=C),
            Col("规格", T, one_of("500ml", "500g"), also=C),
            Col("库存>期初", "number", decimal(1, 20, 1)),
            Col("库存>入库", "number", gaps(decimal(1, 20, 1))),
            Col("库存>领用", "number", gaps(decimal(1, 20, 1), 2)),
            Col("库存>结存", "number", decimal(1, 20, 1)),
            Col("危险类别", T, one_of("腐蚀品", "易燃"), also=C),
            Col("是否双人双锁", B, one_of("√", "×")),
            Col("生产日期", "date", day("digits", "dots")),
            Col("有效期", "date", day("iso")),
            Col("管理员", T, name),
        ),
        rows=13,
        title="危险化学品管理台账",
        above=("危险化学品管理台账", {0: "单位：河湾初级中学"}),
        numbering=False,
        below=(("note", {0: "实验员：", 6: "分管校长："}),),
    ),
)
SPENDING = Book(
    "经费收支.xlsx",
    (
        Sheet(
            "收支",
            (
                Grid(
                    (
                        Col("科目代码", "code", code("{}", 30201)),
                        Col("科目名称", T, one_of("办公费", "水费", "差旅费"), also=C),
                        Col("本年预算", "money", decimal(1, 90), "万元", total=900.5),
                        Col("本月支出", "money", gaps(decimal(1, 9)), "万元", total=90.5),
                        Col("累计支出", "money", decimal(1, 90), "万元", total=800.5),
                        Col("执行进度", "percent", percent_text, "%"),
                        Col(
                            "较上年增减",
                            "money",
                            decimal(0, 9),
                            "万元",
                        ),
                        Col("说明", T, gaps(one_of("按序时进度", "集中支付"), 2), also=C),
                    ),
                    rows=10,
                    title="2024年10月经费执行情况表",
                    above=("2024年10月经费执行情况表", {0: "编报单位：柳溪小学", 6: "金额单位：万元"}),
                    lead=(("total", "合计", 1),),
                ),
            ),
        ),
        Sheet("封面", lines=("", "柳溪小学", "经费报表", "2024年10月")),
    ),
)
EXAM_ROOMS = one(
    "考务安排.xlsx",
    Grid(
        (
            Col("考场号", "integer", seq, also=("code", T)),
            Col("考点", T, school, also=C),
            Col("起始考号", "code", code("240{:03d}", 101, 30)),
            Col("终止考号", "code", code("240{:03d}", 130, 30)),
            Col("考生人数", "integer", always(30), "人"),
            Col("监考教师>甲", T, name),
            Col("监考教师>乙", T, name),
            Col("开考时间", "date", day("moment"), also=(T,), number_format="yyyy/m/d h:mm"),
            Col("有无监控", B, one_of("有", "无")),
            Col("联络员电话", "phone", mobile),
        ),
        rows=11,
        title="期末统考考务安排表",
        above=(
            "附件1",
            "期末统考考务安排表",
        ),
    ),
)
VISITS = one(
    "家访记录.ods",
    Grid(
        (
            NO,
            Col("家访教师", T, name),
            Col("学生姓名", T, name),
            Col("班级", T, one_of("五（1）班", "五（2）班"), also=C),
            Col("家访日期", "date", day("noyear", "dots")),
            Col("家访方式", T, one_of("入户", "电话"), also=C),
            Col("家长反映问题", T, one_of("无", "孩子沉迷手机", "作业拖拉"), also=C),
            Col("家庭年收入（万元）", "money", decimal(1, 9, 1), "万元"),
            Col("距校里程（km）", "number", decimal(1, 9, 1), "公里"),
            Col("是否需要帮扶", B, one_of("是", "否")),
        ),
        rows=15,
        title="教师家访登记表",
        above=("教师家访登记表",),
    ),
)
FIRST_GRADE = one(
    "一年级考勤.csv",
    Grid(
        (
            Col("学号", "code", code("{:02d}")),
            Col("姓名", T, name),
            *(Col(f"九月>{d}", T, one_of("√", "△", None), also=("code", "boolean")) for d in range(1, 11)),
            Col("统计>出勤", "number", whole(5, 10)),
            Col("统计>缺勤", "number", whole(0, 5)),
        ),
        rows=14,
        title="一年级考勤表",
        above=("一年级考勤表", "2024年9月"),
        merge=False,
    ),
)
HELD_OUT_LATER = (
    INSURANCE,
    OFFICERS,
    ROUNDS,
    CHEMICALS,
    SPENDING,
    EXAM_ROOMS,
    VISITS,
    FIRST_GRADE,
)
