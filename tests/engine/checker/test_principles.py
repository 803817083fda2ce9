"""What decides for all texts, each principle told in three ways of other trades, and what only looks like it.

{right|wrong}: with the right figure nothing is accused, with the wrong one the figures of that relation are.
"""

from __future__ import annotations

import pytest

from taizhang.engine.checker.arithmetic import evaluate
from taizhang.engine.checker.belief import chance
from taizhang.engine.checker.clauses import cut
from taizhang.engine.checker.relations import Form, Way
from tests.engine.checker.choices import CHOICE, accused, chosen

CASES = {
    "a row shares the unit told at its end": [
        "三个车间分别产出412、386和{402|420}台，合计1200台。",
        "四个窗口受理件数依次为1385、742、401、{188|288}件，共2716件。",
        "东、中、西三片投资分别为3.2、4.5、{6.1|1.6}亿元，总计13.8亿元。",
    ],
    "a list ends at a stronger mark": [
        "收到文件2637件，其中上级来文2108件、平级来文{529|592}件，来文比上年的612件精简83件。",
        "出动车辆1846台，其中消防车712台、救护车346台、警车{788|878}台，上次出动1500台。",
        "印发简报864期，其中动态{512|521}期、经验352期，上年为900期。",
    ],
    "an average is divided as a sum is": [
        "农村居民人均消费支出14286元，其中食品烟酒4826元、居住3158元、交通通信2104元、其他{4198|4918}元。",
        "生均公用经费1150元，其中上级补助860元、本级配套{290|920}元。",
        "城镇职工人均工资86420元，其中基本工资42160元、绩效{31840|38140}元、津贴12420元。",
    ],
    "the figures that open a paragraph are divided further on": [
        "一般公共预算收入完成28583万元，比上年增收2798万元。从征收部门看：税务部门完成13866万元，财政部门完成{14717|14177}万元。",
        "上半年出口货物62480吨，同比增长4.1%。从运输方式看：海运48126吨、铁路9254吨、公路{5100|1500}吨。",
        "图书馆接待读者96480人次，其中周末52310人次。从年龄看：少儿40218人次、成人{56262|52662}人次。",
    ],
    "long figures meet by no chance, however far apart": [
        "全区常住人口318642人，十年增长7.59%。\n二、户别。家庭户117406户，集体户3892户。\n三、性别。男性161837人，占50.79%；"
        "女性{156805|165805}人。",
        "公司年末资产总额48263.5万元，负债率46.3%。\n员工1286人，党员214人。\n按形态看，流动部分21874.2万元，"
        "非流动部分{26389.3|26839.3}万元。",
        "全县耕地862415亩，复种指数182%。\n农机总动力32万千瓦。\n能灌溉的514208亩，靠天吃饭的{348207|384207}亩。",
    ],
    "the last figure of a sentence may add up the others": [
        "收缴会费26.214万元，上级补助18.406万元，行政拨款57.602万元，全年收入{102.222|107.222}万元。",
        "门诊收入31846万元，住院收入58274万元，体检收入6143万元，全院收入{96263|92663}万元。",
        "东线运量38426吨，西线运量41873吨，南线运量20518吨，三线运量{100817|108017}吨。",
    ],
    "a total names its parts": [
        "稻谷1486.2万吨，小麦431.6万吨，玉米498.1万吨，豆类62.9万吨。稻谷、小麦、玉米合计{2415.9|2451.9}万吨。",
        "2706人选“很好”，1583人选“较好”，452人选“一般”，177人选“不好”；前两项合计{4289|4829}人。",
        "国道612.3公里，省道704.8公里，县道1986.2公里。国道、省道合计{1317.1|1371.1}公里。",
    ],
    "shares add up to a hundred": [
        "考核设党建、经济、民生三个板块，权重分别为25%、45%、{30%|50%}，合计100%。",
        "营养成分中，蛋白质、脂肪、碳水、其他占18%、12%、{62%|26%}、8%，合计100%。",
        "四个等级占优12.5%、良34.2%、中46.9%、差{6.4%|4.6%}，合计100%。",
    ],
    "the share's number may come next": [
        "8921名在校学生，本省生源占{72.4%|74.2%}，为6459名。",
        "现有职工1240人，本科以上占{65.0%|56.0%}（806人）。",
        "全镇住户3150户，用上自来水的占{96.0%|69.0%}，即3024户。",
    ],
    "a base in a bracket, and a share told once more": [
        "一年级招生6842人，仅为2021年（8517人）的{80.3%|83.0%}。",
        "门票收入2164.8万元，为上次（1893.5万元）的{114.3%|141.3%}。",
        "全年运量9641.8万人次，其中免费乘车2184.6万人次，占运量的两成多（{22.66%|26.26%}）。",
    ],
    "the former and the latter": [
        "入境游客84215人次，其中外国人31406人次，港澳台同胞52809人次，后者占{62.7%|67.2%}。",
        "库存12640件，其中成品4930件，半成品7710件，后者占{61.0%|16.0%}。",
        "受理案件5120件，其中刑事1280件，民事3840件，前者占{25.0%|52.0%}。",
    ],
    "a base by its name, however far": [
        "全省总产量2715.8万吨，比上年增产1.2%。\n播种面积6842.5万亩。\n秋粮1934.5万吨，占总产量的{71.2%|72.1%}。",
        "全年客运量9641.8万人次。\n行驶里程6127.4万公里。\n老年人乘车2184.6万人次，占客运量的{22.66%|26.26%}。",
        "集团营业收入318642.57万元。\n员工4127人。\n轮毂销售额203418.92万元，占营业收入的{63.84%|68.34%}。",
    ],
    "the total told last heads what follows it": [
        "新桥店4.12万元、南坝店6.85万元、石塘店1.93万元，合计12.90万元，已清退10.32万元，清退率{80.0%|88.0%}。",
        "耕地186.42万亩，园地21.07万亩，林地512.90万亩，草地6.35万亩，土地总面积726.74万亩。林地占{70.6%|76.0%}。",
        "货物类5216万元、工程类8043万元、服务类3941万元，合计17200万元，工程类占{46.8%|48.6%}。",
    ],
    "a figure just before its rate": [
        "覆盖171所医院；一键报警168所，安装率{98.2%|92.8%}。",
        "全线46座车站；无障碍通道38座，建成率{82.6%|86.2%}。",
        "在册企业125家；环保承诺119家，签订率{95.2%|92.5%}。",
    ],
    "a price beside its count, by the month and by the year": [
        "小班寄宿生1840人，每生625元，计{115.00|151.00}万元，中班寄宿生2264人，每生750元，计169.80万元。",
        "护理员312名，每名每月1900元，每月支出{59.28|95.28}万元。",
        "保洁岗48个，每个每月500元，全年支出{28.8|82.8}万元。",
    ],
    "things told with their figures are counted": [
        "交通168.2亿元、水利74.6亿元、产业151.8亿元、民生91.7亿元，{四|五}个领域全面推进。",
        "防震342次、消防351次、反恐338次，{三|四}类演练都已完成。",
        "被约谈的门店有{3|4}家：新桥店4.12万元、南坝店6.85万元、石塘店1.93万元。",
    ],
    "names of one length part at 和": [
        "工作集中在{四|三}个方面：学位供给、教师待遇、校园安全和家校共育。",
        "突出抓好{四|三}项工作：河道清淤、堤防加固、水库除险和泵站改造。",
        "推进{四|三}项改革：放权松绑、减税降费、优化审批和公平监管。",
    ],
}  # fmt: skip

INNOCENT = [
    # A numbered paragraph; a class of what is counted; neither of 每6人中有1人 is counted.
    "二、审批情况。\n三、提交户口簿、房产证、预防接种证三种材料。",
    "人口超过5万人的乡镇有2个，3万人至5万人的有3个，不足3万人的有6个。",
    "30万元以上的村12个，50万元以上的村5个，村均40.26万元。",
    "抽查家长4918人。认为作业偏多的836人，约每6人中有1人，占17.0%。",
    "以111874800股为基数，每10股派发红利8.00元。",
    # Last year's share; a rate of something that is not told; a rate whose base is elsewhere.
    "支出31.47亿元。民生支出24.90亿元，占比由上年的77.5%提高到79.1%。",
    "业务收入4.41亿元，业务支出2.25亿元，收益2.16亿元，收益率1.55%。",
    "门诊42186人次。签约128640人，其中重点人群76315人，签约率分别为48.6%和79.2%。",
    # Growth at other prices or on another footing than the figures printed, however long these are.
    "社会消费品零售总额864286万元，比上年802518万元名义增长7.70%，实际增长7.90%。",
    "增加值864286万元，比上年的802518万元增长7.70%，按不变价增长7.90%。",
    "税收收入864286万元，比上年的802518万元增加61768万元，剔除减税因素增长17.70%。",
    # Parts that lie within each other, or that are of a larger whole.
    "公路总里程8642.7公里，其中等级公路8391.5公里，占97.1%；高速公路341.6公里。",
    "职工1428人，其中卫生技术人员1216人，占85.2%；医生412人、护士628人。",
    "职工6641人。职工中研究生学历1298人，比例为19.5%；中级及以上职称3906人。",
    "抽检268批次，合格261批次，不合格7批次。具体为：糕点74批次，不合格2批次；乳品38批次，不合格5批次；酒类156批次。",
    # Pupils, teachers and findings told apart in two ways; digits that come near their whole say nothing.
    "在校生1286人，其中住宿生860人、留守儿童526人。",
    "共有学生3260人，其中建档立卡学生860人、寄宿生2500人。",
    "培训教师260人，其中班主任186人、乡村教师174人。",
    "发现问题38个，其中安全类21个、已整改27个。",
    "学校有教学楼3栋，实验楼2栋、宿舍楼4栋。",
    # A table's total adds up the rows since those that came in.
    "项目\t个人\t单位\t总计\n新收\t31\t8\t39\n结转\t3\t0\t3\n公开\t25\t6\t31\n不予公开\t9\t2\t11\n办理总计\t34\t8\t42",
    # What counts and what is counted are in one unit: a whole and its parts, no list.
    "收到市代表建议5件（主办1件、会办4件）。",
    "配备教师21人、护工20人，3个班全部开放。",
    # 这 takes up what was told before, not the last small figure.
    "承办建议96件，其中主办61件、会办35件。满意94件，基本满意2件，满意率97.9%。这96件集中在三个乡镇。",
    # Small figures, round figures and another price are a digit apart by chance.
    "开展讲座12场，观影3场、演出5场。",
    "免费171人，每人800元，计13.68万元。助学标准每人850元。",
    "东区投资4200万元，职工380人。西区投资3100万元，南区投资2900万元。",
]


@pytest.mark.parametrize("text", [text for texts in CASES.values() for text in texts])
def test_the_right_figure_is_let_be_and_the_wrong_oneaccused(text: str) -> None:
    right, wrong = chosen(text, 1), chosen(text, 2)
    found = CHOICE.search(text)
    assert found is not None
    at = found.start()
    assert accused(right) == []
    assert any(start <= at + 1 and at < end for start, end in accused(wrong)), accused(wrong)


@pytest.mark.parametrize("text", INNOCENT, ids=[text[:16] for text in INNOCENT])
def test_the_innocent_is_let_be(text: str) -> None:
    assert accused(text) == []


def _odds(text: str) -> float:
    whole, *parts = [mention.number for mention in cut(text).mentions]
    way = Way(Form.SUM, tuple(parts))
    low, high, _ = evaluate(way, whole) or (whole.low, whole.high, whole.amount)
    return chance(way, whole, low, high)


def test_the_longer_the_figures_the_less_is_a_slip_by_chance() -> None:
    small, long, longer = (
        _odds(text) for text in ("12人，5人，8人", "2637人，2108人，592人", "318642人，161837人，165805人")
    )
    assert small > 1 > long > longer
    assert _odds("4200元，3100元，2900元") > 10 * _odds("4217元，3124元，2938元")
