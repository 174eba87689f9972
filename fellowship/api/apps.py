from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "fellowship.api"
    label = "api"
    verbose_name = "Access for machines"

    def ready(self) -> None:
        from fellowship.api.emails import LETTERS
        from fellowship.api.wordings import WORDABLE
        from fellowship.notifications import letters, wordable

        letters.register(LETTERS)
        wordable.register(WORDABLE)
