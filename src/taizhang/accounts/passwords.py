"""What a password must be; Django's rules, in words that Chinese has too."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """Django 5.2 says it in an English sentence that its Chinese catalogue does not have yet."""

    def get_error_message(self) -> str:
        words = ngettext(
            "The password is too short: at least %(n)d character.",
            "The password is too short: at least %(n)d characters.",
            self.min_length,
        )
        return words % {"n": self.min_length}
