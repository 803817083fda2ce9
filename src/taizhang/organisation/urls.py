"""Addresses of the organisation pages."""

from __future__ import annotations

from django.urls import path

from taizhang.organisation.views import contacts, delegations, groups, people, posts, units, zones

app_name = "organisation"
urlpatterns = [
    path("", units.tree, name="tree"),
    path("import/", people.unit_import, name="unit-import"),
    path("units/<str:code>/", units.unit_detail, name="unit-detail"),
    path("units/<str:code>/new/", units.unit_create, name="unit-create"),
    path("units/<str:code>/<slug:change>/", units.unit_change, name="unit-change"),
    path("changes/<int:pk>/call-off/", units.change_call_off, name="change-call-off"),
    path("zones/", zones.zone_list, name="zone-list"),
    path("zones/new/", zones.zone_create, name="zone-create"),
    path("zones/<str:code>/", zones.zone_detail, name="zone-detail"),
    path("zones/<str:code>/assign/", zones.zone_assign, name="zone-assign"),
    path("zones/<str:code>/close/", zones.zone_close, name="zone-close"),
    path("posts/", posts.post_list, name="post-list"),
    path("posts/new/", posts.post_create, name="post-create"),
    path("posts/<int:pk>/", posts.post_detail, name="post-detail"),
    path("posts/<int:pk>/assign/", posts.post_assign, name="post-assign"),
    path("posts/<int:pk>/handover/", posts.post_handover, name="post-handover"),
    path("contacts/", contacts.contact_list, name="contact-list"),
    path("delegations/", delegations.delegation_list, name="delegation-list"),
    path("delegations/new/", delegations.delegation_create, name="delegation-create"),
    path("delegations/<int:pk>/withdraw/", delegations.delegation_withdraw, name="delegation-withdraw"),
    path("groups/", groups.group_list, name="group-list"),
    path("groups/new/", groups.group_create, name="group-create"),
    path("groups/<int:pk>/", groups.group_detail, name="group-detail"),
    path("groups/<int:pk>/members/new/", groups.group_seat, name="group-seat"),
    path("groups/<int:pk>/members/<int:member_pk>/leave/", groups.group_leave, name="group-leave"),
    path("people/", people.person_list, name="person-list"),
    path("people/new/", people.person_create, name="person-create"),
    path("people/<int:pk>/", people.person_detail, name="person-detail"),
    path("people/<int:pk>/active/", people.person_active, name="person-active"),
    path("people/roles/<int:pk>/revoke/", people.grant_revoke, name="grant-revoke"),
]
