"""Pages without a feed: their main list of articles. detect.py finds it, selectors.py follows the user's own
selectors, shape.py notices when a page breaks.
"""

from aggregator.parse.listing.detect import find_listing
from aggregator.parse.listing.values import Listing, to_feed

__all__ = ["Listing", "find_listing", "to_feed"]
