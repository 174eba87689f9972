from django.urls import path

from fellowship.people.views import availability, demonstration, language, profile

urlpatterns = [
    path("you/", profile.profile, name="profile"),
    path("language/", language.choose_language, name="choose_language"),
    path("you/week/", availability.week_and_leave, name="week_and_leave"),
    path("you/week/leave/<int:pk>/remove/", availability.leave_remove, name="leave_remove"),
    path("you/week/days/<int:pk>/remove/", availability.clinical_day_remove, name="clinical_day_remove"),
    path("you/second-step/", profile.second_factor_needed, name="second_factor_needed"),
    path("demonstration/<slug:role>/", demonstration.become, name="demonstration_sign_in"),
]
