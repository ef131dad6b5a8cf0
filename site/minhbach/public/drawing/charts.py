"""Draw a bar chart as SVG when a page is made: no script, and a table with the same numbers beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, HEIGHT = 680, 220
FOOT, HEAD, LEFT, LINE = 26, 16, 44, 14
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """One group of the chart: a whole and the part of it that stands in front."""

    label: str
    whole: int
    part: int
    tip: str


@dataclass(frozen=True)
class Break:
    """Where the series changes its meaning: what stands left and right of it cannot be compared as it is."""

    at: float
    """In groups from the left: 2.5 is in the middle of the third."""
    label: str


def bars(groups: Sequence[Bar], title: str, breaks: Sequence[Break] = ()) -> Markup:
    """The groups in order, breaks as dashed lines; `title` says in words what the chart shows."""
    top, step = _scale(max((group.whole for group in groups), default=0))
    floor, room = HEIGHT - FOOT, HEIGHT - FOOT - HEAD
    slot = (WIDTH - LEFT) / max(len(groups), 1)
    every = max(1, -(-len(groups) // 13))
    drawn = [_line(floor - room * value / top, value) for value in range(0, top + 1, step)]
    for number, group in enumerate(groups):
        x, wide = LEFT + slot * number + slot * 0.15, slot * 0.7
        tall, part = room * group.whole / top, room * group.part / top
        drawn.append(
            f'<g><title>{Markup.escape(group.tip)}</title>'
            f"{_rect('whole', x, floor, wide, tall)}{_rect('part', x, floor, wide, part)}</g>"
        )
        if (len(groups) - 1 - number) % every == 0:
            label = Markup.escape(group.label)
            drawn.append(f'<text class="x" x="{x + wide / 2:.1f}" y="{HEIGHT - 8}">{label}</text>')
    drawn += [_broken(LEFT + slot * one.at, floor, one.label, row) for row, one in enumerate(breaks)]
    return Markup(  # noqa: S704  (numbers, and texts escaped above)
        f'<svg class="bars" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{Markup.escape(title)}">'
        + "".join(drawn) + "</svg>"
    )  # fmt: skip


def _rect(kind: str, x: float, floor: float, wide: float, tall: float) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{floor - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>'


def _broken(x: float, floor: float, label: str, row: int) -> str:
    """A dashed line, its label on the side with more room and below those of the breaks before it."""
    left, y = x > WIDTH / 2, HEAD + LINE * row
    place = f'class="said{" before" if left else ""}" x="{x + (-5 if left else 5):.1f}" y="{y}"'
    return f'<path class="break" d="M{x:.1f} 0V{floor}"/><text {place}>{Markup.escape(label)}</text>'


def _line(y: float, value: int) -> str:
    label = f'<text class="y" x="{LEFT - 6}" y="{y + 4:.1f}">{value}</text>'
    return f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH}"/>{label}'


def _scale(most: int) -> tuple[int, int]:
    """A round top above `most` and the step of its three to five lines."""
    size = 1
    while True:
        for step in (size * n for n in STEPS):
            if most <= step * 4:
                return max(step * -(-most // step), step), step
        size *= 10
