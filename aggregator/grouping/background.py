"""How common words of English are, before a collection of our own says it better. Lists of our own making, in three
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


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


GRAMMAR = frozenset(_GRAMMAR.split())
_COMMONNESS = (
    dict.fromkeys(_stems(_COMMON), 0.45)
    | dict.fromkeys(_stems(_EVERYWHERE), 0.2)
    | dict.fromkeys(_stems(_GRAMMAR), 0.0)
)


@lru_cache(maxsize=65_536)
def highest_weight(stemmed: str) -> float:
    """What a stem may weigh at most, from 0 (it says nothing) to 1 (nobody uses it)."""
    return _COMMONNESS.get(stemmed, 1.0)
