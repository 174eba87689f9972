from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "fellowship.notifications"
    label = "notifications"
    verbose_name = "Messages and reminders"

    def ready(self) -> None:
        from fellowship.notifications import mail_events
        from fellowship.notifications.letters import register
        from fellowship.notifications.services.digests import ABOUT_DAY, DIGEST, digest_letters

        mail_events.connect()
        register({(DIGEST, ABOUT_DAY): digest_letters})
