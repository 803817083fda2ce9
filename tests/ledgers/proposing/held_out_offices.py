"""Workbooks written before they were first scored, the other half."""

from __future__ import annotations

from tests.ledgers.proposing.books import NO, Book, Col, Grid, Sheet
from tests.ledgers.proposing.values import (
    born,
    code,
    day,
    decimal,
    gaps,
    id_number,
    mobile,
    name,
    one_of,
    percent_text,
    school,
    seq_text,
    sometimes,
    suffix,
    whole,
)

T, C, B = "text", ("code",), "boolean"


def one(file: str, grid: Grid, *, sheet: str = "Sheet1", encoding: str = "utf-8-sig", delimiter: str = ",") -> Book:
    return Book(file, (Sheet(sheet, (grid,)),), encoding, delimiter)


FITNESS = one(
    "体质健康.xlsx",
    Grid(
        (
            Col("学号", "code", code("{:08d}", 20230101)),
            Col("姓名", T, name),
            Col("性别", T, one_of("男", "女"), also=C),
            Col("出生日期", "date", born("iso")),
            Col("身高(cm)", "number", decimal(110, 170, 1), "厘米"),
            Col("体重(kg)", "number", decimal(20, 60, 1), "公斤"),
            Col("肺活量(ml)", "integer", whole(900, 3500), "毫升"),
            Col("视力>左", "number", decimal(4, 5, 1)),
            Col("视力>右", "number", decimal(4, 5, 1)),
            Col("50米跑(秒)", "number", decimal(7, 12, 1), "秒"),
            Col("总分", "number", decimal(50, 100, 1), "分"),
            Col("等级", T, one_of("优秀", "良好", "及格"), also=C),
        ),
        rows=20,
        title="学生体质健康测试登记表",
        above=("学生体质健康测试登记表", {0: "班级：四（2）班", 8: "班主任：王某"}),
        below=(("total", "平均", 1), ("total", "合格率", 1)),
    ),
)

AWARDS = one(
    "获奖登记.ods",
    Grid(
        (
            NO,
            Col("获奖人", T, name),
            Col("所在学校", T, school, also=C),
            Col("奖项名称", T, one_of("优质课评比", "论文评选"), also=C),
            Col("级别", T, one_of("县级", "市级", "省级"), also=C),
            Col("等次", T, one_of("一等奖", "二等奖"), also=C),
            Col("获奖时间", "month", day("month han", "month dots")),
            Col("颁奖单位", T, one_of("市教育局", "省教科院"), also=C),
            Col("证书号", "code", code("QH{:06d}", 240101, 3)),
            Col("奖金", "money", one_of(200, 500, "300元"), "元"),
        ),
        rows=14,
        title="教师教学获奖情况登记册",
        above=("教师教学获奖情况登记册",),
    ),
)

TEXTBOOKS = one(
    "教材征订.xlsx",
    Grid(
        (
            Col("书号（ISBN）", "code", code("978-7-107-{:05d}-1", 30100, 7)),
            Col("书名", T, one_of("语文三年级上册", "数学三年级上册"), also=C),
            Col("出版社", T, one_of("东山教育出版社"), also=C),
            Col("定价", "money", decimal(5, 20), "元"),
            Col("征订数", "integer", whole(20, 400), "册", total=2000),
            Col("码洋", "money", decimal(100, 4000), "元", total=20000.5),
            Col("折扣", "percent", one_of(0.78, 0.9, 1.0), "%", number_format="0%"),
            Col("是否免费", B, one_of("是", "否")),
        ),
        rows=13,
        title="2025年春季教材征订汇总表",
        above=("2025年春季教材征订汇总表", {5: "单位：册、元"}),
        below=(("total", "合计", 0),),
    ),
)

METERS = Book(
    "水电抄表.xlsx",
    (
        Sheet(
            "用电",
            (
                Grid(
                    (
                        Col("月份", "month", day("month han")),
                        Col("上月读数", "number", decimal(1000, 9000, 1)),
                        Col("本月读数", "number", decimal(1000, 9000, 1)),
                        Col("用电量（度）", "number", decimal(100, 900, 1), "度", total=900.5),
                        Col("电费（元）", "money", decimal(60, 600), "元", total=600.5),
                        Col("抄表人", T, name),
                    ),
                    rows=10,
                    title="用电抄表记录",
                    above=("用电抄表记录",),
                    below=(("total", "合计", 0),),
                ),
            ),
        ),
        Sheet(
            "用水",
            (
                Grid(
                    (
                        Col("月份", "month", day("month cell"), number_format="yyyy年m月"),
                        Col("上月读数", "number", decimal(1000, 9000, 1)),
                        Col("本月读数", "number", decimal(1000, 9000, 1)),
                        Col("用水量（吨）", "number", decimal(10, 90, 1), "吨", total=90.5),
                        Col("水费（元）", "money", decimal(60, 600), "元", total=600.5),
                        Col("抄表人", T, name),
                    ),
                    rows=10,
                    title="用水抄表记录",
                    above=("用水抄表记录",),
                    below=(("total", "合计", 0),),
                ),
            ),
        ),
    ),
)

SEALS = one(
    "用印登记.et",
    Grid(
        (
            Col("登记序号", "integer", seq_text, optional=True),
            Col("用印日期", "date", day("serial", "dots", "noyear")),
            Col("用印部门", T, one_of("办公室", "人事股"), also=C),
            Col("用印事由", T, one_of("出具证明", "签订协议"), also=C),
            Col("用印份数", "integer", sometimes(whole(1, 9), suffix("份")), "份"),
            Col("文件编号", "code", code("青教办[2024]{}号"), also=(T,)),
            Col("批准人", T, name),
            Col("经办人", T, name),
            Col("印章是否外带", B, one_of("否", "否", "是")),
            Col("归还时间", "date", gaps(day("han", "cell"))),
        ),
        rows=16,
        title="公章使用登记簿",
        above=("公章使用登记簿",),
    ),
    sheet="用印",
)

ROSTER = Book(
    "班级名单.xlsx",
    (
        Sheet(
            "名单",
            (
                Grid(
                    (
                        NO,
                        Col("姓名", T, name),
                        Col("性别", T, one_of("男", "女"), also=C),
                        Col("学号", "code", code("2024{:04d}", 101)),
                    ),
                    rows=15,
                    title="一年级（1）班",
                    above=("一年级（1）班",),
                    top=1,
                    merge=False,
                ),
                Grid(
                    (
                        NO,
                        Col("姓名", T, name),
                        Col("性别", T, one_of("男", "女"), also=C),
                        Col("学号", "code", code("2024{:04d}", 201)),
                    ),
                    rows=13,
                    title="一年级（2）班",
                    above=("一年级（2）班",),
                    top=1,
                    left=5,
                    merge=False,
                ),
            ),
        ),
    ),
)

RISK = one(
    "控辍保学.xlsx",
    Grid(
        (
            NO,
            Col("学生基本信息>姓名", T, name),
            Col("学生基本信息>性别", T, one_of("男", "女"), also=C),
            Col("学生基本信息>身份证号码*", "id_number", id_number),
            Col("学生基本信息>户籍地址", T, one_of("河湾乡石板村三组", "城关镇东街")),
            Col("监护人>姓名", T, name),
            Col("监护人>与学生关系", T, one_of("父子", "母子", "祖孙"), also=C),
            Col("监护人>联系电话", "phone", sometimes(mobile, lambda v: v[:10], 5)),
            Col("辍学时间", "date", day("han", "digits", "short")),
            Col("辍学原因", T, one_of("厌学", "外出务工"), also=C),
            Col("劝返情况>劝返次数", "integer", sometimes(whole(1, 6), suffix("次")), "次"),
            Col("劝返情况>是否返校", B, one_of("是", "否")),
            Col("劝返情况>返校时间", "date", gaps(day("dots"))),
            Col("包保责任人", T, name),
        ),
        rows=11,
        title="义务教育阶段疑似辍学学生劝返台账",
        above=("义务教育阶段疑似辍学学生劝返台账", {0: "填报单位：", 12: "2024.11.5"}),
        below=(("numbered", 3), ("note", "填表说明：1.返校时间如实填写。2.每周五更新。")),
        hidden_rows=(2, 3),
    ),
)

INSPECTION = one(
    "督导记录.tsv",
    Grid(
        (
            Col("督学姓名", T, name),
            Col("督导学校", T, school, also=C),
            Col("入校日期", "date", day("iso", "han")),
            Col("听课节数", "integer", sometimes(whole(0, 4), suffix("节")), "节"),
            Col("走访班级数", "integer", whole(1, 9)),
            Col("座谈人数", "integer", whole(3, 30)),
            Col("发现问题数", "integer", whole(0, 5)),
            Col("问题清单", T, one_of("作业量偏大", "体育课被占用"), also=C),
            Col("是否下达整改通知", B, one_of("是", "否")),
            Col("整改完成率", "percent", percent_text, "%"),
        ),
        rows=18,
        merge=False,
    ),
    encoding="utf-8",
    delimiter="\t",
)

PAYROLL = one(
    "工资明细.xlsx",
    Grid(
        (
            Col("人员编码", "code", code("{:06d}", 1201)),
            Col("姓名", T, name),
            Col("岗位工资", "money", whole(1500, 4000), "元", total=90000),
            Col("薪级工资", "money", whole(500, 3000), "元", total=90000),
            Col("绩效工资>基础性", "money", decimal(900, 3000), "元", total=9000.5),
            Col("绩效工资>奖励性", "money", decimal(900, 3000), "元", total=9000.5),
            Col("代扣>养老", "money", decimal(100, 900), "元", total=900.5),
            Col("代扣>公积金", "money", decimal(100, 900), "元", total=900.5),
            Col("实发合计", "money", decimal(3000, 9000), "元", total=90000.5),
            Col("出勤天数", "number", decimal(15, 23, 1), "天"),
            Col("签名", T, gaps(name, 2)),
        ),
        rows=12,
        title="2024年11月工资发放表",
        above=("2024年11月工资发放表", {0: "编制单位：柳溪小学", 9: "单位:元"}),
        below=(("total", "合计", 1),),
        numbering=False,
    ),
)
