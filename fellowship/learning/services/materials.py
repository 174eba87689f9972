"""What there is to read for a module."""

import uuid
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from fellowship.learning.models import Material, Module
from fellowship.learning.permissions import check_can_record
from fellowship.lib.uploads import check_upload, safe_name
from fellowship.people.models import User
from fellowship.people.services.audit import record


@transaction.atomic
def add_material(
    *, module: Module, by: User, title: str, link: str = "", upload: UploadedFile | None = None
) -> Material:
    """A link, or a file. The same again is not added twice. Raises FileRefused for a file we do not take."""
    check_can_record(by, module.cohort)
    Module.objects.select_for_update().get(pk=module.pk)
    name = safe_name(upload.name or "") if upload else ""
    same = Material.objects.filter(module=module, title=title, link=link, name=name).first()
    if same:
        return same
    material = Material(module=module, title=title, link=link, name=name, added_by=by)
    if upload:
        material.content_type = check_upload(upload, name=name).content_type
        material.size = upload.size or 0
        material.file.save(uuid.uuid4().hex, upload, save=False)
    try:
        material.save()
    except Exception:
        if material.file:
            material.file.delete(save=False)
        raise
    record("material_added", material, by=by, title=title)
    return material


@transaction.atomic
def remove_material(*, material: Material, by: User) -> None:
    check_can_record(by, material.module.cohort)
    record("material_removed", material, by=by, title=material.title)
    if material.file:
        transaction.on_commit(partial(material.file.storage.delete, material.file.name))
    material.delete()
