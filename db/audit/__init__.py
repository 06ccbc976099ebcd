"""The audit: whether the log, its chain of hashes and the rows that are folded from it fit together."""

from db.audit.auditor import Auditor
from db.audit.problem import Problem, Verification

__all__ = ["Auditor", "Problem", "Verification"]
