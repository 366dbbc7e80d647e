"""Names of months in the languages of the readers that we know of."""

from __future__ import annotations

#: for each month its names, full or cut, in the forms that stand in a date
_NAMES = (
    "january jan janvier janv januar jan. jänner januari gennaio gen enero ene janeiro "
    "styczeń stycznia sty ledna leden січня января янв tammikuu tammikuuta ocak oca "
    "ianuarie gener siječnja ιανουαρίου ιαν januára január január sausio janvāris jaanuar "
    "януари јануар јануара januarja janúar يناير كانونالثاني جانفي ינואר जनवरी ژانویه urtarrila "
    "xaneiro มกราคม জানুয়ারি "
    "جنوری ஜனவரி జనవరి ജനുവരി જાન્યુઆરી जानेवारी janar yanvar",
    "february feb février févr fév februar februari febbraio febrero fevereiro fev luty "
    "lutego lut února únor лютого февраля фев helmikuu helmikuuta şubat şub februarie "
    "febrer veljače φεβρουαρίου φεβ februára február vasario februāris veebruar "
    "февруари фебруар фебруара februarja febrúar فبراير شباط فيفري פברואר फरवरी فوریه กุมภาพันธ์ "
    "ফেব্রুয়ারি "
    "فروری பிப்ரவரி ఫిబ్రవరి ഫെബ്രുവരി ફેબ્રુઆરી फेब्रुवारी shkurt",
    "march mar mars märz mrz maart mrt marzo março marzec marca března březen березня "
    "марта мар maaliskuu maaliskuuta mart martie març ožujka μαρτίου μαρ március kovo marts "
    "märts maret mac март березень марта marec مارس آذار מרץ מרס मार्च มีนาคม মার্চ "
    "مارچ மார்ச் మార్చి മാർച്ച് માર્ચ mars",
    "april apr avril avr aprile abril abr kwiecień kwietnia kwi dubna duben квітня апреля "
    "апр huhtikuu huhtikuuta nisan nis aprilie travnja απριλίου απρ apríla április balandžio "
    "aprīlis aprill април априла aprila apríl أبريل ابريل نيسان أفريل אפריל अप्रैल آوریل "
    "เมษายน এপ্রিল "
    "اپریل ஏப்ரல் ఏప్రిల్ ഏപ്രിൽ એપ્રિલ एप्रिल prill",
    "may mai mei maggio mag mayo maio maj maja května květen травня мая май toukokuu "
    "toukokuuta mayıs maig svibnja μαΐου μαϊ mája május gegužės maijs maí мај маја مايو أيار "
    "ماي מאי मई مه พฤษภาคม মে "
    "مئی மே మే മേയ് મે maj",
    "june jun juin juni giugno giu junio junho czerwiec czerwca cze června červen червня "
    "июня июн kesäkuu kesäkuuta haziran haz iunie juny lipnja ιουνίου ιουν júna június "
    "birželio jūnijs juuni юни јун јуна junija júní يونيو حزيران جوان יוני जून ژوئن "
    "มิถุนายน জুন "
    "جون ஜூன் జూన్ ജൂൺ જૂન qershor iyun",
    "july jul juillet juil juli luglio lug julio julho lipiec lipca lip července červenec "
    "липня июля июл heinäkuu heinäkuuta temmuz tem iulie juliol srpnja ιουλίου ιουλ júla "
    "július liepos jūlijs juuli юли јул јула julija júlí julai يوليو تموز جويلية יולי जुलाई "
    "ژوئیه กรกฎาคม জুলাই "
    "جولائی ஜூலை జూలై ജൂലൈ જુલાઈ जुलै korrik iyul",
    "august aug août aout augustus agosto ago sierpień sierpnia sie srpna srpen серпня "
    "августа авг elokuu elokuuta ağustos ağu agost kolovoza αυγούστου αυγ augusta augusztus "
    "rugpjūčio augusts agustus август avgusta ágúst ogos أغسطس اغسطس آب أوت אוגוסט अगस्त اوت "
    "สิงหาคม আগস্ট "
    "اگست ஆகஸ்ட் ఆగస్టు ഓഗസ്റ്റ് ઑગસ્ટ ऑगस्ट gusht avqust",
    "september sep sept septembre settembre set septiembre setembro wrzesień września wrz "
    "září вересня сентября сен сент syyskuu syyskuuta eylül eyl septembrie setembre rujna "
    "σεπτεμβρίου σεπ septembra szeptember rugsėjo septembris септември септембар септембра "
    "سبتمبر أيلول ספטמבר सितंबर सितम्बर سپتامبر กันยายน সেপ্টেম্বর "
    "ستمبر செப்டம்பர் సెప్టెంబర్ സെപ്റ്റംബർ સપ્ટેમ્બર सप्टेंबर shtator sentyabr",
    "october oct octobre oktober okt ottobre ott octubre outubro out październik "
    "października paź října říjen жовтня октября окт lokakuu lokakuuta ekim eki octombrie "
    "listopada οκτωβρίου οκτ októbra október spalio oktobris oktoober октомври октобар октобра "
    "oktobra أكتوبر اكتوبر אוקטובר अक्टूबर اکتبر ตุลาคม অক্টোবর "
    "اکتوبر அக்டோபர் అక్టోబర్ ഒക്ടോബർ ઑક્ટોબર ऑक्टोबर tetor oktyabr",
    "november nov novembre noviembre novembro listopad listopada lis listopadu листопада "
    "ноября ноя нояб marraskuu marraskuuta kasım kas noiembrie studenoga νοεμβρίου νοε "
    "novembra lapkričio novembris ноември новембар новембра nóvember نوفمبر נובמבר नवंबर नवम्बर "
    "نوامبر พฤศจิกายน নভেম্বর "
    "نومبر நவம்பர் నవంబర్ നവംബർ નવેમ્બર नोव्हेंबर nëntor noyabr",
    "december dec décembre déc dezember dez dicembre dic diciembre dezembro grudzień "
    "grudnia gru prosince prosinec грудня декабря дек joulukuu joulukuuta aralık ara "
    "decembrie desembre prosinca δεκεμβρίου δεκ decembra decembris desember detsember disember "
    "декември децембар децембра desember ديسمبر דצמבר दिसंबर दिसम्बर دسامبر ธันวาคม ডিসেম্বর "
    "دسمبر டிசம்பர் డిసెంబర్ ഡിസംബർ ડિસેમ્બર डिसेंबर dhjetor dekabr",
)
_NUMBER = {
    name.rstrip("."): number for number, names in enumerate(_NAMES, 1) for name in names.split()
}
#: what stands for another month in Croatian
_CROATIAN = {"listopada": 10}


def number(name: str, language: str | None = None) -> int:
    """1 to 12; 0 for what is no month's name."""
    low = name.lower()
    if (language or "").startswith("hr") and low in _CROATIAN:
        return _CROATIAN[low]
    found = _NUMBER.get(low, 0)
    return found or _NUMBER.get(low.removeprefix("ב"), 0)
