from django.urls import path

from fellowship.cohorts.views import invitations, join

urlpatterns = [
    path("cohorts/<int:cohort_id>/invitations/", invitations.invitations, name="invitations"),
    path("cohorts/<int:cohort_id>/invitations/send/", invitations.send_unsent, name="invitations_send"),
    path("cohorts/<int:cohort_id>/invitations/new/", invitations.invitation_new, name="invitation_new"),
    path(
        "cohorts/<int:cohort_id>/invitations/<int:invitation_id>/send/",
        invitations.invitation_send,
        name="invitation_send",
    ),
    path(
        "cohorts/<int:cohort_id>/invitations/<int:invitation_id>/withdraw/",
        invitations.invitation_revoke,
        name="invitation_revoke",
    ),
    path("join/<str:secret>/", join.join, name="join"),
]
