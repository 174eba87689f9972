from django.urls import path

from fellowship.learning.views import attendance, boards, extensions, materials, modules, results, work

urlpatterns = [
    path("pgcert/", modules.modules, name="modules"),
    path("pgcert/<int:pk>/", modules.module, name="module"),
    path("pgcert/fellows/<int:pk>/", modules.fellows_marks, name="fellows_marks"),
    path("pgcert/marks/<int:pk>/", modules.marks_shared, name="marks_shared"),
    path("pgcert/assignments/<int:pk>/", results.assignment, name="assignment"),
    path("pgcert/assignments/<int:pk>/<int:place_pk>/", results.result, name="result"),
    path("pgcert/attendance/", attendance.attend, name="attend"),
    path("pgcert/days/<int:pk>/", attendance.attendance_said, name="attendance_said"),
    path("pgcert/work/<int:pk>/", work.own_work, name="own_work"),
    path("pgcert/work/<int:pk>/take-back/", work.work_take_back, name="work_take_back"),
    path("pgcert/work/<int:pk>/extension/", work.extension_new, name="extension_new"),
    path("pgcert/extensions/<int:pk>/", extensions.extension, name="extension"),
    path("pgcert/extensions/<int:pk>/withdraw/", work.extension_withdraw, name="extension_withdraw"),
    path("pgcert/submissions/<int:pk>/", work.submission, name="submission"),
    path("pgcert/assignments/<int:pk>/edit/", results.assignment_edit, name="assignment_edit"),
    path("pgcert/assignments/<int:pk>/import/", boards.results_import, name="results_import"),
    path("pgcert/imports/<int:pk>/", boards.results_preview, name="results_preview"),
    path("pgcert/cohorts/<int:pk>/board.<str:ending>", boards.board, name="board"),
    path("pgcert/transcript/", modules.transcript, name="transcript"),
    path("pgcert/<int:pk>/materials/", materials.material_new, name="material_new"),
    path("pgcert/materials/<int:pk>/", materials.material, name="material"),
    path("pgcert/materials/<int:pk>/remove/", materials.material_remove, name="material_remove"),
    path("teaching/days/<int:pk>/edit/", materials.taught_day_edit, name="taught_day_edit"),
    path("teaching/days/<int:pk>/", attendance.register, name="register"),
    path("teaching/days/<int:pk>/code/", attendance.room_code, name="room_code"),
    path("teaching/", modules.tutor_home, name="tutor_home"),
]
