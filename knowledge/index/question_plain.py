"""Common English words that are spelt right as they stand, so that "lunch" is never read as a slip for "launch".

Spelling only: words here carry no meaning for ownership.
"""

from __future__ import annotations

import re

# "shiping": one short syllable before an ending has its last letter doubled
_UNDOUBLED = re.compile(r"[^aeiou]+[aeiou][^aeiouwxyc](?:ing|ed|er)$")


def listed(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


def is_plain(word: str) -> bool:
    """Whether a folded word, or the word it is a regular form of, is a common one."""
    if word in PLAIN_WORDS or any(word[: -len(ending)] + "e" in PLAIN_WORDS for ending in ("ing", "ed", "er") if word.endswith(ending)):
        return True
    if _UNDOUBLED.match(word):
        return False
    return any(word[: -len(ending)] in PLAIN_WORDS for ending in ("s", "es", "ed", "d", "ing", "er", "ly") if word.endswith(ending))


PLAIN_WORDS = listed(
    """
    able about above accept accepts according across actor actually adult advice afford afraid afternoon again against age ago
    agree agreed ahead air airport alarm alive allow allowed almost alone along already also although always amazing among amount
    angry animal animals another answer anybody anyone anything anyway apart apartment apologise apologize apology apple apples
    appointment april area argue arm arms army around arrive art article artist ask asleep ate attend attention august aunt autumn
    available average avoid away awful baby bad bag bags bake baker ball balls banana band bank bar bars base baseball basic
    basket bath beach bean bear beat beautiful bed beer before began begin behind believe bell belong below belt bench bend best
    bet better between beyond bicycle big bike bikes bill bills bird birds birth birthday bit bite black blame blanket blind block
    blood blow blue board boat body bone bones book booked booking books boot boots bored boring born borrow both bother bottle
    bottles bottom bought bowl box boy boys brain brave bread break breakfast breath bridge brief bright bring broke brother
    brought brown brush build built burn bus busy butter button buy cab cafe cake cakes call called calm came camera camp can
    candle candy cap car card cards care carry cars case cash castle cat catch cats caught cause ceiling cell certain chair chairs
    chance change changed changes changing chapter chart cheap cheer cheese chef chess chicken child children chocolate choice
    choose christmas church cigarette circle city class classes clean cleaner clear clever climb clock close closed closer cloth
    clothes club coast coat coffee coin cold collect college color come comedy comfort common complain complete concert condition
    contest cook cookie cookies cool copy corn corner correct cost costs cough could count country couple course court cousin
    cover cow crazy cream cross crowd cry cup cups curious curtain customs cut cute cycle dad daily damage dance dancing danger
    dark date dates daughter day days dead dear death debate december deep degree delay delicious dentist desert dessert dinner
    dirty dish dishes doctor doctors dog dogs dollar done door doors doubt down dozen draw drawer dream dress drink drinks drive
    driver drop drove dry duck due during dust duty each ear early earn ears earth easily east easter easy eat eating edge egg
    eggs eight either elevator else empty end enemy energy engine enjoy enough enter entire envelope equal escape especially even
    evening event ever every exact exam example except excited exit expect expensive explain extra eye eyes face fact fair fall
    false family famous fan fancy fans far fare fares farm farmer fashion fast fat father fault favor favorite favour fear
    february feed feel feet fell felt female fence few field fifth fight fill film final finally find fine finger finish fire
    first fish fishing fit five fix flag flat flew flight floor flour flower flowers flu fly follow food foot football for forest
    forever forget forgive forgot fork form forty found four fourth fox free freeze fresh friday fridge friend friends from front
    fruit full fun funny furniture future game games garden gas gate gather gave general gentle get gift girl give glad glass
    glasses glove gloves goal goals goat god goes gold golf gone good goodbye got grade grand grass gray great green grew grey
    ground group grow guess guest guests guide guilty guitar gun gym habit hair haircut half hall hammer hand hang happen happy
    hard hat hate hats head health healthy hear heard heart heat heavy held hell help her here hero hid hide high hill hip hire
    history hit hobby hold hole holiday holidays home honest honey hope horse hospital host hot hotel hour hours house how huge
    human hundred hung hungry hunt hurry hurt husband ice idea ideas ill imagine inch inside instead interest interview invite
    invited iron island item jacket jail jam january jar jeans job jobs join joke jokes journey joy juice july jump june jungle
    jury just keen keep kept key keys kid kids kill kilo kind king kiss kitchen knee knew knife knock know known ladder lady lake
    lamp land lane language large last late later laugh launder lawn lay lazy lead leader leaf leak learn lease least leather
    leave left leg legs lemon lend less lesson let letter letters lie life lift light lights like likely line lion lip list listen
    little live lives living load local lock lonely long look lose loss lost lot lots loud love lovely low luck lucky lunch
    lunches machine mad made magazine magic mail main make male man many map march mark market marriage married mask match matches
    mate matter may maybe meal meals mean meaning meant meat medal medical medicine medium meet melt member memory men mess
    message met metal middle might mile milk million mind mine minute minutes mirror miss missed missing mistake mix mom moment
    monday money monkey month months mood moon more morning most mother motor mountain mouth move movie much mud mug mum muscle
    museum mushroom music must nail name names narrow nasty near nearly neat neck need neighbor neighbour neither nephew nervous
    nest never new news next nice nickname niece night nine nobody noise none noon normal north nose note notes nothing notice
    november now nowhere nurse nut ocean october odd off offer office often oil old olive once one onion only open opinion orange
    order other our outside oven over owe page paid pain paint pair palm pan panic pants paper parcel parent parents park parking
    part party pass past pasta path patient pay peace pear pen pencil penny pepper perfect perhaps person pet pets phone photo
    photos piano pick picnic picture pictures pie piece pig pillow pilot pin pink pipe pizza place plain plan plane planet plant
    plants plate play player please pleasure plenty pocket poem point poison police polite pool poor popular post postcard pot
    potato pound pour powder power prayer prefer prepare present president press pretty price pride prince print prison prize
    probably problem promise proud public pull pump punch pupil puppy purple push put puzzle queen quick quiet quite quiz rabbit
    race radio rain rainy raise ran rang rare rather reach read ready real really reason receipt recent recipe record red referee
    regret relax remember rent reply rest restaurant return rice rich ride right ring river road roast rob rock roof room rooms
    rope rose rough round row rude rug rule run rush sad safe said say says sail salad salary sale salt same sand sat saturday sauce
    sausage save saw scared school science scissors score scream sea season seat second secret see seed seem seen sell send sent
    september serious seven several sew shade shake shall shape share shark sharp she sheep sheet shelf shine ship shirt shoe
    shoes shoot shop shopping shore short shout show shower shut shy sick side sight sign silly silver since sing singer single
    sink sir sister sit six size skate ski skill skin skirt sky sleep slice slide slip slow small smart smell smile smoke snack
    snake snow soap soccer sock socks sofa soft soil sold soldier some son song songs soon sore sorry sort soul sound soup sour
    south space spare speak special speech spell spend spent spicy spider spill spoke spoon sport sports spot spread spring square
    stair stairs stamp stand star stars start station stay steak steal step stick still stole stomach stone stood stop store storm
    story stove straight strange straw street strong student study stuff stupid style subject success such sudden suffer sugar
    suggest suit suitcase summer sun sunday sunny sunshine supper suppose sure surname surprise surprised swam sweet swim swing
    table tail take taken tale talk tall tape taste taxi taxis tea teach teacher team tear teeth television tell ten tennis tent
    term terrible text than thank that theater theatre their then there these they thick thief thin thing think third thirsty
    thirteen thirty this those though thought thousand thread three threw throat through throw thumb thunder thursday ticket tidy
    tie tiger tight till time tiny tip tips tired tiring title toast today toe together toilet told tomato tomorrow ton tongue
    tonight too took tool tooth top total touch tour tourist toward towards towel tower town toy toys traffic trail train trash
    tree trees trial trick tricky trip trouble trousers truck true trust truth try tuesday turn twelve twenty twice twin two uncle
    under unhappy uniform until upset use usual vacation van vegetable very view village visit voice vote wait waiter wake walk
    wall wallet want war warm warn was wash waste watch water wave way weak wear weather wedding wednesday week weekend weigh
    weird welcome well went were west wet whale what wheel when where while white whole why wide wife wild will win wind window
    windows wine wing winner winter wish with without woke woman women won wonder wood wool word words work world worry worse
    worst worth would wound wrap write wrong wrote yard year yell yellow yes yesterday yet yoga you young yours youth zero zone
    zoo beginner bonus calendar celebrate century ceremony champion charity chat chatting cheers chill chips choir client closet
    cloudy cocktail colleague comic commute complaint confused congrats congratulations contact couch crashed crew curry custom
    deadline deal deck decorate decoration dentures diet discuss donut doodle drama dressed drunk email emergency employee enemy
    engaged evidently exhausted facility fail faith farewell fee feedback feeling feelings fellow ferry fever fiction figure
    finance flavor floors folk foreign fortune forum freedom freight frozen fuel fuming generous ghost giant glue gossip graduate
    grandma grandpa grateful grill guard handsome hello hey highway hike hint hip honor hooray humor humour hurricane ideal idiot
    illness income index injury innings insect insult jewel jewelry judge karaoke kidding kilometer knot label labor lap laptop
    lawyer league lecture legal legend leisure length level library license lifetime limit literally loan lobby located location
    log logo lottery lounge loyal luggage lyrics mailman manner marathon massage mayor meanwhile media meeting melon member
    mention menu mercy merger metro microwave mid minor minus mode model modern monthly mosquito motion motorcycle multiply murder
    musical mustard mystery myth naked nap nation native nature navy negative newspaper nightmare nineteen noodle noodles nope
    notary novel nowadays oak oath obvious odds opening opera option orchestra organ original ought outfit outing owl pace pack
    package painter pajamas panda parade paragraph pardon partly partner passenger passport password pasta patience pattern peach
    peak peanut penalty penguin pension perfume permission pharmacy phrase physical physics picky pigeon pineapple pistol plaster
    plastic platform player plumber poet pole politics pond porch port portion position possible postpone poster pottery poverty
    pray predict pregnant pretend previous priest primary printer priority private professor profit program pronounce proof proper
    protect prove provide psychology pub pudding pumpkin purchase purpose quarter quarterly quarrel question queue quit quote
    raincoat rainbow raincheck range rank rat rate raw react realize receive referendum refuse refuses regular relative remind
    remote remove repeat replace rescue reservation respect result results retire reward rhythm ribbon riddle roommate route royal
    ruin sailor salmon sample sandwich santa satisfied scale scarf scene schedule screen script section security seek selfie sense
    sentence separate serve service shadow shame shampoo shave shelter shift shock shots shoulder shuttle signal silence silk
    similar simple site skip slang slept slim slippers slogan smooth snowman society solution somehow someone spaghetti spaceship
    spirit sponsor squad stadium staff stage stake standing starve statue steam steel stereo stick strike string stripe stuck
    studio subway succeed sunglasses sunset supermarket supply support surf sushi sweater swimming switch sword symbol system
    tailor talent tattoo tax teaspoon technique teenager temple tend tender territory terror thanks theme theory thermometer
    thieves thirst threat tide timetable tin tissue tobacco toothbrush topic tornado toss tournament trade tradition trailer
    transport trap travel treasure treat treaty triangle tribe trophy tube tune tunnel turkey turtle tutor twist typical ugly
    umbrella unable union unique united universe university unknown unless unlucky upstairs urban vacuum valley value various vase
    vegan vehicle vest victory video violin virus visa visitor vitamin volcano volume volunteer wage waist waitress wardrobe
    warehouse weapon website weekday weekly weight whisper whistle wicked widow willing wisdom wise wolf wonderful worker workshop
    worm wrist yacht yearly yogurt zebra fairy fair fairs fares notarize notarise merge merged mergers talks staple stapler
    unity startup startups commute vending cater caterer caterers decor venue
    """
)
