from django.urls import path

from mentoring.views import comments, drafts, links, pieces, questions, reading, review, story

urlpatterns = [
    path("waiting/", review.waiting, name="waiting"),
    path("review/<int:pk>/", review.review, name="review"),
    path("challenges/<int:pk>/", story.challenge, name="challenge"),
    path("challenges/<int:pk>/document/", story.document, name="challenge_document"),
    path("challenges/<int:pk>/brief/", reading.brief, name="brief"),
    path("challenges/<int:pk>/milestones/", reading.milestones, name="milestones"),
    path("challenges/<int:pk>/questions/", questions.questions, name="questions"),
    path("work/<int:pk>/", pieces.piece, name="piece"),
    path("challenges/<int:pk>/links/<slug:key>/", links.links, name="links"),
    path("challenges/<int:pk>/links/<slug:key>/new/", links.link_new, name="link_new"),
    path("links/<int:pk>/remove/", links.link_remove, name="link_remove"),
    path("pgcert/<int:pk>/evidence/", links.module_links, name="module_links"),
    path("milestones/<int:pk>/", reading.milestone, name="milestone"),
    path("log/<int:pk>/", reading.log_entry, name="log_entry"),
    path(
        "challenges/<int:pk>/replies/<slug:form>/<int:subject_id>/",
        drafts.replies_draft,
        name="replies_draft",
    ),
    path("comments/<int:pk>/", comments.comment_edit, name="comment_edit"),
    path("comments/<int:pk>/remove/", comments.comment_delete, name="comment_delete"),
    path("comments/<int:pk>/history/", comments.comment_history, name="comment_history"),
]
