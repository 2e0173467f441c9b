"""The words of dates: months and weekdays in the main European languages, time zones by their letters.

Words are folded: lower case, without accents. `dates` is the only reader.
"""

from __future__ import annotations

#: Month by month: English, German, French, Spanish, Italian, Portuguese, Dutch, Nordic, Finnish, Polish, Czech, Slovak,
#: Hungarian, Romanian, Russian, Ukrainian, Bulgarian, Greek, Turkish, Welsh, Catalan, Estonian, Indonesian, Arabic;
#: full, inflected and short.
_MONTH_WORDS = (
    """january jan januar janner janvier janv enero ene gennaio gen janeiro januari tammikuu tammikuuta tammi
    styczen stycznia sty leden ledna januara ianuarie ian января январь янв січня ιανουαριου ιανουαριος ιαν ocak
    oca ionawr ion
    gener jaanuar януари يناير""",
    """february feb februar feber fevrier fevr fev febrero febbraio fevereiro februari helmikuu helmikuuta helmi
    luty lutego lut unor unora februara februarie февраля февраль фев лютого φεβρουαριου φεβρουαριος φεβ subat
    sub chwefror chwef
    febrer veebruar февруари فبراير""",
    """march mar marz mrz maerz mars marzo marco maart mrt marts maaliskuu maaliskuuta maalis marzec marca brezen
    brezna marec marcius marc martie марта март мар березня μαρτιου μαρτιος μαρ mart mawrth maw
    maret مارس""",
    """april apr avril avr abril abr aprile huhtikuu huhtikuuta huhti kwiecien kwietnia kwi duben dubna aprila
    aprilis aprilie апреля апрель апр квітня απριλιου απριλιος απρ nisan nis ebrill ebr
    aprill ابريل نيسان""",
    """may mai mayo maggio mag maio mei maj toukokuu toukokuuta touko maja kveten kvetna majus мая маи травня μαιου
    μαιος mayis
    maig май مايو ايار""",
    """june jun juni juin junio giugno giu junho kesakuu kesakuuta kesa czerwiec czerwca cze cerven cervna juna
    junius iunie iun июня июнь июн червня ιουνιου ιουνιος ιουν haziran haz mehefin meh
    juny juuni юни يونيو حزيران""",
    """july jul juli juillet juil julio luglio lug julho heinakuu heinakuuta heina lipiec lipca lip cervenec
    cervence jula julius iulie iul июля июль июл липня ιουλιου ιουλιος ιουλ temmuz tem gorffennaf gorff
    juliol juuli юли يوليو تموز""",
    """august aug aout agosto ago augustus augusti elokuu elokuuta elo sierpien sierpnia sie srpen srpna augusta
    augusztus августа август авг серпня αυγουστου αυγουστος αυγ agustos agu awst
    agost agustus اغسطس""",
    """september sept sep septembre septiembre setiembre set settembre sett setembro syyskuu syyskuuta syys
    wrzesien wrzesnia wrz zari septembra szeptember szept septembrie сентября сентябрь сен вересня σεπτεμβριου
    σεπτεμβριος σεπ eylul eyl medi
    септември سبتمبر ايلول""",
    """october oct oktober okt octobre octubre ottobre ott outubro out lokakuu lokakuuta loka pazdziernik
    pazdziernika paz rijen rijna oktobra octombrie октября октябрь окт жовтня οκτωβριου οκτωβριος οκτ ekim eki
    hydref hyd
    oktoober октомври اكتوبر""",
    """november nov novembre noviembre novembro marraskuu marraskuuta marras listopad listopada lis listopadu
    novembra noiembrie noi ноября ноябрь ноя листопада νοεμβριου νοεμβριος νοε kasim kas tachwedd tach
    ноември نوفمبر""",
    """december dec dezember dez decembre diciembre dic dicembre dezembro desember des joulukuu joulukuuta joulu
    grudzien grudnia gru prosinec prosince decembra decembrie декабря декабрь дек грудня δεκεμβριου δεκεμβριος
    δεκ aralik ara rhagfyr rhag
    detsember desembre декември ديسمبر""",
)

MONTHS: dict[str, int] = {
    word.casefold(): number for number, words in enumerate(_MONTH_WORDS, start=1) for word in words.split()
}

#: English, German, French, Spanish and Portuguese, Italian, Dutch, Nordic, Finnish, Polish, Czech, Hungarian, Russian,
#: Welsh.
_WEEKDAY_WORDS = """
    monday mon tuesday tues tue wednesday wed thursday thurs thur thu friday fri saturday sat sunday sun
    montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so
    lundi lun mardi mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim
    lunes martes miercoles mie jueves jue viernes vie sabado sab domingo dom
    segunda terca ter quarta qua quinta qui sexta sex feira
    lunedi martedi mercoledi giovedi gio venerdi sabato domenica
    maandag ma dinsdag woensdag wo donderdag vrijdag vr zaterdag za zondag zo
    mandag tisdag tirsdag tis tir onsdag ons torsdag tors tor fredag fre lordag lor lordagen sondag son
    maanantai tiistai ti keskiviikko ke torstai to perjantai pe lauantai la sunnuntai su
    poniedzialek pon wtorek wt sroda sr czwartek czw piatek pt sobota sob niedziela nd
    pondeli utery streda ctvrtek patek nedele hetfo kedd szerda csutortok pentek szombat vasarnap
    понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс
    llun mawrth mercher iau gwener sadwrn sul dydd
"""

WEEKDAYS = frozenset(_WEEKDAY_WORDS.split())

#: Words that are a weekday and a month, and stand for the weekday when a month follows: mar. is mardi and March.
WEEKDAYS_LIKE_MONTHS = frozenset({"mar", "mawrth"})

_FILLER_WORDS = """
    the of at on in de del di du le la el den der dem um uhr klo kl a o as ore om i h г года
    posted published updated date
"""

#: Words that say nothing but that a date or time is here.
FILLERS = frozenset(_FILLER_WORDS.split())

_ZONE_HOURS: dict[float, str] = {
    0: "UT UTC GMT Z WET",
    1: "BST WEST CET MEZ WAT",
    2: "CEST MESZ MEST EET SAST CAT",
    3: "EEST MSK EAT TRT",
    4: "GST",
    5: "PKT",
    5.5: "IST",
    5.75: "NPT",
    7: "ICT WIB",
    8: "HKT SGT AWST PHT MYT",
    9: "JST KST",
    9.5: "ACST",
    10: "AEST",
    10.5: "ACDT",
    11: "AEDT",
    12: "NZST",
    13: "NZDT",
    -2.5: "NDT",
    -3: "ADT BRT ART",
    -3.5: "NST",
    -4: "EDT AST CLT",
    -5: "EST CDT",
    -6: "CST MDT",
    -7: "MST PDT",
    -8: "PST AKDT",
    -9: "AKST",
    -10: "HST",
}

#: Minutes east of Greenwich. Letters that several zones share stand for the one with more feeds: CST and EST are
#: America's, BST is Britain's summer, IST India's.
ZONES: dict[str, int] = {name: int(hours * 60) for hours, names in _ZONE_HOURS.items() for name in names.split()}
