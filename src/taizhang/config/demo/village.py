"""The village's campaign of the demo: its shops by category of goods, a canteen and a bean-product maker. One finding
is closed after a re-check, one waits for the maker, one visit stands planned for the demo's day."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from taizhang.config.demo import county
from taizhang.config.demo.calendar import DEMO_TODAY
from taizhang.config.demo.visiting import Failing, People, Script, Seen, checklist, make_visit, named, named_id
from taizhang.inspection import services
from taizhang.inspection.models import Campaign, ChecklistVersion, Finding, Notice, Round, Visit
from taizhang.organisation.models import OrgUnit

PACK, SIGN_IN = "village-food-safety", "village"
BEGUN, FIRST_ENDS = date(2026, 5, 29), date(2026, 6, 30)
_SHOP, _CANTEEN, _MAKER = "shop_goods", "unit_canteen", "eight_checks"
_CHECKLIST = dict(zip((code for code, _name in county.FOOD_PLACES), [_SHOP] * 4 + [_CANTEEN, _MAKER], strict=True))
_GIVEN = {
    _SHOP: dict.fromkeys(("no_maker", "no_date", "no_quality_mark"), "0")
    | {
        f"{goods}_withdrawn": "0.0" for goods in ("grain", "oil", "flour", "wine", "dairy", "drinks", "meat", "poultry")
    },
    _CANTEEN: {"samples_kept": "130", "sample_hours": "48", "expired": "0", "health_certificates": "0"},
    _MAKER: {},
}
_FLOUR = Failing("flour", "两袋面粉过期，还在货架上", "当场下架登记，退回供货者", "店主")
_LABELS = Failing("labels", "盒装豆干没有标生产日期", "补齐标签后再出厂", "坊主")
_FLOUR_FOUND, _LABELS_FOUND = date(2026, 6, 10), date(2026, 6, 25)
_MADE: tuple[tuple[date, str, Failing | None], ...] = (
    (date(2026, 6, 9), "MTC-01", None),
    (_FLOUR_FOUND, "MTC-02", _FLOUR),
    (date(2026, 6, 12), "MTC-05", None),
    (date(2026, 6, 16), "MTC-03", None),
    (_LABELS_FOUND, "MTC-06", _LABELS),
)


def schedule(script: Script, people: People) -> None:
    Village(script, people).schedule()


class Village:
    def __init__(self, script: Script, people: People) -> None:
        self.script = script
        self.actor, self.person = people.actor(SIGN_IN), people.users[SIGN_IN]
        self.unit = OrgUnit.objects.get(code=county.VILLAGE)
        self.places = OrgUnit.objects.in_bulk(list(_CHECKLIST), field_name="code")

    def schedule(self) -> None:
        self.script.at(BEGUN, 9, self._begin)

    def _begin(self) -> None:
        lists = (_SHOP, _CANTEEN, _MAKER)
        campaign = services.create_campaign(
            actor=self.actor, org_unit=self.unit, values=_values(), checklists=[named(name, PACK) for name in lists]
        )
        first = campaign.rounds.get()
        for day, place, failing in _MADE:
            visit = self._plan(first, day, place)
            self.script.at(day, 10, partial(self._make, visit, place, [failing] if failing is not None else []))
        self.script.at(_FLOUR_FOUND, 15, partial(self._issue, campaign, "MTC-02"))
        self.script.at(_LABELS_FOUND, 15, partial(self._issue, campaign, "MTC-06"))
        self.script.at(FIRST_ENDS, 16, partial(self._go_on, campaign))

    def _make(self, visit: Visit, place: str, failing: list[Failing], rechecked: str = "") -> None:
        name = _CHECKLIST[place]
        given = _GIVEN[name] | ({"flour_withdrawn": "10.0"} if _FLOUR in failing else {})
        photos = ("system_followed",) if name == _CANTEEN else ()
        fixed = {rechecked: "fixed"} if rechecked else {}
        seen = Seen(failing=failing, given=given, photos=photos, teachers=None, pupils=None, rechecked=fixed)
        make_visit(actor=self.actor, visit=visit, asked=checklist(name, PACK), seen=seen)

    def _issue(self, campaign: Campaign, place: str) -> None:
        """Taken along to the place the same day, and received there."""
        findings = list(Finding.objects.filter(visit__round__campaign=campaign, org_unit__code=place))
        (notice,) = services.issue_notices(actor=self.actor, findings=findings, issued_on=findings[0].found_on)
        self.script.at(notice.issued_on, 16, partial(services.record_receipt, actor=self.actor, notice=notice))
        if place == "MTC-02":
            self.script.at(date(2026, 6, 11), 9, partial(self._recheck, notice))

    def _recheck(self, notice: Notice) -> None:
        visit = self._plan(notice.round, date(2026, 6, 11), notice.addressee.code, follows=notice)
        number = notice.findings.get().number
        self.script.at(date(2026, 6, 11), 15, partial(self._make, visit, notice.addressee.code, [], number))
        self.script.at(date(2026, 6, 11), 17, partial(self._close, notice))

    def _close(self, notice: Notice) -> None:
        services.close_finding(actor=self.actor, finding=notice.findings.get(), note="")

    def _go_on(self, campaign: Campaign) -> None:
        second = services.add_round(
            actor=self.actor, campaign=campaign, first_on=date(2026, 7, 1), last_on=date(2026, 7, 31), move_end=True
        )
        self._plan(second, DEMO_TODAY, "MTC-04")

    def _plan(self, round_: Round, day: date, place: str, follows: Notice | None = None) -> Visit:
        return services.plan_visit(
            actor=self.actor,
            round=round_,
            org_unit=self.places[place],
            planned_on=day,
            members=[(self.person, self.unit)],
            mode="follow_up" if follows is not None else "",
            follows=follows,
            checklists=list(ChecklistVersion.objects.filter(pack_id=PACK, checklist_id=_CHECKLIST[place])),
            client_id=named_id("village", round_.number, day, place),
        )


def _values() -> dict[str, Any]:
    return {
        "title": "夏季食品安全检查",
        "theme": "food_safety",
        "mode": "unannounced",
        "first_on": date(2026, 6, 1),
        "last_on": FIRST_ENDS,
        "scope": {"units": list(_CHECKLIST)},
        "number_prefix": "麦食安",
        "overdue_steps": [[1, "上门催办"], [3, "报镇食品安全监管机构"]],
    }
