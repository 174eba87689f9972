from django.urls import path

from fellowship.people.views import demonstration, profile

urlpatterns = [
    path("you/", profile.profile, name="profile"),
    path("you/second-step/", profile.second_factor_needed, name="second_factor_needed"),
    path("demonstration/<slug:role>/", demonstration.become, name="demonstration_sign_in"),
]
