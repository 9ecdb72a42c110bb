"""Boxes that plugins of WordPress add to the text of a post. Pure."""

import re

from bs4 import BeautifulSoup, Tag

from yaluwatch.patterns import lazy_regex

# Classes of the outermost elements, by plugin, as its own stylesheet names them.
_CLASSES = (
    # Jetpack: sharing, likes, related posts, subscriptions.
    (
        "sharedaddy",
        "sd-like",
        "jp-relatedposts",
        "wp-block-jetpack-subscriptions",
        "jetpack_subscription_widget",
    ),
    # Other sharing buttons: AddToAny, Sassy Social Share, Simple Share Buttons Adder, Social Warfare, ESSB.
    (
        "addtoany_share_save_container",
        "heateor_sss_sharing_container",
        "ssba",
        "swp_social_panel",
        "essb_links",
    ),
    # Related posts: YARPP, Contextual Related Posts, Related Posts for WordPress.
    ("yarpp", "crp_related", "rp4wp-related-posts"),
    # Authors: Simple Author Box, Molongui, Starbox, PublishPress Authors.
    ("saboxplugin-wrap", "m-a-box", "abh_box", "pp-multiple-authors-boxes-wrapper"),
    # Newsletters: MailPoet, Mailchimp for WordPress, The Newsletter Plugin.
    ("mailpoet_form", "mc4wp-form", "tnp-subscription"),
    # Tables of contents: Easy Table of Contents, LuckyWP.
    ("ez-toc-container", "lwptoc"),
    # Advertisements, print buttons, ratings and counters.
    ("code-block", "printfriendly", "kk-star-ratings", "wpulike", "post-views"),
)
_BOXES = tuple(name for names in _CLASSES for name in names)
_MARK = lazy_regex("|".join(map(re.escape, _BOXES)))
_SELECTOR = ", ".join(f".{name}" for name in _BOXES)


def without_plugin_boxes(markup: str) -> str:
    """A text as HTML without sharing buttons, related posts, boxes about authors and the like."""
    if not _MARK.search(markup):
        return markup
    soup = BeautifulSoup(markup, "lxml")
    for box in soup.select(_SELECTOR):
        box.decompose()
    return soup.body.decode_contents() if isinstance(soup.body, Tag) else ""
