"""Stands for a worker of web archives that dies, sleeps or fails, as the name of the file says."""

import json
import sys
import time


def main() -> None:
    """Answer the orders on stdin."""
    sys.stdin.readline()
    for line in sys.stdin:
        asked = json.loads(line)
        if "0000" in asked["name"]:
            sys.exit(3)
        if "sleep" in asked["name"]:
            time.sleep(600)
        told = (
            {"result": "stopped", "error": "the disk is full"}
            if "full" in asked["name"]
            else {"result": "taken"}
        )
        sys.stdout.write(json.dumps({"downloaded": 3, "size": 9}) + "\n" + json.dumps({"read": 5}) + "\n")
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
