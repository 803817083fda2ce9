"""Forms of sign-in and one's own account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from taizhang.accounts import services


class SignInForm(AuthenticationForm):
    """Django's form behind a lock: a locked name is refused before its password is looked at."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("Name or password is wrong. Check both and try again."),
        "locked": _("Too many wrong passwords. Wait a minute, then try again."),
    }

    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username") or ""
        if services.locked_until(username):
            raise ValidationError(self.error_messages["locked"], code="locked")
        try:
            return super().clean()
        except ValidationError:
            if services.note_failure(username):
                raise ValidationError(self.error_messages["locked"], code="locked") from None
            raise
