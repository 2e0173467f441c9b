"""Words of the news that stand for one another, and words by which a text answers another or carries a story on. Lists
of our own making, a line a meaning, whatever the part of speech; matched by stems.
"""

from __future__ import annotations

from aggregator.grouping.stems import stem

_ALIKE = """
    die dies died death deaths dead fatal fatally killed kill lethal perish perished mortality
    fine fined penalty penalties sanction
    close closes closed closure shut shuts shutting shuttered wind-up folds mothball mothballed cease
    strike strikes striking walkout walkouts stoppage stoppages picket industrial
    jail jailed prison prisons imprisoned sentence sentenced cell cells behind inmate inmates
    sack sacked axe axed dismiss dismissed fired ousted removed
    redundancy redundancies redundant job jobs layoff layoffs unemployed
    rise rises rose rising increase increased up soar soars soared jump jumps jumped climb climbed surge surged grow grows
    growth grew higher upward
    fall falls fell falling drop drops dropped slip slips decline declined decrease down lower plunge plunged tumble slump
    ban bans banned outlaw outlawed prohibit prohibited forbid forbidden bar barred
    approve approved approval agree agreed go-ahead green-light blessing consent permission permit backed endorse
    reject rejected refuse refused throw turn-down dismiss dismissed oppose opposed blocked
    scrap scrapped abandon abandoned drop dropped withdraw withdrawn axe axed ditch ditched u-turn ends cancel cancelled
    old older elderly pensioner pensioners over-70s ageing retired
    child children kid kids youngster youngsters teenager teenagers teen teens youth youths boy boys girl girls minors young
    pupil pupils student students schoolchildren class classroom
    school schools primary academy secondary classroom head headteacher teacher teachers teaching
    police officer officers detective detectives force constable policing
    fire fires blaze flames burn burned arson ablaze firefighters
    hospital hospitals ward wards clinic surgery infirmary nhs
    patient patients
    doctor doctors gp gps medic medics physician surgeon surgeons
    council councils councillors councillor authority authorities town-hall borough cabinet municipal
    watchdog regulator inspectorate inspector inspectors auditors ombudsman inspection
    report study research survey poll analysis findings figures data review researchers scientists academics census asked
    money cash grant grants fund funds funding funded pounds investment finance
    home homes house houses housing flat flats property dwelling
    worker workers staff employee employees workforce crew personnel
    parent parents mother father mum mums dad dads families family
    couple husband wife pair spouse
    court courts judge judges tribunal ruling ruled magistrates jury trial
    car cars driver drivers motorist motorists vehicle vehicles driving
    train trains rail railway tracks line rails
    ship vessel boat yacht ferry barge craft
    law laws legislation act bill statute lawful unlawful illegal illegally
    minister ministers government secretary ministry whitehall downing department
    mp mps commons parliament lawmakers committee lords peers
    boss chief leader executive head director chair manager
    vote voted ballot poll majority votes
    deal agreement settlement pact accord contract offer
    win wins won winner victory triumph champion beat beats
    buy buys bought purchase purchased acquire acquired takeover
    cost costs price prices bill bills charge charges fee fees dear expensive
    pay wage wages salary earnings earn pays paid
    need needs want wants require required compulsory must
    show shows reveal reveals revealed find finds found discover discovered discovery expose
    warn warns warned warning alert alarm caution urged
    help helps support supports aid assist assistance backing
    begin begins began start starts started launch launched open opens opened underway commence kick-off
    wait waits waiting queue queues backlog list lists delay delays
    hire appoint appointed appoints named names name recruit recruited succeeds successor replace replaces takes
    leave leaves leaving quit quits resign resigned resigns step-down depart
    storm gale gales wind winds gusts
    flood floods flooded flooding burst
    sick ill illness disease virus infection condition
    attack attacks assault assaulted attacked hacked hackers ransomware cyber
    theft steal stealing stole stolen thief robbery raid plundered fraud
    arrest arrested held custody detained
    search hunt missing
    rescue rescued saved save winched
    injured hurt wounded injuries
    shop shops store stores retailer supermarket supermarkets
    firm company business employer chain operator giant
    customer customers shoppers consumer consumers
    house-building developer developers development scheme builders building
    tenant tenants renters residents leaseholders
    rent rents landlord landlords
    farm farmers farm cattle livestock cows sheep herd
    pollution sewage polluting spill spills
    animal animals wildlife creature creatures
    weekend saturday sunday
    record most highest ever
    double doubled doubles twice twofold
    half fifty
    merge merger merged join combine
    prize award awards medal honour trophy
    walk walks walking walker hike hiker hillwalker ramblers
    teach taught lesson lessons
    church cathedral vicar parish spire mosque imam
    asylum refugee refugees migrants seekers
    women woman female ladies
    men man male
    famous celebrity star
    homeless homelessness rough-sleepers
    abuse abused violence violent harassment bullying
    exam exams gcse a-level results grades marks
    bus buses coach
    baby babies birth births born newborn infant
    hunger hungry food meals meal parcels
    letter letters post mail parcel
    limit cap capped curb curbs restrict restrictions
    free gratis
    petition signed signatures pledge
    tax taxes levy duty
    debt deficit shortfall hole gap bankrupt bankruptcy insolvent bust administrators administration collapse collapses
    meeting debate hearing
    plan plans proposal proposals proposed scheme blueprint
    visit visitors tourist tourists
    back returns return reopen
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
    """respond responds responding response responses react reacting reaction reacts comment comments commenting
    welcome welcomes welcomed statement echo agree agrees disagree critics editorial opinion insult columnist rebuts
    nonsense reckless sorry apologise defends defended insists hits backfire burden congratulations writes view views
    regret condemn condemns letter"""
)
#: Another chapter of a story begun before.
GOES_ON = _stems(
    """tribute tributes inquest resigned resigns quit appeal appeals remanded bail petition widened overturn interim
    reopened reopens returns lawyers questioned commissioners successor succeeds delay vow vows later since demanded
    investigate inquiry arrested pleaded update follows following earlier meanwhile debate new remain still
    talks now"""
)
#: In a title, as written in small letters: somebody answers, judges, asks or explains, rather than reports.
VOICES = frozenset(
    """respond responds responding response reaction reacts react comment comments commenting critics leader editorial
    opinion why wrong columnist insult think guide rights who how what meet ask welcomes explained analysis view letter
    know call warn""".split()
)
