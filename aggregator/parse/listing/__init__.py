"""Pages without a feed: their main list of articles. detect.py finds it, selectors.py follows the user's own
selectors, shape.py notices when a page breaks.
"""

from aggregator.parse.listing.batch import answer
from aggregator.parse.listing.detect import find_listing
from aggregator.parse.listing.patterns import is_wanted
from aggregator.parse.listing.selectors import Selectors, select_listing, selector_fault
from aggregator.parse.listing.shape import ListingShape, compare, learn, listing_fingerprint
from aggregator.parse.listing.values import Listing, to_feed

__all__ = [
    "Listing",
    "ListingShape",
    "Selectors",
    "answer",
    "compare",
    "find_listing",
    "is_wanted",
    "learn",
    "listing_fingerprint",
    "select_listing",
    "selector_fault",
    "to_feed",
]
