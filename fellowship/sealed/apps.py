from django.apps import AppConfig


class SealedConfig(AppConfig):
    name = "fellowship.sealed"
    label = "sealed"
    verbose_name = "Words only their author may read"

    def ready(self) -> None:
        from fellowship.sealed import checks  # noqa: F401  registers the check of the web role
