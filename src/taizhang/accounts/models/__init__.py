"""The user model."""

from taizhang.accounts.models.sign_in import SignInLock
from taizhang.accounts.models.user import User

__all__ = ["SignInLock", "User"]
