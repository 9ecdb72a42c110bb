"""Classes and modules the fork server loads before it forks."""

import subprocess
import sys

LOADED = """
import sys
from crawler.workers.fork_server import load_components
load_components()
assert "scrapy.core.downloader.handlers.http11" in sys.modules
assert "crawler.spiders.pipeline" in sys.modules
assert "storage.sqlite" in sys.modules
assert "twisted.internet.reactor" not in sys.modules, "a reactor is for one process"
"""


def test_workers_start_with_the_classes_of_the_settings_loaded_and_no_reactor() -> None:
    # A process of its own: other tests have loaded everything already.
    subprocess.run([sys.executable, "-c", LOADED], check=True)


WARM = """
import re
from crawler.workers.fork_server import load_components
from crawler.workers.warm_up import warm_up
load_components()
warm_up()
compiled = []
compile_pattern = re._compiler.compile
re._compiler.compile = lambda *given: compiled.append(given) or compile_pattern(*given)
warm_up()
assert not compiled, compiled
from trafilatura import external
assert external.JT_STOPLIST
"""


def test_patterns_and_stop_words_of_extraction_are_made_before_forking() -> None:
    subprocess.run([sys.executable, "-c", WARM], check=True)
