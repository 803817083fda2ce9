"""The half-year's four campaigns of the demo, made by the services that people use: holiday tutoring, term opening, two
rounds before the evaluation with their notices, and two rounds of hygiene by two joint teams."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from taizhang.accounts.models import User
from taizhang.config.demo import county
from taizhang.config.demo.organisation import clerk_username
from taizhang.config.demo.visiting import Failing, People, Script, Seen, checklist, named, named_id, record_of
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.inspection import queries, services
from taizhang.inspection.models import Campaign, Difficulty, Finding, Notice, Round, Team
from taizhang.inspection.queries import filed_beside
from taizhang.organisation.models import OrgUnit

SECTION, PREFIX = "DDS", "青教督"
BEGUN = date(2026, 1, 30)
PLANNER, LEADER = "sectionhead", "head-dds"
_STEPS = [[1, "电话提醒学校"], [5, "报分管领导约谈"], [10, "全市通报"]]
Crew = Sequence[tuple[str, str]]  # sign-in, section; the first leads
Look = Callable[[OrgUnit, int], Seen]  # what a visit to a unit sees, the how manieth of its round


def _failing(item: str, problem: str, opinion: str, **parts: str | int) -> Failing:
    return Failing(item, problem, opinion, "校长", {"responsible_heads": "true", **parts})


_SCHOOLING = (
    _failing("daily_timetable", "早自习时间偏早", "按规定调整作息并公布"),
    _failing("study_aids", "教辅征订没有公示", "停止征订并补公示"),
    _failing("curriculum", "音乐课被占用", "按课表开课"),
    _failing("homework", "作业总量没有公示", "每周公示作业总量"),
)
_EVIDENCE = (
    _failing("complete", "迎检资料缺近两年数据", "补齐数据并装订成册", days=5),
    _failing("self_evaluation", "自评报告没有写存在的问题", "重写自评报告，逐条列出问题", days=5),
)
_DIRTY = (
    _failing("toilet_clean", "厕所排水不畅", "更换排水管", days=10),
    _failing("canteen_clean", "食堂纱窗破损", "更换纱窗并每周检查", days=10),
    _failing("rubbish", "垃圾没有分类存放", "添置分类垃圾桶", days=10),
)
_LONG = {"deadline": "2026-07-10"}  # works that a summer is needed for
_CLASSROOM = _failing("classroom_clean", "教室墙角有积灰和纸屑", "当天清扫，班级每日检查", action="当场拍照并清扫")
_DIFFICULTIES = (
    ("缺一名音乐教师", "RSK"), ("锅炉需要检修", "JCK"), ("缺多媒体投影", "ZBK"), ("校门口堵车", "AQK"),
    ("新生学籍没有接转", "JYG"), ("图书借阅系统打不开", "ZBK"),
)  # fmt: skip
_LONG_DIFFICULTIES = (("操场需要翻修", "JCK"), ("教师周转房不够", "RSK"), ("围墙需要加固", "JCK"))
_TEAMS: Mapping[str, Crew] = {
    "第一组": (("director-dds", "DDS"), ("section", "JYG"), ("clerk-mbg", "MBG"), ("clerk-jjs", "JJS")),
    "第二组": ((LEADER, "DDS"), (PLANNER, "JYG"), ("head-mbg", "MBG"), ("head-jjs", "JJS")),
}
_CADRES: Crew = ((LEADER, "DDS"), ("section", "JYG"))
_FIRST_TEAM_UPTO = "B20"  # base unit


def schedule(script: Script, people: People) -> None:
    HalfYear(script, people).schedule()


def _days(first: date, last: date) -> list[date]:
    """Mondays to Fridays, both ends included."""
    span = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return [day for day in span if day.weekday() < 5]


def _spread(count: int, among: int) -> list[int]:
    """So many places among 0, 1, …, evenly."""
    return [number * among // count for number in range(count)]


class HalfYear:
    def __init__(self, script: Script, people: People) -> None:
        self.script, self.people = script, people
        self.planner = people.actor(PLANNER)
        self.units = OrgUnit.objects.in_bulk(field_name="code")
        self.base_units = {unit.code: unit.base_unit for unit in county.units()}
        self.zones = {unit.code: unit.zone for unit in county.units()}
        of_school = ("primary", "junior", "senior", "vocational")
        self.schools = [self.units[unit.code] for unit in county.schools_on(BEGUN, stages=of_school)]
        self.kindergartens = [self.units[unit.code] for unit in county.schools_on(BEGUN, stages=("kindergarten",))]
        self.boarding = {unit.code for unit in county.schools_on(BEGUN, stages=of_school[1:])}
        chosen = _spread(49, len(self.schools))
        self.noticed = [self.schools[place].code for place in chosen]
        self.followed = [self.noticed[place] for place in _spread(30, 49)]

    def schedule(self) -> None:
        self.script.at(BEGUN, 9, self._tutoring)
        self.script.at(date(2026, 2, 27), 9, self._opening)
        self.script.at(date(2026, 3, 20), 9, self._preinspection)
        self.script.at(date(2026, 5, 8), 9, self._hygiene)

    # The first: no notice to the school, rooms opened, nothing found.
    def _tutoring(self) -> None:
        first, last = date(2026, 2, 2), date(2026, 2, 12)
        (round_,) = self._campaign("寒假“禁补令”督查", "tutoring", "unannounced", first, last, "tutoring").rounds.all()
        given = {"classes_taught": "0", "pupils_taught": "0", "fees_taken": "0", "outside_rooms": "0"}

        def look(_unit: OrgUnit, place: int) -> Seen:
            rooms = {"rooms_opened": str(9 + place % 7), "people_asked": str(3 + place % 4)}
            return Seen(given=given | rooms, photos=("rooms_opened",), teachers=1, pupils=0, unasked="没有发现违规")

        self._visits(round_, self.schools, _days(first, last), self._of_zone, look)

    # The second: every school and kindergarten.
    def _opening(self) -> None:
        first, last = date(2026, 3, 2), date(2026, 3, 10)
        campaign = self._campaign("春季开学工作督查", "opening", "scheduled", first, last, "term_opening")
        (round_,) = campaign.rounds.all()
        cadres = self._team(campaign, "联系点干部组", _CADRES)
        asked = checklist("term_opening")
        everyone = [*self.schools, *self.kindergartens]
        filed = filed_beside([unit.code for unit in everyone], asked.items, first)
        teachers = {code: str(next(iter(found.values()), 18)) for code, found in filed.items()}
        failing = {self.schools[place * 3].code: _SCHOOLING[place % 4] for place in range(24)}
        spots = _spread(18, len(self.schools))
        words = [*(_DIFFICULTIES[number % 6] for number in range(15)), *_LONG_DIFFICULTIES]
        self.helpers = {self.schools[place].code: helper for place, helper in zip(spots, words, strict=True)}

        def look(unit: OrgUnit, place: int) -> Seen:
            small = unit in self.kindergartens
            return Seen(
                failing=[failing[unit.code]] if unit.code in failing else [],
                given={
                    "largest_class": str(38 + place % 7),
                    "teachers_present": teachers[unit.code],
                    "textbooks": "pass",
                    "homework": "pass",
                },
                absent=() if unit.code in self.boarding else ("dormitory",),
                photos=("fee_board",),
                teachers=3 if small else 4,
                pupils=0 if small else 8,
                difficulty=self.helpers.get(unit.code, ("", ""))[0],
            )

        self._visits(round_, self.schools, _days(first, date(2026, 3, 6)), self._of_zone, look)
        self._visits(round_, self.kindergartens, _days(first, last), lambda _unit: (_CADRES, cadres), look)
        self.script.at(date(2026, 3, 11), 10, self._assign)
        self.script.at(date(2026, 3, 25), 16, self._solve)

    def _assign(self) -> None:
        for raised in Difficulty.objects.select_related("org_unit").order_by("id"):
            text, section = self.helpers[raised.org_unit.code]
            due = date(2026, 8, 31) if (text, section) in _LONG_DIFFICULTIES else date(2026, 3, 31)
            services.assign_difficulty(
                actor=self.planner, difficulty=raised, section=self.units[section], due_on=due
            )  # fmt: skip

    def _solve(self) -> None:
        for raised in Difficulty.objects.filter(due_on=date(2026, 3, 31)).order_by("id"):
            services.solve_difficulty(
                actor=self.planner, difficulty=raised, outcome="承办股室已落实并回访", on=clock.today()
            )

    # The third: what was open is looked at on the way; notices to 49, 30 of them seen again in the second round.
    def _preinspection(self) -> None:
        first, last = date(2026, 3, 23), date(2026, 3, 27)
        campaign = self._campaign(
            "迎省检准备工作督查", "preinspection", "scheduled", first, last, "evaluation_preparation"
        )
        (round_,) = campaign.rounds.all()
        still = {finding.org_unit.code: finding for finding in _open_findings("opening")}

        def look(unit: OrgUnit, place: int) -> Seen:
            earlier = still.get(unit.code)
            half = earlier is not None and list(still).index(unit.code) % 12 == 11
            return Seen(
                failing=_EVIDENCE if unit.code in self.noticed else (),
                given={"volumes": str(6 + place % 9)},
                teachers=4,
                unasked="本年第一轮",
                rechecked={earlier.number: "partly" if half else "fixed"} if earlier is not None else {},
            )

        self._visits(round_, self.schools, _days(first, last), self._of_zone, look)
        self.script.at(date(2026, 3, 27), 18, partial(self._close, "opening"))
        self.script.at(date(2026, 3, 30), 10, partial(self._issue, round_))
        self.script.at(date(2026, 4, 13), 9, partial(self._follow, campaign, round_))

    def _follow(self, campaign: Campaign, first: Round) -> None:
        """The second round: each visit follows the notice of its school."""
        days = _days(date(2026, 4, 14), date(2026, 4, 17))
        round_ = services.add_round(
            actor=self.planner, campaign=campaign, first_on=days[0], last_on=days[-1], move_end=True
        )
        notices = {notice.org_unit.code: notice for notice in first.notices.prefetch_related("findings")}
        slow = {self.followed[14], self.followed[29]}

        def look(unit: OrgUnit, place: int) -> Seen:
            found = {finding.number: "fixed" for finding in notices[unit.code].findings.all()}
            if unit.code in slow:
                found[max(found)] = "partly"
            return Seen(
                given={"volumes": str(8 + place % 9), "earlier_fixed": "pass"},
                photos=("earlier_fixed",),
                teachers=2,
                pupils=4,
                rechecked=found,
            )

        places = [self.units[code] for code in self.followed]
        self._visits(round_, places, days, self._of_zone, look, notices)
        self.script.at(date(2026, 4, 20), 10, partial(self._close, "preinspection"))
        again = [notices[code] for code in sorted(slow)]
        self.script.at(date(2026, 4, 24), 10, partial(self._report, again, "剩余问题已补齐，请再复查。"))

    # The fourth: two joint teams, every school twice.
    def _hygiene(self) -> None:
        first, last = date(2026, 5, 11), date(2026, 5, 22)
        campaign = self._campaign("文明创建和卫生督查", "hygiene", "unannounced", first, last, "campus_hygiene")
        (round_,) = campaign.rounds.all()
        self.teams = {name: self._team(campaign, name, crew) for name, crew in _TEAMS.items()}
        dirty = [unit.code for unit in self.schools[2:50:4]]

        def look(unit: OrgUnit, _place: int) -> Seen:
            place = dirty.index(unit.code) if unit.code in dirty else -1
            found = _DIRTY[place % 3]
            if place >= 10:
                found = _failing(found.item, found.problem, found.opinion, **_LONG)
            return self._clean(unit, [found] if place >= 0 else [], {})

        *in_time, late = self.schools
        self._visits(round_, in_time, _days(first, last), self._of_team, look)
        self.script.at(date(2026, 5, 25), 10, partial(self._issue, round_))
        self.script.at(date(2026, 6, 2), 10, partial(self._rank, campaign, "2026-05"))
        # One visit is entered after the circular of May, so that the ranking shows what changed.
        left = [(len(in_time), late)]
        self.script.at(date(2026, 6, 4), 17, partial(self._enter, round_, last, left, self._of_team, look, {}))
        self.script.at(date(2026, 6, 5), 15, partial(self._hygiene_again, campaign, round_))

    def _rank(self, campaign: Campaign, month: str) -> None:
        services.issue_ranking(actor=self.planner, campaign=campaign, month=month, issued_on=clock.today())

    def _hygiene_again(self, campaign: Campaign, first: Round) -> None:
        days = _days(date(2026, 6, 8), date(2026, 6, 18))
        round_ = services.add_round(
            actor=self.planner, campaign=campaign, first_on=days[0], last_on=days[-1], move_end=True
        )
        noticed = Finding.objects.filter(notice__round=first).select_related("org_unit")
        reported = set(noticed.filter(notice__reports__isnull=False).values_list("pk", flat=True))
        again = {one.org_unit.code: {one.number: "fixed" if one.pk in reported else "not_fixed"} for one in noticed}
        dusty = {unit.code for unit in self.schools[1:73:9]}

        def look(unit: OrgUnit, _place: int) -> Seen:
            return self._clean(unit, [_CLASSROOM] if unit.code in dusty else [], again.get(unit.code, {}))

        self._visits(round_, self.schools, days, self._of_team, look)
        self.script.at(date(2026, 6, 18), 18, partial(self._close, "hygiene"))

    def _clean(self, unit: OrgUnit, failing: Sequence[Failing], rechecked: Mapping[str, str]) -> Seen:
        absent = () if unit.code in self.boarding else ("dormitory",)
        return Seen(failing=failing, absent=absent, teachers=2, rechecked=rechecked)

    def _campaign(self, title: str, theme: str, mode: str, first: date, last: date, asked: str) -> Campaign:
        values: dict[str, Any] = {
            "title": title, "theme": theme, "mode": mode, "first_on": first, "last_on": last,
            "number_prefix": PREFIX, "overdue_steps": _STEPS,
        }  # fmt: skip
        return services.create_campaign(
            actor=self.planner, org_unit=self.units[SECTION], values=values, checklists=[named(asked)]
        )

    def _team(self, campaign: Campaign, name: str, crew: Crew) -> Team:
        return services.set_team(actor=self.planner, campaign=campaign, name=name, members=self._members(crew))

    def _members(self, crew: Crew) -> list[tuple[User, OrgUnit]]:
        return [(self.people.users[username], self.units[section]) for username, section in crew]

    def _of_zone(self, unit: OrgUnit) -> tuple[Crew, None]:
        zone = self.zones[unit.code]
        return ((("inspector" if zone == 1 else f"inspector-z{zone}"), SECTION),), None

    def _of_team(self, unit: OrgUnit) -> tuple[Crew, Team]:
        name = "第一组" if self.base_units[unit.code] <= _FIRST_TEAM_UPTO else "第二组"
        return _TEAMS[name], self.teams[name]

    def _visits(
        self,
        round_: Round,
        places: Sequence[OrgUnit],
        days: Sequence[date],
        crew_of: Callable[[OrgUnit], tuple[Crew, Team | None]],
        look: Look,
        notices: Mapping[str, Notice] | None = None,
    ) -> None:
        """Made day by day, and entered at the office in the evening."""
        by_day: dict[date, list[tuple[int, OrgUnit]]] = {}
        for number, unit in enumerate(places):
            by_day.setdefault(days[number * len(days) // len(places)], []).append((number, unit))
        for day, seen in by_day.items():
            self.script.at(day, 17, partial(self._enter, round_, day, seen, crew_of, look, notices or {}))

    def _enter(
        self,
        round_: Round,
        day: date,
        seen: Sequence[tuple[int, OrgUnit]],
        crew_of: Callable[[OrgUnit], tuple[Crew, Team | None]],
        look: Look,
        notices: Mapping[str, Notice],
    ) -> None:
        asked = checklist(round_.campaign.checklists.get().checklist_id)
        visits = []
        for number, unit in seen:
            crew, team = crew_of(unit)
            name = named_id("half-year", round_.campaign.theme, round_.number, unit.code)
            entries, photos = record_of(asked, name, look(unit, number))
            follows = notices.get(unit.code)
            visits.append(
                services.PastVisit(name, unit, self._members(crew), entries, photos, team=team, follows=follows)
            )
        services.record_past_visits(actor=self.planner, round=round_, visited_on=day, visits=visits)

    def _issue(self, round_: Round) -> None:
        """Received the next day; reported a day before the term ends, but for works that take a summer."""
        findings = Finding.objects.filter(visit__round=round_)
        notices = services.issue_notices(actor=self.planner, findings=list(findings), issued_on=clock.today())
        received = date.fromordinal(clock.today().toordinal() + 1)
        self.script.at(received, 9, partial(self._receive, notices))
        reporting = [notice for notice in notices if not notice.findings.filter(deadline__isnull=False).exists()]
        done = {"preinspection": date(2026, 4, 7), "hygiene": date(2026, 6, 5)}[round_.campaign.theme]
        self.script.at(done, 10, partial(self._report, reporting, "已按整改意见逐条整改，请复查。"))

    def _receive(self, notices: Collection[Notice]) -> None:
        for notice in notices:
            services.record_receipt(actor=self._answering(notice), notice=notice)

    def _report(self, notices: Collection[Notice], text: str) -> None:
        for notice in notices:
            services.report_rectification(
                actor=self._answering(notice), notice=notice, kind="report", text=text,
                client_id=named_id("report", notice.number, clock.today()),
            )  # fmt: skip

    def _answering(self, notice: Notice) -> Actor:
        return self.people.actor(clerk_username(notice.addressee.code))

    def _close(self, theme: str) -> None:
        """What was found fixed, and what was put right before the inspector's eyes."""
        for finding in _open_findings(theme):
            last = queries.last_recheck(finding, clock.today())
            if finding.immediate or (last is not None and last.result == "fixed"):
                note = "当场清扫完毕，照片为证" if finding.immediate else ""
                services.close_finding(actor=self.planner, finding=finding, note=note)


def _open_findings(theme: str) -> list[Finding]:
    found = Finding.objects.filter(visit__round__campaign__theme=theme, closing__isnull=True)
    return list(found.select_related("org_unit", "visit").prefetch_related("rechecks").order_by("id"))
