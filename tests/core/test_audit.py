"""The chain names what was done to it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from taizhang.accounts.models import User
from taizhang.core import audit
from taizhang.core.models import AuditEvent, AuditHead

pytestmark = pytest.mark.django_db


def chain(length: int = 6) -> list[AuditEvent]:
    return [audit.record(actor=None, action="thing.done", obj=f"thing-{n}", detail={"n": n}) for n in range(length)]


def test_an_untouched_chain_is_intact() -> None:
    chain()
    report = audit.verify_chain()
    assert (report.count, report.first_broken, report.intact) == (6, None, True)


def test_an_empty_log_is_intact() -> None:
    assert audit.verify_chain().intact


@pytest.mark.parametrize(
    "change",
    [{"canonical": '{"forged":1}'}, {"action": "thing.undone"}, {"object_id": "other"}, {"org_unit": "S9"}],
)
def test_a_changed_event_is_named(change: dict[str, str]) -> None:
    events = chain()
    AuditEvent.objects.filter(pk=events[2].pk).update(**change)
    assert audit.verify_chain().first_broken == events[2].pk


def test_another_time_is_a_change_too() -> None:
    events = chain()
    AuditEvent.objects.filter(pk=events[1].pk).update(at=events[4].at)
    assert audit.verify_chain().first_broken == events[1].pk


def test_a_person_put_in_place_of_another_is_named() -> None:
    events = chain()
    AuditEvent.objects.filter(pk=events[3].pk).update(actor=User.objects.create_user("other"))
    assert audit.verify_chain().first_broken == events[3].pk


def test_a_deleted_event_is_named_by_the_one_after_it() -> None:
    events = chain()
    events[2].delete()
    report = audit.verify_chain()
    assert report.first_broken == events[3].pk
    assert report.reason is not None and "删除" in report.reason.zh


def test_a_deleted_beginning_is_found() -> None:
    events = chain()
    events[0].delete()
    assert audit.verify_chain().first_broken == events[1].pk


def test_a_cut_off_end_is_found() -> None:
    events = chain()
    events[5].delete()
    events[4].delete()
    report = audit.verify_chain()
    assert report.first_broken == events[3].pk
    assert report.reason is not None and "应有6条，现有4条" in report.reason.zh


def test_a_wiped_log_is_found() -> None:
    chain()
    AuditEvent.objects.all().delete()
    assert audit.verify_chain().first_broken == 0


def test_swapped_events_are_named_as_reordered() -> None:
    events = chain()
    early, late, free = events[1].pk, events[3].pk, events[5].pk + 100
    for old, new in ((early, free), (late, early), (free, late)):
        AuditEvent.objects.filter(pk=old).update(id=new)
    report = audit.verify_chain()
    assert report.first_broken == early
    assert report.reason is not None and "次序" in report.reason.zh


def test_an_event_stands_and_falls_with_its_change() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record(actor=None, action="thing.done", obj="x")
        raise RuntimeError
    assert AuditEvent.objects.count() == 0
    assert AuditHead.objects.filter(count__gt=0).count() == 0


def test_a_personal_view_names_fields_and_no_contents() -> None:
    user = User.objects.create_user("reader", full_name="谷雨")
    audit.record_personal_view(actor=user, obj="row-7", org_unit="S1", fields=["id_number"])
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.org_unit) == ("personal.view", user, "S1")
    assert '"fields":["id_number"]' in event.canonical


def test_an_export_is_recorded_with_rows_and_filters() -> None:
    audit.record_export(actor=None, obj="list", rows=12, filters={"township": "T1"})
    assert '"rows":12' in AuditEvent.objects.get().canonical


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_make_one_chain() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
        return _queue_up(lambda: [audit.record(actor=None, action="thing.done", obj="x") for _ in range(5)])
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    audit.record(actor=None, action="thing.done", obj="x")
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    report = audit.verify_chain()
    assert (report.count, report.intact) == (40, True)
    return None


def _queue_up(write: Callable[[], object]) -> None:
    """An in-memory database has one connection; two writers in turn are all there is."""
    write()
    write()
    assert audit.verify_chain().count == 10
