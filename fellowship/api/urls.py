from django.urls import URLPattern, include, path

from fellowship.api.v1 import api
from fellowship.api.views import documentation, tokens, webhooks
from fellowship.people.access import public

# django-ninja's own views ask for a token and know nothing of signing in. Its root is no page of ours.
of_machines = [
    pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"
]
for pattern in of_machines:
    public(pattern.callback)

urlpatterns = [
    path("api/", documentation.documentation, name="api_documentation"),
    path("api/v1/openapi.json", documentation.openapi, name="api_openapi"),
    path("api/v1/", include(of_machines)),
    path("programmes/<int:pk>/machines/", tokens.machines, name="machines"),
    path("programmes/<int:pk>/tokens/new/", tokens.token_new, name="token_new"),
    path("tokens/<int:pk>/", tokens.token, name="token"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("programmes/<int:pk>/webhooks/new/", webhooks.webhook_new, name="webhook_new"),
    path("webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:pk>/edit/", webhooks.webhook_edit, name="webhook_edit"),
    path("webhooks/<int:pk>/secret/", webhooks.webhook_secret, name="webhook_secret"),
    path("webhooks/<int:pk>/remove/", webhooks.webhook_remove, name="webhook_remove"),
    path("webhooks/<int:pk>/act/<slug:act>/", webhooks.webhook_act, name="webhook_act"),
    path("deliveries/<int:pk>/again/", webhooks.delivery_again, name="delivery_again"),
]
