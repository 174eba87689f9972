from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "fellowship.home"
    label = "home"
    verbose_name = "Front pages"

    def ready(self) -> None:
        """Tell the rooms on the left what only this end of the house knows."""
        from fellowship.cohorts import layout, moving
        from fellowship.cohorts.bulk import kinds
        from fellowship.cohorts.matching.mentors import pages_about_mentoring
        from fellowship.cohorts.services import announcements, cloning, pairings
        from fellowship.cohorts.services import closing as cohort_closing
        from fellowship.home.audience import places_found
        from fellowship.home.bulk import BULK_KINDS
        from fellowship.home.letters import LETTERS
        from fellowship.home.oversight import OVERSIGHT
        from fellowship.home.reminders import SOURCES
        from fellowship.home.services import closing, year
        from fellowship.home.services import moving as movers
        from fellowship.home.services.clashes import milestones_due
        from fellowship.home.wordings import FIXED, WORDABLE
        from fellowship.learning.services import clashes
        from fellowship.learning.services.as_it_ran import modules_as_they_ran
        from fellowship.notifications import access, letters, reminders, wordable
        from fellowship.people import further_pages
        from mentoring.services.learning_sets import come_back_to_sets, leave_sets, sets_of
        from mentoring.services.sessions import call_off_after

        letters.register(LETTERS)
        reminders.register(SOURCES)
        access.register(OVERSIGHT)
        wordable.register(WORDABLE, FIXED)
        kinds.register(BULK_KINDS)
        further_pages.FURTHER_PAGES[:] = [pages_about_mentoring]
        announcements.AUDIENCE[:] = [places_found]
        cohort_closing.CHECKS[:] = [closing.open_in]
        pairings.ENDED[:] = [call_off_after]
        cloning.MODULE_READERS[:] = [modules_as_they_ran]
        clashes.MILESTONES_DUE[:] = [milestones_due]
        layout.PLANNERS[:] = [year.plan_cohort]
        layout.PLACE_PLANNERS[:] = [year.plan_place]
        moving.MOVERS.update(movers.MOVERS)
        moving.LEAVING["learning_set"] = moving.Leaving(sets_of, leave_sets, come_back_to_sets)
        moving.TAUGHT_DAYS[:] = [movers.taught_days]
