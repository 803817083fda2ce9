"""Letters that went out, one a person and day (每日提醒邮件)."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Letter(models.Model):
    """The mail of a day to one person. sent_at: None while it waits or failed; error: what the mail server said, in the
    words of the page."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    line_count = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-day", "-id")
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_letter_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.user_id}"
