"""The search page: whole as a list without JavaScript; with it, a static index is asked, a few kB a query."""

from flask import render_template

from minhbach.places.units import DISTRICT, WARD
from minhbach.public.counting.current import edition
from minhbach.public.pages.views import pages


@pages.get("/search/")
def search() -> str:
    """Find a place, a category or a resolved report."""
    shown = edition()
    return render_template(
        "public/search.html",
        wards=shown.all_units(shown.in_force.id, WARD),
        districts=shown.all_units(shown.with_districts.id, DISTRICT) if shown.with_districts else (),
        categories=shown.showroom.city.categories.values(),
    )
