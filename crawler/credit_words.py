"""The words of credits, in the languages that we know of: labels, agencies, houses."""

from __future__ import annotations

from crawler import lexicon

#: letters with which a name begins, in the scripts that have capitals
CAPITALS = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚА-ЯЁІЇЄҐЂЈЉЊЋЏΑ-ΩΆΈΉΊΌΎΏ"
#: words for a picture or its maker that stand before a colon, a bar or "by"
LABELS = lexicon.either(
    """
    photo | photos | photograph | photographs | photographer | photography | picture | pictures |
    pic | image | images | credit | credits | photo credit | photo credits | image credit |
    image credits | picture credit | video credit | source | photo source | image source |
    main image | main photo | lead image | lead photo | top image | top photo | header image |
    header photo | cover image | cover photo | featured image | feature image | feature photo |
    hero image | main image credit | lead image credit | top image credit | header image credit |
    cover image credit | featured image credit | feature image credit | titelbild | aufmacherbild |
    video | copyright | image copyright | courtesy | illustration | graphic | artwork | screenshot |
    screen shot | screengrab | screen grab
    foto | fotos | fotograf | fotografin | fotografie | bild | bilder | bildquelle |
    bildnachweis | bildrechte | archivfoto | archivbild | symbolfoto | symbolbild | quelle |
    grafik | beeld | bron | bilde | arkivfoto | arkivbild | kilde | källa
    crédit | crédits | crédit photo | crédits photo | crédits photos | photographie
    fotografía | crédito | créditos | imagen | fuente | cortesía
    fotografia | crediti | immagine | fonte | imagem | imagens | cortesia
    kuva | valokuva | lähde | fot | zdjęcie | źródło | zdroj | autor | fotó | kép | forrás |
    sursa | φωτο | φωτογραφία | πηγή | fotoğraf | görsel | kaynak | sumber | ảnh | nguồn | фото |
    источник | иллюстрация | джерело
    写真 | 写真提供 | 撮影 | 画像 | 画像提供 | 提供 | 出典 | 图 | 图片 | 图片来源 | 圖 | 圖片 |
    圖片來源 | 图源 | 供图 | 摄影 | 攝影 | 사진 | 출처 | फोटो | صورة | المصدر | צילום |
    तस्वीर | तस्बिर | ছবি | تصوير | مصدر الصورة | عکس | عکاس | فوٹو | קרדיט | ภาพ | ภาพจาก | снимка |
    фотография | автор фото | світлина | фотографія | izvor | vir | fotografija | φωτ | φωτο |
    kuvaaja | billede | gambar | foto dok | kuvat | sursa foto | credit foto | foto credit |
    źródło zdjęć | źródło zdjęcia | allikas | autor/allikas | foto/allikas | nuotrauka
    """
)
HOUSES = """
    getty | getty images | reuters | associated press | agence france-presse | shutterstock |
    alamy | istock | stock | istockphoto | rex features | imago | imago images |
    picture-alliance | picture alliance | keystone | belga | lusa | ritzau | scanpix |
    lehtikuva | xinhua | kyodo | kyodo news | yonhap | bloomberg | zuma | zuma press | sipa |
    sipa usa | abaca | magnum | corbis | pixabay | unsplash | pexels | flickr | wikimedia |
    wikimedia commons | wikipedia | creative commons | handout | screenshot | wireimage |
    instagram | twitter | facebook | usa today | usa today sports | cover images | backgrid |
    splash | splash news | east news | anadolu | europa press | nurphoto | lapresse | netflix |
    disney | warner bros | warner bros. | paramount | canadian press | press association |
    imagn | imagn images | polaris | contrasto | hans lucas | divulgação | reprodução |
    imagoeconomica | fotogramma | maxppp | bestimage | profimedia | inquam photos | agerpres |
    tanjug | cropix | pixsell | fonet | intime news | eurokinissi | απε-μπε | scanpix | leta |
    east news | agencja wyborcza | agencja wyborcza.pl | bildbyrån | flash90 | уніан |
    연합뉴스 | 뉴시스 | 뉴스1 | 로이터 | 게티이미지 | 게티이미지뱅크 | укрінформ |
    agência brasil | the new york times | the washington post | тасс | риа новости | интерфакс
    """
#: short names count in their own case alone
SHORT_HOUSES = """
    AP | A.P. | AFP | afp | EPA | EPA-EFE | epa | EFE | PA | PA Wire | PA Images | PA Media |
    DPA | dpa | APA | apa | ANSA | Ansa | ANP | NTB | TT | CP | TASS | MTI | ČTK | CTK | TASR |
    PAP | AAP | PTI | ANI | AA | NASA | ESA | NOAA | CBS | NBC | ABC | FOX | Fox News | CNN |
    BBC | ITV | NPR | MGN | SWNS
    """
#: what those who have the page read out to them are told before a credit, and before a caption
_SOURCES = """
    image source | fuente de la imagen | crédito | crédit photo | منبع تصویر | صدر الصورة |
    مصدر الصورة | इमेज स्रोत | ছবির উৎস | автор фото | джерело зображення | sumber gambar |
    nguồn hình ảnh | 사진 출처 | 이미지 출처 | kaynak | 圖像來源 | 图像来源 | 画像提供
    """
SPOKEN_SOURCE = lexicon.either(_SOURCES)
SPOKEN_CAPTION = lexicon.either(
    """
    pie de foto | legenda da foto | légende image | légende | توضیح تصویر | التعليق على الصورة |
    इमेज कैप्शन | ছবির ক্যাপশান | подпись к фото | підпис до фото | keterangan gambar |
    chú thích hình ảnh | 사진 설명 | fotoğraf altı yazısı | 圖像加註文字 | 图像加注文字 | 画像説明
    """
)
#: a text with words for a source has one of these
SAYS_SOURCE = tuple(sorted(lexicon.telling(_SOURCES)))
#: the last words of what stands alone for a credit
STANDING_ENDS = lexicon.words(
    """
    photo photos photograph photographs image images picture pictures illustration illustrations
    handout contributed submitted supplied screenshot screengrab shot grab symbolbild archivbild
    archivfoto archivo archivio archives divulgação reprodução
    especial cortesía sociales pantalla
    """
)
#: words in small letters in a credit
SMALL = lexicon.words(
    """
    nuotr
    and by of for via the from on in at to with under de di da do del della dei der die das von van
    und et y e i o a la le les los el en par para file photo photos image images picture pool
    handout courtesy contributed submitted staff provided supplied photographer press news
    special archive archivo archiv archives stringer correspondent freelance studio media
    copyright reserved all rights commons public domain screenshot screengrab
    """
)
