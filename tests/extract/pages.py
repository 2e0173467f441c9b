"""Small pages of the shapes that sites have, each with what belongs to its article and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

NAV = '<nav class="main-nav"><ul><li><a href="/">Home</a></li><li><a href="/news">All our news</a></li></ul></nav>'
FOOT = '<footer id="colophon"><p>Charity number 123456. Registered office: 1 High Street, Leeds.</p></footer>'

FIRST = (
    "Forty households in the valley have opened their doors to teenagers this winter, the council said on Monday, "
    "more than twice as many as in the year before."
)
SECOND = (
    "The rise follows a change in how allowances are paid: carers now receive them weekly, and are told in writing, "
    "within three days, what has been decided and why."
)
THIRD = (
    "“We had expected ten, perhaps twelve,” said the head of the service, who has worked there for half a lifetime. "
    "“Then the telephone did not stop ringing for a fortnight.”"
)
FOURTH = (
    "A report on the first six months, with figures for every ward, is to be laid before the committee in May, and "
    "neighbouring districts have asked for copies."
)
TEXT = (FIRST, SECOND, THIRD, FOURTH)
SHORT = tuple(text[:60] for text in TEXT)


@dataclass(frozen=True, slots=True)
class Shape:
    """A page. `has` must stand in the text of its article, `lacks` must not."""

    name: str
    html: str
    has: tuple[str, ...] = SHORT
    lacks: tuple[str, ...] = ("All our news", "Charity number")


def page(body: str, head: str = "", title: str = "Forty homes for teenagers") -> str:
    """A whole document with navigation and foot around the body."""
    start = f'<!doctype html><html lang="en-GB"><head><title>{title} | Valley News</title>{head}</head>'
    return f"{start}<body>{NAV}{body}{FOOT}</body></html>"


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts or TEXT)


def _around(body: str, before: str = "", after: str = "") -> str:
    return page(f"{before}<main><article><h1>Forty homes for teenagers</h1>{body}</article></main>{after}")


def _lacking(*texts: str) -> tuple[str, ...]:
    return ("All our news", "Charity number", *texts)


_RELATED = '<a href="/a1">Bus fares to rise</a><a href="/a2">Library shuts for repairs</a>'
_CARDS = "".join(
    f'<div class="card"><a href="/{number}"><img src="/{number}.jpg" alt=""><h3>{title}</h3></a></div>'
    for number, title in enumerate(("Bus fares to rise again", "Library shuts for repairs", "Market moves to the park"))
)
_COMMENTS = "".join(
    f'<li class="comment"><div class="comment-body"><p>Reader {number} thinks that this is a fine idea, and says so at '
    "some length, as readers do when a thing is near to their hearts and the evening is long.</p></div></li>"
    for number in range(12)
)

_LEAD = "How a valley took in many more teenagers than anybody there had thought it would."

SHAPES = (
    Shape("bare article", _around(paragraphs())),
    Shape(
        "WordPress, classic theme",
        page(
            '<div id="content"><div class="post-12 post type-post hentry"><h1 class="entry-title">Forty homes for '
            'teenagers</h1><div class="entry-meta">Posted on 3 March 2025 by <span class="author vcard">Ann Lee</span>'
            f'</div><div class="entry-content">{paragraphs()}<div class="sharedaddy sd-sharing">Share this with your '
            'friends</div></div><div class="entry-footer">Filed under homes</div></div></div>'
            '<div id="secondary" class="widget-area"><h2>Recent posts</h2><p>Last week we wrote about buses.</p></div>'
        ),
        lacks=_lacking("Posted on", "Share this with", "Filed under", "wrote about buses"),
    ),
    Shape(
        "WordPress, block theme with a related list in the text",
        _around(
            f'<div class="wp-block-post-content">{paragraphs(FIRST, SECOND)}<div class="wp-block-group related-posts">'
            f"<p>Related</p>{_RELATED}</div>{paragraphs(THIRD, FOURTH)}</div>"
        ),
        lacks=_lacking("Bus fares"),
    ),
    Shape(
        "Elementor",
        page(
            '<div class="elementor-section"><div class="elementor-widget-wrap"><div class="elementor-widget '
            'elementor-widget-heading"><h1>Forty homes for teenagers</h1></div><div class="elementor-widget '
            f'elementor-widget-text-editor"><div class="elementor-widget-container">{paragraphs()}</div></div>'
            '<div class="elementor-widget elementor-share-buttons">Share on Facebook</div></div></div>'
        ),
        lacks=_lacking("Share on"),
    ),
    Shape(
        "Drupal",
        page(
            '<div class="region region-content"><article class="node node--type-news"><h1 '
            'class="page-title">Forty homes '
            'for teenagers</h1><div class="field field--name-field-intro"><p>' + FIRST + "</p></div>"
            f'<div class="field field--name-body">{paragraphs(SECOND, THIRD, FOURTH)}</div>'
            '<div class="field field--name-field-tags">Tags: <a href="/t">homes</a></div></article></div>'
        ),
        lacks=_lacking("Tags:"),
    ),
    Shape(
        "TYPO3, lead in the header",
        page(
            '<div class="news news-single"><div class="article"><div class="header"><h1>Forty homes for teenagers</h1>'
            f'</div><div class="teaser-text"><p>{FIRST}</p></div><div class="news-text-wrap">'
            f'{paragraphs(SECOND, THIRD, FOURTH)}</div><div class="news-backlink-wrap"><a '
            f'href="/">Back</a></div></div></div>'
        ),
    ),
    Shape(
        "Blogger",
        page(
            '<div class="blog-posts hfeed"><div class="post hentry"><h3 class="post-title entry-title">Forty homes for '
            f'teenagers</h3><div class="post-body entry-content">{"<br><br>".join(TEXT)}</div><div class="post-footer">'
            '<span class="post-author vcard">Posted by <span class="fn">Ann Lee</span></span></div></div></div>'
        ),
        lacks=_lacking("Posted by"),
    ),
    Shape(
        "text parted by line breaks only",
        page(f"<div id='text'><h1>Forty homes for teenagers</h1>{'<br /><br />'.join(TEXT)}</div>"),
    ),
    Shape(
        "laid out in tables",
        page(
            f'<table><tr><td width="150"><a href="/a">News</a><br><a href="/b">Prices</a></td><td><h1>Forty homes for '
            f'teenagers</h1>{paragraphs()}</td><td class="rail">Weather: rain, then more of it</td></tr></table>'
        ),
        lacks=_lacking("Weather: rain"),
    ),
    Shape(
        "paragraphs that are divs",
        _around('<div class="body">' + "".join(f'<div class="p">{text}</div>' for text in TEXT) + "</div>"),
    ),
    Shape(
        "paragraphs in separate sections",
        _around("".join(f'<section class="chunk"><div class="grid"><p>{text}</p></div></section>' for text in TEXT)),
    ),
    Shape(
        "microdata",
        page(
            '<div itemscope itemtype="http://schema.org/NewsArticle"><h1 itemprop="headline">Forty homes for teenagers'
            f'</h1><div class="box banner-free" itemprop="articleBody">{paragraphs()}</div></div>'
        ),
    ),
    Shape(
        "comments that outweigh the text",
        _around(paragraphs(), after=f'<section id="comments"><ol class="comment-list">{_COMMENTS}</ol></section>'),
        lacks=_lacking("Reader 3 thinks"),
    ),
    Shape(
        "cards of other pieces below",
        _around(paragraphs(), after=f'<div class="more">{_CARDS}</div>'),
        lacks=_lacking("Library shuts"),
    ),
    Shape(
        "newsletter box between paragraphs",
        _around(
            paragraphs(FIRST, SECOND)
            + '<div class="newsletter-signup"><h3>Get our letter</h3><p>Sign up for our weekly newsletter and '
            "never miss "
            "a story from the valley again.</p></div>" + paragraphs(THIRD, FOURTH)
        ),
        lacks=_lacking("Sign up", "Get our letter"),
    ),
    Shape(
        "plea without a box of its own",
        _around(paragraphs() + "<p>Please support our journalism: become a member for the price of a coffee.</p>"),
        lacks=_lacking("become a member"),
    ),
    Shape(
        "cookie notice first",
        _around(
            paragraphs(),
            before='<div id="cookie-consent" role="dialog"><p>We use cookies to improve what you see here. By going on '
            "you agree to our use of cookies, now and later.</p><button>Accept</button></div>",
        ),
        lacks=_lacking("use cookies"),
    ),
    Shape(
        "read-more lines between paragraphs",
        _around(
            paragraphs(FIRST, SECOND)
            + '<p><strong>Read more: <a href="/x">Why the buses are late again</a></strong></p>'
            + '<p><a href="/y">Council to vote on allowances</a></p>'
            + paragraphs(THIRD, FOURTH)
        ),
        lacks=_lacking("buses are late", "Council to vote"),
    ),
    Shape(
        "author's introduction below",
        page(
            '<article><h1>Forty homes for teenagers</h1><p class="byline">By Ann Lee, social affairs correspondent</p>'
            f"{paragraphs()}<p>Ann Lee is our social affairs correspondent and lives in the valley.</p></article>"
        ),
        lacks=_lacking("lives in the valley", "By Ann Lee"),
    ),
    Shape(
        "byline and date standing in the text",
        _around(
            "<p>Ann Lee</p><p>3 March 2025, 10:15</p>" + paragraphs(),
            before='<meta name="author" content="Ann Lee">',
        ),
        lacks=_lacking("10:15"),
    ),
    Shape(
        "author's box with a long life story",
        _around(
            paragraphs()
            + '<div class="author-bio"><p>The author grew up in the hills and has written about homes, schools '
            "and buses "
            "for twenty years. Books by the same hand have been read by many.</p></div>"
        ),
        lacks=_lacking("grew up in the hills"),
    ),
    Shape(
        "figure with caption",
        _around(
            paragraphs(FIRST, SECOND)
            + '<figure><img src="/pic.jpg" alt="A door"><figcaption>An open door in the valley</figcaption></figure>'
            + paragraphs(THIRD, FOURTH)
        ),
        lacks=_lacking("An open door"),
    ),
    Shape(
        "headings, list and quote",
        _around(
            paragraphs(FIRST)
            + "<h2>What has changed</h2><ul><li>weekly payment of the whole allowance</li><li>decisions in "
            "writing</li></ul>"
            + paragraphs(SECOND)
            + f"<blockquote><p>{THIRD}</p></blockquote><h2>What comes next</h2>"
            + paragraphs(FOURTH)
        ),
        has=(*SHORT, "What has changed", "weekly payment of", "decisions in writing", "What comes next"),
    ),
    Shape(
        "table of figures",
        _around(
            paragraphs(FIRST, SECOND)
            + "<table><tr><th>Ward</th><th>Homes</th></tr><tr><td>Upper Town</td><td>14</td></tr><tr><td>Mill Lane</td>"
            "<td>9</td></tr></table>" + paragraphs(THIRD, FOURTH)
        ),
        has=(*SHORT, "Upper Town", "Mill Lane", "Ward"),
    ),
    Shape(
        "interview",
        _around(
            "<p><strong>How many came?</strong></p>"
            + paragraphs(FIRST)
            + "<p><strong>And why now?</strong></p>"
            + paragraphs(SECOND, THIRD, FOURTH)
        ),
        has=(*SHORT, "And why now?"),
    ),
    Shape(
        "a second half that waits for a script",
        _around(
            paragraphs(FIRST, SECOND)
            + f'<div class="rest" style="display: none">{paragraphs(THIRD, FOURTH)}</div>'
            + '<div style="display:none"><a href="/app">Get our app</a></div>'
        ),
        lacks=_lacking("Get our app"),
    ),
    Shape(
        "nothing but JSON-LD",
        page(
            '<div id="root"></div>',
            head='<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Forty homes for teenagers", '
            '"articleBody": "' + "\\n".join(TEXT) + '"}</script>',
        ),
    ),
    Shape(
        "a sidebar layout whose name holds the article",
        page(
            f'<div class="content-with-sidebar no-comments"><div class="single-post-author">{paragraphs()}</div></div>'
        ),
    ),
    Shape(
        "German",
        page(
            '<article class="artikel"><span class="dachzeile">Jugendhilfe</span><h1>Vierzig Häuser</h1><p '
            'class="vorspann">Im '
            "Tal haben in diesem Winter vierzig Familien Jugendliche aufgenommen.</p><p>Das teilte der Kreis am "
            "Montag mit; "
            "im Jahr davor waren es nicht halb so viele, sagte die Leiterin des Dienstes.</p><p>Lesen Sie auch: "
            '<a href="/b">Busse fahren wieder</a></p><p>Ein Bericht über das erste halbe Jahr soll im Mai '
            "vorgelegt werden, "
            "mit Zahlen für jeden Ort.</p><p>Foto: Anna Beispiel</p></article>",
            title="Vierzig Häuser",
        ),
        has=("Im Tal haben in diesem Winter", "Das teilte der Kreis", "Ein Bericht über das erste"),
        lacks=_lacking("Busse fahren", "Anna Beispiel"),
    ),
    Shape(
        "French",
        page(
            '<article><h1>Quarante foyers</h1><p class="chapo">Quarante foyers de la vallée ont accueilli des '
            "adolescents cet "
            "hiver.</p><p>Le département l’a annoncé lundi, après une année où l’on en comptait moins de la "
            "moitié, selon la "
            'directrice du service.</p><p><a href="/b">Lire aussi : les bus roulent de nouveau</a></p><p>Un '
            "rapport sur les six "
            "premiers mois sera présenté en mai, avec des chiffres pour chaque commune.</p></article>",
            title="Quarante foyers",
        ),
        has=("Quarante foyers de la vallée", "Le département l’a annoncé", "Un rapport sur les six"),
        lacks=_lacking("les bus roulent"),
    ),
    Shape(
        "a notice of two sentences",
        page(
            "<article><h1>Office closed</h1><p>The office in Mill Lane is closed on Friday. Please ring "
            "instead.</p></article>"
        ),
        has=("The office in Mill Lane is closed",),
    ),
    Shape(
        "kicker above the heading that repeats the description",
        page(
            f"<div class='top'><p>{_LEAD}</p></div><main><article><h1>Forty homes for teenagers</h1>{paragraphs()}"
            "</article></main>",
            head=f'<meta name="description" content="{_LEAD}">',
        ),
        lacks=_lacking(_LEAD),
    ),
    Shape(
        "heading and lead in a box, the lead repeated in the description",
        page(
            f"<div class='promo'><h1>Forty homes for teenagers</h1><p>{_LEAD}</p></div><main>{paragraphs()}</main>",
            head=f'<meta name="description" content="{_LEAD}">',
        ),
        has=(_LEAD, *SHORT),
    ),
    Shape(
        "teaser of another piece amid the text",
        _around(
            paragraphs(FIRST, SECOND)
            + '<div class="teaser"><p>The library shuts for repairs in May, and nobody can tell for how long.</p></div>'
            + paragraphs(THIRD, FOURTH)
        ),
        lacks=_lacking("The library shuts"),
    ),
    Shape(
        "an address to write to stands alone in the text",
        _around(
            paragraphs(FIRST, SECOND)
            + '<p><a href="mailto:homes@valley.example">homes@valley.example</a></p>'
            + paragraphs(THIRD, FOURTH)
        ),
        has=(*SHORT, "homes@valley.example"),
    ),
    Shape(
        "ruby text says how the words are read",
        _around(
            paragraphs(
                FIRST,
                SECOND,
                THIRD,
                "<ruby>体罰<rt>たいばつ</rt></ruby>を禁止する<ruby>法律<rt>ほうりつ</rt></ruby>です。",
            )
        ),
        has=(*SHORT[:3], "体罰を禁止する法律です。"),
        lacks=_lacking("たいばつ"),
    ),
    Shape(
        "what is told and asked below a post",
        _around(
            paragraphs()
            + '<p class="postmetadata">Written on Monday and filed away under homes, youth and council matters.</p>'
            "<div class='editorial-disclosure'><p>Some of what is shown here is paid for by its sellers.</p></div>"
            "<p>For breaking news download the Valley News apps for both kinds of telephone.</p>"
            "<p>Do you want to be informed of what we do? Write your name here.</p>"
        ),
        lacks=_lacking("filed away", "paid for by", "download the", "want to be informed"),
    ),
)
