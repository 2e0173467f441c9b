"""Pages without a feed: their main list of articles. detect.py finds it, selectors.py follows the user's own
selectors, shape.py notices when a page breaks.
"""

from aggregator.parse.listing.batch import answer
from aggregator.parse.listing.detect import find_listing
from aggregator.parse.listing.page import own_address
from aggregator.parse.listing.pagination import next_page
from aggregator.parse.listing.patterns import is_wanted
from aggregator.parse.listing.selectors import select_listing, selector_fault
from aggregator.parse.listing.shape import compare, learn
from aggregator.parse.listing.values import Listing, to_feed

__all__ = [
    "Listing",
    "answer",
    "compare",
    "find_listing",
    "is_wanted",
    "learn",
    "next_page",
    "own_address",
    "select_listing",
    "selector_fault",
    "to_feed",
]
