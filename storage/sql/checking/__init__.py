"""Verification of the archive's chain, ledger and filters; checks; retention. The same for every engine."""

from storage.sql.checking import doctor, head_file, ledger_check, retention
from storage.sql.checking.doctor import RESTORE
from storage.sql.checking.maintenance import SqlMaintenance
from storage.sql.checking.verification import verify

__all__ = ["RESTORE", "SqlMaintenance", "doctor", "head_file", "ledger_check", "retention", "verify"]
