"""What the changes made so far come to."""

from fellowship.api.models import Delivery
from fellowship.api.services.planning import plan_all


def planned() -> list[str]:
    plan_all()
    return list(Delivery.objects.order_by("pk").values_list("kind", flat=True))


def data_of_last() -> dict:
    return Delivery.objects.latest("pk").body["data"]
