from fellowship.api.models.token import ApiToken, TokenUse
from fellowship.api.models.webhook import Delivery, DeliveryStatus, Style, Webhook

__all__ = ["ApiToken", "Delivery", "DeliveryStatus", "Style", "TokenUse", "Webhook"]
