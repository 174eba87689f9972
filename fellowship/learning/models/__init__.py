from fellowship.learning.models.module import Assignment, Module, TaughtDay
from fellowship.learning.models.result import MarksShared, Outcome, Result

__all__ = ["Assignment", "MarksShared", "Module", "Outcome", "Result", "TaughtDay"]
