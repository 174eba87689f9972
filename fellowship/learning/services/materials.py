"""What there is to read for a module, or for one of its taught days.

A file that came along from another year is kept once: several materials, and templates between them, refer to
it. It goes when nothing refers to it any more.
"""

import uuid
from functools import partial

from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q

from fellowship.cohorts.models import TemplateMaterial
from fellowship.learning.models import Material, Module, TaughtDay
from fellowship.learning.permissions import check_can_record
from fellowship.lib.uploads import check_upload, safe_name
from fellowship.people.models import User
from fellowship.people.services.audit import record


@transaction.atomic
def add_material(
    *,
    module: Module,
    by: User,
    title: str,
    day: TaughtDay | None = None,
    link: str = "",
    upload: UploadedFile | None = None,
) -> Material:
    """A link, or a file. The same again is not added twice. Raises FileRefused for a file we do not take."""
    check_can_record(by, module.cohort)
    Module.objects.select_for_update().get(pk=module.pk)
    name = safe_name(upload.name or "") if upload else ""
    facts = {"module": module, "taught_day": day, "title": title, "link": link, "name": name}
    same = Material.objects.filter(**facts).first()
    if same:
        return same
    material = Material(**facts, added_by=by)
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
        transaction.on_commit(partial(_let_go, material.file.storage, material.file.name))
    material.delete()


def _let_go(storage: Storage, name: str) -> None:
    """Who makes a new reference holds the row it is made from, so none can come once there are none."""
    kept = [Material.objects.filter(file=name), TemplateMaterial._base_manager.filter(file=name)]
    if not any(rows.exists() for rows in kept):
        storage.delete(name)


def lay_out_materials(*rows: Module | TaughtDay) -> list[Material]:
    """What the template has to read for these modules as a whole and for these days, by reference."""
    modules = {row.from_template_id: row for row in rows if isinstance(row, Module)}
    days = {row.from_template_id: row for row in rows if isinstance(row, TaughtDay)}
    planned = TemplateMaterial.objects.filter(Q(taught_day=None, module__in=modules) | Q(taught_day__in=days))
    return Material.objects.bulk_create(
        Material(
            module=days[one.taught_day_id].module if one.taught_day_id else modules[one.module_id],
            taught_day=days.get(one.taught_day_id),
            title=one.title,
            link=one.link,
            file=one.file.name or "",
            name=one.name,
            content_type=one.content_type,
            size=one.size,
            added_by_id=one.added_by_id,
            from_template=one,
        )
        for one in planned
    )
