"""The blueprint of public pages with every module that adds some: a new one is named here."""

from minhbach.public.pages import (
    agencies,
    changes,
    checking,
    embeds,
    explore,
    feeds,
    finding,
    months,
    registers,
    views,
)

PAGES_OF = (views, agencies, changes, checking, embeds, explore, feeds, finding, months, registers)
pages = views.pages
