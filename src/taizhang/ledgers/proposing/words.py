"""The words county offices use in headings and titles. Each list is a rule of reading, not of policy. Those of totals
and notes stand in reading/line_words.py: uploads are read by them too."""

from __future__ import annotations

import re
from typing import Any

from taizhang.ledgers.reading.line_words import squeezed

_BETWEEN_HAN = re.compile(r"(?<=[\u2e80-\uffff])\s+|\s+(?=[\u2e80-\uffff])")
_SPACES = re.compile(r"\s+")


def tidy(value: Any) -> str:
    """Text as a heading or title should read: `姓    名` and line breaks closed up, spaces between Latin words kept."""
    text = _BETWEEN_HAN.sub("", str(value).strip())
    return _SPACES.sub(" ", text).strip()


# What a heading cell tends to end with or be. A row that is rich in these is a heading, not data.
_LABEL_ENDS = (
    "序号|编号|号码|代码|编码|姓名|名称|学校|单位|部门|科室|股室|日期|时间|年月|年份|年度|月份|学年|学期|数|人数|数量|总数|次数|量|率|比例"
    "|占比|额|金额|费|费用|单价|总价|合计|小计|总计|元|备注|说明|类别|类型|种类|性质|等级|级别|性别|民族|年龄|电话|手机|联系方式|地址|住址|地点"
    "|位置|内容|情况|结果|意见|建议|措施|问题|原因|依据|面积|年级|班级|职务|职称|岗位|学历|学位|专业|学科|科目|课程|分数|成绩|得分|评分|总分"
    "|责任人|负责人|经办人|联系人|人员|人|签字|签名|型号|规格|品牌|品名|项目|指标|来源|用途|去向|状态|方式|标准|期限|文号|号|证号|账号|卡号"
    "|学号|工号|学籍号|车牌|座位数|容量|里程|长度|宽度|高度|厚度|层数|栋数|间数|套数|册数|张数|份数|收入|支出|余额|结余|预算|决算|摘要|名次|排名"
    "|籍贯|政治面貌|身份证|出生|毕业院校|书名|作者|出版社|节次|星期.|周.|语文|数学|英语|物理|化学|生物|历史|地理|政治|体育|音乐|美术|科学"
    "|道德与法治|信息技术|乡镇|村|主题|题目|主持人|记录人|参加人|参会人|供应商|厂家|生产厂家|价格|学时|课时|天数|计|其中|本级|上级"
    "|专任教师|教职工|学生|幼儿|学段|事由|形式|对象|范围|程度|效果|频次|周期|有效期|保质期"
    "|验收|完成|及格|优秀|良好|平均|最高|最低|本年|上年|增减|序|项|人次|度|值|分|期|级|类|员|表|见|证|件|处|所|室|点|名|时|日|月|年|向|址|岁|因|由"
)
LABEL = re.compile(rf"(?:是否|有无|能否).{{1,14}}|.{{0,8}}(?:{_LABEL_ENDS})|[1-9]\d?月|[1-9]\d?日|(?:19|20)\d\d年?")
# Of either width: headings are matched as they are shown, and Chinese input methods write the full one.
BRACKET = re.compile(r"[(（\[［【〔<＜]([^()（）\[\]［］【】〔〕<>＜＞]*)[)）\]］】〕>＞]")
_WITH_BRACKET = re.compile(r".{1,14}\(.{1,12}\)$")


HEAD_LINE = re.compile(
    r".{1,14}:.*|\(.*\)|附[件表]\d*[一二三四五六七八九十]?|表[\d一二三四五六七八九十\-.]+|(?:19|20)\d\d年?(?:[-./年]\d{1,2}月?)?(?:[-./]?\d{1,2}日?)?"
    r"|计量单位.*|金额单位.*|单位[^:]{1,6}"
)
TITLE_END = re.compile(
    r".*(?:表|册|账|帐|台账|单|统计|汇总|名单|明细|记录|登记|情况|清单|一览|目录|计划|总览|公示)(?:\(.*\))?"
)
CODE_SHEET = re.compile(r".*(?:代码|编码|码表|字典|下拉|选项|数据源|枚举|参数|code|dict|list).*", re.I)
COVER_SHEET = re.compile(r".*(?:封面|说明|须知|目录|cover|readme).*", re.I)

# Headings that say what is measured or noted, and nothing of what it is measured of.
_GENERAL_COUNTS = "数 数量 量 人数 人次 次数 个数 总数 金额 单价 总价 合计 小计 备注 说明"
_GENERAL_WORDS = "日期 时间 地点 内容 情况 结果 类别 类型 名称 原因 意见 措施 问题"
GENERAL_TITLES = frozenset([*_GENERAL_COUNTS.split(), *_GENERAL_WORDS.split()])

# Words that stand for nothing, and for a mark or number that there is none of.
_NOTHING = "无 / - -- — —— 暂无 未知 不详 同上 无. 略 待定 N/A n/a \\ .. … 缺考 免考 免修 未测 缓考"
PLACEHOLDERS = frozenset(_NOTHING.split())


def is_label(value: Any) -> bool:
    """Whether a cell reads like a heading rather than like something filed under one."""
    if not isinstance(value, str):
        return False
    text = squeezed(value).lstrip("*★").removesuffix("*")
    plain = BRACKET.sub("", text)
    if not plain or len(plain) > 16 or ":" in plain or "。" in plain:
        return False
    return LABEL.fullmatch(plain) is not None or (_WITH_BRACKET.fullmatch(text) is not None)
