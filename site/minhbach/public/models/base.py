"""What every public table stands on."""

from sqlalchemy.orm import registry
from sqlmodel import SQLModel


class PublicTable(SQLModel, registry=registry()):
    """Base of every public table."""
