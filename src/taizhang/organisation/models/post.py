"""Posts (岗位) and who holds them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.organisation.models.dated import Dated, DatedQuerySet
from taizhang.organisation.models.org_unit import OrgUnit
from taizhang.organisation.models.zone import Zone


class PostKind(models.TextChoices):
    UNIT_HEAD = "unit_head", _("head of the unit")
    DEPUTY_HEAD = "deputy_head", _("deputy head")
    DIRECTOR_INSPECTOR = "director_inspector", _("director inspector")
    ZONE_INSPECTOR = "zone_inspector", _("zone inspector")
    CONTACT_CADRE = "contact_cadre", _("contact-point cadre")
    SECTION_HEAD = "section_head", _("section head")
    CLERK = "clerk", _("clerk")
    OTHER = "other", _("other")


class Post(models.Model):
    """A seat that stays when people change."""

    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(_("kind"), max_length=24, choices=PostKind)
    title = models.CharField(_("title"), max_length=60)
    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("org_unit", "kind", "id")

    def __str__(self) -> str:
        return self.title


class PostHolding(Dated):
    """A person in a post. `user` is empty for somebody who never signs in."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person_name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ("post", "-valid_from")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["post"], condition=models.Q(valid_to__isnull=True), name="one_open_holder"),
        ]

    def __str__(self) -> str:
        return self.person_name
