"""How the elements of an official document are written, rightly or nearly so: enough to know what a line is to be."""

from __future__ import annotations

import re

_OPEN, _CLOSE = r"[〔\[【（(﹝［{〈<]", r"[〕\]】）)﹞］}〉>]"
ORGAN = re.compile(
    r"(?:局|府|委|委员会|办|办公室|校|园|厅|部|院|会|中心|单位|科室|股室|科|股|公司|站|所|队|处|署|司|社|馆|班|学校|小学|中学"
    r"|机关|部门|企业|机构|组|乡|镇|街道|县|市|区|省|人|同志)$"
)
COPY_NUMBER = re.compile(r"(?:N[oO]\.?\s*|№\s*|份号[:：]?\s*)?(\d{1,10})")
SECRECY = re.compile(r"(?:绝\s*密|机\s*密|秘\s*密)\s*(?:[★☆*＊·]?\s*\S{0,8})?")
URGENCY = re.compile(r"(?:特\s*急|加\s*急|特\s*提|平\s*急|急\s*件|紧\s*急|急)")
SIGNER = re.compile(r"签\s*发\s*人\s*([:：]?)\s*(.*)", re.DOTALL)
NUMBER = re.compile(
    rf"(?P<name>[^\d\s〔〕\[\]（）()【】。，]{{0,20}}?)\s*(?P<open>{_OPEN})\s*(?P<year>\d{{2,4}})\s*年?\s*(?P<close>{_CLOSE})"
    r"\s*(?P<di>第?)\s*(?P<number>\d{1,5})\s*(?P<hao>号?)"
)
BARE_NUMBER = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,20}?)(?P<open>)\s*(?P<year>(?:19|20)\d\d)\s*[-—年]?\s*(?P<close>)(?P<di>第?)\s*(?P<number>\d{1,5})\s*(?P<hao>号)"
)
ORDER_NUMBER = re.compile(r"第\s*\d+\s*[号期]")
DATE = re.compile(
    r"(?P<year>\d{2,4}|[〇○ＯO零一二三四五六七八九]{2,4})\s*年\s*(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
    r"|(?P<short>\d{2,4}\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{1,2})"
)
PRINTED = re.compile(
    r"(?P<office>.*?)(?P<room>\s*)(?P<date>\d{2,4}年\d{1,2}月\d{1,2}日|[〇○零一二三四五六七八九]{4}年\S{2,7}日"
    r"|\d{2,4}[-./]\d{1,2}[-./]\d{1,2})\s*(?P<word>印\s*发|印)。?"
)
COPIES = re.compile(r"(?:抄\s*送|抄\s*报|主\s*送|分\s*送)\s*(?P<colon>[:：]?)")
ATTACHMENT_MARK = re.compile(r"附\s*件\s*(?P<number>\d{1,2}|[一二三四五六七八九十]{1,2})?\s*(?P<colon>[:：、.．]?)")
ANNEX_NOTE = re.compile(r"附\s*件(?P<gap>\s*)(?P<colon>[:：]?)\s*(?P<names>\S.*)", re.DOTALL)
ANNEX_ITEM = re.compile(r"(?P<number>\d{1,2})\s*(?P<mark>[.．、,，:：)）]|\s)\s*(?P<name>.+)")
REMARK = re.compile(r"(?P<open>[（(\[【])(?P<words>.+)(?P<close>[）)\]】])。?", re.DOTALL)
CHAPTER = re.compile(r"第[一二三四五六七八九十百]+[章节编篇部]")
SUBTITLE = re.compile(r"——|—|（|\(")
NO_RECIPIENT = re.compile(r"如下|以下|现将|下列|为此|通知[:：]|报告[:：]|[。；;]")
CAPTION_BEFORE = re.compile(r"(?:附?表|图)\s*[\d一二三四五六七八九十]|单位[:：]|填报|附表")
CAPTION_BEHIND = re.compile(
    r"注[:：]|备注[:：]|说明[:：]|(?:数据|资料)?来源|单位[:：]|填表|制表|图\s*[\d一二三四五六七八九十]"
)
TITLE_ENDS = "。；：:;！!，,、"
_HAN_NUMBER = "一二三四五六七八九十百"
# Level, mark with its sign: the right ones first, each with what offices write instead.
HEADINGS = (
    (1, re.compile(rf"(?P<mark>(?P<number>[{_HAN_NUMBER}]{{1,4}})\s*(?P<sign>[、.．,，:：]|\s(?=\S)))")),
    (2, re.compile(rf"(?P<mark>[（(]\s*(?P<number>[{_HAN_NUMBER}]{{1,4}})\s*[）)]\s*(?P<sign>[、.．,，:：]?))")),
    (3, re.compile(r"(?P<mark>(?P<number>\d{1,2})\s*(?P<sign>[.．、,，](?!\d)|[)）]))")),
    (4, re.compile(r"(?P<mark>[（(]\s*(?P<number>\d{1,2})\s*[）)]\s*(?P<sign>[、.．,，:：]?))")),
)
# As the standard writes them: 一、 （一） 1. （1）. A half-width bracket around digits is met in print as often.
MARKS = {
    1: re.compile(rf"[{_HAN_NUMBER}]+、"),
    2: re.compile(rf"（[{_HAN_NUMBER}]+）"),
    3: re.compile(r"\d+[.．]"),
    4: re.compile(r"（\d+）|\(\d+\)"),
}
MARK_WORDS = {1: "“一、”", 2: "“（一）”", 3: "“1.”", 4: "“（1）”"}
