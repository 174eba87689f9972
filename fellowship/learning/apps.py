from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "fellowship.learning"
    label = "learning"
    verbose_name = "PgCert"
