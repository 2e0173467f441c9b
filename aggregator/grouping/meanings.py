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
    fraud scam con swindle cheat lied fake false bogus sham
    director businessman businesswoman boss owner proprietor entrepreneur
    loan borrow lend mortgage credit
    plant factory works site mill
    medicine drug drugs pills treatment therapy medication prescription
    cancer tumour leukaemia
    midwife midwives maternity labour birth pregnant antenatal mothers
    carer carers care caring looked
    dementia alzheimer memory
    mental depression anxiety suicide wellbeing
    social youth community
    apology apologised apologises sorry regret condolences
    recommendation recommendations advice advise urge
    independent outside external
    allow let permit may
    swim swimmer swimmers pool lido baths
    river stream brook water
    sea coast shore beach seaside ocean
    tree trees forest wood woodland
    bird birds nest breeding chicks
    fish fishing trawler nets angler
    bee bees insect insects pollinator
    dog dogs puppy puppies pet pets
    horse horses pony racing
    garden gardens allotment plant plants flowers
    solar panels energy power electricity watt
    gas heating boiler warm fuel
    climate carbon emissions warming
    rubbish waste litter dump landfill fly tip recycling
    bin bins collections
    road roads street lane highway carriageway motorway
    pothole potholes surface
    bike bicycle cycle cyclist cyclists cycling
    plane aircraft flight jet airline airport
    passenger passengers commuter commuters traveller travellers
    ticket tickets fare fares
    parking park permit
    shooting shot gun firearm
    knife stabbed stabbing blade
    murder murdered killing manslaughter homicide slain
    victim victims survivor survivors
    crash collision accident collided smash
    explosion blast bomb
    burglar burglary break
    police detectives investigation probe inquiry
    suspect suspects accused alleged
    guilty convicted conviction admitted pleaded
    inquest coroner
    compensation damages payout redress award
    sue sued lawsuit legal lawyers solicitors
    complaint complain complained grievance
    rule rules regulation regulations guidelines guidance code
    licence license licensed permit
    election elected ballot poll polls seat constituency
    mayor mayoress
    party manifesto campaign
    king queen prince princess royal palace
    army soldier soldiers troops military forces navy
    war conflict battle fighting
    charity charities campaigner campaigners organisation foundation trust
    volunteer volunteers unpaid
    donate donation donated gift giving donor bequest legacy
    raise raised fundraising fundraiser
    poverty poor hardship deprived destitute struggling
    benefit benefits welfare universal allowance claimants
    saving savings nest
    inflation prices living
    profit profits surplus earnings
    loss losses lost losing
    share shares stake investor investors shareholders
    sale sales sold sell seller
    build building built construction construct
    demolish demolished tear torn bulldoze razed
    repair repairs mend mended fix renew refurbish restore renovation
    unsafe dangerous hazard risk peril
    empty vacant derelict disused abandoned
    crowded overcrowded packed full
    shortage lack scarce short understaffed vacancies
    tired exhausted breaking burnout stress workload
    angry anger fury furious outrage outcry row backlash
    happy joy delighted thrilled celebrate celebration
    sad grief mourn mourning devastated heartbroken
    fear fears afraid worry worried scared concern
    proud pride
    brave bravery courage hero heroic heroes
    oldest first earliest
    largest biggest greatest
    worst poorest lowest
    quarter fourth
    third thirds
    fifth twenty
    tenth ten
    majority most mostly
    decade ten years
    century hundred
    university campus college professor lecturer academic undergraduates
    nursery nurseries preschool toddlers playgroup early
    breakfast lunch dinner meal meals
    curriculum syllabus lessons subject
    read reading book books literacy library
    music musical choir orchestra concert band singer song
    film cinema movie actor actress screen
    theatre stage play drama premiere playhouse
    museum gallery exhibition curator collection
    artist painting sculpture art
    dig archaeologists archaeology hoard treasure unearthed excavation detectorist
    castle abbey manor ruin
    pub inn tavern bar regulars pint
    restaurant cafe diner kitchen
    hotel guesthouse accommodation lodge
    football footballer goal striker midfielder
    manager coach
    team side squad club
    match game fixture tie
    runner running marathon race
    olympic olympics games medal
    doping drug banned cheat
    retire retires retirement pension pensions
    boss chairman chairwoman president leader
    phone mobile smartphone
    video footage filmed camera film
    computer software technology digital tech platform
    data information records privacy
    advert advertising advertisement ads
    newspaper press media journalist broadcaster
    snow ice icy freezing cold
    heat hot heatwave drought dry
    rain rainfall downpour wet
    earthquake quake tremor
    vaccine vaccination jab jabs immunisation
    dentist dentists dental teeth
    ambulance paramedic paramedics
    wheelchair access accessible ramp
    deaf hearing blind sight eyesight vision
    autism autistic send special needs
    obesity obese diet weight
    smoking smoke smokers tobacco cigarette vape vaping
    alcohol drink drinking drunk
    gambling gambler bet betting bookmaker casino
    drugs cocaine heroin cannabis
    eviction evict evicted evictions
    cladding firetrap combustible
    tower flats block high
    damp mould leak leaking
    village villagers rural countryside hamlet
    tourism tourists holiday holidaymakers
    migrant migration immigration immigrants
    detained detention locked
    released freed release
    moved move transfer relocate switch
    expand extend extended widen grow bigger
    shrink slashed slash reduce reduced trim
    overhaul reform reforms shake
    postpone postponed delay put later
    restart resume resumes reopens again
    promise promised pledge pledged vow commitment
    demand demands calls urge
    blame blamed blames fault
    support backing back backs
    attack attacked criticise criticism condemn slam slams
    claim claims allege
    count counted census numbers tally
    estimate estimated reckon thought
    share split divide
    donor sponsor funder funders
    consultation consult views
    protest protesters demonstration march rally demonstrators
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
