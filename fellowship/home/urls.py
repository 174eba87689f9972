from django.urls import path

from fellowship.home.views import front, health

urlpatterns = [
    path("", front.home, name="home"),
    path("roles/<slug:role>/", front.switch_role, name="switch_role"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
