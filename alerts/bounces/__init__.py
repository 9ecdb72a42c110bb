"""Reads returned mail, tells its kinds apart, finds the delivery it belongs to, and picks it up."""

from alerts.bounces.imap import ImapAccount, imap_mailbox
from alerts.bounces.kinds import Bounce, BounceKind
from alerts.bounces.mailbox import Mailbox, PickUp, pick_up
from alerts.bounces.maildir import MaildirMailbox
from alerts.bounces.matching import Lookup, Match, MatchedBy, match
from alerts.bounces.reading import read_bounces
from alerts.bounces.verp import envelope_sender, read_verp

__all__ = [
    "Bounce",
    "BounceKind",
    "ImapAccount",
    "Lookup",
    "Mailbox",
    "MaildirMailbox",
    "Match",
    "MatchedBy",
    "PickUp",
    "envelope_sender",
    "imap_mailbox",
    "match",
    "pick_up",
    "read_bounces",
    "read_verp",
]
