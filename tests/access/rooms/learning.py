"""The PgCert."""

import io
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from fellowship.learning.models import Material, Outcome, Submission
from fellowship.learning.services.intake import read_results
from tests.access.markers import marker
from tests.access.sending import day
from tests.access.world import World
from tests.factories import (
    AssignmentFactory,
    ModuleFactory,
    ResultFactory,
    TaughtDayFactory,
)
from tests.factories.cohorts import days_from_today
from tests.factories.learning import ExtensionRequestFactory

ARGUMENTS: dict[str, list[str]] = {
    "module_new": [":cohort"],
    "who_takes_what": [":cohort"],
    "own_module_new": [":place"],
    "modules_taken": [":place"],
    "module_edit": [":module"],
    "module_remove": [":empty_module"],
    "taught_day_new": [":module"],
    "taught_day_remove": [":day_of_today"],
    "assignment_new": [":module"],
    "assignment_remove": [":assignment_untouched"],
    "module": [":module"],
    "fellows_marks": [":place"],
    "marks_shared": [":place"],
    "assignment": [":assignment"],
    "result": [":assignment", ":place"],
    "attendance_said": [":day_held"],
    "material_new": [":module"],
    "material": [":material"],
    "material_remove": [":material"],
    "taught_day_edit": [":day_of_today"],
    "results_import": [":assignment"],
    "results_preview": [":result_import"],
    "board": [":cohort", "csv"],
    "own_work": [":assignment_open"],
    "work_take_back": [":assignment_handed_in"],
    "extension_new": [":assignment_handed_in"],
    "extension": [":extension"],
    "extension_withdraw": [":extension"],
    "submission": [":submission"],
    "assignment_edit": [":assignment"],
    "register": [":day_held"],
    "room_code": [":day_of_today"],
}


def fill(world: World) -> None:
    module = ModuleFactory(cohort=world.cohort, title="Leading change")
    TaughtDayFactory(module=module)
    assignment = AssignmentFactory(module=module)
    result = ResultFactory(
        assignment=assignment,
        place=world.place,
        mark=marker("mark"),
        outcome=Outcome.PASS,
        recorded_at=timezone.now(),
        recorded_by=world.tutor,
    )
    world.things |= {"module": module, "assignment": assignment, "result": result}
    asked = ResultFactory(assignment=AssignmentFactory(module=module), place=world.place)
    handed_in = ResultFactory(
        assignment=AssignmentFactory(module=module), place=world.place, submitted_on=days_from_today(-1)
    )
    world.things |= {
        "assignment_open": asked.assignment,
        "assignment_handed_in": handed_in.assignment,
        "extension": ExtensionRequestFactory(result=asked, reason=marker("reason for an extension")),
        "submission": Submission.objects.create(
            result=handed_in,
            attempt=1,
            handed_in_on=handed_in.submitted_on,
            at_provider=False,
            file=ContentFile(b"An essay.", name="essay"),
            name=f"{marker('work handed in')}.txt",
            content_type="text/plain",
            by=world.fellow,
        ),
    }
    spreadsheet = io.BytesIO(f"Email,Result\n{world.peer.email},Pass\n".encode())
    world.things |= {
        "material": Material.objects.create(
            module=module,
            title="Slides",
            file=ContentFile(b"Slides.", name="slides"),
            name="slides.txt",
            content_type="text/plain",
            added_by=world.tutor,
        ),
        "result_import": read_results(
            assignment=assignment, file=spreadsheet, name="results.csv", by=world.tutor
        ),
    }
    world.things["empty_module"] = ModuleFactory(cohort=world.cohort)
    world.things["assignment_untouched"] = AssignmentFactory(module=module)
    world.things["day_of_today"] = TaughtDayFactory(module=module, day=days_from_today(0))
    world.things["day_held"] = TaughtDayFactory(module=module, day=days_from_today(-10))


MODULE = {"title": "Coaching", "provider": "", "level": "7", "credits": "20"}
TAUGHT_DAY = {
    "title": "Extra day",
    **day("day", days_from_today(20)),
    "starts_at": "9:30",
    "ends_at": "16:30",
}

SENT: dict[str, Callable[[World], dict]] = {
    "module_new": lambda world: MODULE,
    "own_module_new": lambda world: MODULE,
    "module_edit": lambda world: MODULE,
    "module_remove": lambda world: {},
    "modules_taken": lambda world: {
        "shown": [str(world.module.pk), str(world.things["empty_module"].pk)],
        "taken": [str(world.module.pk)],
    },
    "taught_day_new": lambda world: TAUGHT_DAY,
    "taught_day_remove": lambda world: {},
    "assignment_new": lambda world: {"title": "Extra essay", **day("due_on", days_from_today(50))},
    "assignment_remove": lambda world: {},
    "marks_shared": lambda world: {"shared": "yes"},
    "result": lambda world: {
        "outcome": "fail",
        "mark": "12",
        "stamp": world.result.stamp,
    },
    "attend": lambda world: {"code": "ACDEF"},
    "material_new": lambda world: {"title": "To read", "link": "https://example.org/list"},
    "material_remove": lambda world: {},
    "taught_day_edit": lambda world: {
        "title": "Changed",
        **day("day", days_from_today(0)),
        "starts_at": "9:30",
        "ends_at": "16:30",
    },
    "results_import": lambda world: {
        "file": SimpleUploadedFile("r.csv", f"Email,Result\n{world.fellow.email},Pass\n".encode())
    },
    "results_preview": lambda world: {},
    "own_work": lambda world: {"act": "provider", **day("on", days_from_today(0))},
    "work_take_back": lambda world: {},
    "extension_new": lambda world: {"kind": "mitigating", "reason": "I was ill."},
    "extension": lambda world: {"act": "grant", **day("granted_to", days_from_today(60))},
    "extension_withdraw": lambda world: {},
    "result/mark": lambda world: {"act": "mark", "given": "55", "stamp": world.result.stamp},
    "assignment_edit": lambda world: {"title": "Changed", **day("due_on", days_from_today(50))},
    "attendance_said": lambda world: {"how": "online"},
    "register": lambda world: {
        "act": "save",
        f"seen-{world.place.pk}": "",
        f"status-{world.place.pk}": "present",
    },
    "room_code": lambda world: {"act": "anew"},
}
