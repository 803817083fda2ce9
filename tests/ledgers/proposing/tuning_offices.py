"""Workbooks that the rules were tuned on: of offices."""

from __future__ import annotations

from tests.ledgers.proposing.books import NO, Book, Col, Grid, Sheet
from tests.ledgers.proposing.values import (
    always,
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
    seq_text,
    sometimes,
    suffix,
    thousands,
    whole,
)

T, C, B = "text", ("code",), "boolean"


REMARK = Col("备注", T, gaps(one_of("已核对", "待补"), 2))

SCORES = Book(
    "期末成绩.xlsx",
    (
        Sheet(
            "成绩",
            (
                Grid(
                    (
                        Col("考号", "code", code("2024{:05d}", 30101)),
                        Col("姓名", T, name),
                        Col("班级", T, one_of("七（1）班", "七（2）班"), also=C),
                        *(
                            Col(
                                subject,
                                "number",
                                sometimes(decimal(40, 100, 1, salt), lambda v: "缺考", 7),
                                "分",
                                total=78.5,
                            )
                            for salt, subject in enumerate(("语文", "数学", "英语"))
                        ),
                        Col("总分", "number", decimal(150, 290, 1), "分", total=230.5),
                        Col("名次", "integer", lambda i: i + 1),
                    ),
                    rows=21,
                    title="2023—2024学年度第二学期七年级期末成绩表",
                    above=("2023—2024学年度第二学期七年级期末成绩表",),
                    below=(("total", "平均分", 1), ("total", "最高分", 1), ("total", "及格率", 1)),
                ),
            ),
        ),
    ),
)

TRAINING = Book(
    "教师培训.txt",
    (
        Sheet(
            "x",
            (
                Grid(
                    (
                        Col("工号", "code", code("J{:05d}", 200)),
                        Col("姓名", T, name),
                        Col("培训项目", T, one_of("国培计划", "校本研修", "信息化提升"), also=C),
                        Col("培训形式", T, one_of("线上", "线下"), also=C),
                        Col("开始日期", "date", day("iso")),
                        Col("结束日期", "date", day("slashes")),
                        Col("学时", "number", sometimes(whole(4, 60), suffix("学时")), "学时"),
                        Col("是否合格", B, one_of("是", "否")),
                        Col("证书编号", "code", code("PX2024{:05d}", 7)),
                        Col("培训费用（元）", "money", gaps(whole(100, 900)), "元"),
                    ),
                    rows=30,
                    merge=False,
                ),
            ),
        ),
    ),
    encoding="utf-16",
    delimiter="\t",
)

FEES = Book(
    "收费公示.xlsx",
    (
        Sheet(
            "收费",
            (
                Grid(
                    (
                        Col("收费项目", T, cycle(("保教费", "伙食费", "住宿费", "课后服务费", "校服费")), also=C),
                        Col("收费对象", T, one_of("幼儿", "住校生", "全体学生"), also=C),
                        Col("收费标准", "money", one_of(260, 300, 450.5, "180元"), "元"),
                        Col("计费单位", T, one_of("元/月", "元/学期"), also=C),
                        Col("收费依据", T, code("青发改〔2024〕{}号"), also=C),
                        Col("执行时间", "date", day("han")),
                        Col("2023年", "money", decimal(1000, 9000), "元"),
                        Col("2024年", "money", decimal(1000, 9000), "元"),
                    ),
                    rows=5,
                    title="学校收费项目公示表",
                    above=("学校收费项目公示表", {6: "单位：元"}),
                    below=(("note", "监督举报电话：0999-2100000"),),
                ),
            ),
        ),
    ),
)

MEETINGS = Book(
    "会议登记.et",
    (
        Sheet(
            "2024",
            (
                Grid(
                    (
                        NO,
                        Col("会议名称", T, one_of("局党组会", "校长例会", "安全工作推进会"), also=C),
                        Col("时间", "date", day("dots", "cell", "han")),
                        Col("地点", T, one_of("三楼会议室", "报告厅"), also=C),
                        Col("主持人", T, name),
                        Col("参会人数", "integer", sometimes(whole(8, 120), suffix("人")), "人"),
                        Col("主要议题", T, one_of("研究部署开学工作", "通报考核结果", "学习文件精神"), also=C),
                        Col("议定事项>内容", T, one_of("按期整改", "印发方案"), also=C),
                        Col("议定事项>责任股室", T, one_of("基教股", "人事股", "安稳办"), also=C),
                        Col("议定事项>完成时限", "date", day("han", "iso")),
                        Col("是否办结", B, one_of("是", "否")),
                        Col("会议纪要文号", T, code("青教纪〔2024〕{}号"), also=C),
                    ),
                    rows=15,
                    title="2024年会议登记台账",
                    above=("2024年会议登记台账",),
                    between={5: (("blank",),)},
                ),
            ),
        ),
    ),
)

VISITORS = Book(
    "来访登记.xlsx",
    (
        Sheet(
            "来访",
            (
                Grid(
                    (
                        Col("日期", "date", day("noyear", "dots")),
                        Col("来访时间", T, clock),
                        Col("离开时间", T, clock),
                        Col("来访人姓名", T, name),
                        Col("证件号码", "id_number", id_number),
                        Col("联系方式", "phone", mobile),
                        Col("来访事由", T, one_of("接学生", "送货", "检查工作"), also=C),
                        Col("体温", "number", decimal(36, 37, 1), "℃"),
                        Col("被访人", T, name),
                        Col("值班保安签字", T, name),
                    ),
                    rows=20,
                    title="柳溪小学外来人员登记册",
                    above=("柳溪小学外来人员登记册",),
                    between={9: (("title", "柳溪小学外来人员登记册"), ("heading",))},
                ),
            ),
        ),
    ),
)

BUDGET = Book(
    "经费汇总.xlsx",
    (
        Sheet(
            "经费",
            (
                Grid(
                    (
                        Col("单位名称", T, school, also=C, number="甲"),
                        Col("学生数", "integer", whole(80, 900), "人", number="1", total=900),
                        Col("年初预算>合计", "money", decimal(10, 300), "万元", number="2=3+4", total=900.25),
                        Col("年初预算>人员经费", "money", decimal(10, 200), "万元", number="3", total=90.25),
                        Col("年初预算>公用经费", "money", decimal(1, 90), "万元", number="4", total=80.5),
                        Col("执行数", "money", decimal(1, 90), "万元", number="5", total=77.25),
                        Col("执行率", "percent", percent_text, "%", number="6"),
                        Col("上年结转", "money", gaps(decimal(0, 9)), "万元", number="7"),
                        REMARK,
                    ),
                    rows=10,
                    title="2024年部门预算执行情况表",
                    above=("附表3", "2024年部门预算执行情况表", {0: "编制单位：青禾县教育局", 7: "单位：万元"}),
                    numbering=True,
                    below=(("total", "合计", 0),),
                ),
                Grid(
                    (
                        Col("月份", T, cycle(tuple(f"{m}月" for m in range(1, 13))), also=("month",)),
                        Col("支出数", "money", decimal(10, 90), "万元", total=500.5),
                        Col("占比", "percent", rate, "%", number_format="0%"),
                    ),
                    rows=6,
                    title="分月支出表",
                    above=("分月支出表",),
                    below=(("total", "合计", 0),),
                ),
            ),
        ),
    ),
)

HYGIENE = Book(
    "卫生检查.xlsx",
    (
        Sheet(
            "检查",
            (
                Grid(
                    (
                        Col("班级", T, cycle(("一年级", "二年级", "三年级", "四年级")), also=C),
                        Col("教室卫生", "integer", whole(80, 100)),
                        Col("清洁区", "integer", whole(80, 100)),
                        Col("总评", T, one_of("优", "良"), also=C),
                    ),
                    rows=4,
                    title="第一周卫生评比",
                    above=("第一周卫生评比",),
                    merge=False,
                ),
                Grid(
                    (
                        Col("班级", T, cycle(("一年级", "二年级", "三年级", "四年级")), also=C),
                        Col("教室卫生", "integer", whole(80, 100, 3)),
                        Col("清洁区", "integer", whole(80, 100, 4)),
                        Col("总评", T, one_of("优", "良"), also=C),
                    ),
                    rows=4,
                    title="第二周卫生评比",
                    above=("第二周卫生评比",),
                    merge=False,
                ),
            ),
        ),
    ),
)

PUPILS = Book(
    "在校生统计.csv",
    (
        Sheet(
            "x",
            (
                Grid(
                    (
                        Col("乡镇", T, cycle(("城关镇", "河湾乡"), 3), also=C, down=True),
                        Col("学校", T, school, also=C),
                        Col("班级数", "integer", whole(3, 30), "个"),
                        Col("在校生数>合计", "integer", whole(60, 900), "人", total=900),
                        Col("在校生数>其中>女生", "integer", whole(30, 400), "人", total=90),
                        Col("在校生数>其中>寄宿生", "integer", whole(0, 300), "人", total=90),
                        Col("在校生数>其中>留守儿童", "integer", sometimes(whole(0, 90), str), "人", total=90),
                        Col("专任教师", "integer", whole(5, 60), "人"),
                        Col("生师比", "number", decimal(8, 20, 1)),
                    ),
                    rows=6,
                    title="青禾县中小学在校生统计表",
                    above=("青禾县中小学在校生统计表", {0: "2024年9月", 7: "单位：人"}),
                    between={2: (("total", "小计", 1),)},
                    below=(("total", "小计", 1), ("total", "总计", 0)),
                    merge=False,
                ),
            ),
        ),
    ),
)

HAZARDS = Book(
    "隐患排查.xlsx",
    (
        Sheet("填报说明", lines=("填报说明", "1. 本表由各校每月25日前报送。", "2. 隐患等级分为重大、较大、一般。")),
        Sheet(
            "隐患",
            (
                Grid(
                    (
                        NO,
                        Col("排查日期", "date", day("iso", "dots")),
                        Col("隐患部位", T, one_of("宿舍楼二层", "食堂操作间", "围墙"), also=C),
                        Col("隐患描述", T, code("线路老化{}处")),
                        Col("隐患等级", T, one_of("一般", "较大"), also=C),
                        Col("整改措施", T, one_of("更换线路", "拆除重建"), also=C),
                        Col("整改资金>计划（万元）", "money", decimal(0, 9), "万元", total=9.5),
                        Col("整改资金>到位（万元）", "money", decimal(0, 9), "万元", total=8.5),
                        Col("责任人", T, name),
                        Col("整改期限", "date", day("han", "cell")),
                        Col("完成情况", T, one_of("已完成", "正在整改"), also=C),
                        Col("是否销号", B, one_of("√", "×")),
                    ),
                    rows=12,
                    title="校园安全隐患排查整改台账",
                    above=("校园安全隐患排查整改台账", {0: "学校：石板完小", 9: "填报日期：2024年11月"}),
                    between={3: (("group", "二、设施设备类"),), 7: (("group", "三、食品安全类"),)},
                    below=(
                        ("total", "合计", 1),
                        ("note", "注：重大隐患须当日报告。"),
                        ("note", "　　整改完成后附照片。"),
                    ),
                    hidden_rows=(4,),
                ),
            ),
        ),
    ),
)

TEXT_NUMBERS = Book(
    "营养餐.csv",
    (
        Sheet(
            "x",
            (
                Grid(
                    (
                        Col("序号", "integer", seq_text, optional=True),
                        Col("学校代码", "code", code("53{:08d}", 20100, 3)),
                        Col("学校名称", T, school, also=C),
                        Col("就餐人数", "integer", whole(60, 900), "人"),
                        Col("补助天数", "integer", whole(15, 23), "天"),
                        Col("补助金额", "money", sometimes(decimal(900, 9000), thousands, 2), "元"),
                        Col("负责人", T, name),
                        Col("办公电话", "phone", landline),
                        Col("供餐模式", T, always("食堂供餐"), also=C),
                    ),
                    rows=15,
                    merge=False,
                ),
            ),
        ),
    ),
)
