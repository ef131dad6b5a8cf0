"""The desk's doors that are about the person who comes in: signing in, second factor, sessions, password."""

from collections.abc import Callable
from typing import Any

from minhbach.desk import entry, oidc, second_factor, sessions

ENTRANCES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET POST", "/sign-in/", entry.sign_in),
    ("POST", "/sign-out/", entry.sign_out),
    ("GET", "/oidc/", oidc.oidc_start),
    ("GET", "/oidc/back/", oidc.oidc_back),
    ("GET POST", "/second-factor/", second_factor.second_factor),
    ("GET POST", "/second-factor/new/", second_factor.set_up_second_factor),
    ("GET", "/sessions/", sessions.sessions),
    ("POST", "/sessions/<name>/end", sessions.end_session),
    ("POST", "/password", sessions.change_password),
)
