"""Lines about the article are told from lines of the article, in several languages."""

from __future__ import annotations

import pytest

from crawler import notes, promotions, signatures


@pytest.mark.parametrize(
    "text",
    [
        "Correction: an earlier version of this article misstated the cost.",
        "CORRECTION — The bridge opened in 1902.",
        "Clarification: the limit applies to lorries.",
        "Editor’s note: We regret the error in the second paragraph.",
        "An earlier version of this story gave a wrong year.",
        "This article was amended on 6 March 2026 to correct a name.",
        "This story has been corrected to reflect the right sum.",
        "Korrektur: In einer früheren Version stand eine falsche Summe.",
        "Anmerkung der Redaktion: Die Summe war falsch.",
        "Rectificatif : le pont a ouvert en 1902.",
        "Dans une version précédente de cet article, le nom était faux.",
        "Fe de errores: el puente se abrió en 1902.",
        "En una versión anterior de este artículo figuraba otro nombre.",
        "Errata corrige: il ponte è stato aperto nel 1902.",
        "Correção: a ponte foi aberta em 1902.",
        "Rectificatie: de brug is in 1902 geopend.",
        "Rättelse: Bron öppnades 1902.",
        "Sprostowanie: most otwarto w 1902 roku.",
        "Исправление: мост открыт в 1902 году.",
        "訂正：橋の開通は1902年でした。",
    ],
)
def test_corrections(text: str) -> None:
    assert notes.kind_of(text) == "correction"


@pytest.mark.parametrize(
    "text",
    [
        "Update: The first ferry passed at seven.",
        "UPDATE 3 p.m.: The bridge is open.",
        "This story has been updated with comments from the council.",
        "Editor's note: This story was updated to add the council's answer.",
        "Aktualisierung: Die Brücke ist offen.",
        "Mise à jour : le pont est ouvert.",
    ],
)
def test_update_notes(text: str) -> None:
    assert notes.kind_of(text) == "update_note"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Bo Tarn and Iris Quill contributed to this report.", "Bo Tarn and Iris Quill"),
        ("Additional reporting by Iris Quill in Eastmere.", "Iris Quill in Eastmere"),
        ("Reporting by Bo Tarn; editing by Iris Quill", "Bo Tarn"),
        ("Reporting by Bo Tarn; Additional reporting by Iris Quill", "Bo Tarn; Iris Quill"),
        ("Mitarbeit: Karl Ohm", "Karl Ohm"),
        ("Con información de EFE", "EFE"),
    ],
)
def test_contributor_lines(text: str, who: str) -> None:
    assert notes.kind_of(text) == "contributor"
    assert notes.contributors_line(text) == who


@pytest.mark.parametrize(
    "text",
    [
        "The corrections officer said that an update was due on Friday.",
        "Updates to the timetable are expected: the ferries wait.",
        "He contributed to the campaign of the mayor for years, and then some more.",
        "The earlier version of the plan was cheaper.",
        "The first edition sold out within a week.",
    ],
)
def test_near_misses_are_text(text: str) -> None:
    assert notes.kind_of(text) in (None, "contributor") and notes.kind_of(text[:30]) is None


def test_a_class_can_say_that_a_line_is_a_correction() -> None:
    assert (
        notes.kind_of("The bridge opened in 1902, not 1903.", "story__correction") == "correction"
    )
    assert notes.kind_of("Short.", "story__correction") is None


@pytest.mark.parametrize(
    "text",
    [
        *("Share", "12 minutes ago", "Comments (4)", "Advertisement", "Lire aussi"),
        *(
            "Lue myös",
            "延伸閱讀",
            "【関連記事】",
            "यह भी पढ़ें:",
            "Artikeln fortsätter under annonsen",
        ),
        *("Dalszy ciąg materiału pod wideo", "Tempo de leitura: 2 minutos", "انتهای پیام"),
    ],
)
def test_controls_are_interface(text: str) -> None:
    assert notes.is_interface(text)


@pytest.mark.parametrize(
    "line",
    [
        "Lue myös: Lautta, joka ei koskaan palannut",
        "Přečtěte si také: Přívoz, který se nevrátil",
        "Citește și: Bacul care nu s-a mai întors",
        "Διαβάστε επίσης: Το πορθμείο που δεν γύρισε",
        "Още по темата: Фериботът, който не се върна",
        "Baca juga: Feri yang tak pernah kembali",
        "यह भी पढ़ें: वह नाव जो कभी नहीं लौटी",
        "اقرأ أيضا: العبارة التي لم تعد",
        "관련기사: 돌아오지 않은 나룻배",
    ],
)
def test_pointers_to_other_stories_in_many_languages(line: str) -> None:
    assert promotions.is_promotion(line, len(line) // 2)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        *(("© SZ/dpa/jw", True), ("abc/dpa", True), ("(jel/pka)", True), ("/ritzau/", True)),
        *(("责任编辑：于梅 SN123", True), ("(责编：李榆、王卡)", True), ("Editor : I.U.", True)),
        *(("유느릅 기자 (elm@gazeta.example)", True), ("Riproduzione riservata", True)),
        ("Jan Elm, jan.elm@gazeta.example", True),
        *(
            ("dpa", True),
            ("ja", False),
            ("(©NTB)", True),
            ("Quelle: gazette.example, abc/dpa", True),
            ("Źródło: PAP", True),
        ),
        ("Quelle: die Stadt Marrenau im Bericht des Rates", False),
        ("Sie schrieb an rat@marrenau.example und bekam keine Antwort.", False),
        (
            "The editor: a man of few words, and of fewer still after the war, he said in May.",
            False,
        ),
        ("He wrote. Then ann@gazette.example", False),
    ],
)
def test_signatures_are_no_text_of_the_article(line: str, expected: bool) -> None:
    assert signatures.is_one(line) is expected


@pytest.mark.parametrize(
    "text", ["The share of votes fell.", "Comments by the mayor angered many."]
)
def test_sentences_are_no_interface(text: str) -> None:
    assert not notes.is_interface(text)


def test_promotions_point_elsewhere() -> None:
    linked = "Read more: Why the bridge was closed in the first place and for so long"

    assert promotions.is_promotion(linked, 60)
    assert promotions.is_promotion("Sign up for our daily newsletter.", 0)
    assert not promotions.is_promotion(
        "Read more than ten books a year, he said, and you will see why it matters.", 0
    )
    assert not promotions.is_promotion("x" * 500, 500)


def test_small_print_is_legal() -> None:
    assert notes.is_legal("© 2026 The Marrow Gazette. All rights reserved.")
    assert not notes.is_legal("All rights were reserved for the citizens of the town.")


CORRECTIONS = """
Rettet kl. 17.10: I artiklen stod der, at broen er fra 1912.
Notícia corrigida às 18h: a ponte tem 140 metros e não 104.
Correction: An earlier version of this article misstated the cost.
CORRECTION (March 4, 2026): The cost was misstated.
Correction, March 4, 2026: This article has been updated to correct the cost.
Correction March 4: The name was wrong.
Correction on March 4, 2026: The name was wrong.
Corrections & clarifications: A previous version misstated the cost.
An earlier version of this article misstated the cost.
An earlier version of this story incorrectly said that the bridge was closed.
A previous version of this report said the bridge was closed.
A previous version of the headline misstated the cost.
This article originally misstated the cost of the repairs. It has been corrected.
This story originally stated that the bridge was closed; it was open.
This article has been corrected.
This story was corrected on March 4 to fix the name.
This article was amended on 4 March 2026 to clarify the cost.
• This article was amended on 4 March 2026. An earlier version said the bridge was closed.
Clarification: The cost includes taxes.
CLARIFICATION: The cost includes taxes.
Editor's note: This story has been corrected to say that the bridge is open.
Editor’s Note: An earlier version said otherwise.
EDITOR'S NOTE — The name of the keeper was misspelled.
[Editor's note: The name of the keeper was misspelled.]
(Editor's note: The name of the keeper was misspelled.)
Note: An earlier version of this story gave the wrong name.
This version corrects the spelling of the keeper's name.
This story corrects the spelling of the keeper's name in paragraph 3.
(This story has been corrected to fix the date in paragraph 2)
(Corrects spelling of name in paragraph 3)
(This March 3 story has been refiled to correct the name in paragraph 2)
The headline of this article has been changed to reflect the vote.
The headline has been corrected.
A caption with an earlier version of this article misidentified the keeper.
The photo caption in an earlier version of this article misidentified the keeper.
Due to an editing error, an earlier version of this article gave the wrong date.
Because of an editing error, the name was misspelled.
We have corrected the spelling of the name.
The Gazette regrets the error.
Retraction: The story is withdrawn.
Erratum: the cost is 4.2 million.
Errata: The cost is 4.2 million.
Corrigendum: the cost is 4.2 million.
Anmerkung der Redaktion: In einer früheren Version hieß es, die Brücke sei zu.
Anm. d. Red.: In einer früheren Fassung stand ein falscher Name.
Korrektur: Der Name war falsch.
Korrektur vom 4. März 2026: Der Name war falsch.
Berichtigung: Der Name war falsch.
Hinweis der Redaktion: In einer früheren Version dieses Textes hieß es, die Brücke sei zu.
Hinweis: In einer früheren Version dieses Artikels stand, die Brücke sei zu. Das ist falsch.
In einer vorherigen Version dieses Textes war der Name falsch geschrieben.
Wir bitten, den Fehler zu entschuldigen.
Transparenzhinweis: Wir haben eine Zahl korrigiert.
Rectificatif : le coût est de 4,2 millions.
Rectificatif le 4 mars à 10 h 30 : le coût était faux.
Correction : une version précédente de cet article indiquait un autre coût.
Précision : le coût comprend les taxes.
Erratum : le coût est de 4,2 millions.
Une première version de cet article indiquait que le pont était fermé.
Une version antérieure de cet article indiquait que le pont était fermé.
Note de la rédaction : le nom a été corrigé.
NDLR : le nom a été corrigé.
Cet article a été modifié le 4 mars pour corriger le nom.
Cet article a été corrigé.
Fe de errores: el coste es de 4,2 millones.
Fe de erratas: el coste es de 4,2 millones.
Corrección: el coste es de 4,2 millones.
Nota del editor: este artículo ha sido corregido.
Nota de la redacción: una versión anterior de este artículo decía otra cosa.
Una versión anterior de este artículo decía que el puente estaba cerrado.
En una versión anterior de este texto se decía que el puente estaba cerrado.
Este artículo ha sido corregido.
Esta noticia ha sido actualizada para corregir el nombre.
Aclaración: el coste incluye impuestos.
Rectificación: el coste es de 4,2 millones.
Errata corrige: il costo è di 4,2 milioni.
Errata corrige. Il costo è di 4,2 milioni.
Correzione: il costo è di 4,2 milioni.
Nota della redazione: una versione precedente di questo articolo diceva altro.
Una precedente versione di questo articolo riportava un costo sbagliato.
In una versione precedente di questo articolo il costo era sbagliato.
Rettifica: il costo è di 4,2 milioni.
Questo articolo è stato corretto.
Correção: o custo é de 4,2 milhões.
ERRATA: o custo é de 4,2 milhões.
Erramos: o texto "Ponte reabre" dizia outra coisa.
Uma versão anterior deste texto dizia que a ponte estava fechada.
Versão anterior deste texto informava incorretamente o custo.
Diferentemente do informado em versão anterior deste texto, o custo é outro.
Esta reportagem foi corrigida.
Nota da Redação: o nome foi corrigido.
Correctie: het bedrag is 4,2 miljoen.
Rectificatie: het bedrag is 4,2 miljoen.
Correcties & aanvullingen: het bedrag is 4,2 miljoen.
In een eerdere versie van dit artikel stond een verkeerde naam.
In een eerdere versie van dit stuk stond dat de brug dicht was. Dat is aangepast.
Noot van de redactie: de naam is aangepast.
Rättelse: Namnet var fel.
RÄTTELSE 4 mars: Namnet var fel.
I en tidigare version av artikeln stod fel namn.
Förtydligande: Summan gäller med skatt.
Rettelse: Navnet var feil.
Rettelse 4. mars 2026: Navnet var feil.
I en tidligere versjon av denne artikkelen sto det feil navn.
I en tidligere version af artiklen stod der et forkert navn.
Presisering: Summen er med skatt.
Oikaisu: Nimi oli väärin.
Korjaus 4.3. klo 10: Nimi oli väärin.
Aiemmassa versiossa nimi oli väärin.
Sprostowanie: nazwisko było błędne.
W pierwotnej wersji artykułu podaliśmy błędne nazwisko.
Oprava: Jméno bylo chybné.
V původní verzi článku bylo chybné jméno.
Helyreigazítás: A név téves volt.
Korábbi verziónkban tévesen szerepelt a név.
Erată: numele era greșit.
Поправка: имя было указано неверно.
Исправление: имя было указано неверно.
Уточнение: сумма указана с налогом.
В предыдущей версии этой статьи имя было указано неверно.
В первоначальной версии материала имя было указано неверно.
Виправлення: ім'я було вказано неправильно.
Διόρθωση: το όνομα ήταν λάθος.
Düzeltme: İsim yanlıştı.
訂正：名前に誤りがありました。
【訂正】名前に誤りがありました。
※当初の記事で名前に誤りがありました。訂正します。
訂正してお詫びします。
おわびして訂正します。
更正：姓名有误。
编者注：姓名有误。
정정합니다. 이름이 잘못되었습니다.
[정정보도] 이름이 잘못되었습니다.
Koreksi: nama salah.
Ralat: nama salah.
Đính chính: tên sai.
تصحيح: الاسم خطأ.
תיקון: השם שגוי.
Correction appended: The name was wrong.
Corrected at 10:30 a.m. March 4: The name was wrong.
* Correction: The name was wrong.
*This article has been updated to correct the name of the keeper.
This article has been updated to correct the name of the keeper.
This piece has been edited to remove a sentence.
An earlier version of this article was published in error.
Editor's Note: This article contains descriptions of violence.
Editor’s note: Ann Larkspur is a columnist.
For the record: An earlier version said otherwise.
For the record 4:30 p.m. March 4, 2026: An earlier version gave the wrong name.
Amendment: The name was wrong.
Factual correction: the name was wrong.
""".strip().splitlines()
UPDATES = """
Доповнення: о 16:00 рада оприлюднила кошторис.
Frissítés: a tanács közben közölte a költségeket.
UPDATE AND CORRECTION: The name was wrong.
This post has been updated to reflect that the bridge is open.
Story updated at 10:30 a.m. with comment.
This story has been updated.
This story has been updated with comment from the council.
Update: The council voted.
UPDATE (4 March, 10:30): The council voted.
UPDATE 3:45 p.m.: The council voted.
Updated on March 4 at 10:30 a.m.
This is a developing story and will be updated.
Aktualisiert: Der Rat hat gestimmt.
Mise à jour à 10 h 30 : le conseil a voté.
Actualización: el consejo votó.
Dieser Artikel wurde am 4. März aktualisiert.
Cet article a été mis à jour.
""".strip().splitlines()
NO_NOTES = """
The court issued a correction of the record on Tuesday, and the lawyers were pleased.
An earlier version of the bill would have closed the bridge.
A previous version of the report by the auditors was leaked in May.
The first edition of this book sold ten thousand copies.
Corrections officers say the prison is full.
Corrections Commissioner Jane Doe said: the prison is full.
Correction fluid: how it is made
The update: what you need to know
Updates from the council will come on Friday.
The original version of the song is better.
The company regrets the error, its spokeswoman said.
"We apologize for the error," the company said in a statement.
She said the story has been changed to reflect the facts: a lie.
The law was amended on 4 March 2019 to close the gap.
The article was changed in 1975 by a vote of parliament.
Precision: the new watch keeps time to a second.
Rectification of names: an old idea of Confucius
Updated guidance from the ministry says: stay home.
The story was updated for the stage in 1991.
This version of the bridge is wider.
Errata were common in early printing.
Oprava mostu začala v pondělí a potrvá do května.
Oprava silnice: řidiči čekají dvě hodiny
Correção de provas: como funciona
Précision d'orfèvre : le pont tourne au millimètre
Upravena verze
The council said that an earlier version of this article of the law was void.
Clarified butter: a recipe
Aclaración de la policía: el puente está cerrado, dijo el jefe.
""".strip().splitlines()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        *((line, "correction") for line in CORRECTIONS),
        *((line, "update_note") for line in UPDATES),
        *((line, None) for line in NO_NOTES),
    ],
)
def test_a_page_owns_up_in_many_words(line: str, kind: str | None) -> None:
    assert notes.kind_of(line) == kind


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By signing up you agree to our terms of use and privacy policy.", True),
        ("Write to Ann Larkspur at ann@gazette.example", True),
        ("ann.larkspur@gazette.example", True),
        ("Die Lage am Abend: Melden Sie sich hier zum Newsletter an", True),
        ("Следите за новостями в Telegram-канале", True),
        ("Siga o canal da Gazeta no WhatsApp", True),
        ("Der Newsletter des Rats wurde eingestellt.", False),
        ("Follow MP’s full coverage of bridges at https://mp.example", True),
        ("More MP bridges: https://mp.example/bridges", True),
        ("The regulator said that the company's privacy policy misled its users.", False),
        ("The council changed the terms of use of the lock in May.", False),
        ("Residents may sign up for the draft until May.", False),
        ("“All rights reserved” is what the plate on the bridge says.", False),
        ("Follow the river to the lock and turn left on the bridge.", False),
    ],
)
def test_small_print_is_told_from_what_the_article_is_about(line: str, expected: bool) -> None:
    assert promotions.is_promotion(line, 0) is expected


@pytest.mark.parametrize(
    "line",
    [
        "The message that lands in your inbox looks real, and so does the address it came from.",
        "Fans can now listen to the album on every service, the label said.",
        "You can also check your eligibility on the website of the county.",
        "Interest will be added to your loan from the first of April.",
        "Volunteers can sign up here until the end of the week, the wardens said.",
        "If you notice a mistake on your bill, ring the supplier before the tenth of the month.",
        "She collects mispronunciations of her name, and has forty of them in a drawer.",
        "Follow the steps in the app and choose a time, and the nurse will ring you at home.",
        "Residents may submit a letter to the council by Friday, or speak at the meeting.",
    ],
)
def test_what_an_article_tells_its_readers_to_do_is_no_promotion(line: str) -> None:
    assert not promotions.is_promotion(line, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Find out what's happening in Marrowby with free, real-time updates.",
        "This audio is auto-generated. Please let us know if you have feedback.",
        "This newspaper adheres to the code of the press council. If you have a complaint, write.",
        "Get in touch with our news team by emailing us at news@gazette.example.",
        "For more stories like this, check our news page.",
        "Keep up with all the latest news by following The Gazette.",
        "▶ Follow The Gazette on WhatsApp",
        "The post Bridge reopens appeared first on The Gazette.",
        "If you buy something through a link, we may receive a commission.",
        "Mit Ihrer Zustimmung wird hier ein externes Video geladen.",
        "Dieses Thema im Programm: Welle Eins | 04.03.2026 | 09:40 Uhr",
        "Chaque semaine, recevez en avant-première les articles de la rubrique.",
        "Merci ! Votre inscription a bien été prise en compte.",
        "Join thousands of readers and get our weekly newsletter.",
        "Empfohlener redaktioneller Inhalt",
        "— Editor’s picks —",
    ],
)
def test_what_a_site_says_to_all_of_its_readers(text: str) -> None:
    assert promotions.is_promotion(text, 0) or notes.is_interface(text)


@pytest.mark.parametrize(
    "text",
    [
        "Find out who pays, the council told its engineers on Tuesday.",
        "This newspaper reported in May that the bridge would stay shut.",
        "For more than nine years the bridge has been closed to traffic.",
        "Follow the river for six miles and the old mill comes into view.",
        "The post office on the square appeared to be closed on Monday.",
        "Recevez nos excuses, a dit la maire aux habitants de la rive nord.",
        "Want of money kept the bridge closed, the report says.",
    ],
)
def test_what_an_article_says_is_no_invitation(text: str) -> None:
    assert not promotions.is_promotion(text, 0)
    assert not notes.is_interface(text)
