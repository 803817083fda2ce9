"""Makes the county, in its environment: `python county.py PERSON=VISITS…`, each person with so many visits on one day.

Through the product's own services: units, accounts, a campaign with one shipped checklist, and a visit a school.
Prints {person: [ids of visits]} as JSON.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from datetime import date

COUNTY, PASSWORD, CHECKLIST = "JC", "一个长口令12345", ("county-supervision", "campus_safety")
TODAY, DAY, SINCE = "2026-07-06", date(2026, 7, 7), date(2024, 1, 1)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "taizhang.config.settings"
    import django

    django.setup()
    from django.contrib.auth import base_user, hashers

    # One salt for all of them: the accounts are made in seconds, and signing in costs what it always does.
    base_user.make_password = functools.cache(hashers.make_password)
    people = dict(item.split("=") for item in sys.argv[1:])
    print(json.dumps(founded({person: int(count) for person, count in people.items()})))


def founded(people: dict[str, int]) -> dict[str, list[int]]:
    from taizhang.accounts import services as accounts
    from taizhang.accounts.models import User
    from taizhang.core.packs import installed_packs
    from taizhang.inspection import services as inspection
    from taizhang.organisation import queries, services
    from taizhang.organisation.models import OrgUnit, OrgUnitSpell

    admin = queries.actor_for(User.objects.get(username="admin"))
    county = OrgUnit.objects.get(code=COUNTY)
    users = {}
    for person in ("planner", *people):
        user = accounts.create_user(actor=admin, username=person, full_name=f"督学{person}", password=PASSWORD)
        services.grant_role(actor=admin, user=user, role="section_clerk", org_unit=county, on=SINCE)
        users[person] = user
    schools = OrgUnit.objects.bulk_create(
        OrgUnit(code=f"S{number:04}", kind="school") for number in range(sum(people.values()))
    )
    OrgUnitSpell.objects.bulk_create(
        OrgUnitSpell(org_unit=school, parent=county, name=f"第{number + 1}小学", valid_from=SINCE, sort_order=number)
        for number, school in enumerate(schools)
    )
    pack, checklist = CHECKLIST
    planner = queries.actor_for(users["planner"])
    values = {
        "title": "校园安全督查", "theme": "regular", "mode": "scheduled", "first_on": date(2026, 7, 1),
        "last_on": date(2026, 7, 31), "number_prefix": "嘉教督",
    }  # fmt: skip
    chosen = [(pack, installed_packs().pack(pack).version, checklist)]
    campaign = inspection.create_campaign(actor=planner, org_unit=county, values=values, checklists=chosen)
    round_, left = campaign.rounds.get(), iter(schools)
    return {
        person: [
            inspection.plan_visit(
                actor=planner, round=round_, org_unit=next(left), planned_on=DAY, members=[(users[person], None)]
            ).pk
            for _number in range(count)
        ]
        for person, count in people.items()
    }


if __name__ == "__main__":
    main()
