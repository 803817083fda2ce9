"""The checker's lexicon, as data: units, qualifiers, words that open lists, totals, shares, growth, averages."""

from __future__ import annotations

from decimal import Decimal

# Units that count or measure; what is printed beside 人 as 名 or 位 counts persons too.
SAME_UNIT = {
    "名": "人",
    "位": "人",
    "千米": "公里",
    "元人民币": "元",
    "㎡": "平方米",
    "座": "处",
    "圆": "元",
    "平米": "平方米",
}
UNITS = (
    "个百分点 百分点 % ‰ 元人民币 元 圆 人次 人日 人 名 位 所次 所 个次 个 台次 台 套次 套 册次 册 场次 场 份 期 件次 件 项次 项 家次 家"
    " 间次 间 辆次 辆 块 张 条次 条 篇次 篇 户次 户 批次 批 起 宗 部 本 种 类 门 组 支 处 座 幢 栋 片 株 棵 头 只 例 次 班次 班 岁 分钟 分"
    " 天 学时 课时 小时 节 平方公里 平方千米 平方米 立方米 平米 公里 千米 厘米 毫米 米 公顷 亩 吨 公斤 千克 倍 成 字 人天 幅 面 盏 枚 对"
    " 届 轮 代 层 排 盒 箱 袋 瓶 桶 包 卷 校 镇 村 县 市 省 国 局 校次 院 学年 学期 年 周 金 银 铜 学分 场馆 ㎡ 口 车 点 床 桌 根 号 步 站 款"
).split()
# Numbers in these are told apart from whole numbers that are exact: they are never counted out.
RATE_UNITS = frozenset({"%", "‰", "个百分点", "百分点"})
SCALES = {
    "": Decimal(1),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "十万": Decimal(100_000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
    "万亿": Decimal(1_000_000_000_000),
}

# Qualifiers: `over` allows up to the next round number, `under` down to the one before, `about` both.
QUALIFIERS_BEFORE = {
    "超过": "over", "超": "over", "逾": "over", "突破": "over", "至少": "over", "不少于": "over", "不低于": "over", "高达": "",
    "近": "under", "将近": "under", "接近": "under", "不到": "under", "不足": "under", "低于": "under", "至多": "under",
    "约": "about", "大约": "about", "约为": "about", "大概": "about", "左右": "about", "最多": "under", "多达": "",
}  # fmt: skip
QUALIFIERS_AFTER = {
    "余": "over", "多": "over", "来": "about", "以上": "over", "及以上": "over", "之多": "", "左右": "about", "上下": "about",
    "以下": "under", "及以下": "under", "以内": "under", "之内": "under",
}  # fmt: skip

RISE = "增加|增长|上升|提高|提升|增多|扩大|新增|净增|增|多出|多|高出|高于|高|递增|增收|超出|翻"
FALL = "减少|下降|降低|缩小|净减|缩减|压减|压缩|下滑|减|降|少|低于|低|递减|减收|回落|缺额|缺口|短缺"
BEFORE = "比上年|比去年|较上年|较去年|同比|上年同期|去年同期|比上一年|较上一年|比前一年|环比|比上季|比上月|比年初|较年初|比上期|较上期|比上学年|与上年|与去年|相比"
LAST_YEAR = ("上年", "去年", "上一年", "前一年", "上学年", "上期", "年初", "同期")
THIS_YEAR = ("今年", "本年", "本年度", "当年", "本学年", "本期")

# What a share is of when its base is told only in a general word: it names no thing of its own.
GENERAL_BASES = ("总数", "总人数", "总量", "总额", "全部", "总", "全体", "人数", "比例", "比重")

# prefix of an average -> units and words of what it is per
PER = {
    "生均": (("人",), ("生", "幼儿", "人")),
    "人均": (("人",), ("人", "工", "师", "生")),
    "班均": (("班", "个"), ("班",)),
    "校均": (("所", "个", "校"), ("校", "园", "学")),
    "园均": (("所", "个"), ("园",)),
    "户均": (("户",), ("户",)),
    "师均": (("人",), ("师",)),
    "场均": (("场",), ("场",)),
    "日均": (("天",), ("天", "日")),
    "月均": (("月", "个月", "个"), ("月",)),
    "年均": (("年",), ("年",)),
    "村均": (("村", "个"), ("村",)),
    "件均": (("件",), ("件",)),
}
# halves of a whole: two parts with one of these words each are all of it
COMPLEMENTS = (
    ("公办", "民办"), ("男", "女"), ("城", "乡"), ("城", "农村"), ("城镇", "农村"), ("区内", "区外"), ("省内", "省外"), ("市内", "市外"),
    ("境内", "境外"), ("文科", "理科"), ("文史", "理工"), ("历史", "物理"), ("应届", "往届"), ("在编", "编外"), ("公立", "私立"),
    ("新建", "改扩建"), ("新建", "续建"), ("上学期", "下学期"), ("春", "秋"), ("上半年", "下半年"), ("基本", "项目"), ("本科", "专科"),
    ("本科", "高职"), ("普通", "职业"), ("普高", "职高"), ("普高", "中职"), ("中央", "地方"), ("收入", "支出"), ("党员", "非党员"),
    ("住宿", "走读"), ("寄宿", "走读"), ("寄宿", "非寄宿"), ("合格", "不合格"), ("已", "未"), ("双方", "一方"), ("纸质", "电子"), ("县内", "县外"),
    ("正", "副"), ("初中", "高中"), ("小学", "初中"), ("自然人", "法人"), ("网上", "现场"), ("线上", "线下"), ("购置费", "运行"),
)  # fmt: skip
