"""The user model, locks of sign-in, tokens of programs."""

from taizhang.accounts.models.api_token import ApiToken, StoredAnswer
from taizhang.accounts.models.letter import Letter
from taizhang.accounts.models.sign_in import SignInLock
from taizhang.accounts.models.user import User

__all__ = ["ApiToken", "Letter", "SignInLock", "StoredAnswer", "User"]
