from django.urls import path

from fellowship.cohorts.views import (
    bulk,
    cohorts,
    endings,
    imports,
    organisations,
    pairings,
    programmes,
    templates,
)

urlpatterns = [
    path("programmes/<int:pk>/", programmes.programme, name="programme"),
    path("programmes/<int:pk>/settings/", programmes.programme_settings, name="programme_settings"),
    path("programmes/<int:pk>/cohorts/new/", programmes.cohort_new, name="cohort_new"),
    path("programmes/<int:pk>/templates/new/", programmes.template_new, name="template_new"),
    path("cohorts/<int:pk>/", cohorts.cohort, name="cohort"),
    path("cohorts/<int:pk>/dates/", cohorts.cohort_dates, name="cohort_dates"),
    path("cohorts/<int:pk>/template/", cohorts.cohort_template, name="cohort_template"),
    path("cohorts/<int:pk>/organisations/", organisations.cohort_hosts, name="cohort_hosts"),
    path("cohorts/<int:pk>/reminders/", cohorts.cohort_reminders, name="cohort_reminders"),
    path("cohorts/<int:pk>/launch/", cohorts.cohort_launch, name="cohort_launch"),
    path("cohorts/<int:pk>/import/", imports.import_new, name="import_new"),
    path("cohorts/<int:pk>/import/fellows.<str:ending>", imports.import_example, name="import_example"),
    path("imports/<int:pk>/", imports.import_run, name="import_run"),
    path("imports/<int:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<int:pk>/read-again/", imports.import_read_again, name="import_read_again"),
    path("cohorts/<int:pk>/mentors/", pairings.pairings, name="pairings"),
    path("places/<int:pk>/mentors/", pairings.place_pairings, name="place_pairings"),
    path("places/<int:pk>/mentors/new/<slug:kind>/", pairings.pairing_new, name="pairing_new"),
    path("places/<int:pk>/host/", organisations.place_host, name="place_host"),
    path("places/<int:pk>/status/<slug:change>/", endings.place_status, name="place_status"),
    path("roles/<int:pk>/end/", endings.role_end, name="role_end"),
    path("pairings/<int:pk>/end/", pairings.pairing_end, name="pairing_end"),
    path("templates/<int:pk>/", templates.template, name="template"),
    path("templates/<int:pk>/new/<slug:kind>/", templates.template_item_new, name="template_item_new"),
    path("template-items/<slug:kind>/<int:pk>/", templates.template_item, name="template_item"),
    path(
        "template-items/<slug:kind>/<int:pk>/remove/",
        templates.template_item_remove,
        name="template_item_remove",
    ),
    path(
        "template-items/<slug:kind>/<int:pk>/move/", templates.template_item_move, name="template_item_move"
    ),
    path("cohorts/<int:pk>/bulk/", bulk.bulk_acts, name="bulk_acts"),
    path("bulk/<int:pk>/", bulk.bulk_act, name="bulk_act"),
    path("bulk/<int:pk>/undo/", bulk.bulk_undo, name="bulk_undo"),
    path("bulk/<int:pk>/again/", bulk.bulk_again, name="bulk_again"),
    path("organisations/", organisations.organisation_search, name="organisation_search"),
]
