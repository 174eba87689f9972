from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "fellowship.home"
    label = "home"
    verbose_name = "Front pages"
