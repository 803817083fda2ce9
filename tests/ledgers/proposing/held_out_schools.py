"""Workbooks written before they were first scored, half of them."""

from __future__ import annotations

from datetime import date

from tests.ledgers.proposing.books import NO, Book, Col, Grid, Sheet
from tests.ledgers.proposing.values import (
    clock,
    code,
    cycle,
    day,
    decimal,
    gaps,
    id_number,
    landline,
    mobile,
    name,
    one_of,
    percent_text,
    rate,
    school,
    sometimes,
    suffix,
    thousands,
    whole,
)

T, C, B = "text", ("code",), "boolean"


def one(file: str, grid: Grid, *, sheet: str = "Sheet1", encoding: str = "utf-8-sig", delimiter: str = ",") -> Book:
    return Book(file, (Sheet(sheet, (grid,)),), encoding, delimiter)


DORMITORY = one(
    "住宿生花名册.xlsx",
    Grid(
        (
            NO,
            Col("宿舍楼", T, cycle(("男生楼", "女生楼"), 6), also=C, down=True),
            Col("房间号", "code", cycle(("101", "102", "201", "202"), 3), also=(T,), down=True),
            Col("床位号", "integer", cycle((1, 2, 3)), also=("code", T)),
            Col("学生姓名", T, name),
            Col("班级", T, one_of("八（1）班", "八（2）班"), also=C),
            Col("入住日期", "date", day("iso")),
            Col("家长姓名", T, name),
            Col("家长联系电话", "phone", mobile),
            Col("是否留守", B, one_of("是", "否")),
        ),
        rows=12,
        title="河湾初级中学住宿生花名册（2024年秋）",
        above=("河湾初级中学住宿生花名册（2024年秋）",),
        below=(("note", {0: "宿管员：", 6: "政教主任："}),),
    ),
)

CLUBS = one(
    "课后服务.xlsx",
    Grid(
        (
            Col("学校", T, school, also=C),
            Col("参与学生数（人）", "integer", whole(50, 900), "人", total=5000),
            Col("占在校生比例", "percent", rate, "%", number_format="0.00%"),
            Col("服务形式>作业辅导（个）", "integer", whole(1, 30), "个"),
            Col("服务形式>社团活动（个）", "integer", whole(1, 30), "个"),
            Col("参与教师>本校（人）", "integer", whole(3, 60), "人"),
            Col("参与教师>外聘（人）", "integer", gaps(whole(1, 9)), "人"),
            Col("收费标准（元/生·学期）", "money", one_of(0, 300, 350), "元"),
            Col("结束时间", T, clock),
            Col("是否全覆盖", B, one_of("是", "否")),
        ),
        rows=9,
        title="义务教育学校课后服务开展情况统计表",
        above=("附件：", "义务教育学校课后服务开展情况统计表", {0: "填报单位（公章）：", 7: "填报日期：  年  月  日"}),
        lead=(("total", "全县合计", 0),),
    ),
)

SAMPLES = one(
    "食品留样.csv",
    Grid(
        (
            Col("留样日期", "date", day("noyear", "slashes")),
            Col("餐次", T, one_of("早餐", "中餐", "晚餐"), also=C),
            Col("留样品种", T, one_of("红烧肉", "炒白菜", "番茄汤")),
            Col("留样量（g）", "number", sometimes(whole(125, 200), suffix("g")), "克"),
            Col("留样时间", T, clock),
            Col("留样人", T, name),
            Col("销样时间", "date", day("dots", "han")),
            Col("温度℃", "number", decimal(0, 8, 1), "℃"),
            Col("审核人", T, name),
        ),
        rows=24,
        title="东坡教学点食堂食品留样记录表",
        above=("东坡教学点食堂食品留样记录表",),
        merge=False,
    ),
    encoding="gb18030",
)

RURAL_PAY = one(
    "乡村教师补助.xls",
    Grid(
        (
            NO,
            Col("姓名", T, name),
            Col("身份证件号码", "id_number", id_number),
            Col("工作单位", T, school, also=C),
            Col("任教时间", "month", day("month digits", "month dots", first=date(1995, 3, 1), span=8000)),
            Col("补助档次", T, one_of("一档", "二档", "三档"), also=C),
            Col("月补助标准", "money", one_of(300, 500, 800), "元"),
            Col("补助月数", "integer", sometimes(whole(1, 12), suffix("个月")), "个月"),
            Col("应发金额", "money", sometimes(whole(900, 9600), lambda v: f"{v:,}"), "元", total=88000),
            Col("扣款", "money", gaps(decimal(1, 90)), "元", total=100.5),
            Col("实发金额", "money", decimal(900, 9600), "元", total=87000.5),
            Col("社保卡账号", "code", code("62173300000000{:05d}", 20100, 17)),
            Col("领款人签字", T, gaps(name, 2)),
        ),
        rows=15,
        title="2024年第三季度乡村教师生活补助发放花名册",
        above=("2024年第三季度乡村教师生活补助发放花名册", {0: "单位：青禾县教育局", 10: "单位：元"}),
        between={6: (("total", "小计", 1),)},
        below=(("total", "小计", 1), ("total", "合计", 1), ("note", {1: "局长：", 5: "分管领导：", 9: "经办人："})),
    ),
)

PROJECTS = Book(
    "项目进度.xlsx",
    (
        Sheet(
            "在建",
            (
                Grid(
                    (
                        NO,
                        Col("项目名称", T, code("教学楼改扩建{}期")),
                        Col("项目代码", "code", code("2310-530999-04-01-{:06d}", 112233, 371)),
                        Col("建设性质", T, one_of("新建", "改扩建"), also=C),
                        Col("建设规模>建筑面积（平方米）", "number", decimal(500, 9000, 1), "㎡", total=50000.5),
                        Col("建设规模>学位（个）", "integer", whole(100, 900), "个", total=5000),
                        Col("投资（万元）>总投资>计划", "money", decimal(100, 3000), "万元", total=9000.5),
                        Col("投资（万元）>总投资>到位", "money", decimal(10, 3000), "万元", total=8000.5),
                        Col("投资（万元）>其中：中央资金", "money", gaps(decimal(10, 900)), "万元", total=900.5),
                        Col("开工日期", "date", day("month han", "han", "han", "dots", "iso", "han")),
                        Col("计划竣工日期", "date", day("cell")),
                        Col("形象进度", T, one_of("主体封顶", "基础施工", "装饰装修"), also=C),
                        Col("完成投资比例", "percent", percent_text, "%"),
                        Col("责任单位及责任人", T, name),
                        Col("备注", T, gaps(one_of("雨季停工"), 2)),
                    ),
                    rows=9,
                    title="2024年教育基础设施建设项目进度月报表",
                    above=(
                        "2024年教育基础设施建设项目进度月报表",
                        {0: "报送单位：青禾县教育局项目办", 11: "截止日期：2024年11月25日"},
                    ),
                    lead=(("total", "合 计", 1),),
                    below=(("note", "备注：形象进度按现场实际填写。"),),
                ),
            ),
        ),
        Sheet("填表说明", lines=("填表说明", "一、本表由项目办填报。", "二、投资以万元为单位，保留两位小数。")),
        Sheet("Sheet3"),
    ),
)

CONTRACTS = one(
    "合同登记.xlsx",
    Grid(
        (
            Col("合同编号", "code", code("HT-24-{:03d}")),
            Col("合同名称", T, one_of("校服采购", "食堂承包", "绿化养护"), also=C),
            Col("甲方", T, school, also=C),
            Col("乙方", T, one_of("青禾县某某商贸有限公司", "东山建筑公司"), also=C),
            Col("合同金额（元）", "money", sometimes(decimal(5000, 900000), thousands, 2), "元"),
            Col("签订日期", "date", day("dots", "slashes")),
            Col("合同期限", T, one_of("一年", "2024.9-2025.8"), also=C),
            Col("已付款", "money", gaps(decimal(500, 90000)), "元"),
            Col("付款比例(%)", "percent", decimal(10, 100, 1), "%"),
            Col("是否公示", B, one_of("√", None)),
            Col("联系人及电话", T, lambda i: name(i) + mobile(i)),
        ),
        rows=11,
        title=None,
    ),
    sheet="合同登记",
)

DONATION = one(
    "捐赠登记.csv",
    Grid(
        (
            Col("捐赠方", T, one_of("青禾县商会", "校友会"), also=C),
            Col("捐赠时间", "date", day("han")),
            Col("物品名称", T, one_of("书包", "电脑"), also=C),
            Col("数量", "integer", whole(1, 300)),
            Col("单位", T, one_of("个", "台"), also=C),
            Col("折合金额(万元)", "money", decimal(0, 9), "万元"),
            Col("受赠学校", T, school, also=C),
            Col("经手人", T, name),
        ),
        rows=10,
        merge=False,
    ),
)

ENROLMENT = one(
    "招生计划.csv",
    Grid(
        (
            Col("学校名称", T, school, also=C),
            Col("学段", T, one_of("小学", "初中"), also=C),
            Col("一年级>班数", "integer", whole(1, 8)),
            Col("一年级>人数", "integer", whole(20, 400)),
            Col("七年级>班数", "integer", gaps(whole(1, 8), 2)),
            Col("七年级>人数", "integer", gaps(whole(20, 400), 2)),
            Col("服务范围", T, one_of("城东社区", "河湾村、石板村"), also=C),
            Col("咨询电话", "phone", landline),
        ),
        rows=8,
        title="2024年秋季学期招生计划表",
        above=("2024年秋季学期招生计划表", {0: "青禾县教育局", 6: "2024年6月"}),
        merge=False,
        below=(("note", "注：以实际报名为准。"),),
    ),
)

DUTY = one(
    "值班签到.xlsx",
    Grid(
        (
            NO,
            Col("姓名", T, name),
            *(Col(f"十月>{d}", T, one_of("√", "○", "△", None), also=("code", "boolean")) for d in range(1, 32)),
            Col("合计（天）", "number", decimal(10, 31, 1), "天"),
        ),
        rows=10,
        title="2024年10月值班签到表",
        above=("2024年10月值班签到表", {0: "学校：石板完小", 20: "√出勤 ○病假 △事假"}),
        below=(("note", {0: "记录人：", 18: "审核："}),),
    ),
)
