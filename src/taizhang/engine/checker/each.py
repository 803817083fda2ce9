"""What an average is told with: 案均, 次均, 亩产, 平均运距, 每千人, 平均每个工作日."""

from __future__ import annotations

import re
from decimal import Decimal

from taizhang.engine.checker.words import UNITS

# 均 as an adverb follows places and numerals (各县均, 三所均) and stands before a verb.
_ADVERB = "在已有无未能可获按由不全完设经应被是以从达实到通高低超增下较"
_SIGNS = (
    "座幢社生人户园场日月年村件车点笔次组科案期会亩院庭站单队企店"
    "床季周时册篇套台项栋厂批客机线船宗起条店馆架株头只家辆棵笼节吨艘份羽根块幅杆"
)
_PLACES = "镇乡县市省街区所处部位口"
SIGN = (
    rf"(?:(?<![各个两三四五几全所该])[{_SIGNS}]|(?:(?<!学)|(?<=小学))校|(?<![各个])班|(?<!教)师)均(?![{_ADVERB}]|上(?!岗|课|网|门|缴|交))"
    rf"|(?<![各个两三四五几全我该])[{_PLACES}]均(?=[约为达]{{0,2}}$)"
)
# 单厅7.1场, 单位建筑面积能耗10.65千克: of each, however long a name follows.
SINGLE = (
    r"(?<![简订下填名清账])单(?:车(?=[日月年载营均产收平])|[船厅店站井机床](?![位独])|位(?:建筑)?面积)"
    r"(?=[^，。]{0,8}$)"
)
SIZE = r"(?<![大超])班额(?=[为约达是]{0,2}$)"  # 5个班236人，班额47人
YIELD = r"亩产|单产(?!$)|单产(?=[约为达是到]{0,2}$)|(?:平均|均)运距|运距"
_RATES = re.compile(r"[%‰元圆]|.*百分点|倍|成")
_UNIT = "|".join(sorted((unit for unit in UNITS if not _RATES.match(unit)), key=len, reverse=True))
CUE = re.compile(
    rf"(?P<per>{SIGN}|平均班额|{SIZE}|{SINGLE})|(?P<yield>{YIELD})"
    rf"|(?:(?:平均)?每一?|平均(?=[日月户](?![均期])))(?P<many>百|千|万|十万)?(?:(?P<unit>{_UNIT})(?P<noun>[一-龥]{{0,10}})|(?P<bare>[一-龥]{{1,8}}))"
    r"|平均|均分(?!布)"
)
AVERAGED = re.compile(rf"平均|{SIZE}|{SINGLE}|(?<![一-龥])均分|均分(?=[为达是约]*$)|{SIGN}|{YIELD}|每[一-龥]")
MANY = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000), "十万": Decimal(100_000)}
# Units of one measure: how many of the first make one of the second.
MEASURES = {
    ("公斤", "吨"): Decimal(1000),
    ("亩", "公顷"): Decimal(15),
    ("米", "公里"): Decimal(1000),
    ("公斤", "斤"): Decimal("0.5"),
    ("平方米", "公顷"): Decimal(10_000),
}
