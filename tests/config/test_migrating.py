"""A database that stopped between two versions is refused and left as it is."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from taizhang.config.migrating import applied_migrations, require_known
from taizhang.engine.errors import TaizhangError

REPLACED = {
    (migration.app_label, migration.name): list(migration.replaces)
    for migration in MigrationLoader(None).disk_migrations.values()
    if migration.replaces and migration.app_label != "sites"
}


def test_a_database_of_all_that_was_before_or_of_nothing_goes_on() -> None:
    require_known([])
    before = [one for replaced in REPLACED.values() for one in replaced]
    require_known(before)
    require_known([*before, *REPLACED])


@pytest.mark.parametrize("app", ["ledgers", "inspection"])
def test_one_that_lacks_a_step_of_before_is_refused_with_what_it_lacks(app: str) -> None:
    (steps,) = (replaced for (label, _name), replaced in REPLACED.items() if label == app)
    with pytest.raises(TaizhangError) as caught:
        require_known(steps[:-1])
    (problem,) = caught.value.problems
    assert steps[-1][1] in problem.found.zh and problem.where == app


def test_one_of_a_later_version_is_refused_with_what_is_later() -> None:
    require_known([("auth", "9999_of_another_package")])
    with pytest.raises(TaizhangError) as caught:
        require_known([*REPLACED, ("ledgers", "9999_later")])
    (problem,) = caught.value.problems
    assert "9999_later" in problem.found.zh and problem.where == "ledgers"


@pytest.mark.django_db
def test_what_this_version_made_is_known_and_complete() -> None:
    require_known(applied_migrations())
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
