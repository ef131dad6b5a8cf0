"""The page that checks a release in the reader's own browser, as `minhbach verify` does at a terminal."""

from flask import render_template

from minhbach.public.pages.views import pages
from minhbach.tracking import ALPHABET, RECEIPT_ROUNDS, RECEIPT_SALT


@pages.get("/verify/")
def verify() -> str:
    """Check the newest release, and find one's own report in it."""
    receipt = {"alphabet": ALPHABET, "rounds": RECEIPT_ROUNDS, "salt": RECEIPT_SALT.decode("ascii")}
    return render_template("public/verify.html", receipt=receipt)
