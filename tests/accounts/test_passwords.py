"""What is wrong with a password is told in the language of the page."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.password_validation import (
    UserAttributeSimilarityValidator,
    get_default_password_validators,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from taizhang.accounts.models import User
from taizhang.core.permissions import Role
from tests.organisation.world import small_county

BAD = {"short": "x-1-y-z", "common": "qwertyuiop", "all figures": "8402751936", "like the name": "daoxiang-xue"}
CHINESE, LATIN = re.compile("[\u4e00-\u9fff]"), re.compile("[A-Za-z]{2,}")


@pytest.mark.parametrize("name", BAD)
def test_each_rule_speaks_the_language_of_the_page(name: str) -> None:
    rules = [*get_default_password_validators(), UserAttributeSimilarityValidator()]
    for language, right, wrong in (("zh-hans", CHINESE, LATIN), ("en", LATIN, CHINESE)):
        with translation.override(language), pytest.raises(ValidationError) as error:
            validate_password(BAD[name], User(username="daoxiang-xu"), rules)
        assert error.value.messages and all(right.search(told) for told in error.value.messages)
        if name != "like the name":  # which names a column of the table of people
            assert not any(wrong.search(told) for told in error.value.messages), error.value.messages


@pytest.mark.django_db
def test_a_short_password_of_a_new_person_is_refused_in_chinese() -> None:
    small_county().person(Role.ADMINISTRATOR, "QH", username="keeper")
    client = Client()
    client.force_login(User.objects.get(username="keeper"))
    form = {"username": "new", "full_name": "禾新", "password": "short", "phone": "", "email": ""}
    page = client.post(reverse("organisation:person-create"), form).content.decode()
    assert "密码太短，至少 10 个字符。" in page and "too short" not in page
