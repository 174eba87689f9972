"""Addresses of matching; all but the last four are for those who run the programme."""

from django.urls import path

from fellowship.cohorts.views import matching, matching_pairs, matching_pool

urlpatterns = [
    path("programmes/<int:pk>/mentors/", matching_pool.mentor_pool, name="mentor_pool"),
    path("programmes/<int:pk>/mentors/new/", matching_pool.mentor_profile_new, name="mentor_profile_new"),
    path("programmes/<int:pk>/matching/", matching_pool.matching_rules, name="matching_rules"),
    path("cohorts/<int:pk>/matching/", matching.matching, name="matching"),
    path("cohorts/<int:pk>/matching/wishes/", matching.wishes_asked, name="wishes_asked"),
    path("cohorts/<int:pk>/matching/conflicts/", matching_pool.conflicts, name="conflicts"),
    path("proposals/<int:pk>/", matching.proposal, name="proposal"),
    path("proposals/<int:pk>/again/", matching.proposal_again, name="proposal_again"),
    path("proposals/<int:pk>/aside/", matching.proposal_aside, name="proposal_aside"),
    path("proposals/<int:pk>/publish/", matching.proposal_publish, name="proposal_publish"),
    path("proposed-pairs/<int:pk>/", matching_pairs.proposed_pair, name="proposed_pair"),
    path("proposed-pairs/<int:pk>/hold/", matching_pairs.proposed_pair_hold, name="proposed_pair_hold"),
    path("places/<int:pk>/match/", matching_pairs.place_match, name="place_match"),
    path("places/<int:pk>/wishes/", matching_pool.wishes, name="wishes"),
    path("mentor-profiles/<int:pk>/", matching_pool.mentor_profile, name="mentor_profile"),
    path("mentor-profiles/<int:pk>/conflicts/", matching_pool.mentor_conflicts, name="mentor_conflicts"),
    path("conflicts/<int:pk>/withdraw/", matching_pool.conflict_withdraw, name="conflict_withdraw"),
]
