from django.urls import path

from fellowship.notifications.views import messages, preferences
from fellowship.notifications.views.unsubscribe import unsubscribe

urlpatterns = [
    path("messages/", messages.messages, name="messages"),
    path("messages/upcoming/", messages.upcoming, name="upcoming"),
    path("messages/try-again/", messages.try_all_again, name="messages_try_all_again"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/try-again/", messages.try_again, name="message_try_again"),
    path("you/messages/", preferences.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
]
