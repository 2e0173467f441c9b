"""Why a page that was read has no article to give: it asks for money, consent or a login, or is made by a script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from aggregator.extract.blocks import Block
from aggregator.extract.clues import Clues
from aggregator.extract.json_ld import mappings
from aggregator.extract.names import words_of
from aggregator.extract.tables import any_of

Reason = Literal["paywall", "consent", "login", "script-only"]

#: A teaser before a wall is a few sentences; what is longer is worth keeping, whatever the page says of itself.
_STUB_WORDS = 160
_PAYWALL = any_of(
    r"(?:subscribe|subscription|register|log in|sign in|become a (?:member|subscriber))[^.]{0,40}\b"
    r"(?:to (?:continue|keep|read|access|unlock)|for (?:full|unlimited) access)",
    r"to (?:read|continue reading|view|access) (?:this|the) (?:full |whole |rest of (?:this|the) )?"
    r"(?:article|story|content)[^.]{0,60}(?:subscri|log in|sign in|register)",
    r"this (?:article|story|content) is (?:only |exclusively )?(?:for|available to|reserved for) (?:our )?(?:paying )?"
    r"(?:subscribers|members)",
    r"already a subscriber|subscriber[- ]only|premium content",
    r"weiterlesen mit|(?:nur|exklusiv) für (?:unsere )?abonnent|mit .{0,30}(?:plus|abo|\+) weiterlesen",
    r"sie sind bereits abonnent|jetzt (?:testen|abonnieren) und weiterlesen",
    r"dieser (?:artikel|inhalt) ist (?:kostenpflichtig|nur)",
    r"réservé (?:aux|à nos) abonnés|il vous reste|la suite est réservée|abonnez-vous pour lire",
    r"exclusivo para (?:suscriptores|abonados)|contenido exclusivo|riservato agli abbonati",
    r"dalszy ciąg (?:artykułu )?dostępny|exclusief voor abonnees",
)
_CONSENT = any_of(
    r"before you continue to|we value your privacy|we and our (?:\d+ )?(?:partners|vendors)",
    r"accept (?:all )?(?:cookies|and continue)|manage (?:your )?(?:cookie|consent|privacy)",
    r"your privacy (?:choices|is important)|mit werbung (?:weiterlesen|nutzen)|zustimmung|einwilligung",
    r"alle(?:n)? (?:cookies )?(?:akzeptieren|zustimmen)|wir verwenden cookies",
    r"avant de (?:continuer|poursuivre)|tout accepter|nous et nos partenaires",
    r"antes de continuar|aceptar (?:todas las )?cookies",
)
_COOKIE_WORD = re.compile(
    r"cookie|consent|privacy|partner|tracking|einwilligung|zustimm|datenschutz|confidentialité|privacidad|personali[sz]",
    re.I,
)
_LOGIN = re.compile(
    r"\b(?:log ?in|sign ?in|anmelden|einloggen|connexion|se connecter|iniciar sesión|accedi|inloggen|zaloguj)\b", re.I
)
#: The ids of the elements that scripts build their pages in.
_MOUNTS = frozenset(("root", "app", "next", "nuxt", "gatsby"))
_SCRIPT = any_of(
    r"(?:enable|turn on|activate|requires?|need|without)\s+(?:\w+\s+){0,2}java ?script",
    r"java ?script (?:is|has been|must be|to be|seems to be) (?:disabled|enabled|required|turned off|deaktiviert)",
    r"java ?script (?:aktivieren|deaktiviert)|activ\w+ java ?script|checking your browser|just a moment",
)


def find_reason(clues: Clues, kept: Sequence[Block], blocks: Sequence[Block], title: str) -> Reason | None:
    """Why what was kept is no article; None if it is one, or nothing tells. `blocks` are all of the page."""
    words = sum(len(block.text.split()) for block in kept)
    if words >= _STUB_WORDS and not _is_consent(kept):
        return None
    whole = " ".join(block.text for block in blocks)[:20_000]
    if _is_consent(kept or blocks):
        return "consent"
    if _costs_money(clues) or _PAYWALL.search(" ".join(_after(kept, blocks))):
        return "paywall"
    if words < 80 and _asks_for_password(clues) and (_LOGIN.search(title) or words < 10):
        return "login"
    if words < 40 and (_SCRIPT.search(whole[:2_000]) or (words < 10 and _needs_script(clues, whole))):
        return "script-only"
    return None


def _after(kept: Sequence[Block], blocks: Sequence[Block]) -> list[str]:
    """The kept text and the lines below it, where a wall stands."""
    if not kept:
        return [block.text for block in blocks[:60]]
    places = {block.element: place for place, block in enumerate(blocks)}
    start, end = places[kept[0].element], places[kept[-1].element]
    return [block.text for block in blocks[start : end + 8]]


def _costs_money(clues: Clues) -> bool:
    article = clues.linked.article
    said = [article.get("isAccessibleForFree")] + [
        part.get("isAccessibleForFree") for part in mappings(article.get("hasPart"))
    ]
    if any(value is False or str(value).lower() == "false" for value in said):
        return True
    tiers = [found.value.lower() for found in clues.meta.each(("article:content_tier", "access", "content_tier"))]
    return any(tier in ("locked", "premium", "paid", "subscription") for tier in tiers)


def _is_consent(blocks: Sequence[Block]) -> bool:
    text = " ".join(block.text for block in blocks)[:5_000]
    return len(_COOKIE_WORD.findall(text)) * 25 > len(text.split()) > 0 and _CONSENT.search(text) is not None


def _asks_for_password(clues: Clues) -> bool:
    return any((element.get("type") or "").lower() == "password" for element in clues.page.root.iter("input"))


def _needs_script(clues: Clues, page: str) -> bool:
    root = clues.page.root
    if next(root.iter("script"), None) is None:
        return False
    if _SCRIPT.search(" ".join(element.text_content()[:500] for element in root.iter("noscript"))):
        return True
    empty = (element for element in root.iter("div") if not len(element) and not (element.text or "").strip())
    return len(page) < 200 and any(not _MOUNTS.isdisjoint(words_of(element.get("id") or "")) for element in empty)
