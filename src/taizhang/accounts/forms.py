"""Forms of sign-in and one's own account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from taizhang.accounts import services, tokens
from taizhang.core.scopes import Scope


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


class MailForm(forms.Form):
    """One's own address and the switch of the daily letter."""

    email = forms.EmailField(required=False, max_length=254)
    daily = forms.BooleanField(required=False)


class TestLetterForm(forms.Form):
    """Where a test letter goes."""

    to = forms.EmailField(
        label=_("To which address"), max_length=254, widget=forms.EmailInput(attrs={"class": "form-control"})
    )


class TokenForm(forms.Form):
    """A token for a program. The service checks what it may hold; here only what is of use is offered."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=60, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    org_unit = forms.CharField(
        label=_("Only below this org unit (its code)"),
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    days = forms.IntegerField(
        label=_("Valid for days"),
        initial=180,
        widget=forms.NumberInput(attrs={"class": "form-control", "min": 1, "max": tokens.MOST_DAYS}),
    )

    def __init__(self, data: Mapping[str, Any] | None, *, scopes: Iterable[Scope]) -> None:
        super().__init__(data)
        offered = self.fields["scopes"]
        assert isinstance(offered, forms.MultipleChoiceField)
        offered.choices = [(scope.value, scope.label) for scope in scopes]
