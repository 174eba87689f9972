from base64 import b64decode, b64encode

from allauth.mfa.models import Authenticator
from django.db import transaction

from fellowship.lib.sealing import Sealer
from fellowship.people.adapter import SECOND_FACTOR

SEALED = ("secret", "seed")  # of an authenticator app, of recovery codes


@transaction.atomic
def reseal_second_steps(sealer: Sealer) -> int:
    """Seals the secrets of apps and recovery codes again with the first key; how many there are."""
    found = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).select_for_update()
    for authenticator in found:
        for name in authenticator.data.keys() & SEALED:
            sealed = sealer.reseal(b64decode(authenticator.data[name]), context=SECOND_FACTOR)
            authenticator.data[name] = b64encode(sealed).decode()
        authenticator.save(update_fields=["data"])
    return len(found)
