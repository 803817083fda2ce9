"""The user model."""

from taizhang.accounts.models.user import User

__all__ = ["User"]
