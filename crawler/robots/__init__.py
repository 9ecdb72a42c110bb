"""The rules of robots.txt: what may be fetched, and how fast."""

from crawler.robots.rules import KEEP, MAX_BYTES, MAX_DELAY, RobotsRules, authority_of, rules_in

__all__ = ["KEEP", "MAX_BYTES", "MAX_DELAY", "RobotsRules", "authority_of", "rules_in"]
