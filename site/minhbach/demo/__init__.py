"""A made-up year of reports, carried through the real workflow, to try the software with.

This package stands above the rooms, like the command line: it uses each of them as people do.
"""

from minhbach.demo.make import DemoResult, make_demo

__all__ = ["DemoResult", "make_demo"]
