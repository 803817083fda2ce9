"""Failed sign-ins, counted so that passwords cannot be tried out."""

from __future__ import annotations

from django.db import models


class SignInLock(models.Model):
    """Failures of one user name in a row, whoever typed it; kept in the database because web processes are many.

    Names that belong to nobody are counted too: a lock must not tell which names exist.
    """

    username = models.CharField(max_length=150, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    last_failure_at = models.DateTimeField()

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return f"{self.username} {self.failures}"
