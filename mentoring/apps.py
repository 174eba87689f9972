from typing import cast

from django.apps import AppConfig
from django.template import engines
from django.template.backends.jinja2 import Jinja2


class MentoringConfig(AppConfig):
    name = "mentoring"
    label = "mentoring"
    verbose_name = "Mentoring"

    def ready(self) -> None:
        from challenges.history import act_words, words_in  # models are there only now

        jinja = cast("Jinja2", engines["jinja2"])
        jinja.env.filters.update(piece_act=act_words, piece_words=words_in)
