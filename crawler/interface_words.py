"""What pages say to their reader between the paragraphs, in the languages that we know of."""

from __future__ import annotations

from crawler import lexicon

#: what stands before a link to another story, or over a list of such links
READ_ALSO = lexicon.either(
    """
    siehe auch | mehr zum thema | retrouvez | notre dossier | nos articles | à lire également |
    lire également | lire la suite | mira también | mirá también | vea también | vea además |
    seguí leyendo | sigue leyendo | ler mais | ver também | leia ainda | approfondisci |
    lees verder | lees meer | bekijk ook | luister ook | läs även | se också | läs mer | se även |
    læs også | læs mere | se også | les mer | lue myös | lue lisää | katso myös |
    czytaj więcej | przeczytaj także | przeczytaj też | przeczytaj również | polecamy |
    přečtěte si | čtěte také | čtěte též | čtěte více | čítajte aj | čítajte tiež | čítajte viac |
    prečítajte si | olvassa el | olvasd el | kapcsolódó cikk | kapcsolódó | ajánljuk |
    citește și | citește mai mult | citeşte şi | citiți și | vezi și | διαβάστε επίσης |
    διαβάστε ακόμη | διαβάστε περισσότερα | διαβάστε | δείτε επίσης | δείτε ακόμη |
    читайте ещё | читайте еще | смотрите также | материалы по теме | ещё по теме | еще по теме |
    читайте також | читайте ще | дивіться також | більше по темі | още по темата | вижте още |
    вижте също | прочетете още | прочетете също | pročitajte još | pročitajte i |
    pročitajte više | čitajte još | čitaj još | pogledajte i | povezane vijesti | povezane vesti |
    preberite tudi | preberite še | skaitykite taip pat | taip pat skaitykite | lasi arī | loe ka |
    här läser du mer | läs mer om | loe lisaks | ez is érdekelheti | zobacz wideo | zobacz film |
    preberi še | aiheesta lisää |
    ilgili haber | ilgili haberler | bunları da okuyun | bunu da okuyun |
    baca juga | baca selengkapnya | baca lagi | lihat juga | simak juga | xem thêm | đọc thêm |
    tin liên quan | bài liên quan | อ่านเพิ่มเติม | อ่านข่าวเพิ่มเติม | อ่านต่อ | ข่าวที่เกี่ยวข้อง |
    อ่านข่าวที่เกี่ยวข้อง | leer también | te recomendamos | simak video | tonton juga |
    यह भी पढ़ें | ये भी पढ़ें | इसे भी पढ़ें | यह भी देखें | हे ही वाचा | আরও পড়ুন | আরো পড়ুন |
    আরও পড়ুন | আরও দেখুন | یہ بھی پڑھیں | مزید پڑھیں | மேலும் படிக்க | இதையும் படியுங்கள் |
    اقرأ أيضا | اقرأ أيضاً | اقرأ أيضًا | إقرأ أيضا | اقرأ المزيد | شاهد أيضا | شاهد أيضاً |
    طالع أيضا | مواضيع ذات صلة | بیشتر بخوانید | همچنین بخوانید | بیشتر بدانید | مطالب مرتبط |
    קראו גם | קראו עוד | ראו גם | לקריאה נוספת | כתבות נוספות | כתבות קשורות |
    延伸閱讀 | 延伸阅读 | 相關新聞 | 相关新闻 | 相關報導 | 相关报道 | 更多新聞 | 更多报道 |
    推荐阅读 | 推薦閱讀 | 看更多 | 関連記事 | 関連ニュース | あわせて読みたい | こちらもおすすめ |
    관련기사 | 관련 기사 | 함께 보면 좋은 기사 | 이 기사도 읽어보세요
    """
)
#: how long ago, with a word for what happened then, or in some scripts where
AGO = (
    r"(?:(?:publicad[oa]|actualizad[oa]|atualizad[oa]|publié|mis à jour|veröffentlicht|"
    r"aktualisiert|pubblicato|aggiornato|опубликовано|обновлено|diperbarui|cập nhật|نُ?شر|"
    r"تحديث)[\s:：·|-]{0,3})?"
    r"(?:(?:hace|há|il y a|vor|منذ|قبل|πριν(?: από)?|před) \d+ \S+|"
    r"\d+ \S{1,12} (?:atrás|fa|siden|sedan|sitten|temu|назад|тому|önce|(?:yang )?lalu|trước))|"
    r"(?:\D{2,20}?)?\d+ ?\S{1,8} (?:पहले|আগে|پیش)|\d+ ?(?:ชั่วโมง|นาที|วัน)ที่แล้ว|"
    r"\d+ ?(?:時間|分|秒|日|小时|小時|分钟|分鐘|天|시간|분|일) ?(?:前|전)"
)
#: whole lines: adverts, and that the text goes on under one
BETWEEN = (
    r"[-–—*]+ ?(?:advert(?:isement|ising)?|ad|story continues below)s? ?[-–—*]+|hide ad|"
    r"originally published as .*|there was an error, please provide.*|"
    r"thank(?:s| you) for (?:signing up|subscribing).*|article continues (?:after|below).*|"
    r"(?:this (?:story|article) was )(?:originally|first) published (?:on |at )?\w.{0,40}\d.{0,20}|"
    r"\d+ min(?:ute)?s? read\s?[·|•-]?\s?.{0,30}|people are also reading.*|"
    r"(?:publicitate|reclame|reklaam|reklāma|reklám|hirdetés|mainos|oglas|reklam|iklan|"
    r"quảng cáo|โฆษณา|إعلان|تبلیغات|פרסומת|विज्ञापन|বিজ্ঞাপন|広告|廣告|광고|انتهای پیام)|"
    r"dalszy ciąg (?:materiału|artykułu|tekstu).*|(?:artikeln|texten) fortsätter .*|"
    r"(?:saken|artikkelen) fortsetter .*|artiklen fortsætter .*|(?:artikkeli|juttu) jatkuu .*|"
    r"(?:el artículo|la nota) continúa .*|contin[uú]a (?:leyendo|a leggere|lendo|después de|após|"
    r"dopo).*|článe?o?k pokračuje .*|a cikk .{0,30}folytatódik.*|der artikel geht .{0,40}weiter.*|"
    r"(?:het artikel|artikel|de tekst|tekst) gaat (?:onder|verder|na) .*|haberin devamı.*|"
    r"agrandir (?:l['’])?image|(?:bild )?vergrößern|ampliar (?:imagen|foto)|ingrandisci|"
    r"vergroot(?: afbeelding)?|powiększ|zvětšit|увеличить|"
    r"(?:tekst|članak|zgodba|besedilo) se na(?:stavlja|daljuje) .*|articolul continuă .*|"
    r"продолжение (?:материала|после).*|l['’]article continue .*|suite de l['’]article.*|"
    r"返回.{1,10}查看更多|(?:請|请)(?:繼續|继续)往下(?:閱讀|阅读)|कॉपी लिंक|"
    r"(?:foto-?gal(?:erie|erij|lery|ería|eria|éria)|bilder(?:galerie|strecke)|fotostrecke|"
    r"galerie photos?|galería(?: de (?:fotos|imágenes))?|galleria(?: fotografica)?)"
    r"\W*(?:\d+ ?[^\W\d_]{0,12})?|"
    rf"続きを読む|(?:{AGO})|"
    r"(?:información del artículo|informações do artigo|article information|اطلاعات مقاله)|"
    r"otras noticias.*|(?:tempo de leitura|lesezeit|temps de lecture|tiempo de lectura|"
    r"tempo di lettura|leestijd|lästid|lesetid|læsetid|czas czytania|время чтения|"
    r"read(?:ing)? time)\b.{0,30}|\d+ min[a-z]* (?:de lecture|de lectura|de leitura|di lettura|"
    r"lesezeit|leestijd)"
)
#: whole lines that need no pattern
LINES = lexicon.phrases(
    """
    editor's picks | editor’s picks | editors' picks | editors’ picks | editor's pick |
    editors' choice | trending | trending stories | the latest | read full story |
    read the full story | read full article | what to read next | also read | recommended reading |
    recommended stories | more to read | keep reading | click to enlarge | tap to enlarge |
    swipe left | swipe right | show caption | hide caption | view gallery | story continues |
    like this | like loading | sharing is caring | back to gallery | read later | next post |
    previous post | thanks for watching | thanks for reading |
    our policies | manage preferences | accept all cookies | external content | embedded content |
    empfohlener redaktioneller inhalt | empfohlener externer inhalt | externer inhalt |
    externe inhalte anzeigen | externen inhalt anzeigen | inhalt laden | inhalt anzeigen |
    zum thema | mehr lesen | jetzt lesen | zum seitenanfang | artikel teilen | artikel drucken |
    passer la publicité |
    contenu externe | afficher le contenu | notre sélection | la rédaction vous conseille |
    la rédaction vous recommande | à ne pas manquer | à découvrir | nos newsletters |
    je m'inscris | je m’inscris | s'inscrire | s’inscrire | lire plus tard | écouter cet article |
    lo último | últimas noticias | más información | contenido relacionado | ver más |
    ver comentarios | ver galería | no te pierdas | archivado en | compartir nota |
    le ultime notizie | ultime notizie | leggi di più | guarda il video | guarda anche |
    ti potrebbe interessare | ook interessant | meest gelezen | uitgelicht | deel dit artikel |
    visa mer | vis mer | vis mere | mest lästa | mest læste | rekommenderat | anbefalt |
    doporučované | doporučujeme | mohlo by vás zajímat | najczęściej czytane | warto przeczytać |
    últimas | leia mais notícias | mais lidas do dia | saiba mais sobre
    """
)
#: a sentence that asks to subscribe, to follow or to download
SOLICITS = (
    r"melden sie sich .{0,20}newsletter|newsletter (?:abonnieren|bestellen)|folgen sie uns|"
    r"inscrivez-vous à (?:notre|la|nos)|abonnez-vous à (?:notre|la)|suivez-nous|"
    r"suscríbete a|síguenos en|únete a nuestro canal|inscreva-se (?:no|na|em)|"
    r"siga (?:o|a|nosso) .{2,30} (?:whatsapp|instagram|telegram|google)|"
    r"iscriviti alla|seguici su|schrijf je in voor|meld je aan voor|"
    r"подпи(?:шитесь|сывайтесь) на|следите за .{2,60}(?:telegram|телеграм|канал)|"
    r"підпи(?:шіться|суйтес[ья]) на|стежте за .{2,60}(?:telegram|телеграм|канал)|"
    r"prati(?:te)? nas\b|sledite nam|sekite mus|seko(?:jiet)? mums|järgi meid|seuraa meitä|"
    r"takip ed(?:in|ebilir)|urmăr(?:iți|iţi|ește|eşte)(?:-ne| știrile| ştirile)|"
    r"kövess(?:en)? minket|ακολουθήστε (?:το|μας|τα)\b|последвайте ни|więcej informacji znajdziesz|"
    r"unterstützen sie (?:uns|unser)|mit ihrer unterstützung|"
    r"zapisz się na|obserwuj nas|śledź nas|sledujte nás|whatsapp channel|"
    r"點我下載|点击下载|下載app|關注.{0,10}公眾號|关注.{0,10}公众号|メールマガジン.{0,8}登録|구독하기"
)
#: one of them stands in whatever `SOLICITS` finds, in lower case
SOLICITING = lexicon.listed(
    """
    folgen inscrivez abonnez suivez suscríbete síguenos únete inscreva siga iscriviti seguici
    prati sledite sekite seko järgi seuraa takip urmăr kövess ακολουθήστε последвайте
    znajdziesz unterstütz
    schrijf meld подпи следите підпи стежте zapisz obserwuj śledź sledujte channel 下載 下载 關注
    关注 登録 구독
    """
)
