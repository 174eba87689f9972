from django.urls import path

from bench.floor import floor
from fellowship.urls import *  # noqa: F403
from fellowship.urls import urlpatterns

urlpatterns = [*urlpatterns, path("floor/", floor, name="floor")]
