from fellowship.sealed.models.draft import Draft
from fellowship.sealed.models.note import PrivateNote

__all__ = ["Draft", "PrivateNote"]
