from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "fellowship.notifications"
    label = "notifications"
    verbose_name = "Messages and reminders"
