from fellowship.learning.models.attendance import Attendance, AttendanceChange, AttendanceStatus, RoomCode
from fellowship.learning.models.material import Material
from fellowship.learning.models.module import Assignment, LeftOut, Module, TaughtDay
from fellowship.learning.models.result import MarksShared, Outcome, Result
from fellowship.learning.models.result_import import ResultImport
from fellowship.learning.models.work import EarlierAttempt, ExtensionRequest, ResultChange, Submission

__all__ = [
    "Assignment",
    "Attendance",
    "AttendanceChange",
    "AttendanceStatus",
    "EarlierAttempt",
    "ExtensionRequest",
    "LeftOut",
    "MarksShared",
    "Material",
    "Module",
    "Outcome",
    "Result",
    "ResultChange",
    "ResultImport",
    "RoomCode",
    "Submission",
    "TaughtDay",
]
