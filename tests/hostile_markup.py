"""Markup that tries to act, to hide or to break the page, and a check that none of it came through.

The check shares nothing with the cleaner but the promise: it reads the result with two other parsers.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml import etree, html

#: Each is one way in. Whatever they carry, only harmless words may be left.
ATTACKS: dict[str, str] = {
    "script": "<script>alert(1)</script>",
    "script with attributes": '<script type="text/javascript" src="https://x.example/a.js"></script>',
    "script in capitals": "<SCRIPT>alert(1)</SCRIPT>",
    "script with a slash": "<script/x>alert(1)</script>",
    "script unclosed": "text<script>alert(1)",
    "script inside script": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "script after a loose bracket": "<<script>alert(1)//<</script>",
    "script in a broken tag": "<script\n>alert(1)</script\n>",
    "script closed with an attribute": "<script>alert(1)</script x=y><b>after</b>",
    "nul in a tag name": "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "script in a comment": "<!--<script>-->alert(1)<!--</script>-->",
    "comment that ends early": "<!--><img src=x onerror=alert(1)>-->",
    "comment that ends with a bang": "<!-- --!><img src=x onerror=alert(1)> -->",
    "comment unclosed": "before<!-- <img src=x onerror=alert(1)>",
    "conditional comment": "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "bogus comment": "<!x><img src=x onerror=alert(1)>",
    "processing instruction": '<?xml-stylesheet href="javascript:alert(1)"?>text',
    "doctype": '<!DOCTYPE html [<!ENTITY x "y">]>&x;',
    "cdata": "<![CDATA[<script>alert(1)</script>]]>",
    "cdata in svg": "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
    "event handler": '<p onclick="alert(1)">text</p>',
    "event handler without quotes": "<img src=x onerror=alert(1)>",
    "event handler after a slash": '<img/src="x"/onerror=alert(1)>',
    "event handler in capitals": '<div ONMOUSEOVER="alert(1)">text</div>',
    "event handler after nul": "<img src=x \x00onerror=alert(1)>",
    "event handler after a new line": "<img src=x onerror\n=\nalert(1)>",
    "event handler with entities": "<img src=x onerror=&#97;lert(1)>",
    "attribute breaking with a quote": '<img alt="`"onerror="alert(1)" src=x>',
    "attribute breaking with an entity": '<a href="https://x.example/&quot; onclick=&quot;alert(1)">x</a>',
    "attribute breaking with brackets": '<img alt="<script>alert(1)</script>" src="https://x.example/a.png">',
    "attribute breaking with a title": '<p title="</p><script>alert(1)</script>">text</p>',
    "attribute with back quotes": "<img src=`javascript:alert(1)`>",
    "attribute twice": '<a href="https://x.example/" href="javascript:alert(1)">x</a>',
    "quote unclosed": '<a href="https://x.example/><img src=x onerror=alert(1)>',
    "javascript link": '<a href="javascript:alert(1)">x</a>',
    "javascript link in mixed case": '<a href="jAvAsCrIpT:alert(1)">x</a>',
    "javascript link with a tab": '<a href="java\tscript:alert(1)">x</a>',
    "javascript link with a new line": '<a href="java\nscript:alert(1)">x</a>',
    "javascript link with entities": '<a href="&#106;&#97;&#118;&#97;script:alert(1)">x</a>',
    "javascript link with long entities": '<a href="&#x000006A;avascript:alert(1)">x</a>',
    "javascript link without semicolons": '<a href="&#106&#97&#118&#97&#115cript:alert(1)">x</a>',
    "javascript link with a named entity": '<a href="javascript&colon;alert(1)">x</a>',
    "javascript link with an encoded tab": '<a href="java&Tab;script&NewLine;:alert(1)">x</a>',
    "javascript link after a control": '<a href="\x01javascript:alert(1)">x</a>',
    "javascript link after an encoded control": '<a href="&#1;javascript:alert(1)">x</a>',
    "javascript link after spaces": '<a href="  javascript:alert(1)">x</a>',
    "javascript image": '<img src="javascript:alert(1)">',
    "javascript behind an image": '<img lowsrc="javascript:alert(1)" dynsrc="javascript:alert(1)" src=x>',
    "javascript in a source set": '<img srcset="javascript:alert(1) 2x" src="https://x.example/a.png">',
    "javascript for a lazy image": '<img src="data:," data-src="javascript:alert(1)">',
    "javascript in a quotation": '<blockquote cite="javascript:alert(1)">x</blockquote>',
    "javascript background": '<table background="javascript:alert(1)"><tr><td>x</table>',
    "vbscript link": '<a href="vbscript:msgbox(1)">x</a>',
    "data link": '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>',
    "data image": '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    "file link": '<a href="file:///etc/passwd">x</a>',
    "blob link": '<a href="blob:https://x.example/1">x</a>',
    "view-source link": '<a href="view-source:https://x.example/">x</a>',
    "mail as an image": '<img src="mailto:a@b.example">',
    "style element": "<style>@import 'https://x.example/a.css';</style>",
    "style attribute": '<p style="background:url(https://x.example/a.gif);position:fixed">text</p>',
    "style that leaves": "<style><img src=x onerror=alert(1)></style>",
    "style with a closing comment": "<style><!--</style><img src=x onerror=alert(1)>--></style>",
    "class and id": '<p class="desk-button" id="main" name="x">text</p>',
    "svg": '<svg onload="alert(1)"><circle r="9"/></svg>',
    "svg with a script": "<svg><script>alert(1)</script></svg>",
    "svg with a link": '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "svg with an animation": '<svg><animate onbegin="alert(1)" attributeName="x"/></svg>',
    "svg with use": '<svg><use href="data:image/svg+xml,<svg id=x>#x"/></svg>',
    "svg foreign object": "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "svg style smuggling": '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "svg title smuggling": "<svg><title><style><img title='</style><img src onerror=alert(1)>'></title></svg>",
    "svg unclosed": "<svg><p><b>text",
    "math": '<math href="javascript:alert(1)">x</math>',
    "math action": '<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">x</maction></math>',
    "math style smuggling": (
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">'
    ),
    "math in a form": "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "math annotation": '<math><annotation-xml encoding="text/html"><img src=x onerror=alert(1)></math>',
    "iframe": '<iframe src="https://x.example/"></iframe>',
    "iframe with a document": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "iframe with javascript": '<iframe src="javascript:alert(1)"></iframe>',
    "iframe that looks like a player": '<iframe src="https://x.example/www.youtube.com/embed/abcdefghijk"></iframe>',
    "iframe of a player with a script for a title": (
        '<iframe src="https://www.youtube.com/embed/abcdefghijk" title="<script>alert(1)</script>"></iframe>'
    ),
    "iframe of a player with a quote": "<iframe src='https://www.youtube.com/embed/abcdefghijk\"onclick=alert(1)'></iframe>",
    "frameset": '<frameset><frame src="javascript:alert(1)"></frameset>',
    "object": '<object data="https://x.example/a.swf"><param name="x" value="y"></object>',
    "embed": '<embed src="https://x.example/a.swf" allowscriptaccess="always">',
    "applet": '<applet code="A.class">x</applet>',
    "video": '<video src="https://x.example/a.mp4" onerror="alert(1)" autoplay><source onerror="alert(1)"></video>',
    "audio": "<audio src=x onerror=alert(1)></audio>",
    "form": '<form action="https://x.example/login"><input name="password"><button>Go</button></form>',
    "form by attribute": '<button form="x" formaction="javascript:alert(1)">Go</button>',
    "text area smuggling": "<textarea><script>alert(1)</script></textarea><img src=x onerror=alert(1)>",
    "select smuggling": "<select><template><img src=x onerror=alert(1)></template></select>",
    "meta refresh": '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    "base": '<base href="https://x.example/"><a href="/y">z</a>',
    "link": '<link rel="stylesheet" href="https://x.example/a.css">',
    "body with a handler": '<body onload="alert(1)">text',
    "html in the middle": '<p>a</p></body></html><html manifest="x"><body onload=alert(1)>b',
    "title": "<title><script>alert(1)</script></title>",
    "noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "noscript in a tag": "<scr<noscript>ipt>alert(1)</scr</noscript>ipt>",
    "noembed": '<noembed><img title="</noembed><img src onerror=alert(1)>"></noembed>',
    "noframes": "<noframes><img src=x onerror=alert(1)></noframes>",
    "xmp": "<xmp><img src=x onerror=alert(1)></xmp>",
    "plaintext": "<plaintext><img src=x onerror=alert(1)>",
    "listing": "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "template": "<template><script>alert(1)</script></template>",
    "template with a shadow": '<div><template shadowrootmode="open"><script>alert(1)</script></template></div>',
    "custom element": '<x-card onclick="alert(1)" style="x">text</x-card>',
    "namespaced element": '<o:p onclick="x">text</o:p><html:script xmlns:html="http://www.w3.org/1999/xhtml">alert(1)</html:script>',
    "popover": '<button popovertarget="x">y</button><p popover id="x" onbeforetoggle="alert(1)">z</p>',
    "editable": '<p contenteditable autofocus onfocus="alert(1)" tabindex="1">text</p>',
    "ping": '<a href="https://x.example/" ping="https://y.example/" target="_blank" download>x</a>',
    "microdata": '<p itemscope itemtype="https://x.example" data-x="y" aria-label="z" role="alert">text</p>',
    "table smuggling": "<table><script>alert(1)</script><td><img src=x onerror=alert(1)></table>",
    "formatting that leaks": "<b><i><p>x</b></i></p><table><b>y<tr><td>z",
    "list that never closes": "<ul><li><ul><li><ol><dl><dt>x",
    "end tags alone": "</p></div></script></style></table></svg>text",
    "nothing but brackets": "<><<>></><!><?>",
    "unfinished tag": "text<img src='https://x.example/a.png' alt='",
    "endless entity": "text &#" + "9" * 5000 + "; &#x" + "f" * 5000 + "; &#" + "0" * 5000 + "65;",
    "links around objects": "<a href=x><object><a href=y>z</a></object><marquee><a href=y>z",
    "unfinished entity": "text &#x &#99999999; &#xD800; &bogus; &amp",
    "utf-7": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "controls": "a\x00b\x01c\x08d\x0be\x0cf\x1fg\x7fh\x80i\x9f",
    "controls in disguise": "a&#0;b&#1;c&#8;d&#11;e&#31;f&#x7f;g&#xfffe;h&#xffff;i",
    "surrogates": "a\ud800b\udc00c\udcff",
    "direction overrides": "a\u202eb\u202dc\u202ad\u202be\u2066f\u2067g\u2068h\u2069",
    "direction overrides in disguise": "a&#x202e;b&#8237;c&#x2066;d",
    "direction overrides in an attribute": '<img alt="a&#x202e;b\u202e" title="&#0;&#xb;" src="https://x.example/a.png">',
    "byte order marks": "\ufeffa\ufeffb&#xfeff;c",
    "processing by xml": "a]]>b<![CDATA[c",
    "tracking pixel": '<img src="https://x.example/p" width="1" height="1">',
    "tracking pixel without quotes": "<img width=1 height=1 src=https://x.example/p>",
    "tracking pixel of no size": '<img src="https://x.example/p" width="0" height="0" alt="">',
    "tracking pixel with units": '<img src="https://x.example/p" width="1px" height="1px">',
    "tracking pixel by style": '<img src="https://x.example/p" style="width:1px;height:1px">',
    "tracking pixel hidden": '<img style="display: none" src="https://x.example/p">',
    "tracking pixel behind a bracket": '<img alt=">" src="https://x.example/p" width="1" height="1">',
    "tracking pixel in capitals": '<IMG SRC="https://x.example/p" WIDTH="1" HEIGHT="1">',
    "tracking pixel in a link": '<a href="https://x.example/"><img src="https://x.example/p" height="1"></a>',
    "tracking pixel in noscript": '<noscript><img src="https://x.example/p" width="1" height="1"></noscript>',
    "tracking pixel for a lazy loader": '<img width="1" height="1" data-src="https://x.example/p">',
    "attribute that ends like another": '<img src="https://x.example/a.png&quot; alt=" title=" width=">',
    "carriage return in disguise": "a&#13;b",
    "beacon by host": '<img src="https://ad.doubleclick.net/x/y.jpg">',
    "beacon by name": '<img src="https://pixel.x.example/anything?id=1">',
    "beacon by file": '<img src="https://x.example/a/b/count.gif?id=1">',
    "beacon by script": '<img src="https://x.example/matomo.php?idsite=1">',
    "beacon in disguise": '<img src="https://x.example/pi&#120;el.gif">',
}

ALLOWED = {
    "a": {"href", "hreflang", "rel"},
    "del": {"datetime"},
    "img": {"alt", "height", "loading", "referrerpolicy", "src", "width"},
    "ins": {"datetime"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
PLAIN = """
    abbr address article aside b bdi bdo blockquote br caption cite code dd details dfn div dl dt em figcaption figure
    footer h1 h2 h3 h4 h5 h6 header hgroup hr i kbd li main mark nav p pre q rp rt ruby s samp section small span
    strong sub summary sup table tbody tfoot thead tr u ul var wbr
"""
FORBIDDEN_CHARACTERS = {
    chr(code) for code in (*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFEFF, 0xFFFE, 0xFFFF)
} | {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
XML = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
HTML = html.HTMLParser(huge_tree=True)


def faults(clean: str) -> list[str]:
    """What is wrong with markup that calls itself clean."""
    found = [f"character {character!r}" for character in FORBIDDEN_CHARACTERS & set(clean)]
    try:
        as_xml = etree.fromstring(f"<div>{clean}</div>", XML)
    except (etree.XMLSyntaxError, ValueError) as error:
        return [*found, f"not well-formed: {error}"]
    as_html = html.fragment_fromstring(clean, create_parent="div", parser=HTML)
    for tree in (as_xml, as_html):
        for element in tree.iterdescendants():
            found += _faults_of(element)
    if depth_of(as_xml) > 256:
        found.append("too deep")
    if words_of(as_xml) != words_of(as_html):
        found.append("means one thing as XML and another as HTML")
    return found


def depth_of(tree: etree._Element) -> int:
    """How many elements stand inside each other, the root included."""
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def words_of(tree: etree._Element) -> list[str]:
    return "".join(str(text) for text in tree.itertext()).split()


def _faults_of(element: etree._Element) -> list[str]:
    if not isinstance(element.tag, str):
        return [f"a comment or instruction: {element!r}"]
    if element.tag not in PLAIN.split() and element.tag not in ALLOWED:
        return [f"element {element.tag}"]
    found = []
    for name, value in element.attrib.items():
        if name not in ALLOWED.get(str(element.tag), set()) | {"dir", "lang", "title"}:
            found.append(f"attribute {name!r} of {element.tag}")
        schemes = {"href": ("http", "https", "mailto"), "src": ("http", "https")}.get(str(name))
        if schemes and urlsplit(str(value)).scheme not in schemes:
            found.append(f"address {value!r}")
    if element.tag == "img" and not {"src", "alt", "loading", "referrerpolicy"} <= set(element.attrib):
        found.append("image without source, words, laziness or discretion")
    return found
