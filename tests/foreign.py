"""Contact files in many languages and encodings, written from names by hand."""

from __future__ import annotations

import random
from dataclasses import dataclass

HEADER = ("C_EmailAddress", "C_FirstName", "C_LastName", "C_Title", "C_BusPhone", "C_Company", "C_City")


@dataclass(frozen=True)
class Tongue:
    """People of one language.

    Attributes:
        encodings: those that its files come in.
        first, last, titles, companies, cities: as people write them.
    """

    encodings: tuple[str, ...]
    first: tuple[str, ...]
    last: tuple[str, ...]
    titles: tuple[str, ...]
    companies: tuple[str, ...]
    cities: tuple[str, ...]


def _cells(words: str) -> tuple[str, ...]:
    return tuple(words.split("/"))


WEST = ("cp1252", "mac-roman", "iso8859-15")
CENTRE = ("cp1250", "iso8859-2")

TONGUES = {
    "German": Tongue(
        WEST,
        _cells("Jürgen/Anna/Björn/Thomas/Käthe/Stefan/Jörg/Sabine/Günther/Peter/Bärbel/Hans/Zoë/Monika/Götz"),
        _cells("Müller/Schmidt/Weiß/Fischer/Schröder/Becker/Krüger/Hoffmann/Groß/Wagner/Schäfer/König/Böhm/Lang/Jäger"),
        _cells("Geschäftsführer/Einkauf/Leiterin Qualität/Vertrieb/Prüfer/Buchhaltung"),
        _cells("Löwenbräu GmbH/Nordsee AG/Bäckerei Groß/Acme/Süddeutsche Möbel KG/Stahlwerk"),
        _cells("München/Berlin/Köln/Hamburg/Düsseldorf/Nürnberg/Lübeck/Bremen/Gießen"),
    ),
    "French": Tongue(
        WEST,
        _cells("François/Marie/Hélène/Pierre/Zoé/Benoît/Jean/Chloé/Anaïs/Luc/Gaël/Noëlle/Agnès/Loïc/Irène"),
        _cells("Lefèvre/Martin/Béranger/Dubois/Périer/Moreau/Gauthier/Lemaître/Fabre/Crémieux/Châtelain/Forêt/Hervé"),
        _cells("Directrice générale/Ingénieur/Chargé d’études/Comptable/Responsable qualité/Secrétaire"),
        _cells("Société Générale/Crédit du Nord/Boulangerie Hébert/Acme/L’Étoile/Pêcheries"),
        _cells("Orléans/Paris/Nîmes/Besançon/Lyon/Évry/Saint-Étienne/Lille/Angoulême"),
    ),
    "Spanish": Tongue(
        WEST,
        _cells("José/María/Andrés/Lucía/Íñigo/Carmen/Óscar/Pablo/Sofía/Ángel/Begoña/Juan"),
        _cells("Núñez/García/Pérez/López/Muñoz/Sánchez/Ibáñez/Torres/Peña/Martín/Ordóñez/Gómez"),
        _cells("Dirección/Ventas/Técnico/Gestión/Administración/Compras"),
        _cells("Compañía Española/Peñas Altas/Acme/Electrónica Íbera/Construcciones Muñoz/Aguas"),
        _cells("Málaga/Madrid/Cádiz/León/Logroño/A Coruña/Sevilla/Almería"),
    ),
    "Portuguese": Tongue(
        WEST,
        _cells("João/Conceição/Inês/António/Paulo/Simão/Luís/Ana/Sebastião/Cátia/Mónica/Rui"),
        _cells("Gonçalves/Silva/Simões/Magalhães/Araújo/Costa/Guimarães/Conceição/Falcão/Sá/Brandão/Assunção"),
        _cells("Direção/Técnica de Informação/Vendas/Gestão/Administração/Compras"),
        _cells("Construções Lda/Pão de Açúcar/Acme/Comunicações/Águas do Norte/Cimentos"),
        _cells("São Paulo/Lisboa/Évora/Guimarães/Brasília/Porto/Maceió/Covilhã"),
    ),
    "Italian": Tongue(
        ("cp1252", "mac-roman"),
        _cells("Niccolò/Marco/Noè/Giulia/Mosè/Luca/Desirée/Anna/Nicolò/Salomè"),
        _cells("Rossi/Cantù/Bianchi/Forlì/Nardò/Libertà/Romano/Virtù/Salò/Greco"),
        _cells("Responsabile qualità/Vendite/Società/Direttore/Attività estere/Acquisti"),
        _cells("Università Cattolica/Caffè Greco/Acme/Comunità Montana/Città Mercato/Acciaio"),
        _cells("Forlì/Roma/Cantù/Milano/San Donà/Cefalù/Mondovì/Patti"),
    ),
    "Swedish": Tongue(
        WEST,
        _cells("Åsa/Erik/Björn/Göran/Anna/Mårten/Pär/Karin/Sören/Håkan/Märta/Lars"),
        _cells("Åkesson/Nilsson/Sjöberg/Öberg/Lindström/Ståhl/Bäckman/Nyström/Håkansson/Lund/Björk"),
        _cells("Försäljning/Inköp/Verkställande direktör/Ekonomi/Säljare/Ingenjör"),
        _cells("Göteborgs Stål AB/Acme/Skånemejerier/Åhléns/Mälardalens Kött/Järn"),
        _cells("Göteborg/Stockholm/Malmö/Västerås/Örebro/Umeå/Gävle/Lund"),
    ),
    "Danish": Tongue(
        WEST,
        _cells("Søren/Anne/Jørgen/Åge/Bjørn/Mette/Kåre/Pær/Lærke/Bodil/Jens/Øystein"),
        _cells("Sørensen/Jensen/Jørgensen/Nørgaard/Kjær/Hansen/Møller/Østergård/Bjerregård/Ærø/Thygesen"),
        _cells("Direktør/Salg/Indkøb/Økonomi/Rådgiver/Ingeniør"),
        _cells("Mærsk/Acme/Københavns Lufthavne/Ålborg Værft/Brød og Smør/Sø og Land"),
        _cells("København/Århus/Odense/Tromsø/Ålesund/Bodø/Køge/Næstved"),
    ),
    "Polish": Tongue(
        CENTRE,
        _cells("Łukasz/Anna/Małgorzata/Jan/Stanisław/Grażyna/Paweł/Ewa/Bożena/Michał/Wiesława/Świętosława"),
        _cells("Wiśniewski/Kowalska/Zając/Dąbrowski/Wójcik/Kamiński/Zieliński/Woźniak/Głowacka/Krawczyk/Śliwa/Żak"),
        _cells("Dyrektor sprzedaży/Kierownik/Główny księgowy/Inżynier/Właściciel/Zakupy"),
        _cells("Spółka Węglowa/Acme/Zakłady Mięsne/Łódzkie Tkaniny/Żywiec/Stal"),
        _cells("Łódź/Kraków/Warszawa/Gdańsk/Poznań/Wrocław/Częstochowa/Białystok"),
    ),
    "Czech": Tongue(
        CENTRE,
        _cells("Jiří/Tomáš/Eva/Jan/Lukáš/Věra/Zdeněk/Ondřej/Šárka/Petr/Růžena/Matěj"),
        _cells("Dvořák/Novák/Černý/Procházka/Kučera/Veselý/Horák/Němec/Růžička/Šťastný/Beneš/Fiala"),
        _cells("Ředitel/Nákup/Vedoucí oddělení/Účetní/Obchodní zástupce/Inženýr"),
        _cells("Plzeňský Prazdroj/Acme/Třinecké železárny/Škoda/České dráhy/Uhlí"),
        _cells("Plzeň/Brno/Praha/České Budějovice/Děčín/Liberec/Zlín/Kroměříž"),
    ),
    "Hungarian": Tongue(
        CENTRE,
        _cells("László/Anna/György/Zoltán/Erzsébet/Gergő/Péter/Jenő/Ágnes/Ildikó/Győző/Dezső"),
        _cells("Szőke/Nagy/Kovács/Tóth/Szabó/Erdős/Gergő/Fűzfa/Vörös/Lukács/Petőfi/Király"),
        _cells("Ügyvezető/Értékesítő/Könyvelő/Mérnök/Beszerző/Főnök"),
        _cells("Győri Gépgyár/Acme/Első Bank/Erdőgazdaság/Fővárosi Vízművek/Acél"),
        _cells("Győr/Budapest/Pécs/Szeged/Székesfehérvár/Kőszeg/Gyöngyös/Hódmezővásárhely"),
    ),
    "Turkish": Tongue(
        ("cp1254",),
        _cells("Çağlar/Ayşe/Işıl/Mehmet/Gülşen/Uğur/Özgür/Elif/Şebnem/Barış/İbrahim/Tuğba"),
        _cells("Yılmaz/Kaya/Şahin/Demir/Çelik/Yıldız/Öztürk/Aydın/Özdemir/Arslan/Doğan/Kılıç"),
        _cells("Genel Müdür/Satış/Mühendis/Muhasebe/Satın Alma/Uzman"),
        _cells("Türk Telekom/Acme/İş Bankası/Beşiktaş Gıda/Çimento/Ereğli"),
        _cells("İstanbul/Ankara/İzmir/Eskişehir/Muğla/Diyarbakır/Şanlıurfa/Çanakkale"),
    ),
    "Russian": Tongue(
        ("cp1251", "koi8-r"),
        _cells("Иван/Анна/Сергей/Ольга/Дмитрий/Наталья/Юрий/Екатерина/Андрей/Фёдор"),
        _cells("Иванов/Петрова/Кузнецов/Смирнова/Попов/Васильева/Соколов/Михайлова/Щукин/Новиков"),
        _cells("Директор/Менеджер по продажам/Инженер/Бухгалтер/Закупки/Юрист"),
        _cells("Рога и копыта/Acme/Северсталь/Русские машины/Газ/Электросила"),
        _cells("Москва/Санкт-Петербург/Казань/Новосибирск/Екатеринбург/Пермь"),
    ),
    "Ukrainian": Tongue(
        ("cp1251",),
        _cells("Олексій/Оксана/Андрій/Наталія/Євген/Марія/Сергій/Юлія/Дмитро/Зоя"),
        _cells("Шевченко/Коваленко/Бондаренко/Ткачук/Мельник/Кравчук/Олійник/Лисенко/Їжак"),
        _cells("Директор/Менеджер із продажу/Інженер/Бухгалтер/Закупівлі/Юрист"),
        _cells("Київська пекарня/Acme/Запоріжсталь/Українські шляхи/Львівська кава"),
        _cells("Київ/Львів/Одеса/Харків/Запоріжжя/Вінниця/Чернігів"),
    ),
    "Greek": Tongue(
        ("cp1253", "iso8859-7"),
        _cells("Γιώργος/Μαρία/Νίκος/Ελένη/Κώστας/Δημήτρης/Άννα/Σοφία/Παναγιώτης/Βασιλική"),
        _cells("Παπαδόπουλος/Γεωργίου/Οικονόμου/Νικολάου/Αντωνίου/Δημητρίου/Ιωάννου/Καραγιάννης"),
        _cells("Διευθυντής/Πωλήσεις/Μηχανικός/Λογιστήριο/Προμήθειες"),
        _cells("Ελληνικά Πετρέλαια/Acme/Αιγαίο Αφοί/Τσιμέντα/Ακρόπολη ΑΕ"),
        _cells("Αθήνα/Θεσσαλονίκη/Πάτρα/Ηράκλειο/Λάρισα/Ιωάννινα"),
    ),
    "Hebrew": Tongue(
        ("cp1255",),
        _cells("דוד/שרה/משה/רחל/יוסף/מרים/אברהם/נועה/יצחק/תמר"),
        _cells("כהן/לוי/מזרחי/פרץ/ביטון/אברהם/פרידמן/דהן/אזולאי/שפירא"),
        _cells("מנהל מכירות/מהנדסת/רואה חשבון/רכש/יועץ"),
        _cells("בנק הפועלים/Acme/תעשיות ישראל/מאפיית השחר/חברת החשמל"),
        _cells("תל אביב/ירושלים/חיפה/באר שבע/נתניה/אשדוד"),
    ),
    "Arabic": Tongue(
        ("cp1256",),
        _cells("محمد/فاطمة/أحمد/مريم/علي/عائشة/حسن/نور/خالد/ليلى"),
        _cells("العلي/حسين/الحداد/إبراهيم/النجار/عبد الله/الخطيب/سليمان/منصور"),
        _cells("مدير المبيعات/مهندس/محاسب/المشتريات/مستشار"),
        _cells("بنك القاهرة/Acme/شركة النيل للتجارة/مصنع الحديد/مخبز السلام"),
        _cells("القاهرة/الرياض/دبي/بيروت/الدار البيضاء/عمان"),
    ),
    "Japanese": Tongue(
        ("cp932", "euc_jp"),
        _cells("太郎/花子/健一/美咲/翔太/陽子/大輔/さくら/ユキ/直樹"),
        _cells("佐藤/鈴木/高橋/田中/渡辺/伊藤/山本/中村/小林/加藤"),
        _cells("営業部長/エンジニア/経理/購買担当/代表取締役"),
        _cells("株式会社山田製作所/Acme/東京電機/ソニー商事/有限会社さくら"),
        _cells("東京都/大阪市/名古屋市/札幌市/京都市/横浜市"),
    ),
    "Chinese": Tongue(
        ("gb18030",),
        _cells("伟/芳/娜/秀英/敏/静/丽/强/磊/洋"),
        _cells("王/李/张/刘/陈/杨/赵/黄/周/吴"),
        _cells("销售经理/工程师/会计/采购/总经理"),
        _cells("北京科技有限公司/Acme/上海钢铁集团/华为技术/广州食品厂"),
        _cells("北京/上海/广州/深圳/成都/武汉"),
    ),
    "Taiwanese": Tongue(
        ("big5",),
        _cells("淑芬/俊傑/美玲/志明/雅婷/建宏/怡君/家豪"),
        _cells("陳/林/黃/張/李/王/吳/劉/蔡/楊"),
        _cells("業務經理/工程師/會計/採購/總經理"),
        _cells("台灣積體電路/Acme/統一企業/中華電信/臺北食品廠"),
        _cells("臺北市/高雄市/臺中市/臺南市/新竹市"),
    ),
    "Korean": Tongue(
        ("cp949",),
        _cells("민준/서연/지훈/수빈/영희/철수/현우/지은/동현/미경"),
        _cells("김/이/박/최/정/강/조/윤/장/임"),
        _cells("영업부장/엔지니어/회계/구매 담당/대표이사"),
        _cells("삼성전자/Acme/한국전력/서울우유/현대자동차"),
        _cells("서울/부산/대구/인천/광주/대전"),
    ),
}
_ASCII = Tongue(
    (),
    _cells("Norm/Ann/Doug/Melissa/Chuck/Penny/Ron/Frank"),
    _cells("Smith/Jones/Taylor/McGavin/Ricard/Burgandy/Doe"),
    _cells("Design Engineer/Director/Purchasing/Sales/"),
    _cells("Acme Data/Acme Finance/Example Ltd/Globex"),
    _cells("London/Boston/Austin/Dublin"),
)


def contact_csv(name: str, records: int, seed: int = 0, share: float = 0.4) -> str:
    """Make a file of contacts of whom about a share has names of the language; the first one surely not in ASCII."""
    rng = random.Random(f"{name} {records} {seed}")
    lines = [",".join(HEADER)]
    for number in range(records):
        tongue = TONGUES[name] if number == 0 or rng.random() < share else _ASCII
        first = [word for word in tongue.first if number or not word.isascii()]
        cells = [f"user{rng.randrange(10**6)}@example.com"]
        cells += [rng.choice(words) for words in (first, tongue.last, tongue.titles)]
        cells += [f"+1 202 555 {rng.randrange(10**4):04}", rng.choice(tongue.companies), rng.choice(tongue.cities)]
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"
