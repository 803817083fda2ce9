"""Words that divide a whole: halves, series of ranks, units of one kind."""

from __future__ import annotations


def _pairs(rows: str) -> tuple[tuple[str, str], ...]:
    """Pairs parted by |, the two words of each by a space."""
    found = (row.partition(" ") for row in rows.split("|"))
    return tuple((one, two) for one, _, two in found)


# Two parts with one of these words each are all of what is divided.
HALVES = _pairs(
    "公办 民办|公立 私立|男 女|城镇 农村|区内 区外|省内 省外|市内 市外|县内 县外|境内 境外|"
    "应届 往届|在编 编外|党员 非党员|寄宿 走读|住宿 走读|寄宿 非寄宿|合格 不合格|已 未|"
    "已 剩余|已 正在|双方 一方|税收 非税|首贷 续贷|夏粮 秋粮|立行立改 限期|统招 定向|"
    "室内 室外|班子 个人|建成 在建|完成 在建|上半年 下半年|汉族 少数民族|基本支出 项目支出|"
    "购置 运行|通过 未通过|达标 未达标|专职 兼职|线上 线下|主办 协办|纸质 电子|新建 改扩建|"
    "历史 物理|上学期 下学期|城镇 乡村|整改 未整改|撤并 保留|撤销 保留|当场 限期|"
    "家庭户 集体户|春季 秋季|旧存 新收|正常 异常|中文 外文|常设 临时|出席 缺席|"
    "国内 国外|本地 外地|进口 出口|阳性 阴性|有效 无效|盈利 亏损|过夜 一日|"
    "个人 集体|个人 单位|投产 在建|成交 流拍|实到 缺席|实到 缺勤|续建 新开工|固定 流动|"
    "专业组 业余组"
)
# ... or may well be.
COMPLEMENTS = HALVES + _pairs(
    "村 社区|减税 降费|城 乡|城 农村|文科 理科|文史 理工|新建 续建|春 秋|基本 项目|"
    "本科 专科|本科 高职|普通 职业|普高 职高|普高 中职|中央 地方|收入 支出|水 陆|"
    "已整改 停业|县城 乡镇|一档 二档|竣工 在建|硕士 本科|上级 本级|正 副|初中 高中|"
    "小学 初中|自然人 法人|网上 现场|购置费 运行|专任 兼任|满意 基本满意|主办 会办|成人 少儿|"
    "博士 硕士|城市 农村|日常 专项"
)

# Units of one kind of thing; a list may change from one to the other.
CLASSIFIERS = (
    frozenset({"所", "个", "家", "处", "校"}),
    frozenset({"件", "批次", "批", "起", "封", "宗", "例"}),
    frozenset({"条", "条次"}),
)
# Words that divide a whole in one way.
SERIES = (
    "国家级|省级|市级|区级|县级|校级|镇级|乡级|村级|部级|厅级",
    "国家|省|市|县|区|镇|乡|村",
    "特等|一等|二等|三等|优秀奖|鼓励奖",
    "一类|二类|三类|四类",
    "一档|二档|三档|四档",
    "一级|二级|三级|四级",
    "优秀|良好|合格|不合格|中等|较差|较弱|待合格",
    "A[级类等]|B[级类等]|C[级类等]|D[级类等]",
    "正高|副高|中级|初级|员级|未定级",
    "青年|中年|老年",
    "春季|秋季|上半年|下半年",
    "一季度|二季度|三季度|四季度",
    "第一产业|第二产业|第三产业",
    "第一|第二|第三|第四|第五|第六",
    "甲|乙|丙|丁",
)
