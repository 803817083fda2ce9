"""A person who signs in; what the person may do comes from role grants on org units."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """`full_name` as people write it; first and last name of the base class stay unused."""

    full_name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    daily_mail = models.BooleanField(_("daily letter"), default=True)
    large_type = models.BooleanField(_("large type"), default=False)
    language = models.CharField(_("language"), max_length=10, blank=True)
    last_visit_at = models.DateTimeField(null=True, blank=True)  # when the newest visit began

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.full_name or self.username
