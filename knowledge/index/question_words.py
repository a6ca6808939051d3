"""The English of asking for an owner: words that ask, words that own, words that say little.

General English only; names and kinds of things live in the lexicon, names of owners in the charter.
"""

from __future__ import annotations

from knowledge.index.question_plain import listed

# Words of the asking itself. They never have to be found in a charter, and count a little when they are.
FRAME_WORDS = listed(
    """
    own owns owned owning owner owners dri dris ownership responsible responsibility responsibilities accountable accountability
    charge handle handles handled handling manage manages managed managing management run runs running ran look looks looked
    looking after take takes taking care belong belongs belonging remit job call dept department departments org
    organization organisation exec execs executive executives chief chiefs leader leaders boss bosses person people guy role
    roles title position officer ping ask asking asked talk speak contact escalate escalating reach message page consult
    turn go goes poke bother approach decide decides deciding decision decisions say final sign signs off approve approves
    approval purview domain area areas territory turf plate lead leads leading led head heads headed heading drive drives
    driving oversee oversees overseeing supervise supervises deal deals dealing sort sorts work works working help helps
    called phoned rang texted emailed messaged
    need needs needed want wants wanted know knows tell question questions wondering wonder supposed govern governs
    governing guard guards keep keeps keeping kept hold holds holding holder get gets getting belongings wear wears hat
    keeper custodian guardian steward report reports reporting sit sits fall falls under mine yours ours one two three side
    camp hands hand top between us anybody somebody exactly actually really basically currently today now assign assigned
    designated duty duties task tasks responsable accountible level overall big boils land lands live lives quick hey hi
    hello thanks thank please sorry cheers guys folks team friends morning afternoon evening day good dear btw haha lol
    whoever whomever everyone everybody maybe perhaps think guess believe suppose thinking somehow ever point pointer direction right
    correct proper together jointly collaborate collaborates collectively across whole entire out up down over away back chart
    consulted informed eye structure hierarchy such reckon mind respond responds answer answers answering answerable liable
    formally officially ultimately ultimate primary main against like unlike without before since else days nowadays until
    till toward towards behind beyond despite except instead though ago soon later speaking strictly frankly honestly
    """
)

# What owners do to things: helpful when a charter says it too, no objection when it does not.
OWNING_VERBS = listed(
    """
    build builds building built design designs designing develop develops developing maintain maintains maintaining check
    checks checking support supports supporting fix fixes fixing repair repairs repairing buy buys buying bought purchase
    purchases choose chooses choosing chose pick picks picking select selects selecting evaluate evaluates evaluating assess
    assesses review reviews reviewing ensure ensures ensuring secure secures securing protect protects protecting serve
    serves serving create creates creating deliver delivers delivering explore explores exploring invest invests investing
    optimize optimizes optimizing improve improves improving integrate integrates integrating implement implements
    implementing plan plans planning operate operates operating administer administers administering admin configure
    configures install installs installing deploy deploys deploying upgrade upgrades monitor monitors monitoring track
    tracks tracking watch watches define defines defining set sets setting write writes pay pays paying fund funds funding
    budget spend spends spending negotiate negotiates renew renews roll rolls rolling ship ships shipping launch launches
    test tests testing research researches translate translates translating bridge bridges bridging measure measures
    measured measuring coordinate coordinates champion champions sponsor sponsors shape shapes make makes making made stop
    stops prevent prevents use uses used using focused focusing open opens provide provides providing focus focuses put puts
    give gives reset resets replace replaces replacing retire retires switch switches leave move moves moving migrate
    migrates refine refines align aligns aligning balance balances foster fosters position positions start starts add adds
    bring brings bringing rolled done care cares come comes came end ends let lets try tries keep scale scales
    """
)

# Nouns and adjectives that could stand beside any topic.
GENERIC_WORDS = listed(
    """
    thing things stuff matter matters issue issues problem problems topic topics item items case cases aspect aspects part
    parts kind kinds sort sorts type types company companies business organization organisation enterprise firm corporate
    group whole entire tool tools system systems software app apps application applications platform platforms solution
    solutions service services program programs product products project projects process processes module modules site
    suite package instance environment setup account accounts admin administration administrator operation operations team
    teams user users new old next current latest upcoming existing important big small large major minor general overall
    total different various certain related internal external week month year today tomorrow yesterday time times number
    list version vendor request access data technology tech digital effort efforts initiative initiatives strategy work
    activity activities function functions area areas side end place places broken down slow urgent asap again still always
    never daily weekly monthly quarterly yearly annual annually regular usual own our everything something every floor room
    bit lot lots couple few many much more most less
    least best better long short bug bugs error errors crash crashes crashing failure failures failing fails fault faults
    glitch glitches hiccup drop drops dropping dropped freezing frozen dead jammed stuck broke acting weird flaky policy
    policies rule rules guideline guidelines rollout migration upgrade upgrades implementation deployment configuration
    settings shift transition journey push become becomes becoming concern concerns field space front bunch usage kit gear
    """
)

# Nouns behind a thing that only say that something is done about it.
PROCESS_WORDS = listed(
    "handling management managing process processes processing procedure procedures administration coordination oversight activities tasks"
)

# Said without meaning anything to the owner of a topic.
CHATTER_WORDS = listed(
    """
    hi hello hey yo hiya howdy greetings morning afternoon evening night good thanks thank thx ty cheers please pls plz
    sorry haha hahaha lol btw fyi ok okay yes yep yeah no nope well so oh ah um hmm wow great nice cool awesome lovely folks
    guys team all everyone everybody friends people quick question dear happy hope hoping doing fine today ugh damn omg sup
    anyway kindly regards best bye ciao welcome weekend yay woohoo
    """
)

# Verbs with which one turns to an owner: "who do I ping about …".
CONTACT_VERBS = listed(
    """
    ask ping talk speak contact call ring buzz email mail message go turn escalate reach notify tell report bug bother poke raise
    approach see page consult involve loop cc tag assign chase hand send forward submit route dm slack inform alert flag
    address direct engage bring take come get work hit summon phone file log open need want pass pester nag nudge shout moan
    complain yell scream beg cry grumble give show pitch propose present suggest share return deliver leave start look write
    check run blame thank put connect transfer redirect refer
    """
)
