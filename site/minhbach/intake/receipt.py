"""The receipt: the tracking code, shown to the browser that sent the report and for a short while."""

from typing import Any

import segno
from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from markupsafe import Markup

from minhbach.intake.submission import Sent, code_of
from minhbach.records.office import office

RECEIPT_SECONDS = 15 * 60
"""How long the browser that sent a report can show its receipt again, to reload or print it."""


def add_receipt(intake: Blueprint) -> None:
    """Give the citizen's pages their routes under /report/receipt/."""
    intake.get("/report/receipt/")(receipt)
    intake.post("/report/receipt/close/")(close_receipt)


def receipt() -> str:
    """The tracking code, or that there is none to show here."""
    kept = session.get("receipt")
    if not kept or office().now().timestamp() - kept["at"] > RECEIPT_SECONDS:
        session.pop("receipt", None)
        return render_template("report/receipt.html", code=None)
    code, page = code_of(office(), kept["key"]), url_for("intake.track", _external=True)
    return render_template(
        "report/receipt.html", code=code, page=page, square=square(f"{page}#{code}"), again=kept["again"],
        now=office().now(),
    )  # fmt: skip


def square(address: str) -> Markup:
    """A QR code as SVG, drawn here: no other host learns of it.

    The tracking code stands behind the address's #, which browsers send to nobody.
    """
    drawn = segno.make(address, error="m", micro=False)
    return Markup(drawn.svg_inline(border=4, light="#fff", omitsize=True, svgclass=None, lineclass=None))  # noqa: S704


def close_receipt() -> Any:
    """Forget the receipt at once: for a shared computer."""
    session.pop("receipt", None)
    return redirect(url_for("intake.receipt"), 303)


def to_receipt(key: str, sent: Sent) -> Response:
    """Show the receipt of a form that was just sent, in the way that the asker understands."""
    # The form's key, not the code: a cookie that is read says nothing without this installation's secret.
    session["receipt"] = {"key": key, "again": sent.again, "at": int(office().now().timestamp())}
    address = url_for("intake.receipt")
    if request.accept_mimetypes.best == "application/json":
        return make_response({"receipt": address})
    if request.headers.get("HX-Request") == "true":
        response = make_response("", 204)
        response.headers["HX-Redirect"] = address
        return response
    return make_response(redirect(address, 303))
