"""Signing staff in by the city's own identity provider (OpenID Connect), where it has one.

Only accounts that exist already: found by issuer and subject, the first time by the provider's verified
e-mail address. Authorization code with PKCE, state and nonce, by Authlib (the extra `minhbach[oidc]`).
"""

import logging
from collections.abc import Mapping
from typing import Any

from flask import Flask, abort, current_app, request, session, url_for
from flask_babel import gettext as _

from minhbach.config import Oidc
from minhbach.desk.arrival import begin
from minhbach.desk.entry import sign_in_page
from minhbach.desk.guard import for_anyone, safe_next
from minhbach.errors import BadInput
from minhbach.records.office import office
from minhbach.records.staff import find_by_email, find_by_subject

_CLIENT, _WANTED = "minhbach.oidc", "desk_oidc_wanted"
PROVED_TWICE = frozenset({"mfa", "otp", "hwk", "swk", "fpt", "face", "sc"})
"""Methods of RFC 8176 by which a provider says that it asked for more than a password."""
TIMEOUT = 10
_log = logging.getLogger(__name__)


def prepare(app: Flask, oidc: Oidc | None) -> None:
    """Make the app a client of the provider; BadInput where the extra is not installed."""
    if oidc is None:
        return
    try:
        from authlib.integrations.flask_client import OAuth
    except ImportError:
        raise BadInput(
            "MINHBACH_OIDC_ISSUER is set: install the extra: pip install 'minhbach[oidc]'"
        ) from None
    app.extensions[_CLIENT] = OAuth(app).register(
        "city",
        client_id=oidc.client,
        client_secret=oidc.secret,
        server_metadata_url=f"{oidc.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": TIMEOUT},
    )


@for_anyone
def oidc_start() -> Any:
    """Send the browser to the provider: by a link, since a form may not lead off this host (form-action)."""
    client = _client()
    session[_WANTED] = safe_next(request.args.get("next", ""))
    try:
        return client.authorize_redirect(url_for("desk.oidc_back", _external=True))
    except _faults() as fault:
        return _refused(fault)


@for_anyone
def oidc_back() -> Any:
    """Let in whom the provider names, if they have an account."""
    client, oidc = _client(), office().settings.oidc
    wanted = safe_next(session.pop(_WANTED, ""))
    must = {"iss": {"essential": True, "value": oidc.issuer if oidc else ""}, "sub": {"essential": True}}
    try:
        claims = client.authorize_access_token(claims_options=must).get("userinfo")
    except _faults() as fault:
        return _refused(fault)
    member_id = _account(claims) if claims else None
    if member_id is None:
        return _page(_("Chưa có tài khoản cho bạn ở đây. Mời bạn liên hệ quản trị viên.")), 403
    methods = claims.get("amr") or []
    return begin(member_id, wanted, proved_twice=bool(PROVED_TWICE.intersection(methods)))


def _account(claims: Mapping[str, Any]) -> int | None:
    """The account that the claims name; from its first sign-in on it belongs to that subject alone."""
    subject = f"{claims['iss']} {claims['sub']}"[:200]
    with office().private.writing() as database:
        if known := find_by_subject(database, subject):
            return known.id
        if claims.get("email_verified") is not True:
            return None
        member = find_by_email(database, str(claims.get("email", "")))
        if member is None or member.oidc_subject:
            return None
        member.oidc_subject = subject
        database.add(member)
        return member.id


def _client() -> Any:
    return current_app.extensions.get(_CLIENT) or abort(404)


def _faults() -> tuple[type[Exception], ...]:
    """What may go wrong at the provider's or on the way: all of it means that nobody is let in."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    return (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError, RuntimeError)


def _refused(fault: Exception) -> Any:
    # Its kind only: a provider's answer may hold a person's name or a code.
    _log.warning("sign-in by the identity provider failed: %s", type(fault).__name__)
    return _page(_("Không đăng nhập được qua hệ thống của thành phố. Mời bạn thử lại.")), 403


def _page(wrong: str) -> str:
    return sign_in_page(url_for("desk.home"), wrong)
