"""Pictures drawn for tests, and the models once a session."""

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from minhbach.config import Settings
from minhbach.privacy.photos.models import fetch_models

Encode = Callable[..., bytes]


@pytest.fixture
def scene() -> Image.Image:
    """160 × 120: dark left half, bright right half, red top left corner, fine noise everywhere."""
    pixels = np.random.default_rng(3).integers(0, 40, (120, 160, 3), dtype=np.uint8)
    pixels[:, 80:] += 180
    pixels[:30, :40] = (230, 20, 20)
    return Image.fromarray(pixels)


@pytest.fixture
def encode(scene: Image.Image) -> Encode:
    """Encode the scene, or another picture, in a format with options."""

    def encoded(kind: str = "JPEG", picture: Image.Image | None = None, **options: Any) -> bytes:
        target = io.BytesIO()
        (picture or scene).save(target, kind, **options)
        return target.getvalue()

    return encoded


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """A cache folder that holds the models: the user's own, filled once."""
    cache = Settings.from_environment(os.environ).cache
    fetch_models(cache)
    return cache
