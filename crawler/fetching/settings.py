"""Scrapy's settings for a crawl: secure, with limits on size and time, and polite to sites."""

from typing import Any

from yaluwatch.model import Source

#: Maximum size of one answer, bytes, before and after decompression.
MAX_BYTES = 10 * 1024 * 1024
#: Maximum time for one answer, seconds, from connecting to the last byte.
TIMEOUT = 30.0
MAX_REDIRECTS = 5
#: This many further pages of one article can always be fetched.
MAX_FURTHER = 19
# Allowance for requests other than articles: polls, sitemap parts, robots.txt and redirects.
_OTHER_REQUESTS = 100

#: Settings that are the same for every source. Scrapy 2.19's default, and why it won't do, is in parentheses.
FIXED: dict[str, Any] = {
    # (a server on localhost that runs Python code)
    "REMOTE_CONTROL_ENABLED": False,
    # (another one on port 6023)
    "TELNETCONSOLE_ENABLED": False,
    # (any certificate is accepted)
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    # (1 GB; a 455-byte brotli answer becomes 300 MB)
    "DOWNLOAD_MAXSIZE": MAX_BYTES,
    "DOWNLOAD_WARNSIZE": 0,
    # (180 s)
    "DOWNLOAD_TIMEOUT": TIMEOUT,
    # (20)
    "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
    # (100 s: pages that reload themselves would be fetched again and again)
    "METAREFRESH_MAXDELAY": 3,
    # (on; GHSA-cwxj-rr6w-m6w7)
    "REFERER_ENABLED": False,
    # Each request has a cookie jar of its own (`own_jar`), kept for its redirects: some sites set a
    # cookie and send the visitor back.
    "COOKIES_ENABLED": True,
    # (http_proxy of the environment; the address guard can't check what a proxy connects to)
    "HTTPPROXY_ENABLED": False,
    # (100 asyncio tasks created per answer)
    "CONCURRENT_ITEMS": 4,
    # (16 and 8) One request at a time, so that a delayed request delays the whole source.
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    # (±50 %: half of the time shorter than the configured delay)
    "DOWNLOAD_DELAY_JITTER": 0.0,
    # (the page is fetched when robots.txt answers 503) Replaced by RobotsMiddleware below.
    "ROBOTSTXT_OBEY": False,
    # Answers of any status reach the spider, which maps them to an outcome.
    "HTTPERROR_ALLOW_ALL": True,
    "RETRY_TIMES": 1,
    "RETRY_HTTP_CODES": [500, 502, 504, 522, 524],
    "RETRY_EXCEPTIONS": ["scrapy.exceptions.DownloadFailedError", "scrapy.exceptions.ResponseDataLossError"],
    "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
    # Only http and https.
    "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
    "TWISTED_DNS_RESOLVER": "crawler.fetching.address_guard.AddressGuard",
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
        "crawler.fetching.script_redirect.PageRedirectMiddleware": 580,
        "crawler.fetching.robots.RobotsMiddleware": 100,
        # Closer to the network than Scrapy's RetryMiddleware (550), which ignores Retry-After.
        "crawler.fetching.retry_after.RetryAfterMiddleware": 560,
    },
    "SPIDER_MIDDLEWARES": {"crawler.spiders.pipeline.ArchiveFailures": 900},
    "ITEM_PIPELINES": {"crawler.spiders.pipeline.ArchivePipeline": 500},
    "LOG_INSTALL_ROOT_HANDLER": False,
    # (36 lines per crawl on versions, settings and components)
    "LOG_VERSIONS": [],
    "LOGSTATS_INTERVAL": 0,
    "STATS_DUMP": False,
    # It reads the source code of every callback, 20 ms per crawl.
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "MEMUSAGE_ENABLED": False,
}


def own_jar(url: str) -> dict[str, Any]:
    """The `meta` of a request whose cookies no other request gets."""
    return {"cookiejar": url}


def further_pages(source: Source) -> int:
    """Maximum number of pages per crawl that are further pages of articles, beside `max_pages` first ones."""
    return MAX_FURTHER + 3 * source.max_pages


def crawl_settings(source: Source, user_agent: str, seconds: float) -> dict[str, Any]:
    """Scrapy's settings for one crawl of one source that ends by itself after `seconds`."""
    return FIXED | {
        "USER_AGENT": user_agent,
        "ALLOW_PRIVATE": source.allow_private,
        "DOWNLOAD_DELAY": source.delay_seconds,
        "AUTOTHROTTLE_ENABLED": source.delay_seconds > 0,
        "AUTOTHROTTLE_START_DELAY": source.delay_seconds,
        # (both unlimited) Each page is requested from its predecessor's callback, so depth equals the number
        # of pages.
        "DEPTH_LIMIT": source.max_pages + further_pages(source) + _OTHER_REQUESTS,
        "CLOSESPIDER_PAGECOUNT": source.max_pages + further_pages(source) + _OTHER_REQUESTS,
        "CLOSESPIDER_TIMEOUT": seconds,
    }
