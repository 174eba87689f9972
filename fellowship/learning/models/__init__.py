from fellowship.learning.models.module import Assignment, Module, TaughtDay
from fellowship.learning.models.result import Result

__all__ = ["Assignment", "Module", "Result", "TaughtDay"]
