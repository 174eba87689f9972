from django.urls import path

from fellowship.home.views import (
    about,
    administrator,
    calendar,
    evaluator,
    fellow,
    front,
    health,
    many,
    overview,
    person,
    template_changes,
)

urlpatterns = [
    path("", front.home, name="home"),
    path("roles/<slug:role>/", front.switch_role, name="switch_role"),
    path("fellowship/", fellow.fellow_home, name="fellow_home"),
    path("programme/", administrator.administrator_home, name="administrator_home"),
    path("figures/", evaluator.evaluator_home, name="evaluator_home"),
    path("cohorts/<int:pk>/overview/", overview.overview, name="overview"),
    path("cohorts/<int:pk>/overview.<slug:kind>", overview.export, name="overview_export"),
    path("cohorts/<int:pk>/for-many/", many.many, name="many"),
    path(
        "cohorts/<int:pk>/template/changes/",
        template_changes.cohort_template_changes,
        name="cohort_template_changes",
    ),
    path("people/<int:pk>/", person.person, name="person"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/new/", calendar.feed_new, name="calendar_feed_new"),
    path("calendar/end/", calendar.feed_end, name="calendar_feed_end"),
    path("calendar/<str:secret>.ics", calendar.feed, name="calendar_feed"),
    path("raise-a-concern/", about.concern, name="concern"),
    path("help/", about.help_page, name="help"),
    path("privacy/", about.privacy, name="privacy"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
