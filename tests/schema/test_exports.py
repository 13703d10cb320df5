"""Headers as other products export them: which object, and which column is which field.

Label by label, with the field that it is; a label alone is no field.
"""

from __future__ import annotations

import pytest

from csvprep.schema.header import map_header
from csvprep.schema.headless import looks_like_record
from csvprep.schema.shipped import recognise_object

CONTACTS = {
    "Google Contacts": """
        First Name=C_FirstName | Middle Name=C_Middle_Name1 | Last Name=C_LastName | Phonetic First Name |
        Phonetic Middle Name | Phonetic Last Name | Name Prefix=C_Salutation | Name Suffix | Nickname | File As |
        Organization Name=C_Company | Organization Title=C_Title | Organization Department | Birthday | Notes | Photo |
        Labels | E-mail 1 - Label | E-mail 1 - Value=C_EmailAddress | E-mail 2 - Label | E-mail 2 - Value |
        Phone 1 - Label | Phone 1 - Value=C_BusPhone | Phone 2 - Label | Phone 2 - Value | Address 1 - Label |
        Address 1 - Formatted | Address 1 - Street=C_Address1 | Address 1 - City=C_City | Address 1 - PO Box |
        Address 1 - Region=C_State_Prov | Address 1 - Postal Code=C_Zip_Postal | Address 1 - Country=C_Country |
        Address 1 - Extended Address=C_Address2 | Website 1 - Label | Website 1 - Value=C_Website1""",
    "Google Contacts before 2022": """
        Name | Given Name=C_FirstName | Additional Name=C_Middle_Name1 | Family Name=C_LastName | Yomi Name |
        Group Membership | E-mail 1 - Type | E-mail 1 - Value=C_EmailAddress | Phone 1 - Type |
        Phone 1 - Value=C_BusPhone | Organization 1 - Type | Organization 1 - Name=C_Company |
        Organization 1 - Title=C_Title | Organization 1 - Department""",
    "Outlook": """
        Title=C_Salutation | First Name=C_FirstName | Middle Name=C_Middle_Name1 | Last Name=C_LastName | Suffix |
        Company=C_Company | Department | Job Title=C_Job_Title1 | Business Street=C_Address1 |
        Business Street 2=C_Address2 | Business Street 3=C_Address3 | Business City=C_City |
        Business State=C_State_Prov | Business Postal Code=C_Zip_Postal | Business Country/Region=C_Country |
        Home Street | Home City | Home State | Home Postal Code | Home Country/Region | Other Street |
        Assistant's Phone | Business Fax=C_Fax | Business Phone=C_BusPhone | Business Phone 2 | Callback | Car Phone |
        Company Main Phone | Home Fax | Home Phone | Home Phone 2 | ISDN | Mobile Phone=C_MobilePhone | Other Fax |
        Other Phone | Pager | Primary Phone | Account | Anniversary | Birthday | E-mail Address=C_EmailAddress |
        E-mail Type | E-mail Display Name=C_EmailDisplayName | E-mail 2 Address | Notes | Web Page=C_Website1""",
    "Outlook, German": """
        Anrede=C_Salutation | Vorname=C_FirstName | Weitere Vornamen=C_Middle_Name1 | Nachname=C_LastName | Suffix |
        Firma=C_Company | Abteilung | Position=C_Title | Straße geschäftlich=C_Address1 |
        Straße geschäftlich 2=C_Address2 | Straße geschäftlich 3=C_Address3 | Ort geschäftlich=C_City |
        Region geschäftlich=C_State_Prov | Postleitzahl geschäftlich=C_Zip_Postal |
        Land/Region geschäftlich=C_Country | Straße privat | Ort privat | Bundesland/Kanton privat | Weitere Straße |
        Telefon Assistent | Fax geschäftlich=C_Fax | Telefon geschäftlich=C_BusPhone | Telefon geschäftlich 2 |
        Telefon Firma | Fax privat | Telefon privat | Mobiltelefon=C_MobilePhone | Weiteres Telefon | Haupttelefon |
        E-Mail-Adresse=C_EmailAddress | E-Mail-Typ | E-Mail: Angezeigter Name=C_EmailDisplayName |
        E-Mail 2: Adresse | Notizen | Webseite=C_Website1""",
    "Outlook, French": """
        Titre | Prénom=C_FirstName | Deuxième prénom=C_Middle_Name1 | Nom=C_LastName | Suffixe | Société=C_Company |
        Service | Titre | Rue (bureau)=C_Address1 | Rue (bureau) 2=C_Address2 | Rue (bureau) 3=C_Address3 |
        Ville (bureau)=C_City | Dép/Région (bureau)=C_State_Prov | Code postal (bureau)=C_Zip_Postal |
        Pays/Région (bureau)=C_Country | Rue (domicile) | Ville (domicile) | Téléphone de l'assistant(e) |
        Télécopie (bureau)=C_Fax | Téléphone (bureau)=C_BusPhone | Téléphone 2 (bureau) | Téléphone société |
        Téléphone (domicile) | Tél. mobile=C_MobilePhone | Téléphone principal |
        Adresse de messagerie=C_EmailAddress | Type de messagerie |
        Nom complet de l'adresse de messagerie=C_EmailDisplayName | Adresse de messagerie 2 | Notes |
        Page Web=C_Website1""",
    "Outlook, Spanish": """
        Title=C_Salutation | Nombre=C_FirstName | Segundo nombre=C_Middle_Name1 | Apellidos=C_LastName | Suffix |
        Organización=C_Company |
        Department | Puesto=C_Title | Calle del trabajo=C_Address1 | Calle del trabajo 2=C_Address2 |
        Calle del trabajo 3=C_Address3 | Ciudad de trabajo=C_City | Provincia o estado de trabajo=C_State_Prov |
        Código postal del trabajo=C_Zip_Postal | País o región del trabajo=C_Country | Otra calle | Otra ciudad |
        Business Fax=C_Fax | Teléfono del trabajo=C_BusPhone | Business Phone 2 | Mobile Phone=C_MobilePhone |
        Otro teléfono | Teléfono principal | E-mail Address=C_EmailAddress |
        Nombre de pantalla de correo electrónico=C_EmailDisplayName | Página web=C_Website1""",
    "Outlook, Italian": """
        Titolo | Nome=C_FirstName | Secondo nome=C_Middle_Name1 | Cognome=C_LastName | Titolo straniero |
        Società=C_Company | Reparto | Posizione=C_Title | Via (uff.)=C_Address1 | Via (uff.) 2=C_Address2 |
        Via (uff.) 3=C_Address3 | Città (uff.)=C_City | Provincia (uff.)=C_State_Prov | CAP (uff.)=C_Zip_Postal |
        Paese/area geografica (uff.)=C_Country | Via (ab.) | Città (ab.) | Fax (uff.)=C_Fax | Ufficio | Abitazione |
        Telefono principale società | Cellulare=C_MobilePhone | Indirizzo posta elettronica=C_EmailAddress |
        Nome visualizzato posta elettronica=C_EmailDisplayName | Pagina Web=C_Website1""",
    "Outlook, Dutch": """
        Titel | Voornaam=C_FirstName | Middelste naam=C_Middle_Name1 | Achternaam=C_LastName | Achtervoegsel |
        Bedrijf=C_Company | Afdeling | Functie=C_Title | Werkadres, straat=C_Address1 |
        Werkadres 2, straat=C_Address2 | Werkadres 3, straat=C_Address3 | Werkadres, plaats=C_City |
        Werkadres, provincie=C_State_Prov | Werkadres, postcode=C_Zip_Postal | Land/regio (werk)=C_Country |
        Huisadres, straat | Fax op werk=C_Fax | Telefoon op werk=C_BusPhone | Telefoon op werk 2 |
        Hoofdtelefoon bedrijf | Telefoon thuis | Mobiele telefoon=C_MobilePhone | E-mailadres=C_EmailAddress |
        E-mailtype | Weergavenaam voor e-mail=C_EmailDisplayName | E-mailadres 2 | Webpagina=C_Website1""",
    "Outlook, Portuguese of Portugal": """
        Título | Primeiro nome=C_FirstName | Outros nomes/apelidos | Apelido=C_LastName | Sufixo | Empresa=C_Company |
        Departamento | Cargo=C_Title | Rua da empresa=C_Address1 | Rua da empresa 2=C_Address2 |
        Rua da empresa 3=C_Address3 | Localidade da empresa=C_City | Distrito da empresa=C_State_Prov |
        Código postal da empresa=C_Zip_Postal | País/Região da Empresa=C_Country | Rua da residência |
        Fax da empresa=C_Fax | Telefone da empresa=C_BusPhone | Telefone principal da empresa |
        Telemóvel=C_MobilePhone | Endereço de correio electrónico=C_EmailAddress |
        Nome a apresentar para o correio electrónico=C_EmailDisplayName | Página na Web=C_Website1""",
    "Outlook, Portuguese of Brazil": """
        Tratamento=C_Salutation | Primeiro nome=C_FirstName | Segundo nome=C_Middle_Name1 | Sobrenome=C_LastName |
        Empresa=C_Company | Cargo=C_Title | Business Street=C_Address1 | Rua do endereço comercial 2=C_Address2 |
        Business City=C_City | Business Postal Code=C_Zip_Postal | País/Região da Empresa=C_Country |
        Fax comercial=C_Fax | Telefone comercial=C_BusPhone | Telefone celular=C_MobilePhone |
        E-mail Address=C_EmailAddress | Nome para exibição do email=C_EmailDisplayName | Página da Web=C_Website1""",
    "Outlook, Polish": """
        Tytuł | Imię=C_FirstName | Drugie imię=C_Middle_Name1 | Nazwisko=C_LastName | Sufiks | Firma=C_Company |
        Stanowisko=C_Title | Adres służbowy - ulica=C_Address1 | Adres służbowy - ulica 2=C_Address2 |
        Adres służbowy - ulica 3=C_Address3 | Adres służbowy - miejscowość=C_City |
        Adres służbowy - województwo=C_State_Prov | Adres służbowy - kod pocztowy=C_Zip_Postal |
        Adres służbowy - kraj/region=C_Country | Adres domowy - ulica | Faks służbowy=C_Fax |
        Telefon służbowy=C_BusPhone | Telefon służbowy 2 | Główny telefon do firmy |
        Telefon komórkowy=C_MobilePhone | Adres e-mail=C_EmailAddress |
        Wyświetlana nazwa e-mail=C_EmailDisplayName | Strona sieci Web=C_Website1""",
    "Thunderbird": """
        First Name=C_FirstName | Last Name=C_LastName | Display Name=C_EmailDisplayName | Nickname |
        Primary Email=C_EmailAddress | Secondary Email | Screen Name | Work Phone=C_BusPhone | Home Phone |
        Fax Number=C_Fax | Pager Number | Mobile Number=C_MobilePhone | Home Address | Home City | Home ZipCode |
        Work Address=C_Address1 | Work Address 2=C_Address2 | Work City=C_City | Work State=C_State_Prov |
        Work ZipCode=C_Zip_Postal | Work Country=C_Country | Job Title=C_Job_Title1 | Department |
        Organization=C_Company | Web Page 1=C_Website1 | Web Page 2""",
    "Salesforce contacts": """
        Salutation=C_Salutation | First Name=C_FirstName | Last Name=C_LastName | Title=C_Title |
        Account Name=C_Company | Mailing Street=C_Address1 | Mailing City=C_City |
        Mailing State/Province=C_State_Prov | Mailing Zip/Postal Code=C_Zip_Postal | Mailing Country=C_Country |
        Phone=C_BusPhone | Fax=C_Fax | Mobile=C_MobilePhone | Email=C_EmailAddress | Account Owner""",
    "HubSpot contacts": """
        Record ID | First Name=C_FirstName | Last Name=C_LastName | Email=C_EmailAddress | Phone Number=C_BusPhone |
        Mobile Phone Number=C_MobilePhone | Job Title=C_Job_Title1 | Company Name=C_Company |
        Contact owner=C_Salesperson | Lead Status=C_Lead_Status1 | Marketing contact status |
        Create Date=C_DateCreated | Last Activity Date | Street Address=C_Address1 | City=C_City |
        State/Region=C_State_Prov | Postal Code=C_Zip_Postal | Country/Region=C_Country | Website URL=C_Website1 |
        Industry=C_Industry1 | Annual Revenue=C_Annual_Revenue1 | Associated Company""",
    "Mailchimp audience": """
        Email Address=C_EmailAddress | First Name=C_FirstName | Last Name=C_LastName | Address=C_Address1 |
        Phone Number=C_BusPhone | Birthday | MEMBER_RATING | OPTIN_TIME | OPTIN_IP | CONFIRM_TIME | CONFIRM_IP |
        LATITUDE | LONGITUDE | GMTOFF | DSTOFF | TIMEZONE | CC | REGION | LAST_CHANGED=C_DateModified | LEID | EUID |
        NOTES | TAGS""",
    "Mailchimp merge tags": "EMAIL=C_EmailAddress | FNAME=C_FirstName | LNAME=C_LastName | PHONE=C_BusPhone | STATUS",
    "Eloqua contacts": """
        Email Address=C_EmailAddress | First Name=C_FirstName | Last Name=C_LastName | Company=C_Company |
        Email Display Name=C_EmailDisplayName | Address 1=C_Address1 | Address 2=C_Address2 | Address 3=C_Address3 |
        City=C_City | State or Province=C_State_Prov | Zip or Postal Code=C_Zip_Postal | Country=C_Country |
        Business Phone=C_BusPhone | Mobile Phone=C_MobilePhone | Fax=C_Fax | Title=C_Title |
        Salutation=C_Salutation | Salesperson=C_Salesperson | SFDC Contact ID=C_SFDCContactID |
        SFDC Lead ID=C_SFDCLeadID | Date Created=C_DateCreated | Date Modified=C_DateModified |
        Lead Source - Original=C_Lead_Source___Original1 | Email Address Domain=C_EmailAddressDomain""",
    "Intercom users": """
        Name | Owner | Email=C_EmailAddress | Phone=C_BusPhone | User ID | First seen | Signed up | Last seen |
        Web sessions | City=C_City | Region | Country=C_Country | Company name=C_Company | Tag |
        Unsubscribed from emails""",
    "Stripe customers": """
        id | Description | Email=C_EmailAddress | Name | Created (UTC)=C_DateCreated | Delinquent | Card ID |
        Card Last4 | Card Brand | Plan | Status | Cancel At Period End | Account Balance | Total Spend |
        Payment Count""",
    "Keap contacts": """
        Id | First Name=C_FirstName | Last Name=C_LastName | Email=C_EmailAddress | Company=C_Company |
        Job Title=C_Job_Title1 | Phone 1=C_BusPhone | Phone 2 | Street Address 1=C_Address1 |
        Street Address 2=C_Address2 | City=C_City | State=C_State_Prov | Postal Code=C_Zip_Postal |
        Country=C_Country | Tags | Lead Source=C_Lead_Source___Original1 | Date Created=C_DateCreated""",
    "Chargebee customers": """
        id | first_name=C_FirstName | last_name=C_LastName | email=C_EmailAddress | phone=C_BusPhone |
        company=C_Company | auto_collection | created_at=C_DateCreated | updated_at=C_DateModified | taxability |
        billing_address_line1 | billing_address_city | billing_address_country""",
    "LinkedIn connections": """
        First Name=C_FirstName | Last Name=C_LastName | URL=C_Website1 | Email Address=C_EmailAddress |
        Company=C_Company | Position=C_Title | Connected On""",
}
OTHERS = {
    ("Salesforce accounts", "account"): """
        Account Name=M_CompanyName | Account Owner | Type=M_Account_Type1 | Phone=M_BusPhone | Fax=M_Fax1 | Website |
        Billing Street=M_Address1 | Billing City=M_City | Billing State/Province=M_State_Prov |
        Billing Zip/Postal Code=M_Zip_Postal | Billing Country=M_Country | Industry=M_Industry1 |
        Annual Revenue=M_Annual_Revenue1 | Employees=M_Employees1 | Last Activity""",
    ("HubSpot companies", "account"): """
        Record ID | Company name=M_CompanyName | Company owner | Create Date=M_DateCreated | Phone Number=M_BusPhone |
        Last Activity Date | City=M_City | Country/Region=M_Country | Industry=M_Industry1 | Website URL |
        Number of Employees=M_Employees1""",
    ("Eloqua accounts", "account"): """
        Company Name=M_CompanyName | Address 1=M_Address1 | City=M_City | Country=M_Country |
        Business Phone=M_BusPhone | Date Created=M_DateCreated | SFDC Account ID=M_SFDCAccountID""",
    ("Firmen, German", "account"): """
        Firma=M_CompanyName | Straße=M_Address1 | PLZ=M_Zip_Postal | Ort=M_City | Land=M_Country | Telefon=M_BusPhone |
        Branche=M_Industry1 | Mitarbeiter=M_Employees1""",
    ("Salesforce campaigns", "campaign"): """
        Campaign Name=name | Type=campaignType | Status=currentStatus | Start Date=startAt | End Date=endAt |
        Budgeted Cost=budgetedCost | Actual Cost=actualCost | Description=description | Active | Campaign Owner""",
    ("Google Ads campaigns", "campaign"): """
        Campaign=name | Campaign state=currentStatus | Campaign type=campaignType | Budget=budgetedCost | Clicks |
        Impr. | Cost=actualCost""",
    ("Eloqua activities", "activities"): """
        Activity ID=ActivityId | Activity Type=ActivityType | Activity Date=ActivityDate | Email Address=EmailAddress |
        Contact ID=ContactId | IP Address=IpAddress | Asset Type=AssetType | Asset Name=AssetName |
        Subject Line=SubjectLine | Email Web Link=EmailWebLink | Campaign ID=CampaignId""",
    ("SendGrid events", "activities"): """
        email=EmailAddress | event=ActivityType | timestamp=ActivityDate | ip=IpAddress | url=Url | useragent |
        reason""",
    ("HubSpot lists", "list"): "List name=name | List ID=id | Size=count | Type | Last updated",
    ("Eloqua contact lists", "list"): "id=id | name=name | description=description | scope=scope | count=count",
}
EXPORTS = {(name, "contact"): text for name, text in CONTACTS.items()} | OTHERS


def read(text: str) -> tuple[tuple[str, ...], list[str | None]]:
    """Return the labels and what they are."""
    pairs = [one.strip().split("=") for one in text.split("|")]
    return tuple(pair[0] for pair in pairs), [pair[1] if len(pair) > 1 else None for pair in pairs]


@pytest.mark.parametrize(("name", "text"), EXPORTS.items(), ids=lambda one: one[0] if isinstance(one, tuple) else "")
def test_exports(name: tuple[str, str], text: str):
    """The header of an export is no record, is recognised, each label is its field, and no two are the same one."""
    labels, fields = read(text)
    assert not looks_like_record(labels)
    schema = recognise_object(labels)
    assert schema is not None
    assert schema.name == name[1]
    header = map_header(labels, schema)
    assert {label: field.name if field else None for label, field in zip(labels, header.fields, strict=True)} == dict(
        zip(labels, fields, strict=True)
    )
    assert {one.code for one in header.findings} <= {"header-case", "header-alias", "extra-label"}


@pytest.mark.parametrize(
    ("text", "mapping"),
    [
        ("Email=C_EmailAddress | Title=C_Title | Company=C_Company", {}),
        ("Email=C_EmailAddress | Title=C_Title | Salutation=C_Salutation | Job Title=C_Job_Title1", {}),
        ("Email=C_EmailAddress | Title=C_Title | Name Prefix=C_Salutation | Position", {}),
        ("Email=C_EmailAddress | C_Title=C_Title | Title=C_Salutation", {}),
        ("Email=C_EmailAddress | Title=C_Title | Job Title=C_Job_Title1", {"Title": "C_Title"}),
        ("Email=C_EmailAddress | Title=C_Salutation | Job Title=C_Title", {"Job Title": "C_Title"}),
    ],
)
def test_a_title_that_is_no_job(text: str, mapping: dict[str, str]):
    """`Title` is a job, but a form of address beside another column for the job if no other one is that."""
    labels, fields = read(text)
    schema = recognise_object(labels)
    assert schema is not None
    assert [field.name if field else None for field in map_header(labels, schema, mapping).fields] == fields
