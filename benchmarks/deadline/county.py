"""Makes the county, inside the installed product: `python county.py UNITS` in its environment.

Everything goes through the product's own services: units by the import workbook, accounts, roles, the filing task, API
tokens. Prints the tokens as JSON, by the number of the unit.
"""

from __future__ import annotations

import functools
import io
import json
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from deadline import plan

SINCE = date(2024, 1, 1)


def main() -> None:
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "taizhang.config.settings"
    import django

    django.setup()
    from django.contrib.auth import base_user, hashers

    # One salt for all of them: the accounts are made in seconds, and signing in costs what it always does.
    base_user.make_password = functools.cache(hashers.make_password)
    print(json.dumps(found(int(sys.argv[1]))))


def found(count: int) -> dict[int, str]:
    from taizhang.accounts import services as accounts
    from taizhang.accounts.models import User
    from taizhang.accounts.tokens import issue_token
    from taizhang.core.packs import installed_packs
    from taizhang.engine.periods import Period
    from taizhang.ledgers.services import send_filing_task
    from taizhang.organisation import queries, services
    from taizhang.organisation.models import OrgUnit

    admin = queries.actor_for(User.objects.get(username="admin"))
    book = io.BytesIO(_workbook(count))
    services.import_org_units(actor=admin, file=book, name="机构.xlsx", on=SINCE)
    admin = queries.actor_for(User.objects.get(username="admin"))
    county = OrgUnit.objects.get(code=plan.COUNTY)

    def admit(username: str, role: str, unit: OrgUnit) -> User:
        user = accounts.create_user(actor=admin, username=username, full_name=f"禾{username}", password=plan.PASSWORD)
        services.grant_role(actor=admin, user=user, role=role, org_unit=unit, on=SINCE)
        return user

    for number in range(plan.REVIEWERS):
        admit(f"reviewer{number}", "section_clerk", county)
    for number in range(plan.READERS):
        admit(f"reader{number}", "auditor" if number % 4 == 3 else "bureau_leader", county)
    tokens = {}
    units = {unit.code: unit for unit in OrgUnit.objects.all()}
    for unit in plan.units(count, 60, 0):
        user = admit(unit.username, "school_clerk", units[unit.code])
        if unit.way == "api":
            clerk = queries.actor_for(user)
            _token, secret = issue_token(actor=clerk, name="学籍程序", scopes=["ledgers:read", "ledgers:file"], days=30)
            tokens[unit.number] = secret
    section = queries.actor_for(User.objects.get(username="reviewer0"))
    send_filing_task(
        actor=section,
        ledger=installed_packs().ledger(plan.LEDGER),
        period=Period.parse(plan.PERIOD),
        org_units=sorted(code for code in units if code.startswith("S")),
        due_on=date(2026, 7, 10),
        minutes=15,
        remind_days=(3, 1),
    )
    return tokens


def _workbook(count: int) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        lines = [("代码", "类别", "名称", "上级代码", "学段", "办学性质")]
        towns = max(1, count // 40)
        lines += [(f"T{town:02}", "乡镇", f"第{town}镇", plan.COUNTY, "", "") for town in range(1, towns + 1)]
        for number in range(1, count + 1):
            town = f"T{(number - 1) % towns + 1:02}"
            lines.append((f"S{number:04}", "学校", f"第{number}小学", town, "小学", "公办"))
        for index, line in enumerate(lines):
            sheet.write_row(index, 0, line)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
