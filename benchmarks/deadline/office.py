"""The bureau in the deadline hour: reviewers who accept and send back, readers who open figures and boards."""

from __future__ import annotations

import queue
import random
import re
import threading
import time

from deadline.browser import Browser, Record, Wrong
from deadline.clerks import sign_in
from deadline.plan import COUNTY, LEDGER, PERIOD, RETURNED_SHARE, REVIEWERS

LOT = 25  # filings with nothing unusual that a reviewer accepts in one go
OPENED = 2  # of these, which is more than the pack's share
UNUSUAL_LOT = 6  # of the others, each of which is opened
_LINE = re.compile(r'name="selected" value="(\d+)-(\d+)"')
_OVERTAKEN = "还没被别人处理的填报"
_UNUSUAL = "应为有异常的逐份打开看过"
INDICATOR = "city-half-year.hazards_open"
PAGES = (
    ("start page, bureau", "/"),
    ("figures", f"/figures/?period={PERIOD}"),
    ("one figure", f"/figures/{INDICATOR}/?org={COUNTY}&period={PERIOD}"),
    ("trace of a figure", f"/figures/{INDICATOR}/{COUNTY}/{PERIOD}/"),
    ("board of a ledger", f"/ledgers/{LEDGER}/?period={PERIOD}"),
    ("ledgers", "/ledgers/"),
    ("targets", "/targets/"),
    ("summaries", "/summaries/"),
)


class Reviewer:
    """Takes its share of the queue: opens what it must, accepts together, sends a few back once."""

    def __init__(self, number: int, port: int, record: Record, over: threading.Event, back: queue.Queue[str]) -> None:
        self.number, self.record, self.over, self.back = number, record, over, back
        self.browser = Browser(port, record)
        self.dice = random.Random(10_000 + number)
        self.seen: set[int] = set()
        self.clean = False  # what the last turn looked through

    def work(self) -> None:
        sign_in(self.browser, f"reviewer{self.number}")
        while not self.over.is_set():
            if not self.turn():
                self.over.wait(3)

    def turn(self) -> bool:
        """Whether there was anything to do. Turn by turn those with nothing unusual, then the others."""
        self.clean = not self.clean
        page = self.browser.get("review queue", f"/ledgers/review/?look={'clean' if self.clean else 'unusual'}")
        mine = [(int(pk), version) for pk, version in _LINE.findall(page.text)]
        mine = [(pk, version) for pk, version in mine if pk % REVIEWERS == self.number]
        mine = mine[: LOT if self.clean else UNUSUAL_LOT]
        opened = 0
        for pk, version in list(mine):
            if self.clean and opened == OPENED:
                break
            shown = self.browser.get("filing opened for review", f"/ledgers/submissions/{pk}/")
            self.over.wait(self.dice.uniform(1, 3))
            if pk not in self.seen and self.dice.random() < RETURNED_SHARE * LOT / 4:
                self._return(pk, version, shown.text)
                mine.remove((pk, version))
            else:
                opened += 1
            self.seen.add(pk)
        if not mine:
            return False
        form = {"selected": [f"{pk}-{version}" for pk, version in mine]}
        self._move(f"accept {'together' if len(mine) > 1 else 'one'}", "/ledgers/review/", form)
        self.over.wait(self.dice.uniform(2, 6))
        return True

    def _return(self, pk: int, version: str, page: str) -> None:
        named = re.search(r"第(\d+)小学", page)
        if named is None:
            raise Wrong("the page of a filing does not name its unit")
        form = {"version": version, "reason": "防范措施写得太笼统，请写明谁来管。"}
        if self._move("send back", f"/ledgers/submissions/{pk}/return/", form):
            self.back.put(f"S{int(named[1]):04}")

    def _move(self, kind: str, path: str, form: dict[str, object]) -> bool:
        """False when somebody else was quicker, or a filing became unlike its peers after the list was shown: the page
        says either, and the reviewer looks again."""
        try:
            self.browser.follow("after a review", self.browser.post(kind, path, form))
        except Wrong as error:
            if _UNUSUAL in str(error):
                self.record.note("lots in which one became unusual meanwhile")
            elif _OVERTAKEN in str(error) or "您看过的第" in str(error):
                self.record.note("reviews overtaken by the unit or a colleague")
            else:
                raise
            return False
        return True


class Reader:
    def __init__(self, number: int, port: int, record: Record, over: threading.Event) -> None:
        self.number, self.over = number, over
        self.browser = Browser(port, record)
        self.dice = random.Random(20_000 + number)

    def work(self) -> None:
        time.sleep(self.dice.uniform(0, 10))
        sign_in(self.browser, f"reader{self.number}")
        while not self.over.wait(self.dice.uniform(3, 9)):
            kind, path = self.dice.choice(PAGES)
            self.browser.get(kind, path)
