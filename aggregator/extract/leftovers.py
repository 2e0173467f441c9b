"""What stands in or near an article without being part of it: the names such boxes go by, and their wordings.

The names are those that content systems and newspapers give their boxes in class and id; the wordings are those
of English, German, French, Spanish, Italian, Dutch, Polish and Portuguese sites.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from aggregator.extract.blocks import Block

#: Words of a class or id, each enough to tell that the box is no part of the text.
_BOX_WORDS = frozenset(
    ["nav", "navi", "navigation", "navbar", "subnav", "menu", "submenu", "breadcrumb", "breadcrumbs", "crumb", "footer", "colophon", "sidebar", "rail", "related", "share", "sharing", "sharer", "shares", "shariff", "sharedaddy", "addtoany", "addthis", "social", "socials", "socialmedia", "sociable", "newsletter", "mailchimp", "subscribe", "subscription", "signup", "comment", "comments", "commentlist", "respond", "disqus", "discussion", "cookie", "cookies", "consent", "gdpr", "banner", "promo", "promos", "promotion", "ad", "ads", "adv", "advert", "adverts", "advertisement", "advertising", "advertorial", "anzeige", "werbung", "sponsor", "sponsored", "taboola", "outbrain", "byline", "author", "authors", "autor", "bio", "biography", "tags", "tag", "taglist", "hashtags", "keywords", "pagination", "pager", "paging", "popular", "trending", "recommended", "recommendation", "recommendations", "recommends", "readmore", "seealso", "morefrom", "teasers", "toolbar", "toolbox", "rating", "ratings", "login", "register", "modal", "popup", "overlay", "lightbox", "searchform", "copyright", "screenreader", "skip", "metadata", "postmeta", "entrymeta", "infobar", "dateline", "timestamp", "published", "noprint", "donate", "donation", "paywall", "abo", "feedback", "jetpack", "jp", "likes", "reactions", "whatsapp", "pinterest", "crosslinks", "voting", "survey", "poll", "quiz", "notice", "disclaimer", "hinweis", "verwandte", "weiterlesen", "mehr", "kommentar", "kommentare", "relacionados", "relacionadas", "noticias", "compartir", "correlati"]
)
#: Of two neighbouring words.
_BOX_PAIRS = frozenset(
    (
        "widget area", "side bar", "post meta", "entry meta", "article meta", "meta data", "post navigation", "post nav",
        "nav links", "more stories", "more news", "more articles", "top stories", "latest news", "latest posts", "recent posts",
        "most read", "most popular", "read more", "read next", "read also", "see also", "up next", "also like",
        "you may", "next post", "previous post", "call to", "sign up", "entry footer", "post footer", "article footer",
        "about author", "post info", "entry info", "article info", "post date", "entry date", "publish date", "code block",
        "article tools", "page tools", "recent entries", "news list", "bread crumb", "skip link", "site header",
        "page header", "screen reader", "sr only", "visually hidden", "content blocker", "follow us", "letters cta",
        "reading time", "read time", "social media", "image credit", "photo credit",
    )
)  # fmt: skip
#: Never part of the text, whatever they are called.
_BOX_TAGS = frozenset(("nav", "footer", "aside", "form", "menu"))
#: What makes an otherwise telling word harmless: layout names that hold the text and its neighbour alike.
_HOLDERS = re.compile(r"^(has|with|no|without|is|not|single|page|body|layout|tpl|template)$")

#: Boxes that show or speak of other pieces.
_OTHER_WORDS = frozenset(
    ["comment", "comments", "commentlist", "kommentare", "sidebar", "related", "teaser", "teasers", "recent", "popular", "recommended", "widget", "latest"]
)


@lru_cache(maxsize=8192)
def _names_other_pieces(names: str) -> bool:
    for name in names.split()[:30]:
        words = words_of(name)
        if words and not _OTHER_WORDS.isdisjoint((words[0], words[-1])) and not any(map(_HOLDERS.match, words)):
            return True
    return False


def is_in_other_piece(element: HtmlElement) -> bool:
    """Whether it belongs to a comment, or to a list of other pieces."""
    for each in (element, *element.iterancestors()):
        if each.tag in ("body", "main"):
            return False
        if (
            each.tag in ("aside", "nav")
            or _names_other_pieces(each.get("class") or "")
            or _names_other_pieces(each.get("id") or "")
        ):
            return next(each.iter("h1"), None) is None
    return False


_LEAD_WORDS = frozenset(
    ["lead", "leadin", "lede", "intro", "introduction", "standfirst", "excerpt", "teaser", "abstract", "dek", "deck", "summary", "subtitle", "subheadline", "subhead", "vorspann", "anrisstext", "ingress", "chapeau", "chapo", "sommario", "entradilla", "bajada", "zajawka", "kicker", "sapo", "synopsis", "preamble"]
)

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@lru_cache(maxsize=8192)
def words_of(names: str) -> tuple[str, ...]:
    """The words in a class or id, however they are joined: "relatedPosts-box" has three."""
    return tuple(word.lower() for word in _WORDS.findall(names[:300]))


@lru_cache(maxsize=8192)
def _names_a_box(names: str) -> bool:
    for name in names.split()[:30]:
        words = words_of(name)
        if not words or any(_HOLDERS.match(word) for word in words[:-1]):
            continue
        if not _BOX_WORDS.isdisjoint(words) or any(
            f"{a} {b}" in _BOX_PAIRS for a, b in zip(words, words[1:], strict=False)
        ):
            return True
    return False


def is_box(element: HtmlElement) -> bool:
    """Whether its tag, role or name says that it stands beside the text."""
    if element.tag == "blockquote":  # quoted posts go by the name of the network they come from
        return False
    if element.tag in _BOX_TAGS or element.get("role") in (
        "navigation",
        "complementary",
        "search",
        "contentinfo",
        "banner",
    ):
        return True
    return _names_a_box(element.get("class") or "") or _names_a_box(element.get("id") or "")


def is_lead(element: HtmlElement) -> bool:
    """Whether its name says that it holds the article's first sentences."""
    return not _LEAD_WORDS.isdisjoint(
        words_of(f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}")
    )


#: Boxes that go whatever their share of the page: readers' comments often outweigh the text.
_ALWAYS = frozenset(("comments", "commentlist", "respond", "disqus", "comment", "kommentare"))


def drop_boxes(root: HtmlElement, blocks: Sequence[Block]) -> list[Block]:
    """Takes the boxes that stand beside the text out of the tree; returns the blocks that are left."""
    mass = _mass(root, blocks)
    for element in list(root.iter()):
        if is_box(element) and _is_expendable(element, mass.get(element, 0), mass.get(root, 0)):
            element.drop_tree()
    return [block for block in blocks if next(block.element.iterancestors("html"), None) is root]


def _is_expendable(element: HtmlElement, mass: int, whole: int) -> bool:
    if element.getparent() is None or element.tag in ("body", "head"):
        return False
    if next(element.iter("h1"), None) is not None:
        return False
    return mass < 0.3 * whole or not _ALWAYS.isdisjoint(
        words_of(f"{element.get('class') or ''} {element.get('id') or ''}")
    )


def _mass(root: HtmlElement, blocks: Sequence[Block]) -> dict[HtmlElement, int]:
    """The characters of running text outside links in each element."""
    mass = {block.element: len(block.text) - block.linked for block in blocks}
    for element in reversed(list(root.iter())):
        parent = element.getparent()
        if parent is not None and element in mass:
            mass[parent] = mass.get(parent, 0) + mass[element]
    return mass


_CAPTION_WORDS = frozenset(["caption", "figcaption", "legend", "cutline", "bildunterschrift", "bildunterzeile", "imagetext"])
_CAPTION_PAIRS = frozenset(
    ("image subtitle", "image text", "img text", "image description", "photo description", "bild text", "image caption")
)


def is_caption(element: HtmlElement) -> bool:
    """Whether it holds what is said of a picture."""
    if element.tag in ("figure", "figcaption"):
        return True
    words = words_of(element.get("class") or "")
    if _CAPTION_WORDS.isdisjoint(words) and not any(
        f"{a} {b}" in _CAPTION_PAIRS for a, b in zip(words, words[1:], strict=False)
    ):
        return False
    around = element.getparent()
    return next((around if around is not None else element).iter("img"), None) is not None


_TAIL = re.compile(
    r"""^\W*(?:
      about\ (?:the\ )?(?:author|writer|us|this\ (?:series|article|site))\b | (?:press|media|editorial)\ (?:contact|enquir|inquir) | contact(?:\ us)?\W*$
    | related\ (?:articles?|stories|posts|news|content|links) | more\ (?:stories|news|articles|posts) | you\ (?:may|might)\ also | comments?\W*$ | leave\ a
    | (?:über|zum|zur)\ (?:den\ |die\ |unsere[nr]?\ )?autor(?:in|en)?\b | über\ (?:uns|diese\ reihe)\b | (?:presse|medien)?kontakt\W*$ | ansprechpartner(?:in)?\W*$ | weitere\ (?:artikel|beiträge|meldungen|nachrichten|themen|news|informationen)\b
    | zusatzinformation | das\ könnte | ähnliche\ (?:artikel|beiträge|themen) | mehr\ (?:zum\ thema|artikel|beiträge|news) | kommentare?\W*$ | auch\ interessant
    | à\ propos\ de | sur\ le\ même | articles?\ (?:liés|similaires) | sobre\ (?:el|la)\ autor | (?:noticias|artículos|contenido)\ relacionad | o\ autor(?:ze|ce) | sull'autore | articoli\ correlati
    | over\ de\ auteur | sobre\ o\ autor
    )""",
    re.X | re.I,
)


def opens_tail(text: str) -> bool:
    """Whether a short line opens what follows an article: its author, contacts, other articles, comments."""
    return len(text) < 80 and _TAIL.match(text) is not None


_FURNITURE = re.compile(
    r"""^\W*(?:
      (?:read|see)\ (?:more|also|next)\b | more\ (?:on|from|about)\b | related\b | recommended\b | also\ read | you\ (?:may|might)\ also
    | share\ (?:this|on|via|to)\b | tweet\b | print\b | e-?mail\ this | follow\ (?:us|me)\b | like\ us | comments?\b | leave\ a\ (?:comment|reply)
    | sign\ up\b | subscribe\b | advertisement\b | sponsored | filed\ under | posted\ (?:in|on|by)\b | tags?: | categor(?:y|ies): | topics?: | labels?:
    | (?:last\ )?(?:updated|modified)\b | published\b | image\ (?:source|credit) | photo\ credit | credits?: | copyright\b | ©
    | all\ rights\ reserved | back\ to\ | skip\ to\ | continue\ reading | (?:click|tap)\ here | learn\ more\b | find\ out\ more | want\ to\ (?:share|receive|get) | did\ you\ (?:like|enjoy) | was\ this\ article | support\ (?:us|our)\b | donate\b | join\ (?:our|us)\b | view\ comments | \d+\ comments?
    | lesen\ sie\ (?:auch|hier|mehr|dazu) | mehr\ (?:zum\ thema|dazu|lesen|zu) | auch\ interessant | das\ könnte\ (?:sie|dich) | weiterlesen
    | lies\ (?:auch|hier) | siehe\ auch | teilen | (?:artikel|seite|beitrag)\ (?:teilen|drucken) | drucken | anzeige | werbung | jetzt\ (?:abonnieren|anmelden)
    | newsletter\b | schlag(?:wort|wörter|worte)\b | stichwörter | themen?: | kategorien?: | autor(?:in)?: | veröffentlich(?:t|ung)\b | aktualisiert | stand:
    | quelle:\ ?\S+$ | foto:|fotos?\ ?[:/(] | bild(?:er|quelle|nachweis|rechte)?: | beitragsbild | titelbild: | symbolbild:? | ©\ | (?:abbildung|abb\.|figure|fig\.|grafik|tabelle)\ \d+\s?[:.] | video\ verfügbar | (?:möchten|wollen)\ (?:sie|du)\b.*\b(?:teilen|abonnieren) | (?:war|ist)\ (?:dieser|der|diese|die)\ (?:artikel|beitrag|seite)\b.*\b(?:nützlich|hilfreich)
    | hier\ (?:geht's|geht\ es|klicken|finde[nt]\ (?:sie|ihr)|findest) | (?:mehr|weitere)\ (?:infos?|informationen|details)\b | alles\ über\b.*\bhier\b | unterstütze[n]?\b | jetzt\ spenden | zurück\b | kommentare?\b | \d+\ kommentare?
    | lire\ (?:aussi|également|la\ suite) | à\ lire | voir\ aussi | partager | publié\ le | mis\ à\ jour | crédits?\ photo | abonnez-vous | sur\ le\ même\ (?:sujet|thème)
    | lee(?:r)?\ (?:también|más) | lea\ también | te\ puede\ interesar | compart(?:e|ir) | publicado | contenido\ relacionado | noticias\ relacionadas | suscríbete | más\ sobre | mira:
    | leggi\ anche | condividi | pubblicato | potrebbe\ interessarti | lees\ (?:ook|meer) | deel\ dit | lees\ verder | gerelateerd
    | czytaj\ (?:też|także|więcej) | zobacz\ (?:też|także) | udostępnij | leia\ (?:também|mais) | veja\ também | compartilh(?:e|ar)
    )""",
    re.X | re.I,
)


_NETWORKS = (
    r"(?:twitter|facebook|instagram|linkedin|youtube|whatsapp|telegram|tiktok|mastodon|bluesky|pinterest|threads|x\b)"
)
#: Wherever they stand in a short paragraph, it asks for something or speaks of the page instead of the matter.
_PLEA = re.compile(
    rf"""
      (?:subscribe|sign\ up|register)\ (?:to|for)\ (?:\w+\ ){{0,4}}(?:newsletters?|e?mails?|channel|podcast|updates|alerts)\b | newsletter\ (?:abonnieren|bestellen|anmelden)
    | (?:abonnier\w*|anmeld\w*|eintrag\w*)\b.{{0,60}}\bnewsletter | newsletter\b.{{0,60}}\b(?:abonnier|anmeld|eintrag|sign\ up|subscribe)
    | follow\ (?:us|me|him|her|them|@?\w+)\ on\ {_NETWORKS} | folg(?:e|en|t)\b.{{0,20}}\b(?:uns|mir)\b.{{0,20}}{_NETWORKS} | (?:suivez|retrouvez)-nous\ sur | síguenos\ en | seguici\ su | (?:like|find)\ us\ on\ {_NETWORKS}
    | support\ (?:our|independent|quality|local)\ (?:work|journalism|reporting|newsroom) | become\ a\ (?:member|supporter|patron|subscriber) | make\ a\ (?:small\ )?donation | donate\ (?:now|today|here)
    | unterstütz\w*\ (?:sie\ )?(?:uns|unsere\ (?:arbeit|redaktion)|mich)\b | (?:mit|durch)\ (?:einer|eine|ihrer|deiner)\ spende | soutenez\b.{{0,40}}\b(?:don|journalisme)
    | affiliate[-\ ]?(?:link|partner|programm) | (?:werbe|partner)links? | enthält\ werbung
    | (?:abonnez-vous|inscrivez-vous)\b.{{0,40}}\bnewsletter | suscríbe(?:te|se)\b.{{0,40}}\b(?:boletín|newsletter|canal) | iscriviti\b.{{0,40}}\bnewsletter | zapisz\ się\b.{{0,40}}\bnewsletter
    | (?:article|story|piece|post)\ (?:was\ |is\ )?(?:first|originally)\ (?:appeared|published) | (?:opinions?|views)\ expressed\ | all\ rights\ reserved | alle\ rechte\ vorbehalten | tous\ droits\ réservés
    | commenting\ (?:is|on) | comments\ (?:are|have\ been)\ closed | by\ (?:signing\ up|subscribing)\b | accept\ (?:all\ )?cookies | um\ den\ inhalt\ .{{0,60}}\ zu\ laden
    | do\ you\ have\ a\ (?:story|tip) | got\ a\ (?:story|tip)
    """,
    re.X | re.I,
)


def is_furniture(text: str) -> bool:
    """Whether a short piece of text only labels, leads elsewhere, asks for something or speaks of the page."""
    if len(text) < 160 and _FURNITURE.match(text):
        return True
    return len(text) < 450 and _PLEA.search(text) is not None


#: What a byline says beside names and numbers, in full or cut off.
_BYLINE_FILLERS = frozenset(
    ["by", "von", "par", "por", "da", "di", "door", "text", "foto", "fotos", "photo", "photos", "and", "und", "et", "y", "e", "i", "en", "the", "on", "am", "le", "el", "um", "uhr", "at", "in", "pm", "gmt", "utc", "bst", "est", "cet", "h", "min", "mins", "minute", "minutes", "minuten", "read", "lesezeit", "updated", "published", "posted", "aktualisiert", "veröffentlicht", "publié", "publicado", "pubblicato", "stand", "autor", "autorin", "author", "date", "datum", "of", "vom", "de", "del", "st", "nd", "rd", "th", "written", "words", "ago", "last", "modified", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "mo", "di", "mi", "do", "fr", "sa", "so", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "januar", "jänner", "februar", "märz", "mai", "juni", "juli", "oktober", "dezember", "janvier", "février", "mars", "avril", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"]
)
_LETTERS = re.compile(r"[^\W\d_]+")


def is_byline(text: str, author: str) -> bool:
    """Whether a short line says nothing but who wrote the piece and when."""
    if len(text) > 120:
        return False
    words = {word.casefold() for word in _LETTERS.findall(text)}
    names = {word.casefold() for word in _LETTERS.findall(author)}
    rest = words - _BYLINE_FILLERS - names
    return not rest and (bool(words & names) or any(character.isdigit() for character in text))


_IS = r"(?:\(|,|is\b|was\b|has\b|works\b|writes\b|covers\b|ist\b|war\b|arbeitet\b|schreibt\b|studierte\b|leitet\b|est\b|es\b|è\b|jest\b|born\b|geboren\b|joined\b)"


def is_bio(text: str, name: str) -> bool:
    """Whether a paragraph introduces the person of that name."""
    start = re.compile(rf"^\W*(?:(?:dr|prof)\.?\s+)*{re.escape(name)}\s*{_IS}", re.I)
    return " " in name and len(text) < 700 and start.match(text) is not None
