from fellowship.people.models.audit import AuditEvent
from fellowship.people.models.availability import ClinicalDay, Leave
from fellowship.people.models.organisation import Organisation
from fellowship.people.models.user import User

__all__ = ["AuditEvent", "ClinicalDay", "Leave", "Organisation", "User"]
