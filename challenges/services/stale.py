"""A form that was shown before somebody else changed the thing it is about."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.utils.translation import gettext as _


class Stale(PermissionDenied):
    """The row has changed since the form was shown; `current` is how it stands now. Its text can be shown."""

    def __init__(self, current: Model) -> None:
        super().__init__(
            _("This was changed while you had it open. Look at it as it is now, and then decide again.")
        )
        self.current = current


def refuse_if_stale(current: Model, version: int | None) -> None:
    """`version` is the one the form was shown with; None where nothing was shown (the system, imports)."""
    if version is not None and version != current.version:  # type: ignore[attr-defined]
        raise Stale(current)
