from django.urls import path

from challenges.views import brief, drafts, entry, files, log, milestones, notes, opening, pieces

urlpatterns = [
    path("challenges/<int:challenge_id>/log/", log.log_new, name="log_new"),
    path("log/<int:entry_id>/shared/", log.log_shared, name="log_shared"),
    path("log/<int:entry_id>/change/", entry.log_edit, name="log_edit"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/<slug:kind>/<int:subject_id>/save/", drafts.draft_save, name="draft_save"),
    path("drafts/<uuid:draft_id>/discard/", drafts.draft_discard, name="draft_discard"),
    path("challenges/<int:challenge_id>/brief/change/", brief.brief_edit, name="brief_edit"),
    path("briefs/<int:brief_id>/take-back/", brief.brief_take_back, name="brief_take_back"),
    path("challenges/<int:challenge_id>/milestones/new/", milestones.milestone_new, name="milestone_new"),
    path("milestones/<int:milestone_id>/change/", milestones.milestone_edit, name="milestone_edit"),
    path("milestones/<int:milestone_id>/send/", milestones.milestone_send, name="milestone_send"),
    path("milestones/<int:milestone_id>/move/", milestones.milestone_move, name="milestone_move"),
    path("milestones/<int:milestone_id>/drop/", milestones.milestone_drop, name="milestone_drop"),
    path("milestones/<int:milestone_id>/act/<slug:act>/", milestones.milestone_act, name="milestone_act"),
    path("challenges/<int:challenge_id>/new/<slug:kind>/", pieces.piece_new, name="piece_new"),
    path("work/<int:piece_id>/change/", pieces.piece_edit, name="piece_edit"),
    path("work/<int:piece_id>/remove/", pieces.piece_remove, name="piece_remove"),
    path("work/<int:piece_id>/act/<slug:act>/", pieces.piece_act, name="piece_act"),
    path("challenges/<int:challenge_id>/who-can-see/", opening.challenge_opening, name="challenge_opening"),
    path("files/<int:attachment_id>/", files.attachment, name="attachment"),
    path("files/<int:attachment_id>/remove/", files.attachment_remove, name="attachment_remove"),
    path("notes/", notes.notes, name="notes"),
    path("notes/new/", notes.note_new, name="note_new"),
    path("notes/save/", notes.note_save, name="note_save"),
    path("notes/<uuid:note_id>/", notes.note, name="note"),
    path("notes/<uuid:note_id>/delete/", notes.note_delete, name="note_delete"),
]
