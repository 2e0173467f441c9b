"""How common words of English are, before a collection of our own says it better. Lists of our own making, in four
tiers; a word in none of them is taken for a rare one.
"""

from __future__ import annotations

from functools import lru_cache

from aggregator.grouping.stems import stem

#: Words that carry grammar and say nothing of what a text is about: never compared.
_GRAMMAR = """
    a about above after again against all almost along already also although always am among an and another any anyone
    anything are around as at away back be became because become been before being below between both but by can can't
    cannot could couldn't did didn't do does doesn't doing don't down during each either else ever every everyone
    everything few first for from further get gets getting give given go goes going gone got had has hasn't have haven't
    having he her here herself him himself his how however i if in into is isn't it its itself just last least less let
    like made make makes many may me might mine more most much must my never next no nobody none nor not nothing now of
    off on once one only onto or other others our ours out over own per perhaps quite rather same say says said she
    should since so some someone something soon still such take takes than that the their theirs them themselves then
    there these they this those though through thus to together told too towards under until up upon us use used very
    via was we well were what when where whether which while who whom whose why will with within without would yes yet
    you your yours it's that's we've we're i'm they're you're he's she's there's who's let's won't wasn't weren't
    mr mrs ms dr sir dame lord lady
"""
#: Words that a third of all news may hold.
_EVERYWHERE = """
    year years day days week weeks month months time today yesterday tomorrow tonight morning evening afternoon
    night monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december people person man men woman women child children family families home homes
    house new news old young good great big small high low long short number numbers report reports reported find
    finds found show shows work works working need needs plan plans call calls help helps part place places way life
    world country local national public government council minister ministers service services support group team
    leader chief executive according want wants set come comes came put run runs see seen ask asks asked tell warn
    warns warned announce announced launch launched start started begin began open opened end ended close closed
    join joined lose lost rise rises rose fall falls fell increase increased growing more two three four five six
    seven eight nine ten eleven twelve hundred thousand million billion half third quarter percent pound pounds cost
    costs money pay paid fund funding cut cuts
"""
#: Words that any newspaper holds every day.
_COMMON = """
    school schools pupil pupils student students teacher teachers education university college health hospital hospitals
    nhs patient patients doctor nurse nurses care carer carers social police officer officers court courts judge trial
    crime charge charged arrest arrested prison law legal right rights charity charities trust union member members
    company business firm firms market job jobs staff worker workers employer strike vote voted election party mp mps
    parliament committee inquiry investigation review inspection inspectors rating rated survey study research
    researchers data figures analysis average record rate price prices tax budget bill scheme project programme
    campaign campaigners appeal petition award awards prize winner winners event festival weekend road roads street
    town city village county area region north south east west england scotland wales ireland britain british english
    scottish welsh uk london community residents parents mother father boy girl son daughter baby adult adults age aged
    director manager chair president secretary spokesman spokeswoman councillor councillors head deputy department
    agency authority authorities board office centre building site land water food energy fire car train bus travel
    weather summer winter spring autumn christmas easter holiday season book film music art museum theatre sport
    football club match player players team win wins won lead leads leave leaves left move moves moved change changes
    changed decision decide decided agree agreed approve approved reject rejected refuse refused face faces fear fears
    hope hopes hit hits die died death dead kill killed injured hurt safe safety risk risks problem problems concern
    concerns issue issues crisis future past history early late later recent recently current former able available
    important likely possible better best worse worst free full half whole single double second third final total less
    top key major main special real true clear strong open close near far hard easy difficult different similar several
    keep keeps kept stay stop stopped bring brought build built buy bought sell sold spend spent save saved send sent
    receive received offer offers offered provide provides provided include includes including involve involved create
    created develop development improve improved improvement protect protection meet meeting met speak spoke speech
    talk talks write wrote read hear heard learn learned teach know known think thought believe feel look looking live
    lives living stand visit visited turn turned hold held allow allowed expect expected remain remains continue
    continues add added follow followed response respond responds reaction comment comments statement welcome welcomes
    welcomed praise praised blame criticise criticised accuse accused claim claims claimed deny denied admit admitted
    apologise sorry thank thanks proud love happy face story stories page website online email phone video photo
    information advice guide question questions answer answers idea ideas view views opinion column week's latest
    update updates things something end result results outcome impact effect effects evidence figure level levels
    amount share demand access system process policy strategy standard standards quality training skills experience
    role team post vacancy salary hours apply application applicants closing date interview full-time part-time
    permanent temporary based required degree recruit recruiting recruitment seek seeks looking
"""
#: Words that everybody knows and that many a story may hold.
_ORDINARY = """
    absence absolute abuse accept accident account achieve across act action active activity actor actress adapt
    address advance advantage adventure advert affair affect afford aid aim air airport alarm album alcohol alive
    alternative amazing ambition ambulance amend amendment analyst ancient angel anger angry animal anniversary
    annual anxiety apart apartment apparent appear appearance appoint appointment approach appropriate architect
    argue argument arm army arrange arrangement arrival arrive article artist ashamed aside assault assess
    assessment asset assist assistance associate association assume asylum atmosphere attach attack attempt attend
    attendance attention attitude attorney attract attractive audience auditor author automatic avoid aware
    awareness awful bad bag balance ball ban band bank bankrupt bar bare barge barn barrier base basic basis bath
    battle bay beach bear beat beautiful beauty bed bedroom bee beef beer behalf behave behaviour belief belong
    bench bend beneath benefit bet bid bike bird birth birthday bit bite bitter black blank blaze bless blind block
    blog blood blow blue boat body bomb bond bone bonus boost boot border born borough borrow boss bottle bottom
    bowl box brain branch brand brave bread break breakfast breath breathe brick bridge brief bright brilliant broad
    broadcast brother brown brush bug bully bullying bunch burden burn bury bush busy butter button buyer cabinet
    cable cake calm camera camp cancel cancer candidate cap capable capacity capital captain capture card careful
    careless cargo carpet carriage carry cash cast castle cat catch category cathedral catholic cattle cause
    cautious cease ceiling celebrate celebration cell century ceremony certain certificate chain challenge champion
    championship chancellor channel chaos chapel chapter character chase chat cheap cheat check cheer cheese
    chemical chemist chest chicken childcare childhood chip chocolate choice choir choose chronic church cigarette
    cinema circle circumstance citizen civil clash classic classroom clean cleaner clerk clever client cliff climate
    climb clinic clinical clock clothes clothing cloud clue coach coal coast coastal coat code coffee cold collapse
    colleague collect collection collision colony colour combine comfort comic command commander commercial
    commission commissioner commons communicate commute commuter compare comparison compensation compete competition
    complain complaint complete complex complicated component compulsory computer concentrate concept concert
    conclude conclusion condemn condition conduct conference confidence confident confirm conflict confuse confusion
    congratulate connect connection conscience conscious consent consequence conservation consider constable
    constant construction consult consultant consultation consume consumer contact contain content contest context
    contract contractor contrast contribute contribution control convention conversation convert convict conviction
    convince cook cool cope copy core corner coroner corporate correct corridor corruption cottage cotton cough
    counterpart countryside couple courage course cousin cover cow crack craft crash crazy cream creative creature
    credit crew cricket criminal criterion criticism crop cross crossing crowd crown crucial cruel cruise cry
    cultural culture cup cure curious currency curriculum curtain curve custody custom customer cycle cyclist daily
    damage damp dance danger dangerous dare dark dawn deadline deal dealer dear debate debt decade deck declare
    decline decorate deep deer defeat defence defend deficit define definite delay delegate deliberate delicate
    delight delighted deliver delivery dementia democracy democratic demolish demonstrate dental dentist departure
    depend deposit depression depth derive describe description desert deserve design designer desire desk despair
    desperate destroy destruction detail detailed detain detect detective determine device devolution diagnosis
    dialogue diamond diary diet dig digital dignity dinner diploma direct direction dirty disability disabled
    disappear disappoint disappointed disaster discipline discount discover discovery discriminate discrimination
    discuss discussion disease dish dismiss display dispute distance distant distinct distribute district disturb
    dive diverse diversity divide division divorce document dog dollar domestic dominate donate donation donor door
    dose doubt dozen draft drag drain drama dramatic draw drawing dream dress drink drive driver drop drought drown
    drug dry duck due dump dust duty eager ear earn earth ease eastern eat economic economy edge edit edition editor
    efficient effort egg elderly electric electricity electronic elegant element eligible eliminate embrace emerge
    emergency emission emotion emotional emphasis empire employee empty enable encounter encourage enemy engage
    engine engineer enjoy enormous enquiry ensure enter enterprise entertain entertainment enthusiasm entire
    entrance entry environment environmental equal equality equipment error escape essay essential establish estate
    estimate ethnic evacuate evaluate eventual everyday evil exact exam examination examine example excellent
    exception excess exchange excite exciting exclude exclusion exclusive excuse execute exercise exhaust exhibition
    exist existence exit expand expansion expenditure expense expensive expert explain explanation explode exploit
    explore explosion export expose exposure express expression extend extension extensive extent external extra
    extraordinary extreme eye fabric facility fact factor factory faculty fail failing failure faint fair fairly
    faith fake false fame familiar famous fan fancy fantastic fare farm farmer farming fashion fast fat fatal fate
    fault favour favourite feature federal federation fee feed feedback female fence ferry fibre fiction field
    fierce fight fighter file fill filter finance financial fine finger finish firefighter fish fisherman fishing
    fit fix flag flame flash flat flavour fleet flesh flexible flight float flock flood flooding floor flow flower
    fly focus fold folk fool foot footage footpath forbid force forecast foreign forest forget forgive format
    formula fortnight fortune forward foster foundation fragile frame framework fraud freedom freeze freight
    frequent fresh friend friendly friendship frightened front frozen fruit frustrated frustration fuel fulfil fun
    function fundamental funeral funny furious furniture fury gain gallery game gang gap garage garden gardener gas
    gate gather gay gaze gear gender gene general generate generation generous genius gentle gentleman genuine giant
    gift glad glass global glory goal gold golden golf governor grab grade gradual graduate grain grand grandfather
    grandmother grandparent grant grass grateful grave green greet grief grip ground guarantee guard guess guest
    guidance guideline guilty gun guy habit habitat hair halt hand handle hang harassment harbour harm harsh hat
    hatch hate hazard headline headquarters headteacher heart heat heating heaven heavy heel height helicopter
    helmet heritage hero hesitate hide hierarchy hill hint hip hire historian historic historical hobby hole holy
    homeless homelessness honest honour hook horrible horror horse host hostel hostile hot hotel household huge
    human humour hunger hungry hunt hunter hurry husband ice ideal identify identity ignore ill illegal illness
    image imagine immediate immigrant immigration immune impair implement implication imply import impose impossible
    impress impression impressive inadequate incident inclined income incorporate independence independent index
    indicate individual industrial industry infant infect infection inflation influence inform initial initiative
    inmate inn inner innocent innovation innovative inquest insect insert inside insist inspiration inspire install
    instance instant institute institution instruct instruction instrument insurance integrate intelligence
    intelligent intend intense intention interest interim internal international interpret interrupt intervene
    intervention introduce introduction invade invest investigator investment investor invitation invite isolate
    isolated isolation item jail jealous jewel joint joke journal journalist journey joy juice jump jumper junction
    junior jury justice justify keen kick kid kidney king kingdom kinship kiss kit kitchen knee knife knock label
    laboratory labour lack ladder lake lamp landlord landmark landscape lane language large laugh lawyer layer lazy
    leadership leaf leaflet league leak lean lease leather lecture legacy legend legislation leisure lend length
    lesson letter liability liable liberal liberty librarian library licence license lie lifeboat lifestyle lifetime
    lift light limit limited line link lion lip liquid list listen literary literature litter loan lobby locate
    location lock log loneliness lonely loose lorry loss lot loud lover loyal loyalty luck lucky lunch lung luxury
    machine machinery mad magazine magic magistrate magnificent mail maintain maintenance majority maker male manner
    manual manufacture manufacturer map margin marine mark marriage married marry mass massive master mate material
    maternity mathematics matter mature maximum mayor meal mean meaning means measure measurement meat mechanism
    medal media medical medicine medium membership memorial memory mental mention menu merchant mercy mere merge
    merger merit mess message metal method metre middle midnight midwife migrant mild mile military milk mind
    mineral minimum ministry minor minority minute miracle mirror miserable misery miss missing mission mistake mix
    mixed mixture mobile mode model moderate modern modest module mood moon moral mortgage mosque motion motivate
    motive motor motorist motorway mount mountain mouse mouth movie multiple mum murder muscle musician muslim
    mutual mystery myth narrative narrow native natural nature navy neat neck negative neglect negotiate negotiation
    neighbour neighbourhood neighbouring nerve nervous nest net network neutral newborn newly newspaper nice
    nightmare noble nod noise nominate nomination normal northern nose note notice notion novel novelist nuclear nut
    object objection objective obligation observe observer obtain obvious occasion occupation occupy occur ocean odd
    offence offend offender offensive official officially oil okay operate operation operator opponent opportunity
    oppose opposite opposition optimistic option orange orchestra order ordinary organ organic organisation organise
    organiser origin original otherwise ought outbreak outdoor outer output outrage outside outstanding oven overall
    overcome overseas overturn owe owner ownership oxygen pace pack package packet pain painful paint painter
    painting pair palace pale pan panel panic paper paragraph parcel pardon parish park parking parliamentary
    partial participant participate participation particular partner partnership passage passenger passion passport
    password pastor path patience patrol pattern pause pavement payment peace peaceful peak peer pen penalty pension
    pensioner pepper perceive perfect perform performance performer period personality personnel perspective
    persuade pet pharmacy phase phenomenon philosophy photograph photographer photography phrase physical pick
    picture pie piece pig pile pill pilot pin pink pint pioneer pipe pitch pity plague plain planet plant plastic
    plate platform plausible playground pleasant please pleased pleasure pledge plenty plot plough plug plus pocket
    poem poet poetry point poison pole policeman polite political politician politics poll pollution pond pool poor
    pop popular popularity population port portfolio portrait pose position positive possess possession possibility
    postcode pot potato potential potter pour poverty powder power powerful practical practice practise practitioner
    pray prayer preacher precious precise predict prefer preference pregnancy pregnant premise premium preparation
    prepare presence present presentation preserve press pressure pretend pretty prevail prevent prevention previous
    pride priest primary prime prince princess principal principle print printer prior priority privacy private
    privilege pro probable probation probe procedure proceed proceedings produce producer product production
    profession professional professor profile profit progress prohibit promise promote promotion prompt proof proper
    property proportion proposal propose prosecute prosecution prosecutor prospect prosperity protest protester
    prove province provision psychological psychologist pub publication publicity publish publisher pull pump punish
    punishment purchase pure purpose pursue push qualification qualify quantity quarrel queen queue quick quiet
    quota quote rabbit race racial racism racist radical radio rage raid rail railway rain raise rally random range
    rank rape rapid rare rat ratio raw reach realistic reality rear reason reasonable reassure rebel rebuild recall
    receipt recipe recipient reckon recognise recognition recommend recommendation reconstruct recover recovery
    recreation recycle red reduce reduction refer referee reference referral reflect reflection reform refuge
    refugee refurbish regard regime register registration regret regular regulate regulation regulator
    rehabilitation reinforce relate relation relationship relative relax release relevant reliable relief relieve
    religion religious reluctant rely remark remarkable remedy remember remind remote remove renew rent renter
    repair repeat replace replacement reply represent representation representative republic reputation request
    rescue reserve reservoir residence residential resign resignation resist resistance resolution resolve resort
    resource respect restaurant restoration restore restrict restriction retail retailer retain retire retired
    retirement retreat return reveal revenge revenue reverse revise revolution reward rhythm rich rid ride rider
    ridiculous rifle ring riot rip ripe rival river robbery robot rock roll roof room root rope rough round route
    routine row royal rub rubbish rude ruin rule ruler ruling rumour rural rush sack sacrifice sad sail sailor saint
    sake salad sale salmon salt sample sanction sand satellite satisfaction satisfied satisfy sauce scale scandal
    scar scarce scared scene scenery schedule scholar scholarship scientific scientist scope score scout scrap
    scream screen script sculpture sea seal search seaside seat secondary secret section sector secure security
    segment select selection self senior sensation sense sensible sensitive sentence sentiment separate sequence
    series serious servant session setting settle settlement sewage sex sexual shade shadow shake shallow shame
    shape shareholder sharp shed sheep sheet shelf shell shelter shepherd shift shine ship shirt shock shocked shoe
    shoot shooting shop shopkeeper shopper shopping shore shortage shortlist shot shout shrink shut shy sick side
    sight sign signal signature significant silence silent silk silly silver simple simply sin sing singer sink
    sister sit situate situation size skin skip sky slave slavery sleep slice slide slight slim slip slogan slope
    slow slum smart smell smile smoke smoking smooth snake snow soap society soft software soil soldier sole
    solicitor solid solo solution solve song sophisticated soul sound soup source southern space spare spark
    specialist species specific specify spectacular spectrum speculate speed spell sphere spill spin spirit
    spiritual spite split spokesperson sponsor spot spouse spray spread square squeeze stable stadium stage stair
    stake stamp star stare statistic statistics statue status statutory steady steal steam steel steep stem step
    stick stiff stimulate stock stomach stone storage storm straight strange stranger strategic stream strength
    strengthen stress stretch strict strip stroke stroll struggle stuck studio stuff stupid style subject submission
    submit subsequent subsidy substance substantial substitute suburb succeed success successful suck sudden sue
    suffer sufficient sugar suggest suggestion suicide suit suitable suite sum sun sunshine superb superior
    supermarket supervise supervision supper supplement supplier supply suppose supreme surface surge surgeon
    surgery surplus surprise surprised surprising surrender surround surrounding survival survive survivor suspect
    suspend suspension suspicion suspicious sustain sustainable swap swear sweep sweet swim swimmer swimming swing
    switch symbol sympathy symptom table tackle tail tale talent talented tank tap tape target task taste taxi tea
    tear technical technique technology teenage teenager telephone television temple tempt tenant tend tendency
    tender tennis tension tent terms terrace terrible territory terror terrorism terrorist testimony text textile
    theft theory therapy thick thief thin thorough thread threat threaten thrill thrilled throat throne throw ticket
    tide tie tiger tight timber timetable tin tiny tip tired tissue title toddler toilet tomato tone tongue tool
    tooth topic torch torture toss touch tough tour tourism tourist tournament tower toxic toy trace track tradition
    traditional traffic tragedy tragic trail trailer transaction transfer transform transformation transition
    translate translation transmit transparent transport trap trash trauma treasure treasury treat treatment treaty
    tree trend tribe tribunal tribute trick trigger trip triumph troop trouble troubled trousers truck tube tune
    tunnel turnout tutor twin twist typical ugly ultimate umbrella unable uncertain uncertainty uncle uncomfortable
    undergo underground undermine understand understanding undertake unemployed unemployment unexpected unfair
    unfortunate uniform unique unit unite united universal universe unknown unlawful unlikely unusual upgrade upper
    upset urban urge urgent usual utility vaccine valid valley valuable value van vanish variation variety various
    vary vast vegetable vehicle venture venue verdict version vessel vet veteran vice victim victory violence
    violent virtual virus visa visible vision visitor visual vital vocational voice volume voluntary volunteer voter
    vulnerable wage wait waiting wake walk walker wall wander warden warm warrior wash waste watch watchdog wave
    weak weakness wealth wealthy weapon wear wedding weigh weight weird welfare western wet wheel wheelchair whereas
    whip whisper whistle white wicked wide widespread widow width wife wild wildlife wind window wine wing wipe wire
    wisdom wise wish withdraw withdrawal witness wonder wonderful wood wooden wool workforce workplace workshop
    worldwide worry worrying worship worth wound wrap wreck wrist wrong yacht yard yellow yield youngster youth zone
    zoo
"""


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


GRAMMAR = frozenset(_GRAMMAR.split())
_COMMONNESS = (
    dict.fromkeys(_stems(_ORDINARY), 0.5)
    | dict.fromkeys(_stems(_COMMON), 0.3)
    | dict.fromkeys(_stems(_EVERYWHERE), 0.2)
    | dict.fromkeys(_stems(_GRAMMAR), 0.0)
)


@lru_cache(maxsize=65_536)
def highest_weight(stemmed: str) -> float:
    """What a stem may weigh at most, from 0 (it says nothing) to 1 (nobody uses it)."""
    return _COMMONNESS.get(stemmed, 1.0)
