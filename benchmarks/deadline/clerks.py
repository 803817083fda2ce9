"""School clerks in the deadline hour: each files in one way, as its pages and the API do it."""

from __future__ import annotations

import io
import json
import random
import re
import time
import uuid

from deadline.browser import Answer, Browser, Record, Wrong
from deadline.plan import FIELDS, LEDGER, PASSWORD, PERIOD, TITLES, Unit, shown

WORDS = {"explain-checked_in_period": "汛期道路不通，下周补查"}
_FIELD = re.compile(r'name="(token|base|revision|upload|row)" value="([^"]*)"')


def sign_in(browser: Browser, username: str) -> None:
    browser.get("sign-in page", "/accounts/sign-in/")
    form = {"username": username, "password": PASSWORD, "next": ""}
    browser.follow("start page", browser.post("sign in", "/accounts/sign-in/", form))


class Clerk:
    def __init__(self, unit: Unit, port: int, record: Record) -> None:
        self.unit, self.record = unit, record
        self.browser = Browser(port, record, unit.token if unit.way == "api" else "")
        self.dice = random.Random(unit.number)
        self.place = f"/ledgers/{LEDGER}/{PERIOD}/{unit.code}"

    def work(self) -> None:
        """From signing in to the receipt."""
        if self.unit.way != "api":
            sign_in(self.browser, self.unit.username)
            self.think()
        getattr(self, f"by_{self.unit.way}")()

    def think(self, most: float = 3.0) -> None:
        time.sleep(self.dice.uniform(0.3, most))

    def by_workbook(self) -> None:
        self.browser.get("filing page", f"{self.place}/")
        if self.unit.number % 3 == 0:
            self.browser.get("template", f"/ledgers/{LEDGER}/{PERIOD}/template.xlsx?org={self.unit.code}")
        self.think()
        book = {"workbook": ("隐患点.xlsx", _workbook(self.unit.rows))}
        looked_at = self.browser.follow("preview", self.browser.post("upload", f"{self.place}/", {"reason": ""}, book))
        self.think()
        form = {"upload": fields_of(looked_at)["upload"], "hand-in": "yes", **(WORDS if self.unit.warned else {})}
        self.receipt(self.press("save and hand in, workbook", f"{self.place}/save/", form))

    def by_grid(self) -> None:
        page = fields_of(self.browser.get("grid", f"{self.place}/grid/"))
        rows = [{"id": f"n{line}", "v": shown(row), "c": []} for line, row in enumerate(self.unit.rows, start=1)]
        marks = {"base": int(page["base"]), "revision": int(page["revision"]), "client": f"b{self.unit.number}"}
        for sequence in (1, 2, 3):  # kept while typing, a third of the rows at a time
            kept = rows[: max(1, len(rows) * sequence // 3)]
            payload = json.dumps({"rows": kept, "sequence": sequence, **marks}, ensure_ascii=False)
            if sequence == 2 and self.unit.loses_answer:
                self.browser.post_unheard(f"{self.place}/grid/draft/", {"payload": payload})
            told = self.browser.post("draft kept", f"{self.place}/grid/draft/", {"payload": payload})
            marks["revision"] = json.loads(told.text)["revision"]
            self.think(2)
        self.browser.post("cells checked", f"{self.place}/grid/check/", {"payload": json.dumps({"rows": rows[-3:]})})
        payload = json.dumps({"rows": rows, "sequence": 4, **marks}, ensure_ascii=False)
        wish = "file" if self.unit.warned else "hand-in"
        form = {"do": wish, "token": page["token"], "payload": payload, "reason": ""}
        self.receipt(self.press("save and hand in, grid", f"{self.place}/grid/", form))

    def by_phone(self) -> None:
        page = fields_of(self.browser.get("phone form", f"{self.place}/form/"))
        last = len(self.unit.rows)
        for number, row in enumerate(self.unit.rows, start=1):
            self.think()
            cells = {f"c.{page['row']}.{name}": text for name, text in shown(row).items()}
            marks = {name: page[name] for name in ("token", "base", "revision", "row")}
            go = "new" if number < last else "file" if self.unit.warned else "hand-in"
            form = {**marks, **cells, "client": f"p{self.unit.number}", "sequence": number, "go": go}
            if number < last:
                if self.unit.loses_answer:
                    self.browser.post_unheard(f"{self.place}/form/", form)
                answer = self.browser.post("phone row kept", f"{self.place}/form/", form)
                page = fields_of(self.browser.follow("phone form", answer))
            else:
                self.receipt(self.press("save and hand in, phone", f"{self.place}/form/", form))

    def by_api(self) -> None:
        address = f"/api/v1/submissions/{LEDGER}/{PERIOD}/{self.unit.code}?submit=true"
        pushed: dict[str, object] = {"rows": [shown(row) for row in self.unit.rows]}
        if self.unit.warned:
            pushed["explanations"] = {name.removeprefix("explain-"): words for name, words in WORDS.items()}
        body, key = json.dumps(pushed, ensure_ascii=False).encode(), {"Idempotency-Key": str(uuid.uuid4())}
        if self.unit.loses_answer:
            self.browser.send_unheard("PUT", address, body, "application/json", key)
        told = self.browser.send("push by API", "PUT", address, body, "application/json", key)
        if self.unit.double_click:
            again = self.browser.send("push again by API", "PUT", address, body, "application/json", key)
            if json.loads(again.text) != json.loads(told.text):
                raise Wrong(f"the push repeated got another answer: {again.text[:200]}")
            self.record.note("double clicks")
        if json.loads(told.text)["state"] != "submitted":
            raise Wrong(f"pushed but not handed in: {told.text[:200]}")

    def press(self, kind: str, path: str, form: dict[str, object]) -> Answer:
        """The press that files: the line may be cut before its answer, then it is pressed again; or it is pressed
        twice."""
        if self.unit.loses_answer:
            self.browser.post_unheard(path, form)
        send = self.browser.post_twice if self.unit.double_click else self.browser.post
        answer = send(kind, path, form)
        return self.browser.follow("filing's page", answer)

    def receipt(self, page: Answer) -> None:
        """What was only saved is handed in with words; then the page must say that it is."""
        if (found := re.search(r'action="(/ledgers/submissions/\d+/submit/)"', page.text)) is not None:
            if not self.unit.warned:
                raise Wrong("saved, but not handed in")
            self.think()
            page = self.press("hand in with words", found[1], dict(WORDS))
        if "/receipts/" not in page.text:
            raise Wrong("no receipt on the page of the filing")

    def correct(self) -> None:
        """What the reviewer sent back: one row's measure is put right in the grid and handed in again."""
        if self.unit.way == "api":
            self.browser = Browser(self.browser.port, self.record)
            sign_in(self.browser, self.unit.username)
        self.think()
        page = self.browser.get("grid", f"{self.place}/grid/")
        marks, ids = fields_of(page), re.findall(r'name="row" value="(r\d+)"', page.text)
        if len(ids) != len(self.unit.rows):
            raise Wrong(f"the grid shows {len(ids)} of {len(self.unit.rows)} rows")
        self.unit.rows[0]["measure"] = "已整改，设专人值守"
        rows = [{"id": own, "v": shown(row), "c": []} for own, row in zip(ids, self.unit.rows, strict=True)]
        payload = {
            "rows": rows,
            "base": int(marks["base"]),
            "revision": int(marks["revision"]),
            "client": "c",
            "sequence": 1,
        }
        form = {"do": "file", "token": marks["token"], "payload": json.dumps(payload), "reason": "按退回意见改"}
        page = self.press("save a correction", f"{self.place}/grid/", form)
        found = re.search(r'action="(/ledgers/submissions/\d+/submit/)"', page.text)
        if found is None:
            raise Wrong("a correction cannot be handed in")
        self.press("hand in a correction", found[1], dict(WORDS) if self.unit.warned else {"x": ""})
        self.unit.versions += 1


def fields_of(page: Answer) -> dict[str, str]:
    """The hidden fields of a page's form, the first of each name."""
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(page.text):
        found.setdefault(name, value)
    return found


def _workbook(rows: list[dict[str, str]]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("上报")
        sheet.write_row(0, 0, TITLES)
        for line, row in enumerate(rows, start=1):
            texts = shown(row)
            sheet.write_row(line, 0, [texts.get(name, "") for name in FIELDS])
    return buffer.getvalue()
