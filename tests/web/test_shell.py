"""Navigation, Today, deadlines, states, switches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from taizhang.core import navigation, search, today
from taizhang.core.actor import Actor
from taizhang.core.htmx import redirect_after_post, render_bad_form, wants_fragment
from taizhang.core.navigation import NavEntry
from taizhang.core.permissions import Permission, Role
from taizhang.core.search import SearchHit
from taizhang.core.status import status_of
from taizhang.core.today import ChangeItem, TodayItem
from taizhang.core.working_days import working_calendar
from taizhang.engine.working_days import working_days_left
from taizhang.web.preferences import wanted_language
from tests.web.conftest import actor_with

Get = Callable[..., HttpRequest]


@pytest.fixture
def clean_registries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(today, "_todo", [])
    monkeypatch.setattr(today, "_changes", [])
    monkeypatch.setattr(search, "_providers", [])
    return


def draw(source: str, **context: object) -> str:
    with translation.override("zh-hans"):
        return Template("{% load taizhang %}" + source).render(Context(context))


@pytest.mark.usefixtures("clean_registries")
def test_navigation_shows_only_what_the_role_may_use() -> None:
    navigation.register_nav(NavEntry(1, "今日", "web:today", None))
    navigation.register_nav(NavEntry(2, "搜索", "web:search", [Permission.VIEW_AUDIT, Permission.WRITE_SUMMARY]))
    assert [item.title for item in navigation.navigation(actor_with(Role.SCHOOL_CLERK), "/")] == ["今日"]
    assert [item.title for item in navigation.navigation(actor_with(Role.OFFICE), "/")] == ["今日", "搜索"]
    assert navigation.navigation(Actor(None, ""), "/") == []


@pytest.mark.usefixtures("clean_registries")
def test_navigation_counts_what_waits_and_marks_the_longest_fitting_entry() -> None:
    navigation.register_nav(NavEntry(1, "今日", "web:today", None))
    navigation.register_nav(NavEntry(2, "搜索", "web:search", None, count=lambda actor: 3))
    items = navigation.navigation(actor_with(Role.OFFICE), "/search/deep/")
    assert [(item.count, item.current) for item in items] == [(0, False), (3, True)]


@pytest.mark.usefixtures("clean_registries")
def test_what_came_back_stands_first_then_the_nearest_deadline() -> None:
    day = date(2026, 7, 20)
    items = [
        TodayItem("审核", "丙", None, "", "/"),
        TodayItem("填报", "乙", date(2026, 7, 25), "", "/"),
        TodayItem("补正", "丁", date(2026, 8, 30), "", "/", "returned"),
        TodayItem("填报", "甲", date(2026, 7, 1), "", "/"),
    ]
    today.register_today_provider(lambda actor, day: items)
    assert [item.thing for item in today.todo_for(actor_with(Role.OFFICE), day)] == ["丁", "甲", "乙", "丙"]


@pytest.mark.usefixtures("clean_registries")
def test_changes_are_those_since_the_last_visit_newest_first() -> None:
    seen = datetime(2026, 7, 1, tzinfo=UTC)
    found = [ChangeItem(seen + timedelta(days=at), str(at)) for at in (-1, 1, 3, 2)]
    today.register_change_provider(lambda actor, since: found)
    assert [item.text for item in today.changes_for(actor_with(Role.OFFICE), seen)] == ["3", "2", "1"]


@pytest.mark.usefixtures("clean_registries")
def test_search_asks_nobody_for_nothing() -> None:
    search.register_search_provider(lambda actor, text: [SearchHit("指标", text, "/")])
    assert search.search(actor_with(Role.OFFICE), "  ") == []
    assert search.search(actor_with(Role.OFFICE), " 资助 ")[0].title == "资助"


@pytest.mark.parametrize(
    ("on", "due", "left"),
    [
        (date(2026, 2, 13), date(2026, 2, 14), 1),  # a Saturday that the calendar makes a working day
        (date(2026, 9, 30), date(2026, 10, 8), 1),  # the national holiday in between does not count
        (date(2026, 7, 20), date(2026, 7, 20), 0),
        (date(2026, 7, 20), date(2026, 7, 17), -1),
        (date(2099, 1, 1), date(2099, 1, 5), 2),  # no calendar published: Monday to Friday
    ],
)
def test_working_days_follow_the_published_calendar(on: date, due: date, left: int) -> None:
    assert working_days_left(working_calendar(), on, due) == left


def test_deadline_is_told_in_working_days(settings: object) -> None:
    settings.TODAY = date(2026, 7, 20)  # type: ignore[attr-defined]
    assert "还有 4 个工作日" in draw("{{ d|due }}", d=date(2026, 7, 24))
    assert draw("{{ d|due }}", d=date(2026, 7, 10)) == '<span class="due-late">已逾期 6 个工作日</span>'
    assert "今天到期" in draw("{{ d|due }}", d=date(2026, 7, 20))


def test_state_has_word_shape_and_colour() -> None:
    badge = draw("{% status_badge 'provisional' 'figure' %}")
    assert "暂定" in badge
    assert "#i-hourglass" in badge
    assert "tone-grey" in badge
    assert status_of("draft", "summary").word == status_of("draft", "submission").word


def test_missing_value_is_a_dash_with_its_reason() -> None:
    assert 'title="3 所学校未报"' in draw("{% missing why %}", why="3 所学校未报")
    assert draw("{{ x|number }}", x=None) == "—"


def test_dates_read_as_in_print() -> None:
    assert draw("{{ d|day }} {{ d|isoday }}", d=date(2026, 3, 31)) == "2026年3月31日 2026-03-31"


def test_chart_description_is_json_without_markup() -> None:
    assert "&lt;/script&gt;" in draw("{{ spec|as_json }}", spec={"rows": [["</script>", 1]]})


def test_fragment_is_for_htmx_but_not_for_history(get: Get) -> None:
    assert wants_fragment(get("/", htmx=True))
    request = get("/")
    request.META |= {"HTTP_HX_REQUEST": "true", "HTTP_HX_HISTORY_RESTORE_REQUEST": "true"}
    assert not wants_fragment(request)


@pytest.mark.django_db  # the frame counts what waits for this person
def test_bad_form_answers_422(get: Get) -> None:
    assert render_bad_form(get("/"), "web/search.html", {}, fragment="").status_code == 422


def test_redirect_after_post_suits_browser_and_htmx(get: Get) -> None:
    assert redirect_after_post(get("/"), "/x/").status_code == 302
    assert redirect_after_post(get("/", htmx=True), "/x/")["HX-Redirect"] == "/x/"


def test_language_is_chinese_whatever_the_browser_says(get: Get) -> None:
    request = get("/")
    request.META["HTTP_ACCEPT_LANGUAGE"] = "en-US"
    assert wanted_language(request) == "zh-hans"


@pytest.mark.django_db
def test_switches_work_before_sign_in_and_lead_back(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/accounts/sign-in/"})
    assert answer["Location"] == "/accounts/sign-in/"
    assert answer.cookies["django_language"].value == "en"


@pytest.mark.django_db
def test_switches_lead_to_no_other_site(client: Client) -> None:
    for outside in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        assert client.post("/large-type/", {"large_type": "1", "next": outside})["Location"] == "/"


@pytest.mark.django_db
def test_switch_is_remembered_with_the_person(client: Client) -> None:
    from taizhang.accounts.models import User

    user = User.objects.create_user("office", password="x", full_name="田小禾")
    client.force_login(user)
    client.post("/large-type/", {"large_type": "1", "next": "/"})
    client.post("/language/", {"language": "en", "next": "/"})
    user.refresh_from_db()
    assert (user.large_type, user.language) == (True, "en")


@pytest.mark.django_db
def test_start_page_is_not_open_without_sign_in(client: Client) -> None:
    assert "/accounts/sign-in/" in client.get("/")["Location"]


def test_pages_may_run_only_our_own_scripts(get: Get) -> None:
    from taizhang.web.security import ContentSecurityPolicyMiddleware

    answer = ContentSecurityPolicyMiddleware(lambda request: HttpResponse("x"))(get("/"))
    assert "script-src 'self';" in answer["Content-Security-Policy"]
    assert "unsafe-eval" not in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_expired_form_is_told_in_words(get: Get) -> None:
    from taizhang.web.views.errors import csrf_failure

    with translation.override("zh-hans"):
        answer = csrf_failure(get("/"), "CSRF token missing")
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
    assert "CSRF" not in answer.content.decode()
