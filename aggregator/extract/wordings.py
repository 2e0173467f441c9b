"""What the wording of a short piece of text tells: that it labels, leads elsewhere, pleads or only names who and when.

The wordings are those of English, German, French, Spanish, Italian, Dutch, Polish and Portuguese sites.
"""

from __future__ import annotations

import re

from aggregator.extract.tables import listed

#: Lines that stand alone.
_LABEL = re.compile(
    r"""^\W*(?:
      related\b | recommended\b | more\ (?:on|from|about)\b | tweet\b | print\b | like\ us | comments?\b | sponsored
    | subscribe\b | (?:last\ )?(?:updated|modified)\b | published\b | posted\ (?:in|on|by)\b | copyright\b | donate\b
    | support\ (?:us|our)\b | join\ (?:our|us)\b | learn\ more\b | find\ out\ more | back\ to\ | skip\ to\ | credits?:
    | teilen | drucken | anzeige | werbung | newsletter\b | themen?: | autor(?:in)?: | veröffentlich(?:t|ung)\b
    | aktualisiert | stand: | zurück\b
    | kommentare?\b | unterstütze[n]?\b | mehr\ (?:zum\ thema|themen|dazu|lesen|zu)\b | auch\ interessant
    | (?:mehr|weitere)\ (?:infos?|informationen|details)\b | weiterlesen | à\ lire\b | partager | publié\ le
    | mis\ à\ jour
    | compart(?:e|ir) | publicado | más\ sobre | condividi | pubblicato | deel\ dit | gerelateerd | udostępnij
    | compartilh(?:e|ar) | \d+\ (?:comments?|kommentare?|commentaires?)
    )""",
    re.X | re.I,
)
#: Sentences that speak of other pieces, or of pictures.
_POINTER = re.compile(
    r"""^\W*(?:
      (?:read|see)\ (?:more|also|next)\b | also\ read | you\ (?:may|might)\ also | share\ (?:this|on|via)\b
    | e-?mail\ this
    | follow\ (?:us|me)\b | leave\ a\ (?:comment|reply) | sign\ up\b | advertisement\b | filed\ under | tags?:
    | categor(?:y|ies):
    | topics?: | labels?: | image\ (?:source|credit) | photo\ credit | © | all\ rights\ reserved | continue\ reading
    | (?:click|tap)\ here | want\ to\ (?:share|receive|get)\b | did\ you\ (?:like|enjoy) | was\ this\ article
    | view\ comments
    | lesen\ sie\ (?:auch|hier|mehr|dazu) | das\ könnte\ (?:sie|dich) | lies\ (?:auch|hier) | siehe\ auch
    | (?:artikel|seite|beitrag)\ (?:teilen|drucken) | jetzt\ (?:abonnieren|anmelden|spenden)
    | schlag(?:wort|wörter|worte)\b
    | stichwörter | kategorien?: | quelle:\ ?\S+$ | foto: | fotos?\ ?[:/(] | bild(?:er|quelle|nachweis|rechte)?:
    | beitragsbild | titelbild: | symbolbild: | (?:abbildung|abb\.|figure|fig\.|grafik|tabelle)\ \d+\s?[:.]
    | video\ verfügbar | (?:möchten|wollen)\ (?:sie|du)\b.*\b(?:teilen|abonnieren)
    | (?:war|ist)\ (?:dieser|der|diese|die)\ (?:artikel|beitrag|seite)\b.*\b(?:nützlich|hilfreich)
    | hier\ (?:geht's|geht\ es|klicken|finde[nt]\ (?:sie|ihr)|findest) | alles\ über\b.*\bhier\b
    | lire\ (?:aussi|également|la\ suite) | voir\ aussi | crédits?\ photo | abonnez-vous
    | sur\ le\ même\ (?:sujet|thème)
    | lee(?:r)?\ (?:también|más) | lea\ también | te\ puede\ interesar | contenido\ relacionado
    | noticias\ relacionadas
    | suscríbete | mira: | leggi\ anche | potrebbe\ interessarti | lees\ (?:ook|meer|verder)
    | czytaj\ (?:też|także|więcej) | zobacz\ (?:też|także) | leia\ (?:também|mais) | veja\ também
    )""",
    re.X | re.I,
)
_NETWORKS = (
    r"(?:twitter|facebook|instagram|linkedin|youtube|whatsapp|telegram|tiktok|mastodon|bluesky|pinterest|threads|x\b)"
)
#: Wherever they stand in a short paragraph, it asks for something or speaks of the page instead of the matter.
_PLEA = re.compile(
    rf"""
      (?:subscribe|sign\ up|register)\ (?:to|for)\ (?:\w+\ ){{0,4}}(?:newsletters?|e?mails?|channel|podcast|alerts)\b
    | newsletter\ (?:abonnieren|bestellen|anmelden)
    | (?:abonnier\w*|anmeld\w*|eintrag\w*)\b.{{0,60}}\bnewsletter
    | newsletter\b.{{0,60}}\b(?:abonnier|anmeld|eintrag|sign\ up|subscribe)
    | follow\ (?:us|me|him|her|them|@?\w+)\ on\ {_NETWORKS}
    | folg(?:e|en|t)\b.{{0,20}}\b(?:uns|mir)\b.{{0,20}}{_NETWORKS} | (?:suivez|retrouvez)-nous\ sur | síguenos\ en
    | seguici\ su | (?:like|find)\ us\ on\ {_NETWORKS}
    | support\ (?:our|independent|quality|local)\ (?:work|journalism|reporting|newsroom)
    | become\ a\ (?:member|supporter|patron|subscriber) | make\ a\ (?:small\ )?donation
    | donate\ (?:now|today|here)
    | unterstütz\w*\ (?:sie\ )?(?:uns|unsere\ (?:arbeit|redaktion)|mich)\b
    | (?:mit|durch)\ (?:einer|eine|ihrer|deiner)\ spende | soutenez\b.{{0,40}}\b(?:don|journalisme)
    | affiliate[-\ ]?(?:link|partner|programm) | (?:werbe|partner)links? | enthält\ werbung
    | (?:abonnez-vous|inscrivez-vous)\b.{{0,40}}\bnewsletter
    | suscríbe(?:te|se)\b.{{0,40}}\b(?:boletín|newsletter|canal) | iscriviti\b.{{0,40}}\bnewsletter
    | zapisz\ się\b.{{0,40}}\bnewsletter
    | (?:article|story|piece|post)\ (?:was\ |is\ )?(?:first|originally)\ (?:appeared|published)
    | (?:opinions?|views)\ expressed\ | all\ rights\ reserved | alle\ rechte\ vorbehalten | tous\ droits\ réservés
    | commenting\ (?:is|on) | comments\ (?:are|have\ been)\ closed | by\ (?:signing\ up|subscribing)\b
    | accept\ (?:all\ )?cookies | um\ den\ inhalt\ .{{0,60}}\ zu\ laden
    | download\ (?:the|our)\b.{{0,40}}\bapps?\b | want\ to\ (?:be|stay|keep)\ (?:informed|up\ to\ date)\b
    | werden\ sie\ (?:jetzt\ )?(?:mitglied|abonnent) | (?:earn|receive)\ (?:a\ )?(?:commission|compensation)\b
    | \bRSS\ 2\.0\b
    | do\ you\ have\ a\ (?:story|tip) | got\ a\ (?:story|tip)
    """,
    re.X | re.I,
)
#: Open what follows an article.
_TAIL = re.compile(
    r"""^\W*(?:
      about\ (?:the\ )?(?:author|writer|us|this\ (?:series|article|site))\b
    | (?:press|media|editorial)\ (?:contact|enquir|inquir) | contact(?:\ us)?\W*$
    | related\ (?:articles?|stories|posts|news|content|links) | more\ (?:stories|news|articles|posts)
    | you\ (?:may|might)\ also | comments?\W*$ | leave\ a
    | (?:über|zum|zur)\ (?:den\ |die\ |unsere[nr]?\ )?autor(?:in|en)?\b | über\ (?:uns|diese\ reihe)\b
    | (?:presse|medien)?kontakt\W*$ | ansprechpartner(?:in)?\W*$
    | weitere\ (?:artikel|beiträge|meldungen|nachrichten|themen|news|informationen)\b
    | zusatzinformation | das\ könnte | ähnliche\ (?:artikel|beiträge|themen)
    | mehr\ (?:zum\ thema|artikel|beiträge|news) | kommentare?\W*$ | auch\ interessant
    | à\ propos\ de | sur\ le\ même | articles?\ (?:liés|similaires) | sobre\ (?:el|la)\ autor
    | (?:noticias|artículos|contenido)\ relacionad | o\ autor(?:ze|ce) | sull'autore | articoli\ correlati
    | over\ de\ auteur | sobre\ o\ autor
    )""",
    re.X | re.I,
)
#: What a byline says beside names and numbers, in full or cut off.
_BYLINE_FILLERS = frozenset(
    listed(
        """
    by von par por da di door text foto fotos photo photos and und et y e i en the on am le el um uhr at in pm
    gmt utc bst est cet h min mins minute minutes minuten read lesezeit updated published posted aktualisiert
    veröffentlicht publié publicado pubblicato stand autor autorin author date datum of vom de del st nd rd th
    written words ago last modified monday tuesday wednesday thursday friday saturday sunday mon tue wed thu
    fri sat sun montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so lundi mardi
    mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo january
    february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec januar jänner februar märz mai juni juli oktober dezember janvier février mars avril
    juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto
    septiembre octubre noviembre diciembre
    """
    )
)
_LETTERS = re.compile(r"[^\W\d_]+")
_IS = (
    r"(?:\(|,|(?:is|was|has|works|writes|covers|joined|born|ist|war|arbeitet|schreibt|leitet|geboren|est|es|è|jest)\b)"
)


def is_furniture(text: str) -> bool:
    """Whether a short piece of text only labels, leads elsewhere, asks for something or speaks of the page."""
    if len(text) < 160 and (_POINTER.match(text) or (len(text) < 70 and _LABEL.match(text))):
        return True
    return len(text) < 450 and _PLEA.search(text) is not None


def opens_tail(text: str) -> bool:
    """Whether a short line opens what follows an article: its author, contacts, other articles, comments."""
    return len(text) < 80 and _TAIL.match(text) is not None


def is_byline(text: str, author: str) -> bool:
    """Whether a short line says nothing but who wrote the piece and when."""
    if len(text) > 120:
        return False
    words = {word.casefold() for word in _LETTERS.findall(text)}
    names = {word.casefold() for word in _LETTERS.findall(author)}
    rest = words - _BYLINE_FILLERS - names
    return not rest and (bool(words & names) or any(character.isdigit() for character in text))


def is_bio(text: str, name: str) -> bool:
    """Whether a paragraph introduces the person of that name."""
    start = re.compile(rf"^\W*(?:(?:dr|prof)\.?\s+)*{re.escape(name)}\s*{_IS}", re.I)
    return " " in name and len(text) < 700 and start.match(text) is not None
