from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from fellowship.lib.sealing import Sealer
from fellowship.people.models import User
from fellowship.people.services.second_step import reseal_second_steps
from fellowship.sealed.models import Draft, PrivateNote
from fellowship.sealed.services.author import unseal_for


class Command(BaseCommand):
    help = (
        "Encrypts every private note, every draft and the secrets of second steps again with the first "
        "of PRIVATE_TEXT_KEYS. Afterwards the older keys can be taken out of the setting."
    )

    def handle(self, *args, **options) -> None:
        if not settings.PRIVATE_TEXT_KEYS:
            raise CommandError("Set PRIVATE_TEXT_KEYS, the new key first.")
        sealer, count = Sealer(settings.PRIVATE_TEXT_KEYS), 0
        for author in User.objects.only("pk").iterator():
            count += self.rotate(author, sealer)
        secrets = reseal_second_steps(sealer)
        self.stdout.write(
            f"{count} private texts and {secrets} second steps are now encrypted with the first key."
        )

    @transaction.atomic
    def rotate(self, author: User, sealer: Sealer) -> int:
        unseal_for(author)
        rows = [
            *PrivateNote.objects.visible_to(author).select_for_update(),
            *Draft.objects.visible_to(author).select_for_update(),
        ]
        for row in rows:
            words = sealer.reseal(bytes(row.words), context=row.context)
            type(row).objects.filter(pk=row.pk).update(words=words)
        return len(rows)
