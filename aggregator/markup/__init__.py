"""HTML and text from others, made safe to store and to show.

clean.py     markup through the allow-list       text.py   plain fields, the words of a page, first sentences
media.py     pictures, players and trackers      nesting.py   depth and cost, bounded      elements.py   what tags are
shortening.py   markup cut to a length, between words
"""

from aggregator.markup.clean import clean_html
from aggregator.markup.shortening import shortened
from aggregator.markup.text import LOOKED_AT, clean_text, drop_illegal, first_sentences, plain_text, unescaped

__all__ = [
    "LOOKED_AT",
    "clean_html",
    "clean_text",
    "drop_illegal",
    "first_sentences",
    "plain_text",
    "shortened",
    "unescaped",
]
