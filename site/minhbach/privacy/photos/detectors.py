"""All that looks for what must be hidden, as one detector."""

from pathlib import Path

from PIL import Image

from minhbach.privacy.photos.boxes import Box
from minhbach.privacy.photos.clean import Detector
from minhbach.privacy.photos.faces import Faces
from minhbach.privacy.photos.plates import Plates


def all_detectors(models: Path) -> Detector:
    """Return a detector of faces and plates over the models that models.fetch_models() put there."""
    faces, plates = Faces(models), Plates(models)

    def detect(picture: Image.Image) -> list[Box]:
        return [*faces(picture), *plates(picture)]

    return detect
