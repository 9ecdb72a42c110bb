"""Commands that classify articles, reclassify the archive, and train and evaluate models."""
