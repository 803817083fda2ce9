"""Leading groups (领导小组) with a roster as of any date."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.organisation.models.dated import Dated, DatedQuerySet
from taizhang.organisation.models.org_unit import OrgUnit
from taizhang.organisation.models.post import Post


class GroupRole(models.TextChoices):
    HEAD = "head", _("head")
    DEPUTY = "deputy", _("deputy head")
    MEMBER = "member", _("member")


class LeadingGroup(Dated):
    name = models.CharField(_("name"), max_length=100)
    topic = models.CharField(_("topic"), max_length=100)
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ("org_unit", "name")

    def __str__(self) -> str:
        return self.name


class GroupMember(Dated):
    """A seat in the group: by post (who holds it changes by itself) or, for outside bodies, by name."""

    group = models.ForeignKey(LeadingGroup, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(_("role"), max_length=8, choices=GroupRole)
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(_("name"), max_length=60, blank=True)
    outside_body = models.CharField(_("outside body"), max_length=100, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ("group", "role", "id")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(role="head", valid_to__isnull=True),
                name="one_open_head",
            ),
            models.CheckConstraint(
                condition=models.Q(post__isnull=False) | ~models.Q(person_name=""), name="member_is_post_or_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.role}"
