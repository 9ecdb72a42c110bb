"""Prints the metadata: `datasette --immutable public/yalu.db --metadata <(python -m storage.datasette)`."""

import json
import sys

from storage.datasette import metadata

sys.stdout.write(json.dumps(metadata(), ensure_ascii=False, indent=1) + "\n")
