"""Commands that classify texts, record feedback and train the classifier."""
