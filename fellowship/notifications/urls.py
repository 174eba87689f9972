from django.urls import path

from fellowship.notifications.views import addresses, messages, notices, preferences
from fellowship.notifications.views.email_events import email_events
from fellowship.notifications.views.unsubscribe import unsubscribe

urlpatterns = [
    path("messages/", messages.messages, name="messages"),
    path("messages/upcoming/", messages.upcoming, name="upcoming"),
    path("messages/try-again/", messages.try_all_again, name="messages_try_all_again"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/try-again/", messages.try_again, name="message_try_again"),
    path("messages/addresses/<int:pk>/works/", addresses.address_works, name="address_works"),
    path("notices/", notices.notices, name="notices"),
    path("notices/all-read/", notices.notices_all_read, name="notices_all_read"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("you/messages/", preferences.preferences, name="preferences"),
    path("email-events/", email_events, name="email_events"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]
