"""Sign-ins of the demo, one a role and one of a village. The password is printed at start, for this machine only."""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.core.permissions import Role

PASSWORD = "taizhang-demo"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    username: str
    name: str
    role: Role
    org_unit: str
    title: str
    ledger_group: str = ""
    zone: int = 0
    also: Role | None = None  # a second role at the same unit


PEOPLE = (
    DemoPerson("school", "麦小满", Role.SCHOOL_CLERK, "2133000003", "小麦穗小学 填报员"),
    DemoPerson("head", "安知远", Role.SCHOOL_HEAD, "2133000003", "小麦穗小学 校长"),
    DemoPerson("section", "桑云舒", Role.SECTION_CLERK, "QH", "教育股 干事"),
    DemoPerson("sectionhead", "席景行", Role.SECTION_HEAD, "QH", "教育股 股长"),
    DemoPerson("inspector", "雷望舒", Role.ZONE_INSPECTOR, "QH", "第一督学责任区 责任督学", zone=1),
    DemoPerson("office", "苍初霁", Role.OFFICE, "QH", "办公室 文书"),
    DemoPerson("leader", "荀惟实", Role.BUREAU_LEADER, "QH", "局领导"),
    DemoPerson("auditor", "晏令仪", Role.AUDITOR, "QH", "审计员"),
    DemoPerson("admin", "祝行舟", Role.ADMINISTRATOR, "QH", "系统管理员"),
    # A village is small: who files for it also runs its inspection.
    DemoPerson("village", "谷见山", Role.SCHOOL_CLERK, "MTC", "麦田村 填报员", also=Role.SECTION_HEAD),
)
