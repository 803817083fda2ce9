"""Each role x each page and command of ledgers, on one school's register of children; and what strangers see of it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.models import AuditEvent
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Role
from taizhang.ledgers import services
from taizhang.ledgers.models import Evidence, KeptUpload, Submission, SubmissionState
from taizhang.organisation import queries as org_queries
from taizhang.organisation import services as org_services
from taizhang.organisation.models import OrgUnit, Zone
from tests.ledgers.conftest import PERIOD, workbook
from tests.organisation.world import START, World, small_county

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

LEDGER = "city-half-year.left_behind_children"
HEADING = ["学籍号", "儿童姓名", "学段", "性别", "外出情况", "外出地", "监护人姓名", "监护人关系", "监护人电话",
           "最近家访日期", "留守开始日期"]  # fmt: skip
NUMBER, NAME, PHONE = "G990000201903072518", "禾小满", "13800138000"
ROW = [
    NUMBER,
    NAME,
    "小学",
    "女",
    "父母双方外出",
    "某省某市",
    "禾守田",
    "祖父母或外祖父母",
    PHONE,
    "2026-04-11",
    "2024-09-01",
]
SECRETS = (NUMBER, NAME, PHONE, "禾守田")
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16

READ = set(Role) - {Role.ADMINISTRATOR}
FILE = {Role.SCHOOL_CLERK, Role.SECTION_CLERK, Role.OFFICE}
REVIEW = {Role.SECTION_CLERK, Role.SECTION_HEAD}
WHOLE = {Role.SCHOOL_CLERK, Role.SCHOOL_HEAD, Role.SECTION_CLERK, Role.SECTION_HEAD, Role.AUDITOR}
OF_THE_SCHOOL = {Role.SCHOOL_CLERK, Role.SCHOOL_HEAD}


@dataclass
class Filed:
    world: World
    clerk: Actor
    school: OrgUnit
    submission: Submission
    evidence: Evidence

    def client(self, role: Role, school: str = "S1", reason: str = "核对资助名单") -> Client:
        """A person of this role: at the school, in its zone, or at the bureau; who may see personal data said why."""
        zone = Zone.objects.get(code="Z1" if school == "S1" else "Z2") if role is Role.ZONE_INSPECTOR else None
        client = Client()
        client.force_login(
            self.world.person(
                role, school if role in OF_THE_SCHOOL else "QH", username=f"{role.value}-{school}", zone=zone
            )
        )
        if reason and role in WHOLE:
            client.post(address("personal-open", LEDGER), {"reason": reason})
        return client

    def to(self, state: SubmissionState) -> None:
        """The filing as it is before the command under test; handed in by the school's own clerk."""
        reviewer = org_queries.actor_for(self.world.person(Role.SECTION_HEAD, username="somebody else"))
        if state in (SubmissionState.SUBMITTED, SubmissionState.ACCEPTED):
            services.submit(actor=self.clerk, submission=self.submission, explanations={})
        if state == SubmissionState.ACCEPTED:
            services.accept(actor=reviewer, submission=self.submission)


@pytest.fixture
def filed(db: None) -> Filed:
    world = small_county()
    for code, zone in (("S1", "Z1"), ("S2", "Z2")):
        org_services.assign_zone(
            actor=world.actor,
            zone=Zone.objects.get(code=zone),
            school=OrgUnit.objects.get(code=code),
            on=START,
        )
    clerk = org_queries.actor_for(world.person(Role.SCHOOL_CLERK, "S1", username="clerk"))
    school = OrgUnit.objects.get(code="S1")
    result = services.file_workbook(
        actor=clerk,
        ledger=installed_packs().ledger(LEDGER),
        org_unit=school,
        period=PERIOD,
        name="名册.xlsx",
        data=workbook([ROW], HEADING),
    )
    assert result.submission is not None, [problem.sentence() for problem in result.problems]
    assert result.warnings == []
    evidence = services.attach_evidence(
        actor=clerk, submission=result.submission, name="家访.png", data=PICTURE, group="children"
    )
    return Filed(world, clerk, school, result.submission, evidence)


def address(name: str, *arguments: object) -> str:
    return reverse(f"ledgers:{name}", args=arguments)


def pages(filed: Filed) -> list[tuple[str, set[Role], int]]:
    """(address, who opens it, what the others get)"""
    pk = filed.submission.pk
    template = address("template-download", LEDGER, "2026H1")
    place = (LEDGER, "2026H1", "S1")
    return [
        (address("ledger-list"), READ, 403),
        (address("ledger-detail", LEDGER), READ, 404),
        (address("submission-detail", pk), READ, 404),
        (address("submission-detail", pk) + "?export=xlsx", READ, 404),
        (address("submission-detail", pk) + "?export=csv", READ, 404),
        (address("version-difference", pk), READ, 404),
        (address("evidence-download", filed.evidence.pk), READ, 404),
        (address("evidence-detail", filed.evidence.pk), READ, 404),
        (address("version-file", pk, 1), WHOLE, 404),
        (address("filing-page", *place), FILE, 404),
        (template, READ, 404),
        (template + "?org=S1&from=filed", FILE - {Role.OFFICE}, 404),
        (address("review-queue"), REVIEW, 403),
    ]


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_its_pages_and_no_other(filed: Filed, role: Role) -> None:
    filed.to(SubmissionState.SUBMITTED)
    client = filed.client(role)
    wrong = {}
    for url, allowed, otherwise in pages(filed):
        status = client.get(url).status_code
        # The office files for sections, but may not take children's names along; nor may others who see masked rows.
        personal = "/workbook/" in url or (role is Role.OFFICE and "from=filed" in url)
        refused = 403 if personal and role in READ else otherwise
        if status != (200 if role in allowed else refused):
            wrong[url] = status
    assert wrong == {}


COMMANDS = [
    ("submission-submit", SubmissionState.DRAFT, FILE),
    ("submission-withdraw", SubmissionState.SUBMITTED, FILE),
    ("submission-accept", SubmissionState.SUBMITTED, REVIEW),
    ("submission-return", SubmissionState.SUBMITTED, REVIEW),
    ("submission-reopen", SubmissionState.ACCEPTED, REVIEW),
    ("evidence-attach", SubmissionState.DRAFT, FILE),
]


def send(client: Client, filed: Filed, name: str) -> HttpResponse:
    values = {
        "reason": "请核对。",
        "version": filed.submission.version,
        "file": SimpleUploadedFile("照片.png", PICTURE + b"another one"),
    }
    return client.post(address(name, filed.submission.pk), values)  # type: ignore[return-value]


def facts(filed: Filed) -> tuple[object, ...]:
    now = Submission.objects.get(pk=filed.submission.pk)
    return now.state, now.version, now.accepted_version, filed.submission.evidence.count(), now.events.count()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("name", "state", "allowed"), COMMANDS, ids=[name for name, *_ in COMMANDS])
def test_each_role_moves_a_filing_as_it_may(
    filed: Filed, role: Role, name: str, state: SubmissionState, allowed: set[Role]
) -> None:
    """A draft is there for its own unit only."""
    filed.to(state)
    before = facts(filed)
    status = send(filed.client(role), filed, name).status_code
    sees = OF_THE_SCHOOL if state == SubmissionState.DRAFT else READ
    allowed = allowed & sees
    assert status == (302 if role in allowed else 403 if role in sees else 404)
    assert (facts(filed) != before) == (role in allowed)


@pytest.mark.parametrize("role", Role)
def test_each_role_uploads_and_files_as_it_may(filed: Filed, role: Role) -> None:
    client, place = filed.client(role), (LEDGER, "2026H1", "S1")
    data = workbook([[*ROW[:-2], "2026-05-11", ROW[-1]]], HEADING)
    allowed = 302 if role in FILE else 404
    assert client.post(
        address("filing-page", *place), {"workbook": SimpleUploadedFile("a.xlsx", data)}
    ).status_code == (allowed)
    token = KeptUpload.objects.get().token if role in FILE else "nothing"
    for name in ("filing-save", "filing-discard"):
        # Saving uses the upload up, so discarding afterwards only leads back.
        status = client.post(address(name, *place), {"upload": token}).status_code
        assert status == allowed, name
    seen = 2 if role in FILE else 1  # as the page that was opened last shows it
    assert client.post(address("filing-nil", *place), {"nothing": "yes", "seen": seen}).status_code == allowed
    filed.submission.refresh_from_db()
    assert filed.submission.version == (3 if role in FILE else 1)


@pytest.mark.parametrize("role", Role)
def test_only_who_attached_evidence_or_files_here_withdraws_it(filed: Filed, role: Role) -> None:
    services.submit(actor=filed.clerk, submission=filed.submission, explanations={})
    status = filed.client(role).post(address("evidence-withdraw", filed.evidence.pk)).status_code
    assert status == (302 if role in FILE else 403 if role in READ else 404)
    filed.evidence.refresh_from_db()
    assert (filed.evidence.withdrawn_at is not None) == (role in FILE)


@pytest.mark.parametrize("role", Role)
def test_accepting_many_takes_only_what_is_in_the_persons_queue(filed: Filed, role: Role) -> None:
    filed.to(SubmissionState.SUBMITTED)
    client = filed.client(role)
    client.get(address("submission-detail", filed.submission.pk))  # opened, as the sample
    status = client.post(address("review-queue"), {"selected": [f"{filed.submission.pk}-1"]}).status_code
    assert status == (302 if role in REVIEW else 403)
    filed.submission.refresh_from_db()
    assert (filed.submission.state == SubmissionState.ACCEPTED) == (role in REVIEW)


@pytest.mark.parametrize("role", [Role.SCHOOL_CLERK, Role.SCHOOL_HEAD, Role.ZONE_INSPECTOR])
def test_people_of_another_school_cannot_see_or_guess_anything(filed: Filed, role: Role) -> None:
    """Their answers are the same as for a filing that does not exist."""
    filed.to(SubmissionState.SUBMITTED)
    stranger = filed.client(role, "S2")
    pk, place = filed.submission.pk, (LEDGER, "2026H1", "S1")
    for url in (
        address("submission-detail", pk),
        address("submission-detail", pk) + "?export=xlsx",
        address("version-difference", pk),
        address("evidence-download", filed.evidence.pk),
        address("evidence-detail", filed.evidence.pk),
        address("version-file", pk, 1),
        address("filing-page", *place),
        address("template-download", LEDGER, "2026H1") + "?org=S1&from=filed",
    ):
        there, nowhere = stranger.get(url), stranger.get(address("submission-detail", 10**9))
        assert (there.status_code, nowhere.status_code) == (404, 404), url
        assert "S1小学" not in there.content.decode()
    before = facts(filed)
    for name, *_ in COMMANDS:
        assert send(stranger, filed, name).status_code == 404, name
    assert stranger.post(address("evidence-withdraw", filed.evidence.pk)).status_code == 404
    for name in ("filing-page", "filing-save", "filing-discard", "filing-nil"):
        assert stranger.post(address(name, *place), {"upload": "x", "nothing": "yes"}).status_code == 404, name
    assert facts(filed) == before
    for url in (address("ledger-list"), address("ledger-detail", LEDGER), reverse("web:today")):
        page = stranger.get(url).content.decode()
        assert "S1小学" not in page and f"/submissions/{pk}/" not in page, url


def test_a_grant_for_one_group_of_ledgers_opens_no_other(filed: Filed) -> None:
    filed.to(SubmissionState.SUBMITTED)
    user = filed.world.person(Role.SECTION_CLERK, username="safety")
    user.role_grants.update(ledger_group="safety")
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    assert client.get(address("submission-detail", filed.submission.pk)).status_code == 404
    assert client.get(address("ledger-detail", LEDGER)).status_code == 404
    assert client.get(address("ledger-detail", "city-half-year.hazard_points")).status_code == 200


def test_who_filed_does_not_accept_by_any_way(filed: Filed) -> None:
    reviewer = filed.client(Role.SECTION_CLERK)
    user = User.objects.get(username=f"{Role.SECTION_CLERK.value}-S1")
    services.submit(actor=org_queries.actor_for(user), submission=filed.submission, explanations={})
    assert Submission.objects.get().state == SubmissionState.SUBMITTED
    assert send(reviewer, filed, "submission-accept").status_code == 403
    assert "通过所选" not in reviewer.get(address("review-queue")).content.decode()
    reviewer.post(address("review-queue"), {"selected": [f"{filed.submission.pk}-1"]})
    assert Submission.objects.get().state == SubmissionState.SUBMITTED


def seen(role: Role) -> bool:
    return role in WHOLE


@pytest.mark.parametrize("role", sorted(READ))
def test_personal_fields_are_whole_only_for_who_needs_them_and_that_is_logged(filed: Filed, role: Role) -> None:
    filed.to(SubmissionState.SUBMITTED)
    client, pk = filed.client(role), filed.submission.pk
    for url in (address("submission-detail", pk), address("version-difference", pk)):
        before = AuditEvent.objects.filter(action="personal.view").count()
        page = client.get(url).content.decode()
        assert [secret in page for secret in SECRETS] == [seen(role)] * len(SECRETS), url
        assert AuditEvent.objects.filter(action="personal.view").count() - before == int(seen(role))
    event = AuditEvent.objects.filter(action="personal.view").last()
    assert (event is not None) == seen(role)
    assert event is None or (event.org_unit == "S1" and not any(secret in event.canonical for secret in SECRETS))


@pytest.mark.parametrize("role", sorted(READ))
def test_exports_are_masked_as_the_page_is_and_logged(filed: Filed, role: Role) -> None:
    filed.to(SubmissionState.SUBMITTED)
    body = filed.client(role).get(address("submission-detail", filed.submission.pk), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(body.content)).worksheets[0]
    text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert [secret in text for secret in SECRETS] == [seen(role)] * len(SECRETS)
    assert "小学" in text
    assert AuditEvent.objects.filter(action="data.export", org_unit="S1").count() == 1


def test_error_messages_mask_what_the_filer_may_not_see(filed: Filed) -> None:
    """The office may file, but not see children's numbers: what it is told about a wrong cell is masked too."""
    wrong = [["G88123456789012345", *ROW[1:8], "1391112222", *ROW[9:]]]
    for role, told in ((Role.OFFICE, False), (Role.SCHOOL_CLERK, True)):
        client = filed.client(role)
        page = client.post(
            address("filing-page", LEDGER, "2026H1", "S1"),
            {"workbook": SimpleUploadedFile("a.xlsx", workbook(wrong, HEADING))},
        ).content.decode()
        assert "A3" in page and "I3" in page
        assert ("G88123456789012345" in page, "1391112222" in page) == (told, told)


def test_nobody_opens_anything_before_signing_in(filed: Filed) -> None:
    for url, *_ in pages(filed):
        answer = Client().get(url)
        assert answer.status_code == 302 and "/sign-in/" in answer["Location"]
    for name, *_ in COMMANDS:
        assert "/sign-in/" in send(Client(), filed, name)["Location"]


def test_a_picture_is_shown_in_the_page_and_every_look_is_logged(filed: Filed) -> None:
    filed.to(SubmissionState.SUBMITTED)
    client, url = filed.client(Role.AUDITOR), address("evidence-download", filed.evidence.pk)
    shown, taken = client.get(url, {"show": "picture"}), client.get(url)
    assert shown["Content-Disposition"].startswith("inline") and "sandbox" in shown["Content-Security-Policy"]
    assert taken["Content-Disposition"].startswith("attachment")
    for action in ("evidence.view", "evidence.download"):
        assert AuditEvent.objects.filter(action=action, org_unit="S1").count() == 1


@pytest.mark.parametrize("role", sorted(READ))
def test_no_link_of_a_board_leads_to_a_closed_door(filed: Filed, role: Role) -> None:
    """A unit that has not filed leads to filing only for those who may file there."""
    client = filed.client(role)
    page = client.get(address("ledger-detail", LEDGER), {"period": "2026H1"}).content.decode()
    links = set(re.findall(r'href="(/ledgers/[^"?#]+/)"', page))
    assert {url: client.get(url).status_code for url in links} == dict.fromkeys(links, 200)


def test_the_preview_of_a_change_counts_as_seeing_what_is_stored(filed: Filed) -> None:
    """It repeats the stored cells beside the new ones; the office, which sees them masked, leaves no such entry."""
    changed = workbook([[*ROW[:-2], "2026-05-11", ROW[-1]]], HEADING)
    for role, told in ((Role.SECTION_CLERK, True), (Role.OFFICE, False)):
        client = filed.client(role)
        before = AuditEvent.objects.filter(action="personal.view").count()
        sent = {"workbook": SimpleUploadedFile("a.xlsx", changed)}
        page = client.post(address("filing-page", LEDGER, "2026H1", "S1"), sent, follow=True).content.decode()
        assert "改动 1 行" in page and (NUMBER in page) == told
        assert AuditEvent.objects.filter(action="personal.view").count() - before == int(told)


@pytest.mark.parametrize("role", sorted(WHOLE))
def test_only_the_units_own_people_see_persons_without_a_reason(filed: Filed, role: Role) -> None:
    filed.to(SubmissionState.SUBMITTED)
    own = role in OF_THE_SCHOOL
    client, page = filed.client(role, reason=""), address("submission-detail", filed.submission.pk)
    shown = client.get(page).content.decode()
    assert [secret in shown for secret in SECRETS] == [own] * len(SECRETS)
    assert ("查看完整内容" in shown) == (not own)
    taken = client.get(page, {"export": "csv"}).content.decode("utf-8-sig")
    assert [secret in taken for secret in SECRETS] == [own] * len(SECRETS)
    difference = client.get(address("version-difference", filed.submission.pk)).content.decode()
    assert [secret in difference for secret in SECRETS] == [own] * len(SECRETS)
    assert client.get(address("version-file", filed.submission.pk, 1)).status_code != 403 or not own


def test_a_reason_opens_one_ledger_in_this_session_and_is_recorded(filed: Filed) -> None:
    filed.to(SubmissionState.SUBMITTED)
    client, page = filed.client(Role.AUDITOR, reason=""), address("submission-detail", filed.submission.pk)
    where = address("personal-open", LEDGER)
    refused = client.post(where, {"reason": " 看 ", "next": page}, follow=True).content.decode()
    assert "至少 4 个字的事由" in refused and NUMBER not in refused
    assert not AuditEvent.objects.filter(action="personal.open").exists()
    opened = client.post(where, {"reason": "核对资助名单", "next": page}, follow=True).content.decode()
    assert NUMBER in opened and "重新脱敏" in opened
    event = AuditEvent.objects.get(action="personal.open")
    assert "核对资助名单" in event.canonical and NUMBER not in event.canonical
    assert client.session["personal_opened"].keys() == {LEDGER}
    again = Client()
    again.force_login(User.objects.get(username="auditor-S1"))
    assert NUMBER not in again.get(page).content.decode()
    closed = client.post(where, {"close": "1", "next": page}, follow=True).content.decode()
    assert NUMBER not in closed


def test_an_opening_ends_after_its_time_and_never_leads_off_the_site(filed: Filed) -> None:
    filed.to(SubmissionState.SUBMITTED)
    client, page = filed.client(Role.AUDITOR), address("submission-detail", filed.submission.pk)
    session = client.session
    session["personal_opened"] = {LEDGER: "2020-01-01T00:00:00+00:00"}
    session.save()
    assert NUMBER not in client.get(page).content.decode()
    sent = client.post(address("personal-open", LEDGER), {"reason": "核对名单", "next": "https://example.com/"})
    assert sent["Location"] == address("ledger-list")


def test_who_may_not_see_persons_cannot_open_them(filed: Filed) -> None:
    for role in set(Role) - WHOLE:
        answer = filed.client(role).post(address("personal-open", LEDGER), {"reason": "核对资助名单"})
        assert answer.status_code == 404, role
