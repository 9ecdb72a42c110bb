"""Settings for Scrapy's own commands, such as `scrapy shell URL`: the limits and rules of any crawl.

Crawls of the source list do not read this file; `settings.py` makes theirs, source by source.
"""

from crawler.fetching.settings import FIXED
from yaluwatch import __version__

BOT_NAME = "yaluwatch"
SPIDER_MODULES = ["crawler.spiders"]
USER_AGENT = f"Yaluwatch/{__version__} (news monitor; started by hand)"
DOWNLOAD_DELAY = 1.0
ALLOW_PRIVATE = False

# What stores articles needs one of our spiders.
globals().update(
    {name: value for name, value in FIXED.items() if name not in {"ITEM_PIPELINES", "SPIDER_MIDDLEWARES"}}
)
# Our own robots.txt rules ask a spider what is remembered of a host; Scrapy's need none.
ROBOTSTXT_OBEY = True
DOWNLOADER_MIDDLEWARES = {
    name: order
    for name, order in FIXED["DOWNLOADER_MIDDLEWARES"].items()
    if not name.endswith(("RobotsTxtMiddleware", "RobotsMiddleware"))
}
