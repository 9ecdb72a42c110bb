"""Commands around the classifier."""
