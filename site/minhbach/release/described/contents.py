"""What every file of a release is: its title, format, table and keys, from contents.toml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from minhbach.city import Words
from minhbach.files import sha256_of
from minhbach.toml import read_toml

CONTENTS = Path(__file__).with_name("contents.toml")
MEDIA: Mapping[str, str] = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "fgb": "application/vnd.flatgeobuf",
    "gpkg": "application/geopackage+sqlite3",
    "sqlite": "application/vnd.sqlite3",
    "pmtiles": "application/vnd.pmtiles",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "jsonld": "application/ld+json",
    "ttl": "text/turtle",
    "md": "text/markdown",
    "cff": "text/yaml",
    "txt": "text/plain",
}


SPLITS = ("by-year", "by-ward", "by-district")


@dataclass(frozen=True)
class Reference:
    """That the values of some columns stand in those of another file."""

    columns: tuple[str, ...]
    file: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """What files of a pattern are."""

    pattern: str
    title: Words
    table: str = ""
    """Where columns.toml tells its columns; empty where it has none."""
    key: tuple[str, ...] = ()
    refers: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class File:
    """One file of a release as it lies there."""

    name: str
    bytes: int
    sha256: str

    @property
    def kind(self) -> Kind:
        return kind_of(self.name)

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def media(self) -> str:
        return MEDIA.get(self.extension, "application/octet-stream")

    @property
    def split(self) -> bool:
        """Whether it holds a part of the reports, with the columns of them all."""
        return self.group in SPLITS

    @property
    def group(self) -> str:
        """The folder that it stands in with others of its kind; empty at the top."""
        return self.name.partition("/")[0] if "/" in self.name else ""


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of file that a release may hold."""
    return tuple(
        Kind(
            told["pattern"],
            Words(vi=told["vi"], en=told["en"]),
            told.get("table", ""),
            tuple(told.get("key", ())),
            tuple(Reference(tuple(r["columns"]), r["file"], tuple(r["to"])) for r in told.get("refers", ())),
        )
        for told in read_toml(CONTENTS)["file"]
    )


@cache
def kind_of(name: str) -> Kind:
    """What a file is; KeyError where contents.toml says nothing of it."""
    found = next((kind for kind in kinds() if fnmatchcase(name, kind.pattern)), None)
    if found is None:
        raise KeyError(f"{name}: contents.toml does not say what it is")
    return found


def place_of(file: File) -> tuple[int, str]:
    """By what a list of files for people is sorted: as contents.toml has them, then by name."""
    return kinds().index(file.kind), file.name


def names_in(folder: Path) -> list[str]:
    """Every file of a release by its name inside it, in order."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def take_stock(folder: Path, known: Mapping[str, File]) -> dict[str, File]:
    """Every file with size and checksum; those already known are not read again."""
    return {name: known.get(name) or _file(folder, name) for name in names_in(folder)}


def _file(folder: Path, name: str) -> File:
    path = folder / name
    return File(name, path.stat().st_size, sha256_of(path))


def tables(files: Mapping[str, File]) -> Iterator[File]:
    """The CSV files whose columns are told."""
    return (file for file in files.values() if file.extension == "csv" and file.kind.table)


def columns_in(path: Path) -> list[str]:
    """The columns of a CSV file in order, as its first row has them."""
    with path.open(encoding="utf-8", newline="") as table:
        return table.readline().rstrip("\r\n").split(",")
