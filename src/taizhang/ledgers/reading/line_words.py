"""The words by which a line of a sheet tells what it is: a total, a note, a signature, a row of column numbers.

Shared by the reader of uploads (lines.py) and by proposing, which looks at sheets that no ledger knows yet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

_SPACES = re.compile(r"\s+")


def squeezed(value: Any) -> str:
    """Text for comparing: half width, no white space."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", str(value))) if value is not None else ""


SEQUENCE = re.compile(r"序号?|编号|顺序号?|行次|行号|项次|No\.?|NO\.?|no\.?|№|#|id|ID")
TOTAL = re.compile(
    r".{0,10}(?:合计|小计|总计|共计|累计|总和|汇总数)(?:数|金额)?(?:\(.{1,8}\))?:?|计:?|合|总计?|全[县市区校镇乡](?:合计)?"
    r"|(?:平均|人均|校均|均)(?:分|值|数|成绩)?|最[高低](?:分|值)|(?:及格|优秀|合格|良好|低分)(?:率|人数|数)|标准差|参考人数|实考人数"
)
NOTE = re.compile(
    r"(?:备?注|说明|填表说明|填报说明|填写说明|注意事项|注意|要求|填表要求|温馨提示|提示|附注|附)\d*[:;.、,。]?.*"
    r"|[*※★].{4,}|[\d一二三四五六七八九十]{1,2}[.、].*[。;;].*|\d[.、].{6,}"
)
_SIGNERS = (
    r"填表人?|填报人?|制表人?|审核人?|复核人?|负责人|经办人|校长|园长|登记人|记录人|考勤员|统计人?|审批人?|主管|领导|会计|出纳|保管员?|验收人?|"
    r"联系人|联系电话|电话|签字|签名|盖章|公章|主任|单位|学校|日期|时间|统计员|班主任|监考|领用人|制单|审计|报送人|监督人|股长|局长|分管"
)
SIGNATURE = re.compile(
    rf".{{0,12}}(?:{_SIGNERS})(?:\(.{{1,8}}\))?:.{{0,30}}|\(?(?:公章|盖章|签章|签字)\)?|(?:20\d\d)?年\d{{0,2}}月\d{{0,2}}日"
)
NUMBERING = re.compile(
    r"[甲乙丙丁戊己庚辛壬癸]|栏次|列次|行次|序号|[A-Z]|\(?\d{1,3}\)?(?:=.*)?|\d+=[\d+\-*/÷×=%()]+|[-—]"
)


def is_total(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 24 and TOTAL.fullmatch(squeezed(value)) is not None


def is_numbering(row: Sequence[Any], width: int) -> bool:
    """A row of column numbers: 甲 乙 1 2 3, with formulas like 3=1+2."""
    cells = [cell for cell in row if cell is not None]
    if len(cells) < max(2, 0.5 * width):
        return False
    texts = [f"{cell:g}" if isinstance(cell, float) else squeezed(cell) for cell in cells]
    if not all(NUMBERING.fullmatch(text) for text in texts):
        return False
    numbers = [int(match[0]) for text in texts if (match := re.match(r"\d+", text.strip("()")))]
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    ascending = bool(steps) and min(steps) > 0 and sum(step == 1 for step in steps) >= 0.8 * len(steps)
    letters = [text for text in texts if re.fullmatch(r"[A-Z]|[甲乙丙丁戊己庚辛壬癸]", text)]
    return (ascending and (numbers[0] in (0, 1) or bool(letters))) or (len(letters) == len(texts) and len(texts) >= 3)
