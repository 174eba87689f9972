from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "fellowship.home"
    label = "home"
    verbose_name = "Front pages"

    def ready(self) -> None:
        """Tell the messages room what only this end of the house knows."""
        from fellowship.home.letters import LETTERS
        from fellowship.home.oversight import OVERSIGHT
        from fellowship.home.reminders import SOURCES
        from fellowship.notifications import access, letters, reminders

        letters.register(LETTERS)
        reminders.register(SOURCES)
        access.register(OVERSIGHT)
