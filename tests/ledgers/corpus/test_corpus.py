"""Each file of the corpus goes through the service that saves: what is stored, named and left behind is as expected."""

from __future__ import annotations

import re
from collections import Counter

import orjson
import pytest

from taizhang.core.models import AuditEvent
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.ledgers import services
from taizhang.ledgers.models import Row, StoredFile, Submission, SubmissionVersion
from taizhang.ledgers.outcomes import FilingResult
from taizhang.ledgers.queries import current_rows
from tests.ledgers.conftest import PERIOD, Desk
from tests.ledgers.corpus.cases import CASES, Case
from tests.ledgers.corpus.ledgers import ledger

LONGEST = 40
KNOWN_LATIN = {"xlsx", "xls", "csv", "et", "WPS", "Excel", "CSV", "UTF", "GBK", "MB", "zip"}  # as clerks know them


def counts() -> tuple[int, ...]:
    """All that a filing leaves in the database."""
    return tuple(model.objects.count() for model in (Submission, SubmissionVersion, Row, StoredFile, AuditEvent))


def filed(desk: Desk, case: Case) -> FilingResult | str:
    """The result, or the code of the refusal."""
    try:
        return services.file_workbook(
            actor=desk.clerk,
            ledger=ledger(case.ledger),
            org_unit=desk.school,
            period=PERIOD,
            name=case.name,
            data=case.build(),
        )
    except TaizhangError as error:
        [problem] = error.problems
        assert problem.cure.zh and problem.cure.get("en")
        reads_well(problem)
        return problem.code


def reads_well(problem: Problem) -> None:
    """What was wanted and how to mend it fit into a line each, without codes and English."""
    for words in (problem.expected.zh, problem.cure.zh):
        assert len(words) <= LONGEST, words
        assert not set(re.findall("[A-Za-z]{2,}", words)) - KNOWN_LATIN, words


def test_the_corpus_is_large_and_its_files_differ() -> None:
    assert len({case.id for case in CASES}) == len(CASES)
    assert len({case.build() for case in CASES if case.refused != "file.bomb"}) >= 60


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_file_is_stored_whole_or_its_cells_are_named(desk: Desk, case: Case) -> None:
    before = counts()
    result = filed(desk, case)
    if isinstance(result, str):
        assert (result, counts()) == (case.refused, before)
        return
    assert not case.refused
    for problem in (*result.problems, *result.warnings):
        reads_well(problem)
    assert [(problem.key, problem.found.zh) for problem in result.problems] == list(case.wrong)
    assert [(line.row, line.kind.value) for line in result.left_out] == list(case.left_out)
    assert result.hidden.words().get("zh", "") == case.hidden
    assert (result.unread_sheets, result.other_sheets) == (tuple(case.unread), tuple(case.others))
    if case.wrong:
        assert result.submission is None
        assert counts() == before
        return
    assert [problem.key for problem in result.warnings] == list(case.warned)
    assert result.repairs == Counter(case.repairs)
    assert result.submission is not None
    names = [field.id for field in ledger(case.ledger).fields]
    stored = [orjson.loads(row.data) for row in current_rows(result.submission)]
    assert [[row.get(name) for name in names] for row in stored] == [list(row) for row in case.rows]
