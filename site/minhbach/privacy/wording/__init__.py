"""The rules' redactions as an operator corrected them."""
