from fellowship.learning.models.attendance import Attendance, AttendanceChange, AttendanceStatus, RoomCode
from fellowship.learning.models.module import Assignment, Module, TaughtDay
from fellowship.learning.models.result import MarksShared, Outcome, Result

__all__ = [
    "Assignment",
    "Attendance",
    "AttendanceChange",
    "AttendanceStatus",
    "MarksShared",
    "Module",
    "Outcome",
    "Result",
    "RoomCode",
    "TaughtDay",
]
