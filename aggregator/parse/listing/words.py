"""The words by which pages name their parts: classes, headings, link texts and paths. All lower case."""

from __future__ import annotations

import re
from enum import Enum


class Zone(Enum):
    """A part of a page that holds no items of its main list."""

    NAV = "navigation"
    PAGER = "pagination"
    HEADER = "the page's header"
    FOOTER = "the footer"
    SIDE = "a side column"
    SOCIAL = "share buttons"
    COMMENTS = "comments"
    META = "tags and authors"
    NOTICE = "a notice"


def _zones(**words: str) -> dict[str, Zone]:
    return {word: Zone[zone] for zone, listed in words.items() for word in listed.split()}


#: Whole class names and ids.
ZONE_TOKENS = _zones(
    META="author authors byline by-author post-author entry-author post-tags entry-tags tags tag-list tags-list "
    "tags-links cat-links entry-categories post-categories tagcloud tag-cloud vcard post-meta-tags",
    PAGER="page-numbers nav-links pages-nav load-more",
    SIDE="widget-area also-like read-next most-read most-popular right-rail left-rail secondary",
    COMMENTS="respond comments comment-list commentlist comments-link comments-area",
    HEADER="masthead site-header page-header-top topbar top-bar",
    FOOTER="bottom colophon copyright",
    NAV="skip-links languages lang-switcher language-switcher main-nav",
)

#: Words inside class names and ids ("site-footer", "mainNav").
ZONE_PARTS = _zones(
    NAV="nav navbar navigation menu submenu megamenu breadcrumb breadcrumbs topnav subnav sidenav mainnav mainmenu "
    "offcanvas toolbar sitemap",
    PAGER="pagination pager paging pagenavi paginator pagenav",
    FOOTER="footer foot",
    SIDE="sidebar sidebars aside related recommended recommendations popular trending mostread mostpopular rail "
    "ranking",
    SOCIAL="sharing addtoany sharedaddy addthis socials",
    COMMENTS="disqus",
    META="tagcloud",
    NOTICE="cookie cookies consent gdpr newsletter modal popup advert advertisement login",
)

#: "share" and "social" alone can be the topic; with one of these they are buttons.
SHARE_NAME = re.compile(
    r"(?:share|social)(?:-(?:links?|icons?|media|share|sharing|buttons?|bar|nav|tools?|list|wrap\w*|post|block))*"
)
#: Class prefixes by which systems write a post's topics onto its element.
TOPIC_PREFIXES = (
    "category-",
    "tag-",
    "post-",
    "type-",
    "format-",
    "status-",
    "has-",
    "no-",
    "with-",
    "is-",
    "hide-",
    "js-",
    "without-",
    "term-",
)

#: Headings over lists that are never the main one: the whole heading, but for a word or two.
SIDE_LABEL = re.compile(
    r"(?:(?:related|similar|recommended|most (?:read|popular|viewed|commented|shared)|popular|trending|sponsored|"
    r"promoted|featured on|other)"
    r"(?: (?:news|posts?|articles?|stories|content|jobs?|vacancies|topics?|links?|items?|pages?|now|today|reading|"
    r"documents?|information|searches|tags|categories|videos?)){0,2}"
    r"|more (?:from|in|on|about|like this)\b.*|you (?:may|might)\b.*|read next|further reading|see also|"
    r"(?:also read|read also).*|don.t miss.*|partner content|advert\w*"
    r"|(?:browse |all |post |blog )?(?:categories|category|tags|topics|archives?)|tag cloud|monthly archives?|"
    r"(?:recent|latest) comments"
    r"|(?:useful |quick |external )?links|blogroll|follow us.*|share(?: this.*)?|comments?|\d+ comments?|navigation|"
    r"(?:main )?menu|search|subscribe.*|newsletter|sign up.*|about us|contact(?: us)?"
    r"|(?:am )?meist(?:gelesen|e?n? gelesen\w*)|ähnliche.*|mehr zum thema.*|das könnte.*|kategorien|schlagw\w*|"
    r"verwandte.*|weitere (?:artikel|beiträge|themen)"
    r"|(?:les )?plus (?:lus|populaires|vus)|(?:à )?lire aussi|articles (?:liés|similaires|connexes|récents)|"
    r"sur le même.*|catégories|étiquettes"
    r"|(?:lo )?más (?:leído|visto|leídas|leídos|vistas)s?|(?:noticias |artículos |entradas )?relacionad[oa]s|"
    r"también te.*|te puede interesar|categorías|etiquetas"
    r"|(?:as )?mais (?:lidas|lidos|vistas|populares)|leia também|veja também|(?:notícias |posts )?relacionad[oa]s|"
    r"categorias"
    r"|i più letti|più letti|(?:articoli )?correlati|potrebbe.*interessar\w*|leggi anche|categorie"
    r"|meest gelezen|gerelateerd.*|lees ook|categorieën"
    r"|популярн\w+(?: \w+)?|похожие.*|читайте также|самое читаемое|рубрики|метки|архивы?"
    r"|najczęściej czytane|podobne.*|zobacz także|powiązane.*|czytaj także|kategorie"
    r"|mest läst\w*|mest lest\w*|mest læst\w*|relater\w+(?: \w+)?|läs också|les også|læs også"
    r"|热门\w*|相关\w*|推荐\w*|(?:点击|阅读)?排行\w*|関連\w*|人気\w*|ランキング|おすすめ\w*|カテゴリ\w*)"
)

#: Headings over lists of what is new: the main list on one page, a side list on another.
RECENT_LABEL = re.compile(
    r"(?:recent|latest|newest|other recent)(?: blog)? (?:posts?|news|articles?|entries|stories|updates|headlines)|"
    r"(?:neueste|letzte|aktuelle) (?:beiträge|artikel|nachrichten|meldungen)|(?:derniers|récents) articles|"
    r"articles récents|"
    r"dernières (?:actualités|nouvelles)|(?:entradas|noticias|artículos) recientes|últimas (?:noticias|entradas)|"
    r"(?:posts|artigos|notícias) recentes|últimas notícias|(?:articoli|post) recenti|ultime notizie|"
    r"(?:recente|laatste) (?:berichten|artikelen|nieuws)|последние (?:новости|записи)|свежие записи|"
    r"(?:senaste|siste|seneste) (?:inläggen|innlegg|indlæg|nytt|nyheter|nyheder)|ostatnie wpisy|"
    r"最近\w*|最新\w*|新着\w*"
)

#: Link texts that say nothing of their target: the title stands elsewhere.
GENERIC_TEXT = re.compile(
    r"[\W\d_]*(?:(?:read|see|view|find out|learn|show|load|continue|get|discover)\b.{0,14}\b(?:more|reading|"
    r"details?|all|full (?:story|article|post)|post|article|story|job|now|it)"
    r"|(?:next|previous|prev|older|newer|first|last)(?: (?:page|posts?|entries|articles|news|stories|results|month|"
    r"year))?"
    r"|(?:nächste|vorherige|erste|letzte)(?: seite)?|(?:page )?(?:suivante?|précédente?)|(?:première|dernière) page|"
    r"siguiente|anterior|próxima|successiv[ao]|volgende|vorige|(?:pierwsza|ostatnia|następna|poprzednia)(?: strona)?|"
    r"следующая|вперёд|下一页|上一页|首页|尾页|末页|下页|上页|次へ|前へ|最初へ|最後へ"
    r"|more|more (?:info(?:rmation)?|details|»)|details?|full (?:story|article)|continue(?: reading)?|apply(?: now|"
    r" here| online)?|download(?: (?:pdf|here|file|now))?|view(?: (?:job|details|pdf|post))?|open|here|click here|"
    r"link|permalink|pdf|watch(?: now)?|listen(?: now)?|share|tweet|email|print|edit|reply|"
    r"(?:\d+ )?(?:comments?|replies|views|likes|shares)(?: ?\(\d+\))?|(?:leave|post|add|write) (?:a )?(?:comment|"
    r"reply)|no comments?|"
    r"\d+ ?(?:minute|min|hour|hr|day|week|month|year)s? ago|"
    r"weiterlesen|mehr(?: lesen| erfahren| infos?| dazu)?|zum (?:artikel|beitrag)|"
    r"lire (?:la suite|plus|l.article)|en savoir plus|suite|voir plus|"
    r"leer más|ver más|más información|seguir leyendo|continuar leyendo|"
    r"leia mais|saiba mais|ler mais|continue lendo|"
    r"leggi (?:tutto|di più|l.articolo)|continua(?: a leggere)?|scopri di più|"
    r"lees (?:meer|verder)|meer lezen|verder lezen|les mer|läs mer|læs mere|lue lisää|"
    r"czytaj (?:więcej|dalej)|więcej|číst (?:více|dále)|více|tovább|citește mai mult|devamı(?:nı oku)?|"
    r"читать (?:далее|полностью|дальше|ещё)|подробнее|далее|"
    r"阅读(?:全文|更多)?|查看(?:更多|详情|全文)?|更多|详细|详情|続きを読む|もっと見る|詳細(?:を見る)?|詳しくはこちら|더보기|자세히)[\W\d_]*$"
)

#: "Read more: The title", "Continue reading The title".
GENERIC_LEAD = re.compile(
    r"^(?:(?:read|learn|find out) more(?: about| on| of)?|continue reading|read(?: article| the rest of)?|"
    r"weiterlesen|lire la suite(?: de)?|leer más(?: sobre)?|lees meer(?: over)?|"
    r"leggi tutto|leia mais|czytaj więcej|les mer(?: om)?|läs mer(?: om)?|permalink to|permanent link to|link to|"
    r"view|details for)\s*[:\-–—»“\"]*\s+"
)

#: Path segments of pages that are about lists, people or the site, not one piece.
META_PATH = re.compile(
    r"/(?:tags?|category|categories|cat|authors?|users?|profiles?|members?|topics?|labels?|archives?|search|login|"
    r"log-in|signin|sign-in|signup|sign-up|register|account|"
    r"subscribe|newsletter|contact|contact-us|about|about-us|privacy|privacy-policy|terms|cookies?|cookie-policy|"
    r"sitemap|feed|rss|cart|basket|checkout|wishlist|"
    r"donate|help|faqs?|advertise|wp-login\.php|wp-admin|impressum|datenschutz|kontakt|kategorie|categoria|"
    r"categorie|autor|auteur|autore|etiqueta|"
    r"page/\d+|p/\d+|share|comments?)/?$|"
    r"/(?:tags?|category|categories|authors?|users?|members?|profiles?|wp-admin|autor|auteur|kategorie|schlagwort|"
    r"categoria|topics?)/[^/]+/?$"
)

#: Parameters that sort, filter or page a list; with one of an item's beside them they only remember where one was.
_LIST_PARAMETERS = (
    "page paged pg start limitstart offset sort order orderby replytocom share cat tag author lang print action "
    "add-to-cart s q query search"
)
LIST_PARAMETERS = frozenset(_LIST_PARAMETERS.split())
ITEM_PARAMETER = re.compile(
    r"(?:^|&)(?:\w*id|p|nid|article|news|item|view|doc|job|ref|no|num|key)=[^&]*\d", re.IGNORECASE
)

_HOSTS_OF_PEOPLE = (
    "facebook.com twitter.com x.com instagram.com linkedin.com pinterest.com reddit.com tumblr.com "
    "plus.google.com t.me telegram.me wa.me api.whatsapp.com whatsapp.com vk.com weibo.com tiktok.com "
    "play.google.com apps.apple.com itunes.apple.com threads.net bsky.app addtoany.com addthis.com getpocket.com "
    "digg.com stumbleupon.com line.me service.weibo.com connect.facebook.net del.icio.us ok.ru"
)
SOCIAL_HOSTS = frozenset(_HOSTS_OF_PEOPLE.split())

DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|epub)(?:$|\?)", re.IGNORECASE)

#: Words in a page's address, title or heading that promise something else than pieces.
OTHER_WORDS = re.compile(
    r"(?<![^\W\d_])(?:team|staff|our people|people|trustees|board|directors|directory|members|partners|services|"
    r"service|products?|shop|store|"
    r"topics|gallery|galleries|faqs?|contact|locations|branches|login|terms|privacy|standings|table|league|fixtures|"
    r"results table|rankings?|scores|"
    r"glossary|about(?: us)?|donate|donations?|ways to give|help cent(?:re|er)|user guides?|"
    r"history|manual|documentation|docs|forum|viewtopic|courses|departments?|teams|players|"
    r"mitarbeiter|unternehmen|produkte|leistungen|kontakt|équipe|produits|équipes|equipo|productos|servicios|"
    r"chi siamo|prodotti|servizi|producten|diensten|produkty|produkter|товары|каталог|услуги|контакты)(?![^\W\d_])|"
    r"产品|服务|联系我们"
)

#: Words in a page's address, title or heading that promise vacancies, whose titles are short.
JOB_WORDS = re.compile(
    r"(?<![^\W\d_])(?:jobs?|careers?|roles|openings|positions|vacanc(?:y|ies)|recruit\w*|work (?:for|with) us|"
    r"join us|stellen\w*|karriere|"
    r"emplois?|offres d.emploi|recrutement|"
    r"empleos?|ofertas|trabaj\w*|vagas|lavora con noi|vacatures|werken bij|lediga\w*|jobb|työpaikat|praca|kariera|"
    r"вакансии|работа)(?![^\W\d_])|招聘|採用|채용"
)

#: Words in a page's address, title or heading that promise a list of pieces.
LIST_WORDS = re.compile(
    r"(?<![^\W\d_])(?:news|newsroom|blog|blogs|posts|articles|stories|press|media|releases?|latest|updates?|"
    r"insights?|publications?|reports?|resources|newsletters?|briefings?|minutes|papers|documents|downloads|"
    r"consultations?|events?|jobs?|careers?|"
    r"vacanc(?:y|ies)|opportunities|opinion|features|archives?|bulletins?|announcements?|notices?|headlines|"
    r"writings?|notes|essays|columns|diary|weblog|episodes|podcasts?|magazine|journal|features|statements|speeches|"
    r"aktuelles|aktuell|nachrichten|neuigkeiten|presse\w*|meldungen|pressemitteilungen|beiträge|artikel|stellen\w*|"
    r"actualités?|actualites?|actus?|nouvelles|communiqués?|articles|offres|emplois?|"
    r"noticias|actualidad|novedades|comunicados|prensa|empleos?|artículos|notícias|imprensa|comunicação|vagas|"
    r"notizie|novità|comunicati|stampa|attualità|nieuws|nieuwsberichten|actueel|berichten|vacatures|persberichten|"
    r"nyheter|nyheder|aktuellt|nyhetsarkiv|pressmeddelanden|uutiset|ajankohtaista|jobb|"
    r"aktualności|wiadomości|aktuality|novinky|zprávy|hírek|stiri|știri|haberler|новости|новини|блог|статьи|"
    r"вакансии|пресс\w*|публикации)(?![^\W\d_])|"
    r"新闻|动态|公告|资讯|通知|消息|ニュース|お知らせ|ブログ|記事|뉴스|소식|공지"
)

#: A closing line that names where a piece was taken from.
SOURCE_LINE = re.compile(
    r"(?:source|sources|quelle|fonte|fuente|bron|källa|kilde|lähde|źródło|zdroj|forrás|источник|джерело|来源|"
    r"出典)\s*[:：]\s*(\S.{0,250})",
    re.IGNORECASE,
)

#: Link texts that promise the rest of a text, as a teaser's do. "Learn more" is as often a service's.
READ_ON = re.compile(
    r"[\W_]*(?:(?:read|continue|keep reading|full (?:story|article|post)|weiterlesen|mehr lesen|zum (?:artikel|"
    r"beitrag)|"
    r"lire|leer más|seguir leyendo|leia mais|ler mais|continue lendo|leggi|continua|lees (?:meer|verder)|verder lezen|"
    r"meer lezen|les mer|läs mer|læs mere|lue lisää|czytaj|číst|tovább|devamını|citește|читать)\b|"
    r"阅读|续读|続きを読む|더 읽기)",
    re.IGNORECASE,
)
