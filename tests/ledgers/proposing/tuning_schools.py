"""Workbooks that the rules were tuned on: of schools."""

from __future__ import annotations

from datetime import date

from tests.ledgers.proposing.books import NO, Book, Col, Grid, Sheet
from tests.ledgers.proposing.values import (
    born,
    clock,
    code,
    cycle,
    day,
    decimal,
    gaps,
    id_number,
    mobile,
    name,
    one_of,
    rate,
    school,
    sometimes,
    suffix,
    thousands,
    whole,
)

T, C, B = "text", ("code",), "boolean"


REMARK = Col("备注", T, gaps(one_of("已核对", "待补"), 2))

ASSETS = Book(
    "固定资产.xlsx",
    (
        Sheet("封面", lines=("", {2: "青禾县教育系统"}, {2: "固定资产登记簿"}, "", {2: "二〇二四年十二月"})),
        Sheet(
            "资产",
            (
                Grid(
                    (
                        NO,
                        Col("资产编号", "code", code("ZC-2024-{:04d}")),
                        Col("资产名称", T, one_of("台式计算机", "激光打印机", "课桌椅", "投影仪"), also=C),
                        Col("规格型号", T, one_of("启天M4500", "HP1020", "双人", "EB-X05"), also=C),
                        Col("计量单位", T, one_of("台", "套", "张"), also=C),
                        Col("数量", "integer", sometimes(whole(1, 60), suffix("台")), total=300),
                        Col("单价", "money", decimal(200, 9000), "元"),
                        Col("金额（元）", "money", sometimes(decimal(900, 99000), thousands), "元", total=88000.5),
                        Col("购置日期", "date", day("cell", "han", "dots", "serial")),
                        Col("存放地点", T, one_of("三楼机房", "总务处库房", "办公室"), also=C),
                        Col("保管人", T, name),
                        Col("是否在用", B, one_of("是", "否")),
                        REMARK,
                    ),
                    rows=18,
                    title="青禾镇中心小学固定资产登记表",
                    above=("青禾镇中心小学固定资产登记表", {0: "填报单位：青禾镇中心小学", 9: "2024年12月31日"}),
                    below=(("total", "合计", 1), ("note", {0: "填表人：", 5: "审核人：", 9: "校长（签章）："})),
                ),
            ),
        ),
        Sheet(
            "分类代码",
            (
                Grid(
                    (Col("代码", "code", code("{:02d}")), Col("名称", T, one_of("通用设备", "专用设备", "图书"))),
                    rows=6,
                ),
            ),
            is_data=False,
            hidden=True,
        ),
    ),
)

STAFF = Book(
    "教职工花名册.xls",
    (
        Sheet(
            "Sheet1",
            (
                Grid(
                    (
                        NO,
                        Col("单位", T, school, also=C),
                        Col("姓名", T, name, shown="姓  名"),
                        Col("性别", T, one_of("男", "女"), also=C),
                        Col("身份证号", "id_number", id_number),
                        Col("出生年月", "month", born("month dots")),
                        Col("民族", T, one_of("汉族", "苗族", "土家族"), also=C),
                        Col("政治面貌", T, one_of("中共党员", "群众"), also=C),
                        Col("第一学历>学历", T, one_of("本科", "大专"), also=C),
                        Col("第一学历>毕业院校", T, one_of("青禾师范学院", "东山大学"), also=C),
                        Col("第一学历>毕业时间", "date", born("han", "dots")),
                        Col("专业技术职务>名称", T, one_of("一级教师", "高级教师"), also=C),
                        Col("专业技术职务>取得时间", "month", day("month dots", "month han")),
                        Col("任教学科", T, one_of("语文", "数学", "英语"), also=C),
                        Col("联系电话", "phone", mobile),
                        Col("是否班主任", B, one_of("是", "否")),
                    ),
                    rows=24,
                    title="2024年秋季学期教职工花名册",
                    above=("附件2", "2024年秋季学期教职工花名册", "填报时间：2024年9月10日"),
                    below=(("note", "注：在编人员填写。"),),
                ),
            ),
        ),
        Sheet("Sheet2"),
    ),
)

CANTEEN = Book(
    "食堂采购.csv",
    (
        Sheet(
            "x",
            (
                Grid(
                    (
                        Col("采购日期", "date", day("slashes", "dots", "noyear")),
                        Col("品名", T, one_of("大米", "猪肉", "土豆", "食用油"), also=C),
                        Col("规格", T, one_of("25kg/袋", "散装", "5L/桶"), also=C),
                        Col(
                            "数量（公斤）", "number", sometimes(decimal(5, 90, 1), suffix("公斤")), "公斤", total=900.5
                        ),
                        Col("单价", "money", decimal(2, 40), "元"),
                        Col("金额", "money", decimal(20, 2900), "元", total=8000.25),
                        Col("供应商", T, one_of("青禾粮油店", "东街肉铺"), also=C),
                        Col("索证索票", B, one_of("√", "√", "×")),
                        Col("验收人", T, name),
                    ),
                    rows=20,
                    title="河湾初级中学食堂食材采购台账",
                    above=("河湾初级中学食堂食材采购台账", {0: "2024年10月", 7: "单位：元"}),
                    merge=False,
                    between={9: (("total", "本周小计", 1),)},
                    below=(("total", "合计", 1),),
                ),
            ),
        ),
    ),
    encoding="gb18030",
)

DRILLS = Book(
    "安全演练.xlsx",
    (
        Sheet(
            "演练",
            (
                Grid(
                    (
                        NO,
                        Col("学校名称", T, cycle(("柳溪小学", "石板完小", "河湾初级中学"), 4), also=C, down=True),
                        Col("演练类别", T, one_of("消防疏散", "地震避险", "防溺水"), also=C),
                        Col("演练时间>日期", "date", day("cell", "dots")),
                        Col("演练时间>开始", T, clock),
                        Col("演练时间>用时（分钟）", "number", decimal(2, 9, 1), "分钟"),
                        Col("参加人数>合计", "integer", whole(100, 900), "人"),
                        Col("参加人数>学生", "integer", sometimes(whole(90, 800), suffix("人")), "人"),
                        Col("参加人数>教师", "integer", whole(8, 60), "人"),
                        Col("组织者", T, name),
                        Col("是否有方案", B, one_of("有", "无")),
                        Col("存在问题", T, one_of("楼梯拥挤", "个别学生嬉笑", "无"), also=C),
                    ),
                    rows=12,
                    title="各校安全应急演练记录表",
                    above=("各校安全应急演练记录表",),
                    below=(("note", "说明：演练须有方案、有总结、有图片。"),),
                ),
            ),
        ),
    ),
)

SCHOLARSHIP = Book(
    "助学金发放.xlsx",
    (
        Sheet(
            "明细",
            (
                Grid(
                    (
                        NO,
                        Col("学生姓名", T, name),
                        Col("身份证号码", "id_number", id_number),
                        Col("学籍号", "code", lambda i: "G" + id_number(i)),
                        Col("就读学校", T, school, also=C),
                        Col("年级", T, one_of("三年级", "五年级"), also=C),
                        Col("困难类型", T, one_of("脱贫户", "低保户", "残疾"), also=C),
                        Col("资助标准（元/学期）", "money", one_of(500, 625), "元", total=9000),
                        Col("实发金额（元）", "money", one_of(500, 625, "625元"), "元", total=9000),
                        Col("开户行", T, one_of("信用社", "农行"), also=C),
                        Col("银行卡号", "code", code("62284800000000{:05d}", 10000, 37)),
                        Col("发放日期", "date", day("digits", "iso")),
                        Col("监护人", T, name),
                        Col("监护人电话", "phone", mobile),
                    ),
                    rows=16,
                    title="2024年秋季学期家庭经济困难学生生活补助发放表",
                    above=("2024年秋季学期家庭经济困难学生生活补助发放表", {0: "学校（盖章）：", 10: "单位：元"}),
                    between={
                        7: (
                            ("total", "本页小计", 1),
                            ("title", "2024年秋季学期家庭经济困难学生生活补助发放表"),
                            ("heading",),
                        )
                    },
                    below=(
                        ("total", "本页小计", 1),
                        ("total", "总  计", 1),
                        ("note", {0: "制表：", 6: "审核：", 11: "校长："}),
                    ),
                ),
            ),
        ),
    ),
)

BOOKS = Book(
    "图书统计.xlsx",
    (
        Sheet(
            "Sheet1",
            (
                Grid(
                    (
                        Col("学校", T, school, number="甲"),
                        Col("学生数", "integer", whole(80, 900), number="1", total=5000),
                        Col("图书>纸质图书>总册数", "integer", whole(2000, 30000), "册", number="2", total=90000),
                        Col("图书>纸质图书>生均", "number", decimal(10, 40, 1), number="3"),
                        Col("图书>纸质图书>当年新增", "integer", whole(0, 900), number="4", total=800),
                        Col("图书>电子图书", "integer", whole(0, 9000), "册", number="5", total=60),
                        Col("阅览室>间数", "integer", whole(1, 4), "间", number="6"),
                        Col("阅览室>面积（平方米）", "number", decimal(50, 200, 1), "㎡", number="7"),
                        Col("借阅率", "percent", rate, "%", number_format="0.0%", number="8"),
                        Col("是否达标", B, one_of("是", "否"), number="9"),
                        Col("管理员", T, name, number="10"),
                    ),
                    rows=14,
                    title="中小学图书馆（室）基本情况统计表",
                    above=("中小学图书馆（室）基本情况统计表", {0: "填报单位：青禾县教育局", 8: "单位：册、平方米"}),
                    numbering=True,
                    lead=(("total", "合计", 0),),
                    below=(("note", "注：生均=总册数÷学生数。"),),
                ),
            ),
        ),
    ),
)

VEHICLES = Book(
    "校车台账.xlsx",
    (
        Sheet(
            "校车",
            (
                Grid(
                    (
                        NO,
                        Col("车牌号", "code", code("云Z{:05d}", 10100, 13), also=(T,)),
                        Col("核载人数", "integer", one_of(19, 36, "45座"), "人"),
                        Col("车辆类型", T, one_of("专用校车", "非专用校车"), also=C),
                        Col("登记日期", "date", day("cell")),
                        Col("检验有效期至", "date", day("dots", "han", first=date(2025, 1, 5))),
                        Col("驾驶员>姓名", T, name),
                        Col("驾驶员>驾驶证号", "code", id_number, also=("id_number",)),
                        Col("驾驶员>电话", "phone", mobile),
                        Col("随车照管员", T, name),
                        Col("行驶里程（公里）", "integer", whole(3000, 90000), "公里"),
                        Col("服务学校", T, school, also=C),
                        Col("有无安全带", B, one_of("有", "有", "无")),
                        REMARK,
                    ),
                    rows=10,
                    title="青禾县校车基本信息台账",
                    above=("青禾县校车基本信息台账",),
                    below=(("numbered", 4),),
                ),
            ),
        ),
    ),
)

BUILDINGS = Book(
    "校舍统计.ods",
    (
        Sheet(
            "校舍",
            (
                Grid(
                    (
                        Col("学校", T, cycle(("柳溪小学", "河湾初级中学"), 4), also=C),
                        Col("建筑物名称", T, one_of("教学楼", "综合楼", "食堂", "学生宿舍"), also=C),
                        Col("建成年份", "year", whole(1985, 2023)),
                        Col("层数", "integer", whole(1, 5), "层"),
                        Col("建筑面积（㎡）", "number", decimal(200, 4000, 1), "㎡", total=9000.5),
                        Col("结构", T, one_of("框架", "砖混"), also=C),
                        Col("安全等级", T, one_of("A级", "B级"), also=C),
                        Col("鉴定日期", "date", day("iso", "dots")),
                        Col("造价（万元）", "money", decimal(30, 900, 1), "万元", total=2000.5),
                        Col("使用状况", T, one_of("在用", "闲置"), also=C),
                    ),
                    rows=8,
                    title="校舍基本情况登记表",
                    above=("校舍基本情况登记表",),
                    below=(("total", "合计", 0),),
                ),
            ),
        ),
    ),
)

TIMETABLE = Book(
    "课程表.xlsx",
    (
        Sheet(
            "三（1）班",
            (
                Grid(
                    (
                        Col("节次", T, cycle(("第一节", "第二节", "第三节", "第四节", "第五节", "第六节"))),
                        Col(
                            "时间",
                            T,
                            cycle(
                                ("8:30-9:10", "9:20-10:00", "10:20-11:00", "11:10-11:50", "14:00-14:40", "14:50-15:30")
                            ),
                        ),
                        *(
                            Col(f"星期{d}", T, one_of("语文", "数学", "体育", "音乐", "科学"), also=C)
                            for d in "一二三四五"
                        ),
                    ),
                    rows=6,
                    title="三（1）班课程表",
                    above=("三（1）班课程表",),
                ),
            ),
        ),
    ),
)
