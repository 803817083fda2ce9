"""Characters a second of the figure checker, linear in length, beside jieba's tokenisation of the same text.

python benchmarks/checker.py [--text FILE]; jieba is measured when it is installed (pip install jieba; nothing else
here needs it). CPU seconds, so that a busy machine changes little.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from taizhang.engine.checker import check

SIZES = (10_000, 100_000, 1_000_000)
# A report as offices write them: some sentences full of figures, more without any.
REPORT = """今年以来，全县教育系统坚持立德树人，深化改革，狠抓落实，各项工作取得新的成效。现将有关情况报告如下。
一、事业发展
全县有各级各类学校112所，其中小学80所，初中31所，特殊教育学校1所；在校生48052人，比上年增加1351人，增长2.89%。
各学校认真落实作息、作业、手机、睡眠、读物管理要求，教研员深入课堂听课评课，帮助教师改进教学，家长的满意程度明显提高。
二、教师队伍
教师3167人：正高12人、副高1155人、中级2000人，分别占0.38%、36.47%和63.15%。组织师德宣讲，选树身边榜样，营造尊师重教氛围。
建立校长联系制度，每周到薄弱学校蹲点，面对面听取教师意见，能解决的当场解决，一时解决不了的列入清单，逐项明确责任和时限。
三、学生资助
资助412人，每人500元，计20.6万元。严格程序，张榜公示，接受监督，做到应助尽助，不让一个学生因家庭经济困难而失学。
"""


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--text", type=Path, help="a text of your own instead of the report above")
    chosen = ask.parse_args()
    source = chosen.text.read_text("utf-8") if chosen.text else REPORT
    try:
        import jieba
    except ImportError:
        jieba = None
    else:
        jieba.initialize()
    for size in SIZES:
        text = (source * (size // len(source) + 1))[:size]
        own = seconds(lambda text=text: check(text))
        line = f"{size:>9} characters: checker {size / own:>9,.0f} a second"
        if jieba is not None:
            line += f", jieba {size / seconds(lambda text=text: list(jieba.cut(text))):>9,.0f}"
        print(line)


if __name__ == "__main__":
    main()
