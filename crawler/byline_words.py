"""The words of bylines, in the languages that we know of: openers, roles, agencies, endings."""

from __future__ import annotations

import re

from crawler import lexicon

_OPENERS = (
    r"(?:written|words|story|text|texte|reported|reporting|posted|published|compiled|edited|"
    r"analysis|review|article|opinion|column|report|interview|photos?(?: and (?:text|words))?|"
    r"submitted|publié|escrito|publicado|redatto|scritto|geschrieben|ein(?:e)? \w+|artikel|"
    r"geplaatst)\s+(?:by|par|por|da|von|door)|"
    r"by|von|par|por|a cura di|di|door|aus \w+ berichtet|"
    r"av|af|od|przez|oprac\.|opr\.|автор(?:ы)?|авторка|текст|tekst|texte?|"
    r"testo|texto|reporter|auteurs?|autor(?:in|es|as?|zy|i|ka|ky|ė|iai)?|autoř[ií]|autore|authors?|"
    r"avtor(?:ica|ji|ja)?|forfatter(?:e)?|journalist|"
    r"автори|rédaction|kirjoittanut|yazan|haber|szerző|skrevet av|skriven av|oleh|penulis|tác giả|"
    r"por:|من|بقلم|كتبت?|מאת|द्वारा|लेखक|লেখক|"
    r"প্রতিবেদক|خبرنگار|نویسنده|إعداد|โดย|írta|napsala?|"
    r"γράφει(?: (?:ο|η))?|piše|пише|pisze|propos recueillis par|recueilli par|"
    r"autorius|as told to|dal(?:la)? nostr[oa] (?:inviat[oa]|corrispondente)|"
    r"van onze \w+|de (?:notre|nos) (?:envoyée?|correspondante?)s?(?: spécial\w*)?|"
    r"von unser(?:e[mrn])? \w+|de nuestr[oa] (?:corresponsal|enviad[oa])(?: especial)?|"
    r"記者|记者|文|撰文|作者|編集|取材"
)
#: what those who have the page read out to them are told before a name
_SPOKEN = "author|autor|auteur|автор|yazan|penulis|tác giả|نویسنده|الكاتب|लेखक"
OPENER = lexicon.uncased(rf"^(?:(?:{_OPENERS})(?:\s*[:：／/・]\s*|\s+)|(?:{_SPOKEN})[,،]\s+)(?=\S)")
#: what kind of text it is, before the name of who wrote it
GENRE = lexicon.uncased(
    r"^(?:interview|protokoll|anal[iyí]s[ei]s?|kommentar|comment(?:ary|aire)?|reportage|reportaje|"
    r"opini[oóã]o?n?|bericht|essay|porträt|gastbeitrag|entretien|crónica|column|kolumne|"
    r"entrevista|intervista|recherche|enquête)\s*[:：]\s*(?=\S)"
)
#: the same where a date or a place stands before it: "4 March 2026 | By Ann Lee"
OPENER_INSIDE = re.compile(
    r"(?:^|[\s\d|•·—–/,(-])(?:(?:By|Von|Par|Por|Door|Di)\s+(?=[A-ZÀ-ÖØ-ÞŁŚŻŠČĐĆŽ])|"
    r"(?:By|Author|Publicado por|Escrito por|Por|Autora?|Автор|Текст|Text|Tekst|Von|Yazar|"
    r"بقلم|كتبت?|מאת)\s*[:：]\s*)"
)
#: what may follow the names, up to the end: a date, a time, an update, an address
TAIL = lexicon.uncased(
    r"(?:\b(?:published|updated|posted|last (?:updated|modified)|first published|created|modified|"
    r"publié|mis à jour|veröffentlicht|aktualisiert|stand|publicado|actualizado|aggiornato|"
    r"gepubliceerd|bijgewerkt|atualizado|опубликовано|обновлено|categoria|tags|"
    r"(?:son )?g[uü]ncel\w*)\b|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d{1,2}[/.:h]\d{2}|\b(?:19|20)\d\d\b|"
    r"[.,;|]?\s*\b(?:edited|translated|illustrated|produced|fact[- ]checked|reviewed) by\b|"
    r"\b\d+\s+(?:min|hours?|days?|weeks?|months?|comments?|shares?)\b|"
    r"\b(?:le|el|em|am|il|on|den|op) \d{1,2}\b|"
    r"\b(?:photos?|photographs?|photography|pictures|illustrations?|graphics?|fotos?|bild(?:er)?)"
    r"\s*(?:by\b|:)|https?://|\bfollow\b|\bemail\b|\btwitter\b|\bread more\b)"
)
#: a date at the start, which names may follow
LEADING_DATE = re.compile(
    r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*)?[\d./:\-\s,]*"
    r"(?:[^\W\d_]{3,10}\.?\s*\d{1,2},?\s*(?:19|20)\d\d|\d{1,2}\.?\s*[^\W\d_]{3,10}\.?,?\s*(?:19|20)\d\d|"
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4})[\s,\d:.]*(?:[ap]\.?m\.?|uhr)?\s*[-–—|•·\n]?\s*",
    re.IGNORECASE,
)
HANDLE = re.compile(r"[(\s]*(?:\S+@\S+\.\w+|(?<!\w)@\w+)\)?")
#: where a role begins that the page sets apart from a name without a space
GLUED = re.compile(
    r"(?<=[a-zà-ÿ])(?=(?:Senior|Staff|Chief|Deputy|Managing|Assistant|Associate|Executive|Special|"
    r"Contributing|Freelance|Political|News|Sports?|Reporter|Editor|Correspondent|Writer|"
    r"Columnist|Producer|Journalist)\b)"
)
#: between the fields of a line: who, where from, when
FIELDS = re.compile(r"\s*(?:[|•·]|\s[–—-]\s)\s*")
SPLIT = lexicon.uncased(
    r"\s*(?:[;/\n]|,|(?<=[가-힣])\s기자\s+(?=[가-힣])|"
    r"\band\b|&|\bwith\b|\bund\b|\bmit\b|\bet\b|\bavec\b|\bcon\b|\bcom\b|"
    r"\boch\b|\bog\b|\bja\b|\bve\b|\bили\b|\bи\b|\bта\b|\bκαι\b|\bи др\.|、|，|／|・|،)\s*"
)
#: conjunctions that are also parts of names elsewhere
SPLIT_IN = {
    "es": re.compile(r"\s+(?:y|e)\s+"),
    "pt": re.compile(r"\s+e\s+"),
    "gl": re.compile(r"\s+e\s+"),
    "it": re.compile(r"\s+ed?\s+"),
    "pl": re.compile(r"\s+(?:i|oraz)\s+"),
    "ca": re.compile(r"\s+i\s+"),
    "nl": re.compile(r"\s+en\s+"),
    "hr": re.compile(r"\s+i\s+"),
    "sl": re.compile(r"\s+in\s+"),
    "cs": re.compile(r"\s+a\s+"),
    "sk": re.compile(r"\s+a\s+"),
    "ro": re.compile(r"\s+și\s+"),
    "hu": re.compile(r"\s+és\s+"),
    "uk": re.compile(r"\s+(?:й|і)\s+"),
    "id": re.compile(r"\s+dan\s+"),
    "tr": re.compile(r"\s+ile\s+"),
    "ar": re.compile(r"\s+و\s*"),
    "he": re.compile(r"\s+ו(?=[א-ת]{2})"),
}
ROLE = lexicon.uncased(
    r"\b(?:editor|reporter|correspondent|writer|columnist|journalist|producer|chief|staff|bureau|"
    r"desk|newsroom|team|contributor|intern|fellow|analyst|critic|photographer|presenter|anchor|"
    r"author|director|manager|freelance|special to|senior|deputy|executive|associate|assistant|"
    r"professor|lecturer|researcher|redakteur(?:in)?|redaktion|korrespondent(?:in)?|journaliste|"
    r"rédacteur|rédactrice|rédaction|correspondant(?:e)?|envoyé|redacci[oó]n|redactor(?:a)?|"
    r"corresponsal|periodista|redazione|giornalista|corrispondente|redação|repórter|redactie|"
    r"verslaggever|redaktor|redakcja|redaktionen|redaksjonen|redactia|reportér|toimittaja|muhabir|"
    r"редакция|корреспондент|обозреватель|nieuws|nyheter|nyheder|uutiset|wiadomości|nachrichten|"
    r"новости|новини|dziennikar(?:z|ka)|novinář(?:ka)?|redaktork?a|újságíró|szerkesztő|gazeteci|"
    r"vijesti|vesti|hírek|zprávy|správy|novice|știri|haberler|merkezi|"
    r"wartawan|jornalista|colunista|"
    r"politics|business|sports?|health|science|technology|economics|environment|education|admin|"
    r"administrator|online|digital|web\s?desk|guest|agenc(?:y|ies|es|ias)|agências|agenzie|agenturen|wires?|"
    r"news service|reports?|media|news|tv|radio|network|magazine|newspaper|publishing|studios?|"
    r"inc|llc|ltd|gmbh|foundation|institute|university|ministry|council|service|international|"
    r"company|official|editorial|biography|profile|archive|contact|page)\b"
)
#: what only somebody who writes or reports is called
WORKS = lexicon.uncased(
    r"(?<![^\W\d_])(?:(?:\w{0,12}(?:reporter|redakteur|korrespondent|correspondent|journalist|"
    r"reportér))(?:in|e|en|ka)?|journaliste|correspondante?|periodista|corresponsal|redactora?|"
    r"giornalista|corrispondente|jornalista|repórter|\w{0,12}verslaggever|\w{0,12}redacteur|"
    r"toimittaja|dziennikar(?:z|ka)|redaktor(?:ka)?|novinář(?:ka)?|újságíró|muhabiri?|gazeteci|"
    r"wartawan|журналіст(?:ка)?|журналист(?:ка)?|кореспондент(?:ка)?|корреспондент|"
    r"δημοσιογράφος)(?![^\W\d_])"
)
#: what a person's role begins with where it stands right after the name
ROLE_BEGINS = re.compile(
    r"\s+(?:(?:senior|chief|staff|special|guest|deputy|political|national|associate|contributing|"
    r"news|sports?|features|local|city|managing|executive|assistant|digital|business|education|"
    r"health|crime|courts?|environment|climate|science|technology|transport|economics|housing|data|"
    r"investigations?|world|foreign|regional|community|multimedia|democracy|breaking|arts|culture|"
    r"entertainment|money|consumer|home|content|video|web|weekend|night|evening|trending|lifestyle|"
    r"travel|food|music|film|tv|media|property|legal|religion|royal|showbiz|weather|agriculture|"
    r"energy|labou?r|justice|immigration|military|statehouse|capitol|lead|principal|enterprise|"
    r"general assignment|audience|engagement|affairs|social|defen[cs]e|security|white house|"
    r"north|south|east|west|of|england|wales|scotland)\s+)*"
    r"(?:editor|reporter|correspondent|writer|columnist|journalist|producer|contributor|"
    r"photographer|correspondant(?:e)?|journaliste|redakteur(?:in)?|periodista)\b.*$",
    re.IGNORECASE,
)
ROLE_ALONE = re.compile(
    r"(?:[\w&'’-]+\s){0,5}(?:editor|reporter|correspondent|writer|columnist|journalist|producer|"
    r"contributor|photographer)(?:,? (?:in|at|for) [\w ]+)?",
    re.IGNORECASE,
)
#: what stands before a name: "Gazette staff writer Ann Lee", "the Gazette's Ann Lee"
LEADS = lexicon.uncased(
    r"(?:(?:[\w&.’'-]+\s+){0,4}?(?:writers?|reporters?|correspondents?|journalists?|columnists?|"
    r"editors?|producers?|photographers?)|(?:the\s+)?(?:[\w&.-]+\s+){0,2}[\w&.-]+(?:[’']s|s[’']))\s+"
    r"(?P<name>[a-zà-þ][\w.’'-]*(?:\s+[\w.’'-]+){1,3})"
)
#: a whole line in a byline's place that names no author
STAFF = re.compile(
    r"(?:(?:by|from|with)\s+)?(?:[\w.&’'-]+\s+){0,3}(?:(?:staff|wire|news|local|agency) "
    r"(?:and (?:staff|wire|news|agency) )?(?:reports?|writers?|reporters?|services?|contributors?)|"
    r"(?:staff|wire) and agencies|(?:post )?wires|news (?:staff|desk)|newsroom|web desk)\W*|"
    r"(?:(?:edited|translated|illustrated|produced|fact[- ]checked|(?:medically )?reviewed) by|"
    r"(?:photographs?|photos?|photography|illustrations?|graphics?|video) by) .{3,50}",
    re.IGNORECASE,
)
EASTERN_OPENER = re.compile(
    r"^(?:(?:本報|本报)?(?:記者|记者|編集委員|특파원)[・\s]*|\S{1,5}부\s+)(?=\S{2})|"
    r"^[가-힣]{2,8}\s?=\s?(?=[가-힣])"
)
#: how Chinese lines begin that name reporters
REPORTERS = re.compile(r"\s*本?[報报]?[記记]者[・\s]*")
#: how East Asian lines end that name a reporter: "홍길동 기자", "／台北報導"
EASTERN_ROLE = re.compile(
    r"(?:\s*(?:선임기자|기자|특파원|논설위원|앵커|에디터|인턴)|記者|记者|[／/]?\s?\S{0,8}(?:報導|报道|報道)|"
    r"[（(]\S{1,12}[)）])\s*$"
)
_AGENCIES = (
    r"associated press|ap|reuters|afp|agence france[- ]presse|dpa|deutsche presse[- ]agentur|"
    r"apa|pa media|press association|pa|efe|europa press|ansa|adnkronos|lusa|anp|belga|ritzau|tt|"
    r"ntb|stt|pap|čtk|ctk|mti|tanjug|hina|tass|тасс|interfax|интерфакс|риа новости|xinhua|kyodo|"
    r"jiji press|yonhap|bernama|antara|pti|ani|ians|aap|rnz|canadian press|upi|bloomberg|"
    r"bloomberg news|press trust of india|asian news international|"
    r"dha|iha|i̇ha|sid|kna|epd|keystone-sda|sda|ats|agi|tmnews|askanews|anadolu agency|"
    r"anadolu|aa|cna|ukrinform|укрінформ|共同通信|時事通信|新华社|新華社|中央社|연합뉴스|뉴시스"
)
#: agencies are who wrote it, and are kept
AGENCY: re.Pattern[str] = lexicon.uncased(rf"(?:the )?(?:{_AGENCIES})")
WITH_AGENCY = re.compile(
    r"(\S+ \S+(?: \S+)?) ((?:The )?Associated Press|Reuters|AFP|Bloomberg(?: News)?|PA Media|dpa|"
    r"EFE|ANSA)"
)
SOURCE = re.compile(
    r"(?<![^\W\d_] )(?<![^\W\d_])"
    r"(?:sources?|quellen?|fuentes?|fontes?|fonti|bron|källa|kilde|lähde|źródło|zdroj|izvor|"
    r"источник|джерело|sursa|kaynak|agency|agentur|agence|agencia)\s*[:：]\s*"
    rf"(?P<who>(?:the )?(?:{_AGENCIES}))\W*$",
    re.IGNORECASE,
)
PARTICLES = lexicon.words(
    """
    de da do dos das del della di du des la le van von zu zur vom der den ter ten te bin ibn al el
    ben af av y e i dela of st ap ó mac in t
    """
)
#: words in small letters inside the name of a body
SMALL = PARTICLES | lexicon.words("the for and on to a et und für pour para por")
NOT_A_NAME = lexicon.uncased(
    r"[\d@#<>{}=\\_?!%:؟।。？！]|\b(?:the|read|more|about|share|click|photo|image|news|home|"
    r"subscribe|comments?|minutes?|ago|view|all|posts?|this|email|print|credit|getty|"
    r"by|us|contact|show|follow|advertisement|sponsored|undefined|null|none|unknown|anonymous)\b"
)
#: a newspaper, by the last word of its name: "Ann Lee, Marrow Falls Herald"
PAPER = lexicon.uncased(
    r"\s(?:times|herald|gazette|tribune|journal|chronicle|sentinel|examiner|courier|bulletin|"
    r"observer|dispatch|leader|register|independent|inquirer|gleaner|telegraph|globe|nation|"
    r"daily|weekly|today|live|insider|review|standard|express|mail|zeitung|allgemeine|"
    r"nachrichten|rundschau|anzeiger|kurier|\w+\.(?:com|org|net))$"
)
#: places of two words from which many write, and degrees that follow a name
NO_AUTHOR = lexicon.phrases(
    """
    new york | new delhi | los angeles | san francisco | hong kong | tel aviv | buenos aires |
    são paulo | mexico city | las vegas | kuala lumpur | cape town | new orleans | san diego |
    rio de janeiro | saudi arabia | sri lanka | south africa | new zealand | united states |
    united kingdom | den haag | washington dc | washington d.c | san salvador | san juan |
    md | phd | ph.d | ms | rd | rdn | rn | mph | mba | jd | esq | cpa | do | dds | lcsw | jr | sr |
    special | m.d | m.a | b.a | ma | ba | msc | facs | 編集委員 | agenzia | agencia | agência |
    agence | agentur | agencija | agentúra | agentura
    """
)
#: a part of a name that is bound to the next by an apostrophe: "d'Orme"
BOUND = re.compile(r"^(?:d|l|dell|dall|de l)['’](?=\w)", re.IGNORECASE)
#: in capitals after a whole name: "Ann Lee For Mailonline"
FOR = re.compile(r"(?P<who>\S+ \S+(?: \S+)?) (?:For|In|At) [A-ZÀ-Þ].*$")
#: a broadcaster behind a whole name: "Ann Lee BBC News"
BROADCASTER = re.compile(
    r"(?P<who>\S+ \S+(?: \S+)?) (?:BBC|CNN|CBS|NBC|ABC|PBS|NPR|ITV|RTÉ|RTE|CBC|CTV|Fox|Sky)"
    r"(?: (?:News|Sports?|Business|Online|World|[A-Z]\w+ News))?$"
)
PLACE = re.compile(
    r"\s+(?:in|at|for|of|from|on|à|aus|für|bei|desde|para|da|dal|voor)\s+(?:the\s+)?[A-ZÀ-Þ].*$"
)
#: who took the pictures: "Ann Lee (Text) und Jo May (Bilder)"
PICTURED = lexicon.uncased(
    r"(?:^|[,;/&]|\b(?:und|and|et|en|og|och|e|y)\s)[^,;/&()]{3,50}\((?:fotos?|photos?|bilder?|"
    r"photographies|fotografías?|fotografie|foto[’']?s|beeld|bild|billeder|kuvat?|zdjęcia|"
    r"illustrations?|illustration(?:en)?)\)"
)
#: what joins a name in an element of its own to the one before
LEADING_AND = re.compile(r"^(?:e|y|et|and|und|en|og|och|i|ja|és|și)\s+(?=[A-ZÀ-ÖØ-ÞŁŚŻŠČĐĆŽ])")
#: a broadcaster and its place behind a name: "Ann Lee, ARD Warschau"
STATION = re.compile(r"[A-Z]{2,5}(?:-[A-Z][\w-]+)?(?: [A-ZÀ-ÖØ-Þ][a-zà-ÿ][\w-]*){1,2}")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【|】|（[^（）]*）")
