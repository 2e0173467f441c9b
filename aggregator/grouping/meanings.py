"""Words of the news that stand for one another, and words by which a text answers another or carries a story on. Lists
of our own making, a line a meaning, whatever the part of speech, and one word for all that have its stem.
"""

from __future__ import annotations

from aggregator.grouping.stems import stem

_ALIKE = """
    die dies died death dead fatal killed lethal perish mortality
    fine fined penalty sanction
    close closure shut folds mothball cease
    strike walkout stoppage picket industrial
    jail prison imprisoned sentence cell behind inmate
    sack axe axed dismiss fired ousted removed
    redundancy redundant job jobs layoff unemployed
    rise rose rising increase soar jump climb surge grow growth grew higher upward
    fall fell drop slip decline decrease lower plunge tumble slump
    ban bans banned outlaw prohibit forbid forbidden bar barred
    approve agree blessing consent permission permit backed endorse
    reject refuse throw dismiss oppose blocked
    scrap abandon drop withdraw withdrawn axe axed ditch ends cancel
    old older elderly pensioner ageing retired
    child children kid kids youngster teenager teen youth boy boys girl minors young
    pupil student schoolchildren class classroom
    school primary academy secondary classroom head headteacher teacher
    police officer detective force constable
    fire blaze flames burn arson ablaze firefighters
    hospital ward clinic surgery infirmary nhs
    doctor gp gps medic physician surgeon
    council councillors authority borough cabinet municipal
    watchdog regulator inspectorate inspector auditors ombudsman inspection
    report study research survey poll analysis findings figures data review scientists academics census asked
    money cash grant fund pounds investment finance
    home house flat property dwelling
    worker staff employee workforce crew personnel
    parent mother father mum mums dad dads families
    couple husband wife pair spouse
    court judge tribunal ruling ruled magistrates jury trial
    car cars driver motorist vehicle
    train rail railway tracks line
    ship vessel boat yacht ferry barge craft
    law laws legislation act bill statute lawful unlawful illegal
    minister government secretary ministry whitehall downing department
    mp mps commons parliament lawmakers committee lords peers
    boss chief leader executive head director chair manager
    vote voted ballot poll majority
    deal agreement settlement pact accord contract offer
    win wins won winner victory triumph champion beat
    buy buys bought purchase acquire takeover
    cost price bill charge fee fees dear expensive
    pay wage salary earnings pays paid
    need want require compulsory
    show reveal find found discover expose
    warn alert alarm caution urged
    help support aid assist assistance backing
    begin began start launch open underway commence
    wait queue backlog list delay
    hire appoint named names recruit succeeds successor replace
    leave quit resign depart
    storm gale wind gusts
    flood burst
    sick ill illness disease virus infection condition
    attack assault hacked ransomware cyber
    theft steal stole stolen thief robbery raid plundered fraud
    arrest held custody detained
    search hunt missing
    rescue saved save winched
    injured hurt wounded
    shop store retailer supermarket
    firm company business employer chain operator giant
    customer shoppers consumer
    developer scheme builders
    tenant renters residents leaseholders
    rent landlord
    farm cattle livestock cows sheep herd
    pollution sewage spill
    animal wildlife creature
    weekend saturday sunday
    record highest
    double twice twofold
    half fifty
    merge join combine
    prize award medal honour trophy
    walk hike hiker hillwalker ramblers
    teach taught lesson
    church cathedral vicar parish spire mosque imam
    asylum refugee migrants seekers
    women woman female ladies
    men man male
    famous celebrity star
    homeless homelessness
    abuse violence violent harassment bullying
    exam gcse results grades marks
    bus buses coach
    baby birth born newborn infant
    hunger hungry food meals parcels
    letter post mail parcel
    limit cap capped curb restrict
    free gratis
    petition signed signatures pledge
    tax taxes levy duty
    debt deficit shortfall hole gap bankrupt bankruptcy insolvent bust administrators administration collapse
    meeting debate hearing
    plan proposal proposals scheme blueprint
    visit visitors tourist
    returns reopen
    historic heritage listed victorian ancient medieval
    disabled disability wheelchair
    online web internet website digital
"""


def _by_stem() -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(_ALIKE.strip().splitlines()):
        for word in {stem(word) for word in line.split()}:
            found[word] = (*found.get(word, ()), number)
    return found


def _stems(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


#: A stem → the lines above that it stands in.
MEANINGS = _by_stem()

#: Somebody answers what another has said.
ANSWERS = _stems(
    """
    respond response react comment welcome statement echo agree disagree critics editorial opinion insult
    columnist rebuts nonsense reckless sorry apologise defends insists hits backfire burden congratulations
    writes view regret condemn letter
    """
)
#: Another chapter of a story begun before.
GOES_ON = _stems(
    """
    tribute inquest resigned quit appeal remanded bail petition widened overturn interim reopened returns
    lawyers questioned commissioners successor succeeds delay vow vows later demanded investigate inquiry
    arrested pleaded update follows earlier meanwhile debate new remain talks
    """
)
_VOICE_WORDS = """
    respond responds responding response reaction reacts react comment comments commenting critics leader
    editorial opinion why wrong columnist insult think guide rights who how what meet ask welcomes explained
    analysis view letter know call warn
"""
#: In a title, as written in small letters: somebody answers, judges, asks or explains, rather than reports.
VOICES = frozenset(_VOICE_WORDS.split())
