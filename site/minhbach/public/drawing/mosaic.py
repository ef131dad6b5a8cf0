"""Draw the wards of one district as a small SVG, shaded by how much was reported, each a link."""

from collections.abc import Mapping, Sequence

import shapely
from markupsafe import Markup

from minhbach.public.drawing.frame import HEIGHT, WIDTH, Frame
from minhbach.public.drawing.sketch import Shape, labels, scale_bar


def mosaic(shapes: Sequence[Shape], shade: Mapping[str, int], tips: Mapping[str, str], title: str) -> Markup:
    """All shapes in one picture; `title` says in words what it shows, `tips` what each shape stands for."""
    frame = Frame(shapely.union_all([shape.geometry for shape in shapes]), margin=0.04)
    parts = "".join(_part(frame, shape, shade[shape.code], tips[shape.code]) for shape in shapes)
    names = "".join(labels(frame, None, [(shape.name, shape.geometry) for shape in shapes]))
    return Markup(  # noqa: S704  (numbers, and texts escaped)
        f'<svg class="sketch mosaic" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" '
        f'aria-label="{Markup.escape(title)}">{parts}{names}{scale_bar(frame)}</svg>'
    )


def _part(frame: Frame, shape: Shape, shade: int, tip: str) -> str:
    words = Markup.escape(f"{shape.name}: {tip}")
    path = f'<path class="shade-{shade}" d="{frame.path(shape.geometry)}"/>'
    return f'<a href="{Markup.escape(shape.href)}" aria-label="{words}">{path}<title>{words}</title></a>'
