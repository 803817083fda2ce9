"""Inspectors change zones: who is due, the proposal, the press, and taking it back."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.urls import reverse

from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed, Role
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.organisation.models import Post, PostHolding, PostKind, RoleGrant
from tests.inspection.test_inspection_pages import page
from tests.inspection.test_zones import post_of_zone
from tests.inspection.world import TODAY, World

ON = date(2026, 9, 1)
LONG_AGO, LATELY = date(2022, 9, 1), date(2025, 9, 1)


@pytest.fixture
def posts(world: World, monkeypatch: pytest.MonkeyPatch) -> tuple[Post, Post]:
    """Zone Z1 is held too long, Z2 is not."""
    monkeypatch.setattr("taizhang.inspection.queries.zones.policy_number", lambda name, day: 3)
    return post_of_zone(world, since=LONG_AGO), post_of_zone(world, "other", "Z2", since=LATELY)


def holders(day: date) -> dict[str, str]:
    return {row.post.title: row.person_name for row in PostHolding.objects.on(day).select_related("post")}


def zones_of(world: World, name: str, day: date) -> set[str]:
    grants = RoleGrant.objects.on(day).filter(user=world.people[name], role=Role.ZONE_INSPECTOR.value)
    return set(grants.values_list("zone__code", flat=True))


def rotated(world: World, posts: tuple[Post, Post], on: date = ON) -> None:
    moves = {posts[0].pk: posts[1].pk, posts[1].pk: posts[0].pk}
    services.rotate_inspectors(actor=world.actor("chief"), moves=moves, on=on, reason="任满")


def test_who_is_due_stands_on_the_zones_pages(world: World, posts: tuple[Post, Post]) -> None:
    [first], [second] = (stand.inspectors for stand in queries.zone_stands(world.actor("clerk"), TODAY))
    assert (first.due_on, first.due) == (date(2025, 9, 1), True)
    assert (second.due_on, second.due) == (date(2028, 9, 1), False)
    assert page(world, "clerk", "zone-list").count("2025-09-01起应轮换") == 1
    assert "2025-09-01起应轮换" in page(world, "clerk", "zone-detail", "Z1")
    assert "应轮换日期" in page(world, "clerk", "zone-detail", "Z2")


def test_the_proposal_changes_who_is_due_and_says_what_it_means(world: World, posts: tuple[Post, Post]) -> None:
    services.record_recusal(
        actor=world.actor("clerk"), person=world.people["inspector"], org_unit=world.units["S2"], ground="relative",
        valid_from=TODAY,
    )  # fmt: skip
    chief = world.actor("chief")
    moves = queries.proposed_rotation(chief, ON)
    assert moves == {posts[0].pk: posts[1].pk, posts[1].pk: posts[0].pk}
    first, second = queries.rotation_plan(chief, ON, moves).lines
    assert (first.before.schools, first.after.schools, first.aside) == (1, 2, (("松岭中学", "近亲属在该单位"),))
    assert second.moves and not second.who.due and second.aside == ()
    free = Post.objects.create(
        org_unit=world.units["DDS"], kind=PostKind.ZONE_INSPECTOR, title="空岗", zone=world.zones["Z2"]
    )
    assert queries.proposed_rotation(chief, ON) == {posts[0].pk: free.pk, posts[1].pk: posts[1].pk}
    assert queries.rotation_plan(chief, ON, {posts[0].pk: free.pk}).vacant == ("Z1责任区",)


def test_one_press_changes_posts_and_roles_from_the_day(world: World, posts: tuple[Post, Post]) -> None:
    chief, address = world.client("chief"), reverse("inspection:zone-rotation")
    text = page(world, "chief", "zone-rotation", query=f"?on={ON}")
    assert "1 → 2" in text and "未任满，为他人腾出" in text
    same = {"on": ON.isoformat(), "reason": "任满", f"seat-{posts[1].pk}": str(posts[1].pk)}
    told = chief.post(address, {**same, f"seat-{posts[0].pk}": str(posts[1].pk), "act": "show"}).content.decode()
    assert "Z2督学：有几个人要到任" in told and "Z1责任区将没有督学" in told
    refused = chief.post(address, {**same, f"seat-{posts[0].pk}": str(posts[1].pk), "act": "confirm"})
    assert refused.status_code == 422 and "任职人不动" in refused.content.decode()
    form = {
        "on": ON.isoformat(),
        "act": "confirm",
        f"seat-{posts[0].pk}": posts[1].pk,
        f"seat-{posts[1].pk}": posts[0].pk,
    }
    assert chief.post(address, form).status_code == 422  # no reason
    assert chief.post(address, {**form, "reason": "任满"}).status_code == 302
    assert holders(TODAY) == {"Z1督学": "inspector", "Z2督学": "other"}
    assert holders(ON) == {"Z1督学": "other", "Z2督学": "inspector"}
    assert (zones_of(world, "inspector", TODAY), zones_of(world, "inspector", ON)) == ({"Z1"}, {"Z2"})
    assert zones_of(world, "other", ON) == {"Z1"}
    event = AuditEvent.objects.get(action="zone.rotate")
    assert json.loads(event.canonical)["detail"]["posts"] == {"Z1督学": "Z2督学", "Z2督学": "Z1督学"}
    assert queries.proposed_rotation(world.actor("chief"), date(2026, 9, 2)) == {
        posts[0].pk: posts[0].pk, posts[1].pk: posts[1].pk,
    }  # fmt: skip


def test_what_is_still_to_come_is_seen_and_withdrawn(world: World, posts: tuple[Post, Post]) -> None:
    rotated(world, posts)
    withdraw = reverse("inspection:zone-rotation-withdraw", args=[ON])
    for name, place in (("zone-list", []), ("zone-detail", ["Z2"]), ("zone-rotation", [])):
        text = page(world, "chief", name, *place)
        assert "2026-09-01起 inspector Z1责任区 → Z2责任区" in " ".join(text.split()) and withdraw in text, name
    assert withdraw not in page(world, "clerk", "zone-list")
    assert world.client("clerk").post(withdraw).status_code == 403
    assert world.client("chief").post(withdraw).status_code == 302
    assert holders(ON) == {"Z1督学": "inspector", "Z2督学": "other"}
    assert not PostHolding.objects.filter(valid_to__isnull=False).exists()
    assert (zones_of(world, "inspector", ON), zones_of(world, "other", ON)) == ({"Z1"}, {"Z2"})
    with pytest.raises(TaizhangError, match="still to come"):
        services.withdraw_rotation(actor=world.actor("chief"), on=ON)


def test_a_rotation_that_a_later_one_builds_on_names_that_one(world: World, posts: tuple[Post, Post]) -> None:
    rotated(world, posts)
    rotated(world, posts, date(2026, 12, 1))
    client, address = world.client("chief"), reverse("inspection:zone-rotation-withdraw", args=[ON])
    text = client.post(address, follow=True).content.decode()
    assert "应为没有后来的轮换；现为other将到任。请先撤回2026-12-01的轮换。" in text
    assert client.post(reverse("inspection:zone-rotation-withdraw", args=["2026-12-01"])).status_code == 302
    assert "轮换已撤回。" in client.post(address, follow=True).content.decode()


def test_what_was_agreed_to_end_ends_in_the_new_zone(world: World, posts: tuple[Post, Post]) -> None:
    ends = date(2027, 2, 1)
    PostHolding.objects.filter(post=posts[0]).update(valid_to=ends)
    RoleGrant.objects.filter(user=world.people["inspector"]).update(valid_to=ends)
    rotated(world, posts)
    assert PostHolding.objects.get(post=posts[1], valid_from=ON).valid_to == ends
    assert RoleGrant.objects.get(user=world.people["inspector"], valid_from=ON).valid_to == ends
    services.withdraw_rotation(actor=world.actor("chief"), on=ON)
    assert PostHolding.objects.get(post=posts[0]).valid_to == ends
    assert RoleGrant.objects.get(user=world.people["inspector"]).valid_to == ends


def test_what_is_refused(world: World, posts: tuple[Post, Post]) -> None:
    with pytest.raises(NotAllowed):
        services.rotate_inspectors(actor=world.actor("clerk"), moves={}, on=ON, reason="任满")
    with pytest.raises(TaizhangError, match="an inspector who moves"):
        services.rotate_inspectors(actor=world.actor("chief"), moves={posts[0].pk: posts[0].pk}, on=ON, reason="任满")
    with pytest.raises(TaizhangError, match="or later"):
        rotated(world, posts, date(2026, 4, 19))
    PostHolding.objects.filter(post=posts[0]).update(user=world.people["chief"])
    with pytest.raises(NotAllowed):
        rotated(world, posts)  # nobody changes one's own roles
    assert holders(ON)["Z1督学"] == "inspector"


def test_a_day_that_has_come_and_a_post_that_is_given_again_stay(world: World, posts: tuple[Post, Post]) -> None:
    rotated(world, posts, TODAY)
    with pytest.raises(TaizhangError, match="still to come"):
        services.withdraw_rotation(actor=world.actor("chief"), on=TODAY)
    assert holders(TODAY) == {"Z1督学": "other", "Z2督学": "inspector"}
