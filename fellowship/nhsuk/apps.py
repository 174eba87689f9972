from django.apps import AppConfig


class NhsukConfig(AppConfig):
    name = "fellowship.nhsuk"
    label = "nhsuk"
    verbose_name = "NHS design system"
