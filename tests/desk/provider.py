"""A small identity provider (OpenID Connect) to sign in by in tests; it can be told to lie."""

import base64
import hashlib
import json
import secrets
import time
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from flask import Flask, Response, jsonify, redirect, request
from werkzeug.datastructures import Authorization
from werkzeug.wrappers import Response as AnyResponse

CLIENT, SECRET = "desk", "provider-secret"
KID = "one"


class Provider:
    """Knows one person; `claims` are laid over what it says of them, `signs_by` over how."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.be_honest()
        self.codes: dict[str, dict[str, str]] = {}
        self.app = Flask("provider")
        self.app.add_url_rule("/.well-known/openid-configuration", view_func=self.configuration)
        self.app.add_url_rule("/authorize", view_func=self.authorize)
        self.app.add_url_rule("/token", view_func=self.token, methods=["POST"])
        self.app.add_url_rule("/jwks", view_func=self.jwks)

    def be_honest(self) -> None:
        """Say again what is true, signed by its own key."""
        self.signs_by = self.key
        self.header: dict[str, Any] = {"alg": "RS256", "kid": KID, "typ": "JWT"}
        self.claims: dict[str, Any] = {}
        self.said_issuer: str | None = None

    def configuration(self) -> Response:
        here = request.host_url.rstrip("/")
        return jsonify(
            issuer=self.said_issuer or here,
            authorization_endpoint=f"{here}/authorize",
            token_endpoint=f"{here}/token",
            jwks_uri=f"{here}/jwks",
            id_token_signing_alg_values_supported=["RS256"],
        )

    def authorize(self) -> AnyResponse:
        """Everybody who comes here is let in at once."""
        code = secrets.token_urlsafe(8)
        self.codes[code] = request.args.to_dict()
        asked = urlencode({"code": code, "state": request.args["state"]})
        return redirect(f"{request.args['redirect_uri']}?{asked}")

    def token(self) -> Response | tuple[Response, int]:
        asked = self.codes.pop(request.form["code"], None)
        verifier = request.form.get("code_verifier", "")
        proof = _base64(hashlib.sha256(verifier.encode()).digest())
        known = request.authorization == Authorization("basic", {"username": CLIENT, "password": SECRET})
        if asked is None or asked.get("code_challenge") != proof or not known:
            return jsonify(error="invalid_grant"), 400
        claims = {
            "iss": request.host_url.rstrip("/"),
            "sub": "person-7",
            "aud": CLIENT,
            "exp": int(time.time()) + 60,
            "iat": int(time.time()),
            "nonce": asked["nonce"],
            "email": "lan@example.org",
            "email_verified": True,
        } | self.claims
        return jsonify({"access_token": "x", "token_type": "Bearer", "id_token": self._signed(claims)})

    def jwks(self) -> Response:
        numbers = self.key.public_key().public_numbers()
        exponent, modulus = (
            _base64(n.to_bytes(-(-n.bit_length() // 8), "big")) for n in (numbers.e, numbers.n)
        )
        return jsonify(keys=[{"kty": "RSA", "kid": KID, "use": "sig", "e": exponent, "n": modulus}])

    def _signed(self, claims: dict[str, Any]) -> str:
        said = ".".join(_base64(json.dumps(part).encode()) for part in (self.header, claims))
        if self.header["alg"] == "none":
            return f"{said}."
        signature = self.signs_by.sign(said.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{said}.{_base64(signature)}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
