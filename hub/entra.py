"""Signing in with Microsoft Entra ID: the council's own directory only, app roles for learners and coaches.

The id token comes straight from the token endpoint over TLS, so its signature adds nothing (OpenID Connect Core,
3.1.3.7); its directory, audience and age are checked here.
"""

from __future__ import annotations

import time
from typing import Any

from oauthenticator.azuread import AzureAdOAuthenticator
from tornado import web

NO_ROLE = (
    "You have signed in, but nobody has put you on this course yet. Please ask your coach, or whoever looks after "
    "the course at your council, to give your account the role of learner."
)
CLOCK_SLACK = 300
"""Seconds by which this machine's clock and Microsoft's may differ."""


class EntraAuthenticator(AzureAdOAuthenticator):
    """Entra ID, one directory, claims checked."""

    async def token_to_user(self, token_info: dict[str, Any]) -> dict[str, Any]:
        """The claims of the id token. Raises HTTP 403 when they are of another directory, another app, or old."""
        if not token_info.get("id_token"):
            raise web.HTTPError(403, "Microsoft sent no id token: the app registration must allow the scope openid.")
        claims: dict[str, Any] = await super().token_to_user(token_info)
        if claims.get("aud") != self.client_id:
            raise web.HTTPError(403, "The sign-in was meant for another application. Please start again from here.")
        if claims.get("tid") != self.tenant_id:
            raise web.HTTPError(
                403, "This account belongs to another organisation. Please sign in with your council account."
            )
        if claims.get("exp", 0) < time.time() - CLOCK_SLACK:
            raise web.HTTPError(403, "The sign-in has expired. If it happens again, this machine's clock may be wrong.")
        return claims
