"""What the service records about itself: its jobs, and the process that runs them."""

from storage.contract.service.jobs import ClockJump, Instance, JobRecords, JobResult, JobRun, JobState

__all__ = ["ClockJump", "Instance", "JobRecords", "JobResult", "JobRun", "JobState"]
