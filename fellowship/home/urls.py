from django.urls import path

from fellowship.home.views import calendar, front, health

urlpatterns = [
    path("", front.home, name="home"),
    path("roles/<slug:role>/", front.switch_role, name="switch_role"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/new/", calendar.feed_new, name="calendar_feed_new"),
    path("calendar/end/", calendar.feed_end, name="calendar_feed_end"),
    path("calendar/<str:secret>.ics", calendar.feed, name="calendar_feed"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
