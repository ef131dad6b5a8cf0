"""Photos through the door: decoded safely, metadata gone, faces and plates hidden for good."""

from minhbach.privacy.photos.boxes import FACE, HAND, PLATE, SENDER, Box, drawn_over, read_boxes, write_boxes
from minhbach.privacy.photos.clean import CleanPhoto, Detector, clean_photo
from minhbach.privacy.photos.cleaner import PhotoCleaner
from minhbach.privacy.photos.refusal import PhotoRefused

__all__ = [
    "FACE",
    "HAND",
    "PLATE",
    "Box",
    "CleanPhoto",
    "Detector",
    "PhotoCleaner",
    "PhotoRefused",
    "SENDER",
    "clean_photo",
    "drawn_over",
    "read_boxes",
    "write_boxes",
]
