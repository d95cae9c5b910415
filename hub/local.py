"""Signing in with passwords the hub keeps itself, for trials: who is on the list, once the host has let them in.

Stock NativeAuthenticator lets in whoever first signs up under a listed name; here the host, who knows who is who, does.
"""

from __future__ import annotations

from typing import Any

from nativeauthenticator import NativeAuthenticator  # type: ignore[import-untyped]
from traitlets import Set, Unicode


class ListedAuthenticator(NativeAuthenticator):
    """NativeAuthenticator for a roster."""

    listed = Set(Unicode(), help="Ids that may sign in once the host has authorised their sign-up.").tag(config=True)

    def check_allowed(self, username: str, authentication: dict[str, Any] | None = None) -> bool:
        """Whether the person is on the list, as it stands today."""
        return username in self.listed or username in self.admin_users
