"""Names of the months, of half days and of zones, as pages write them."""

#: Month by number, in lower case: full names in the forms that stand in dates (genitives included), and short forms.
_NAMES = {
    1: "january jan janvier janv enero ene gennaio genn gen janeiro januar jänner jän januari janu tammikuuta stycznia"
    " sty ledna января янв січня ocak oca ianuarie ian január jaanuar janvāris sausio ιανουαρίου ιαν january januari",
    2: "february feb febr février fév févr febrero febbraio febb fevereiro fev februar feber februari helmikuuta"
    " lutego lut února февраля фев лютого şubat şub februarie február veebruar februāris vasario φεβρουαρίου φεβ",
    3: "march mar mars marzo março marco märz mrz maart maerz maaliskuuta marca března марта мар березня mart martie"
    " március märts marts kovo μαρτίου μαρ maret",
    4: "april apr avril avr abril abr aprile aprilie huhtikuuta kwietnia kwi dubna апреля апр квітня nisan nis április"
    " aprill aprīlis balandžio απριλίου απρ",
    5: "may mai mayo maggio mag maio mei maj toukokuuta maja května мая май травня mayıs május gegužės μαΐου μαϊ mag",
    6: "june jun juin junio giugno giu junho juni kesäkuuta czerwca cze června июня июн червня haziran haz iunie június"
    " juuni jūnijs birželio ιουνίου ιουν",
    7: "july jul juillet juil julio luglio lug julho juli heinäkuuta lipca lip července июля июл липня temmuz tem iulie"
    " július juuli jūlijs liepos ιουλίου ιουλ",
    8: "august aug août aout agosto ago augustus augusti elokuuta sierpnia sie srpna августа авг серпня ağustos ağu"
    " augusztus augusts rugpjūčio αυγούστου αυγ agustus",
    9: "september sep sept septembre septiembre setiembre settembre sett set setembro syyskuuta września wrz září"
    " сентября сен сент вересня eylül eyl septembrie szeptember rugsėjo σεπτεμβρίου σεπ",
    10: "october oct octobre octubre ottobre ott outubro out oktober okt lokakuuta października paź října октября окт"
    " жовтня ekim eki octombrie oktoober spalio οκτωβρίου οκτ",
    11: "november nov novembre noviembre novembro marraskuuta listopada lis listopadu ноября ноя нояб листопада kasım"
    " kas noiembrie lapkričio νοεμβρίου νοε",
    12: "december dec décembre déc decembre diciembre dic dicembre dezembro dez dezember joulukuuta grudnia gru"
    " prosince декабря дек грудня aralık ara decembrie detsember gruodžio δεκεμβρίου δεκ desember des",
}

MONTHS = {name: number for number, names in _NAMES.items() for name in names.split()}

#: Offsets of zones that mean one offset wherever news is written. `ET`, `CT`, `PT` change with the season and stay out.
ZONES = {
    "utc": "+00:00",
    "gmt": "+00:00",
    "z": "+00:00",
    "est": "-05:00",
    "edt": "-04:00",
    "cdt": "-05:00",
    "mst": "-07:00",
    "mdt": "-06:00",
    "pst": "-08:00",
    "pdt": "-07:00",
    "bst": "+01:00",
    "cet": "+01:00",
    "mez": "+01:00",
    "cest": "+02:00",
    "mesz": "+02:00",
    "eet": "+02:00",
    "eest": "+03:00",
    "msk": "+03:00",
    "wib": "+07:00",
    "sgt": "+08:00",
    "hkt": "+08:00",
    "jst": "+09:00",
    "kst": "+09:00",
    "aest": "+10:00",
    "aedt": "+11:00",
}

#: Half days: hours to add from one o'clock on, by what stands beside the hour.
AFTERNOON = frozenset({"pm", "p.m.", "p.m", "오후", "下午", "午後"})
MORNING = frozenset({"am", "a.m.", "a.m", "오전", "上午", "午前"})
