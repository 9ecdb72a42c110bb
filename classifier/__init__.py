"""From an Article to a Verdict: gazetteer, lexicons, matcher, rules; pure, no I/O beyond its own data."""
