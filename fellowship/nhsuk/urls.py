from django.urls import path

from fellowship.nhsuk import views

urlpatterns = [
    path("", views.gallery, name="components"),
    path("<slug:name>/", views.sample, name="component_sample"),
]
