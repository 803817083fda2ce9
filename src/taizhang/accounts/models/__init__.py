"""The user model, locks of sign-in, tokens of programs."""

from taizhang.accounts.models.api_token import ApiToken, StoredAnswer
from taizhang.accounts.models.sign_in import SignInLock
from taizhang.accounts.models.user import User

__all__ = ["ApiToken", "SignInLock", "StoredAnswer", "User"]
