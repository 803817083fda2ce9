"""A correction after acceptance lists every figure and every issued document that carried the old value."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import pytest
import summaries_world as world
from django.urls import reverse
from django.utils import timezone

from taizhang.core import clock
from taizhang.core.jobs import run_one
from taizhang.core.models import Job
from taizhang.core.permissions import Role
from taizhang.figures import queries as figure_queries
from taizhang.figures.following import mark_and_recompute
from taizhang.figures.models import FigureMove
from taizhang.ledgers.models import Submission, SubmissionEvent
from taizhang.summaries import queries, services
from taizhang.summaries.models import Summary
from taizhang.summaries.ripple import documents_carrying, overtaken
from taizhang.summaries.today import to_do

pytestmark = pytest.mark.django_db


def corrected(capture: Any, *classes: tuple[str, int], run: bool = True) -> Submission:
    """S1's roll of this half-year, accepted a second time."""
    submission = world.file("S1", world.H1, *classes)
    with capture(execute=True):
        mark_and_recompute([submission])
    if run:
        for job in Job.objects.filter(kind="figure-run", state="queued"):
            run_one(job.pk)
    return submission


def test_figures_and_issued_documents_are_listed_with_old_and_new(
    issued: Summary, django_capture_on_commit_callbacks: Any
) -> None:
    submission = corrected(django_capture_on_commit_callbacks, ("1", 100), ("2", 111))
    moves = figure_queries.moves_of(world.actor(Role.OFFICE), submission)
    assert moves is not None and moves.waiting == 0
    pupils = {item.org_unit: (item.old, item.new) for item in moves.moved if item.indicator.id == "pupils"}
    assert pupils["C"] == (Decimal(300), Decimal(301)) and pupils["S1"] == (Decimal(210), Decimal(211))
    assert "S2" not in pupils
    (document,) = documents_carrying(world.actor(Role.OFFICE), moves.moved)
    assert document.summary == issued
    printed = {item.moved.indicator.id: item.printed for item in document.carried}
    assert "300" in printed["pupils"] and "更正为“301人”" in document.notice and issued.number in document.notice


def test_each_line_names_unit_and_period_and_the_measure_on_both_sides(
    issued: Summary, django_capture_on_commit_callbacks: Any
) -> None:
    submission = corrected(django_capture_on_commit_callbacks, ("1", 100), ("2", 111))
    moves = figure_queries.moves_of(world.actor(Role.OFFICE), submission)
    assert moves is not None
    (document,) = documents_carrying(world.actor(Role.OFFICE), moves.moved)
    lines = [line.partition(". ")[2] for line in document.notice.splitlines() if "“在校学生数”" in line]
    assert "青禾县2026年上半年“在校学生数”原印“300人”，更正为“301人”。" in lines
    assert "松岭小学2026年上半年“在校学生数”原印“210人”，更正为“211人”。" in lines  # printed without its unit
    address = reverse("summaries:correction-ripple", args=[submission.pk])
    page = world.client(Role.OFFICE).get(address).content.decode()
    assert "<del>210人</del> → <ins>211人</ins>" in page and "松岭小学 · 2026年上半年" in page


def test_the_reason_stands_in_the_list_and_in_the_notice(
    issued: Summary, django_capture_on_commit_callbacks: Any
) -> None:
    submission = corrected(django_capture_on_commit_callbacks, ("1", 100), ("2", 111))
    for state, words in (("reopened", "学校来函更正"), ("accepted", "")):
        SubmissionEvent.objects.create(
            submission=submission, version=submission.accepted_version, from_state="accepted", to_state=state,
            at=timezone.now(), comment=words,
        )  # fmt: skip
    submission.versions.filter(number=submission.accepted_version).update(reason="漏报 1 名学生。")
    address = reverse("summaries:correction-ripple", args=[submission.pk])
    page = world.client(Role.OFFICE).get(address).content.decode()
    assert "学校来函更正" in page and "漏报 1 名学生。" in page
    assert "更正原因：漏报 1 名学生。</pre>" in page


def test_while_figures_are_computed_the_page_says_so_and_asks_again(
    issued: Summary, django_capture_on_commit_callbacks: Any
) -> None:
    submission = corrected(django_capture_on_commit_callbacks, ("1", 100), ("2", 111), run=False)
    page = world.client(Role.OFFICE).get(reverse("summaries:correction-ripple", args=[submission.pk]))
    assert 'hx-trigger="every 2s"' in page.content.decode()
    for job in Job.objects.filter(kind="figure-run", state="queued"):
        run_one(job.pk)
    later = world.client(Role.OFFICE).get(reverse("summaries:correction-ripple", args=[submission.pk])).content.decode()
    assert "every 2s" not in later and "301人" in later and issued.number in later and "起草更正件" in later


def test_a_value_that_comes_out_the_same_is_no_move(issued: Summary, django_capture_on_commit_callbacks: Any) -> None:
    submission = corrected(django_capture_on_commit_callbacks, ("1", 110), ("2", 100))
    moves = figure_queries.moves_of(world.actor(Role.OFFICE), submission)
    assert moves is not None and moves.moved == () and moves.same > 0
    assert documents_carrying(world.actor(Role.OFFICE), moves.moved) == []


def test_a_first_acceptance_corrects_nothing(county: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        mark_and_recompute([world.file("S2", world.H2, ("1", 95))])
    assert not FigureMove.objects.exists()


def test_who_may_not_see_the_filing_or_the_document_does_not_see_its_ripple(
    issued: Summary, django_capture_on_commit_callbacks: Any
) -> None:
    submission = corrected(django_capture_on_commit_callbacks, ("1", 100), ("2", 111))
    address = reverse("summaries:correction-ripple", args=[submission.pk])
    assert world.client(Role.SCHOOL_CLERK, "S2").get(address).status_code == 404
    own = world.client(Role.SCHOOL_CLERK, "S1").get(address).content.decode()
    assert "211人" in own and "301人" not in own and issued.number not in own


def test_values_that_round_to_the_same_are_told_apart_and_correct_no_document(
    issued: Summary, django_capture_on_commit_callbacks: Any
) -> None:
    submission = corrected(django_capture_on_commit_callbacks, ("1", 100), ("2", 111))
    mine = FigureMove.objects.filter(indicator_key="t.pupils", org_unit__code="C")
    assert mine.update(old_value=Decimal(300), new_value=Decimal("300.25")) == 1
    office = world.actor(Role.OFFICE)
    moves = figure_queries.moves_of(office, submission)
    assert moves is not None
    address = reverse("summaries:correction-ripple", args=[submission.pk])
    page = world.client(Role.OFFICE).get(address).content.decode()
    assert "300.0人" in page and "300.3人" in page
    carried = [item.moved.key for document in documents_carrying(office, moves.moved) for item in document.carried]
    assert ("t.pupils", "C", world.H1.code) not in carried  # it prints 300, and would today


def test_who_issued_it_is_told_today_and_on_the_document_until_a_corrected_issue_is_begun(
    issued: Summary, django_capture_on_commit_callbacks: Any
) -> None:
    office = world.actor(Role.OFFICE)
    day = clock.today()
    assert not [item for item in to_do(office, day) if issued.number in item.thing]
    corrected(django_capture_on_commit_callbacks, ("1", 100), ("2", 111))
    (line,) = [item for item in to_do(office, day) if issued.number in item.thing]
    assert line.verb == "更正" and line.url.endswith("#overtaken")
    (found,) = overtaken(office, day)
    assert line.missing == f"{len(found.carried)} 个印出的数字已更正"
    page = world.client(Role.OFFICE).get(line.url.partition("#")[0]).content.decode()
    assert 'id="overtaken"' in page and "<ins>301" in page
    services.correct_summary(actor=office, summary=issued)
    assert not [item for item in to_do(office, day) if issued.number in item.thing]
    (line,) = [item for item in to_do(office, day) if item.url.endswith("/edit/")]
    assert (line.verb, line.due, line.missing) == ("更正", None, f"更正{issued.number}"), "the first issue kept the day"


def test_a_corrected_issue_says_which_it_replaces_and_which_figures_are_others(
    issued: Summary, django_capture_on_commit_callbacks: Any
) -> None:
    corrected(django_capture_on_commit_callbacks, ("1", 100), ("2", 111))
    newer = services.correct_summary(actor=world.actor(Role.OFFICE), summary=issued)
    assert f"替代{issued.number}" not in world.client(Role.OFFICE).get(f"/summaries/{newer.pk}/").content.decode()
    office = world.actor(Role.OFFICE)
    for finding in queries.document(office, newer, "zh").open_findings:
        services.answer_finding(actor=office, summary=newer, finding=finding.id, reason="试用数据")
    newer = world.issue(newer, "青教总〔2026〕9号")
    page = world.client(Role.BUREAU_LEADER).get(f"/summaries/{newer.pk}/").content.decode()
    assert f"本件更正并替代{issued.number}。" in page
    told = page.partition('id="replaced"')[2].partition("</section>")[0]
    assert "在校学生数" in told and "<ins>301" in told and told.count("<li>") < newer.slots.count()
    for kind in ("docx", "html"):
        data = world.client(Role.OFFICE).get(f"/summaries/{newer.pk}/export/{kind}/").content
        if kind == "docx":
            data = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
        text = re.sub(r"<[^>]+>", "", data.decode())
        assert f"本件更正并替代{issued.number}。" in text
