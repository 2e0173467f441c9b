"""What stands in a page's place when the page does not come: a consent wall, a login, a parked domain, an error."""

from __future__ import annotations

import re

from aggregator.outcomes import Cause
from aggregator.parse.listing.links import words_of
from aggregator.parse.listing.page import Page

#: More words than this are a real page that also asks for consent.
MAX_TEXT = 6_000
#: Of the page's words, looked through.
MAX_LOOKED_AT = 4_000

_CONSENT = re.compile(
    r"before you continue|we value your privacy|we and our (?:\d+ )?partners|accept (?:all )?(?:cookies|and continue)|consent to (?:the use of )?cookies|"
    r"manage (?:your )?(?:cookie|privacy|consent) (?:settings|preferences|choices)|cookies? (?:zustimmen|akzeptieren)|alle akzeptieren|werbung und cookies zustimmen|"
    r"tout accepter|accepter et continuer|aceptar todo|aceptar (?:las )?cookies|accetta tutto|alles accepteren|godta alle|godkänn alla",
    re.IGNORECASE,
)
_PARKED = re.compile(
    r"(?:this|the) domain (?:name )?(?:is|may be) (?:for sale|parked|available)|buy this domain|domain (?:is )?parked|domain for sale|"
    r"this domain has (?:expired|recently been registered)|domain(?:name)? (?:steht )?zum verkauf|ce domaine est à vendre|dominio en venta|"
    r"sedoparking|parkingcrew|bodis\.com|hugedomains|afternic|related searches",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"log ?in|sign ?in|anmelden|einloggen|connexion|se connecter|iniciar sesión|accedi|inloggen|logga in|logg inn|войти|登录|ログイン",
    re.IGNORECASE,
)
_CHALLENGE = re.compile(
    r"checking your browser|just a moment|verify(?:ing)? (?:that )?you are (?:a )?human|enable javascript and cookies|attention required|are you a robot|"
    r"access denied|request blocked|pardon our interruption|security check",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?:page|seite|página|pagina|sidan|siden) (?:not found|nicht gefunden|no encontrada|non trovata|niet gevonden|hittades inte|ikke funnet)|"
    r"page introuvable|\b404\b|(?:temporarily|currently) unavailable|under maintenance|under construction|coming soon|account (?:has been )?suspended|"
    r"страница не найдена|页面不存在",
    re.IGNORECASE,
)
_NEEDS_SCRIPT = re.compile(r"(?:enable|requires?|need to (?:enable|run)|without) (?:java ?script)", re.IGNORECASE)


def find_obstacle(page: Page) -> Cause | None:
    """Why the page shows nothing, where it is short and says so itself."""
    body = next(page.root.iter("body"), None)
    if body is None or page.nodes[0].text > MAX_TEXT:
        return None
    words = words_of(body)[:MAX_LOOKED_AT]
    title = page.title or ""
    passwords = [field for field in page.root.iter("input") if (field.get("type") or "").lower() == "password"]
    if _PARKED.search(f"{title} {words}") and len(words) < 2_500:
        return Cause("parked_domain", "The domain is parked or for sale: the site is gone from this address.")
    if passwords and _LOGIN.search(f"{title} {words}"):
        return Cause("login_page", "The page asks for a login instead of showing its list.")
    if _CHALLENGE.search(f"{title} {words[:600]}"):
        return Cause("challenge", "The site keeps programs out: it answers with a check of the browser.")
    if _CONSENT.search(words) and len(words) < 3_000:
        return Cause("consent_wall", "The page asks for consent to cookies instead of showing its list.")
    if _GONE.search(title) or _GONE.search(words[:300]):
        return Cause("error_page", "The page says that it was not found or is out of order.")
    if len(words) < 300 and (_NEEDS_SCRIPT.search(_noscript(page)) or _is_script_shell(page, words)):
        return Cause("script_only", "The page is empty without a browser: its list is built by scripts.")
    return None


def _noscript(page: Page) -> str:
    return " ".join("".join(element.itertext()) for element in page.root.iter("noscript"))[:2_000]


def _is_script_shell(page: Page, words: str) -> bool:
    return len(words) < 40 and sum(1 for _ in page.root.iter("script")) >= 2
