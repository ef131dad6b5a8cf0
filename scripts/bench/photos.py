"""Measure how many faces and plates clean_photo hides, and how long a photo takes.

Real portraits and scenes that ship in registry packages (pinned below) are put together: faces from 12 to
480 pixels and drawn Vietnamese plates from 25 to 120 pixels tall, turned, dimmed, blurred, noisy and
compressed, on scenes where nobody was. Run it with the extra [photos] installed:

    python scripts/bench/photos.py [--scenes 120] [--seed 1] [--json]
"""

import argparse
import io
import json
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

from minhbach.config import Settings
from minhbach.places.packages import Source, fetch, read_member
from minhbach.privacy.photos import FACE, PLATE, Box, Detector, clean_photo
from minhbach.privacy.photos.blur import MARGINS
from minhbach.privacy.photos.detectors import all_detectors
from minhbach.privacy.photos.models import fetch_models

SCENES = Source(
    "scikit-image", "0.26.0",
    "scikit_image-0.26.0-cp311-cp311-manylinux_2_24_x86_64.manylinux_2_28_x86_64.whl",
    "74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af", "BSD-3-Clause", True,
)  # fmt: skip
PORTRAITS = Source(
    "face_recognition", "1.3.0", "face_recognition-1.3.0.tar.gz",
    "5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec",
    "MIT; the portraits are in the public domain", True,
)  # fmt: skip
# Left, top, right, bottom of the face, from 0 to 1 of each portrait; checked by eye.
FACES = {
    "biden.jpg": (0.441, 0.077, 0.746, 0.26),
    "obama.jpg": (0.412, 0.07, 0.678, 0.382),
    "obama2.jpg": (0.316, 0.195, 0.762, 0.538),
    "astronaut.png": (0.355, 0.114, 0.527, 0.347),
}
GROUNDS = ("motorcycle_left", "motorcycle_right", "coffee", "brick", "gravel", "grass", "chelsea")
FACE_HEIGHTS = (12, 16, 20, 24, 32, 48, 64, 96, 160, 320, 480)
PLATE_HEIGHTS = (25, 32, 40, 60, 90, 120)
SIZE = (1280, 960)
Spot = tuple[str, int, tuple[int, int, int, int]]


def main() -> None:
    """Print the share hidden by kind and height, false boxes on empty scenes, and the time a photo takes."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--scenes", type=int, default=120)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--json", action="store_true")
    asked = words.parse_args()
    cache = Settings.from_environment().cache
    found = measure(
        asked.scenes, asked.seed, all_detectors(fetch_models(cache)), *_pictures(cache / "packages")
    )
    print(json.dumps(found) if asked.json else "\n".join(f"{name}: {value}" for name, value in found.items()))


def measure(
    scenes: int, seed: int, detect: Detector, faces: list[Image.Image], grounds: list[Image.Image]
) -> dict[str, str | float]:
    """Clean `scenes` made photos and count what is hidden; every third one is empty."""
    rng = random.Random(seed)  # noqa: S311 - repeatable scenes, not secrets
    hidden: dict[tuple[str, int], list[bool]] = defaultdict(list)
    clock, processor, false_boxes = [], [], []
    for number in range(scenes):
        scene = rng.choice(grounds).copy()
        spots = _fill(rng, scene, faces) if number % 3 else []
        data = _compressed(_weathered(rng, scene))
        started, used = time.perf_counter(), time.process_time()
        clean = clean_photo(data, detect=detect)
        clock.append(time.perf_counter() - started)
        processor.append(time.process_time() - used)
        if not spots:
            false_boxes.append(len(clean.boxes))
        for kind, high, edges in spots:
            hidden[kind, high].append(_covered(edges, clean.boxes))
    return _summary(hidden) | {
        "boxes on an empty scene, mean": round(float(np.mean(false_boxes)), 2),
        "seconds a photo, median": round(float(np.median(clock)), 2),
        "processor seconds a photo, median": round(float(np.median(processor)), 2),
    }


def _summary(hidden: dict[tuple[str, int], list[bool]]) -> dict[str, str | float]:
    rows: dict[str, str | float] = {}
    for kind, least in ((FACE, 16), (PLATE, 25)):
        for (name, high), marks in sorted(hidden.items()):
            if name == kind:
                rows[f"{kind} {high} px"] = f"{sum(marks)}/{len(marks)}"
        marks = [
            mark for (name, high), row in hidden.items() if name == kind and high >= least for mark in row
        ]
        rows[f"{kind} from {least} px"] = f"{sum(marks)}/{len(marks)} = {np.mean(marks):.3f}"
    return rows


def _pictures(packages: Path) -> tuple[list[Image.Image], list[Image.Image]]:
    """Faces cut out with what is around them, and scenes without people."""
    scenes, portraits = fetch(SCENES, packages), fetch(PORTRAITS, packages)

    def opened(name: str) -> Image.Image:
        inside = (
            f"skimage/data/{name}"
            if name.endswith("png")
            else f"face_recognition-1.3.0/tests/test_images/{name}"
        )
        archive = scenes if name.endswith("png") else portraits
        return Image.open(io.BytesIO(read_member(archive, inside))).convert("RGB")

    return [_cut(opened(name), edges) for name, edges in FACES.items()], [
        opened(f"{name}.png").resize(SIZE, Image.Resampling.LANCZOS) for name in GROUNDS
    ]


def _cut(portrait: Image.Image, edges: tuple[float, float, float, float]) -> Image.Image:
    """The face with half its size around it: its edges are then 1/4 and 3/4 of the cut."""
    left, top, right, bottom = (edge * side for edge, side in zip(edges, portrait.size * 2, strict=True))
    wide, high = (right - left) / 2, (bottom - top) / 2
    return portrait.crop((round(left - wide), round(top - high), round(right + wide), round(bottom + high)))


def _fill(rng: random.Random, scene: Image.Image, faces: list[Image.Image]) -> list[Spot]:
    """Put three faces and two plates on a scene, in places that do not overlap."""
    spots: list[Spot] = []
    for high in (*rng.sample(FACE_HEIGHTS, 3),):
        face = rng.choice(faces)
        face = ImageOps.mirror(face) if rng.random() < 0.5 else face
        scale = high / (face.height / 2)
        size = (max(4, round(face.width * scale)), max(4, round(face.height * scale)))
        shown = ImageEnhance.Brightness(face.resize(size, Image.Resampling.LANCZOS)).enhance(
            rng.uniform(0.5, 1.3)
        )
        _paste(rng, scene, shown, FACE, high, 0.25, spots)
    for high in rng.sample(PLATE_HEIGHTS, 2):
        _paste(rng, scene, _turned(rng, draw_plate(rng), high), PLATE, high, 0.0, spots)
    return spots


def _paste(
    rng: random.Random,
    scene: Image.Image,
    part: Image.Image,
    kind: str,
    high: int,
    inset: float,
    spots: list[Spot],
) -> None:
    for _ in range(40):
        x, y = rng.randint(0, SIZE[0] - part.width), rng.randint(0, max(0, SIZE[1] - part.height))
        area = (x, y, x + part.width, y + part.height)
        if part.height <= SIZE[1] and not any(_shared(area, other) for _, _, other in spots):
            scene.paste(part, (x, y), part.getchannel("A") if part.mode == "RGBA" else _soft(part.size))
            across, down = round(part.width * inset), round(part.height * inset)
            spots.append(
                (kind, high, (x + across, y + down, x + part.width - across, y + part.height - down))
            )
            return


def draw_plate(rng: random.Random) -> Image.Image:
    """A Vietnamese plate: one line for cars, two for motorbikes; white, yellow or blue."""
    paper, ink = rng.choice(
        [("white", "black"), ("white", "black"), ("#f4c20d", "black"), ("#1a4fa3", "white")]
    )
    head = f"{rng.randint(11, 99)}{rng.choice('ABCDEFGHKLMNPSTUVXYZ')}"
    tail = rng.choice([f"{rng.randint(100, 999)}.{rng.randint(10, 99)}", f"{rng.randint(1000, 9999)}"])
    if rng.random() < 0.5:
        return _written([f"{head}-{tail}"], paper, ink, (470, 110))
    return _written([f"{head[:2]}-{head[2]}{rng.randint(1, 9)}", tail], paper, ink, (190, 140))


def _written(lines: list[str], paper: str, ink: str, size: tuple[int, int]) -> Image.Image:
    plate = Image.new("RGB", (size[0] * 2, size[1] * 2), paper)
    draw = ImageDraw.Draw(plate)
    draw.rounded_rectangle((4, 4, plate.width - 5, plate.height - 5), 16, outline=ink, width=5)
    band = plate.height / len(lines)
    for row, text in enumerate(lines):
        font = ImageFont.load_default(round(band * 0.86))
        high = Image.new("L", (round(font.getlength(text)) + 20, round(band)), 0)
        ImageDraw.Draw(high).text((10, band / 2), text, 255, font, anchor="lm", stroke_width=3)
        narrow = high.resize((min(high.width, plate.width - 40), high.height), Image.Resampling.LANCZOS)
        plate.paste(ink, (20 + (plate.width - 40 - narrow.width) // 2, round(band * row)), narrow)
    return plate


def _turned(rng: random.Random, plate: Image.Image, high: int) -> Image.Image:
    """Scale to `high`, turn by up to 12° and shear as seen from the side."""
    size = (round(plate.width * high / plate.height), high)
    small = plate.resize(size, Image.Resampling.LANCZOS).convert("RGBA")
    shear = rng.uniform(-0.15, 0.15)
    leaning = small.transform(
        size, Image.Transform.AFFINE, (1, shear, -shear * high / 2, 0, 1, 0), Image.Resampling.BICUBIC
    )
    return leaning.rotate(rng.uniform(-12, 12), Image.Resampling.BICUBIC, expand=True)


def _soft(size: tuple[int, int]) -> Image.Image:
    """A mask that fades out towards the edges, so that no cut line helps the detector."""
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).ellipse((size[0] * 0.04, size[1] * 0.04, size[0] * 0.96, size[1] * 0.96), fill=255)
    return mask.filter(ImageFilter.GaussianBlur(max(size) * 0.03))


def _weathered(rng: random.Random, scene: Image.Image) -> Image.Image:
    """Dim, soften and add a sensor's noise."""
    scene = ImageEnhance.Brightness(scene).enhance(rng.uniform(0.6, 1.2))
    scene = scene.filter(ImageFilter.GaussianBlur(rng.uniform(0, 0.7)))
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, rng.uniform(0, 8), (*scene.size[::-1], 3))
    return Image.fromarray(np.clip(np.asarray(scene) + noise, 0, 255).astype(np.uint8))


def _compressed(scene: Image.Image) -> bytes:
    target = io.BytesIO()
    scene.save(target, "JPEG", quality=80)
    return target.getvalue()


def _covered(edges: tuple[int, int, int, int], boxes: Sequence[Box]) -> bool:
    """Say whether the hidden boxes, whatever their kind, cover four fifths of a spot."""
    mask = np.zeros(SIZE[::-1], bool)
    for box in boxes:
        left, top, right, bottom = box.pixels(*SIZE, margin=MARGINS.get(box.kind, 0.0))
        mask[top:bottom, left:right] = True
    left, top, right, bottom = edges
    return bool(mask[top:bottom, left:right].mean() >= 0.8)


def _shared(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


if __name__ == "__main__":
    main()
