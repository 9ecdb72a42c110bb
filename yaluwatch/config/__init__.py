"""Settings: defaults, then config.toml, then YALUWATCH_* variables, then flags; later ones win.

Nothing else reads the environment.
"""

from yaluwatch.config.loading import Setting, load_settings, secret_settings
from yaluwatch.config.mail import DigestSettings, MailSettings, TranslationSettings
from yaluwatch.config.pages import MIN_PASSWORD, AccountSettings, WebSettings
from yaluwatch.config.service_manager import ServiceManager, service_manager
from yaluwatch.config.settings import Settings
from yaluwatch.config.shown import template
from yaluwatch.config.watching import AlarmSettings, LogSettings, PingSettings
from yaluwatch.config.work import (
    BackfillSettings,
    BackupSettings,
    CrawlSettings,
    JobSettings,
    RetentionSettings,
)

__all__ = [
    "MIN_PASSWORD",
    "AccountSettings",
    "AlarmSettings",
    "BackfillSettings",
    "BackupSettings",
    "CrawlSettings",
    "DigestSettings",
    "JobSettings",
    "LogSettings",
    "MailSettings",
    "PingSettings",
    "RetentionSettings",
    "ServiceManager",
    "Setting",
    "Settings",
    "TranslationSettings",
    "WebSettings",
    "load_settings",
    "secret_settings",
    "service_manager",
    "template",
]
