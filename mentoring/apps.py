from django.apps import AppConfig
from django.template import engines


class MentoringConfig(AppConfig):
    name = "mentoring"
    label = "mentoring"
    verbose_name = "Mentoring"

    def ready(self) -> None:
        from challenges.history import act_words, words_in  # models are there only now

        engines["jinja2"].env.filters.update(piece_act=act_words, piece_words=words_in)
