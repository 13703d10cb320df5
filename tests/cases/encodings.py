"""Encodings: with and without byte order mark, found, given, and broken."""

from __future__ import annotations

import codecs

from .case import Case, case

PLAIN = "name,city\nAnn,Rome\nZoë,Köln\nBob,Oslo\n"
ROWS = ("Ann|Rome", "Zoë|Köln", "Bob|Oslo")

CZECH = (
    "jméno;město;ulice\n"
    "Jiří Šťastný;Plzeň;Dělníků\n"
    "Kateřina Dvořáková;Třebíč;Žižkova\n"
    "Ondřej Černý;Hradec Králové;Náměstí\n"
    "Lukáš Žák;Břeclav;Zahradní\n"
)
RUSSIAN = "имя;город;улица\nАнна Иванова;Москва;Лесная\nПётр Смирнов;Омск;Садовая\nОльга Петрова;Тула;Мира\n"
JAPANESE = (
    "氏名,都道府県,備考\n"
    "山田 太郎,東京都,ありがとうございます\n"
    "鈴木 花子,大阪府,ソフトの表です\n"
    "佐藤 次郎,北海道,ポストにあります\n"
)
CHINESE = "姓名,城市,备注\n王小明,北京市,今天天气很好\n李华,上海市,请明天再来\n张伟,广州市,我们都在这里\n"


def rows_of(text: str, delimiter: str) -> list[tuple[str, ...]]:
    """Cut a text without quotes into its rows."""
    return [tuple(line.split(delimiter)) for line in text.splitlines()]


CASES: tuple[Case, ...] = (
    case("utf-8", "RFC 7111: UTF-8", PLAIN.encode(), "name|city", *ROWS, encoding="utf-8", bom=False),
    case(
        "utf-8-with-mark",
        "Excel: CSV UTF-8",
        b"\xef\xbb\xbf" + PLAIN.encode(),
        "name|city",
        *ROWS,
        encoding="utf-8",
        bom=True,
    ),
    case(
        "utf-8-mark-before-a-quoted-label",
        "Python csv: utf-8-sig; many readers keep the quotes of the first label",
        b'\xef\xbb\xbf"name","city"\n"Ann","Rome"\n',
        "name|city",
        "Ann|Rome",
        bom=True,
    ),
    case(
        "utf-8-mark-twice",
        "concatenating tools that each write a mark",
        b"\xef\xbb\xbf\xef\xbb\xbfname,city\nAnn,Rome\n",
        "name|city",
        "Ann|Rome",
        bom=True,
        why="at the beginning of a file no mark is ever text",
    ),
    case(
        "utf-8-mark-inside-cells",
        "rust-csv: bom_in_field, bom_at_field_start",
        b"name,city\n\xef\xbb\xbfAnn,Rome\nBob,Os\xef\xbb\xbflo\n",
        "name|city",
        "\ufeffAnn|Rome",
        "Bob|Os\ufefflo",
        bom=False,
    ),
    case(
        "utf-16-le-with-mark",
        "Excel: Unicode Text, its encoding",
        codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"),
        "name|city",
        *ROWS,
        bom=True,
    ),
    case(
        "utf-16-be-with-mark",
        "Unicode standard, byte order marks",
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        "name|city",
        *ROWS,
        bom=True,
    ),
    case(
        "utf-16-le-without-mark",
        "Pollock paper: encoding UTF-16",
        PLAIN.encode("utf-16-le"),
        "name|city",
        *ROWS,
        encoding="utf-16-le",
        bom=False,
    ),
    case(
        "utf-16-be-without-mark",
        "Pollock paper: encoding UTF-16",
        PLAIN.encode("utf-16-be"),
        "name|city",
        *ROWS,
        encoding="utf-16-be",
        bom=False,
    ),
    case(
        "utf-32-le-with-mark",
        "Data Loader fixtures: five byte order marks",
        codecs.BOM_UTF32_LE + PLAIN.encode("utf-32-le"),
        "name|city",
        *ROWS,
        bom=True,
    ),
    case(
        "utf-32-be-with-mark",
        "Data Loader fixtures: five byte order marks",
        codecs.BOM_UTF32_BE + PLAIN.encode("utf-32-be"),
        "name|city",
        *ROWS,
        bom=True,
    ),
    case(
        "utf-32-le-without-mark",
        "Unicode standard, encoding forms",
        PLAIN.encode("utf-32-le"),
        "name|city",
        *ROWS,
    ),
    case(
        "utf-16-line-ends-inside-quotes",
        "Excel: Unicode Text with cells of two lines",
        codecs.BOM_UTF16_LE + 'name\tnote\r\nAnn\t"one\ntwo"\r\nBob\r\n'.encode("utf-16-le"),
        "name|note",
        ("Ann", "one\ntwo"),
        finds="missing-cell 2 4",
        delimiter="\t",
        line_terminator="\r\n",
    ),
    case(
        "windows-1252",
        "Excel: CSV on a western Windows",
        b"name,note\nZo\xeb M\xfcller,caf\xe9 \x80 5\nBj\xf6rn,\x93so\x94 \x96 fine\nAnn,plain\n",
        "name|note",
        "Zoë Müller|café € 5",
        "Björn|“so” – fine",
        "Ann|plain",
        encoding="cp1252",
    ),
    case(
        "latin-1-one-letter",
        "Pollock paper: encoding Latin-1",
        b"name,city,year\nAnn,Rome,2020\nZo\xeb,Oslo,2021\nBob,Bern,2022\n",
        "name|city|year",
        "Ann|Rome|2020",
        "Zoë|Oslo|2021",
        "Bob|Bern|2022",
        why="no byte pair is UTF-8, and a name is what such a byte stands in",
    ),
    case(
        "windows-1250",
        "Excel: CSV on a Czech Windows",
        CZECH.encode("cp1250"),
        *rows_of(CZECH, ";"),
        delimiter=";",
    ),
    case(
        "windows-1251",
        "Excel: CSV on a Russian Windows",
        RUSSIAN.encode("cp1251"),
        *rows_of(RUSSIAN, ";"),
        delimiter=";",
    ),
    case(
        "shift-jis",
        "Papa Parse: Shift-JIS sample; Excel on a Japanese Windows",
        JAPANESE.encode("cp932"),
        *rows_of(JAPANESE, ","),
    ),
    case(
        "gb18030",
        "Excel: CSV on a Chinese Windows",
        CHINESE.encode("gb18030"),
        *rows_of(CHINESE, ","),
    ),
    case(
        "given-shift-jis-second-bytes",
        "Shift-JIS: second bytes 5C and 7C, the backslash and pipe of ASCII",
        b"a|b\n\x83\x5c|\x95\x5c\n\x83\x7c|\x8e\x81\n",
        "a|b",
        "ソ|表",
        "ポ|氏",
        given={"encoding": "shift_jis"},
        delimiter="|",
        escape_char="",
        why="delimiters and escapes are characters, not bytes",
    ),
    case(
        "given-iso-8859-2",
        "LibreOffice: export, character set Eastern Europe",
        CZECH.encode("iso-8859-2"),
        *rows_of(CZECH, ";"),
        given={"encoding": "iso-8859-2"},
    ),
    case(
        "given-iso-8859-15",
        "LibreOffice: export, character set Western Europe with euro",
        b"name,price\nZo\xeb,5 \xa4\n",
        "name|price",
        "Zoë|5 €",
        given={"encoding": "iso-8859-15"},
    ),
    case(
        "given-mac-roman",
        "Excel: CSV (Macintosh)",
        b"name,city\rZo\x91,K\x9aln\rBj\x9arn,Malm\x9a\r",
        "name|city",
        "Zoë|Köln",
        "Björn|Malmö",
        given={"encoding": "mac_roman"},
        line_terminator="\r",
    ),
    case(
        "given-koi8-r",
        "Unix exports of the nineties",
        RUSSIAN.encode("koi8-r"),
        *rows_of(RUSSIAN, ";"),
        given={"encoding": "koi8-r"},
    ),
    case(
        "one-bad-byte-among-utf-8",
        "duckdb: invalid unicode in one row",
        b"name,city\nZo\xc3\xab,K\xc3\xb6ln\nBj\xf6rn,Oslo\nJos\xc3\xa9,Le\xc3\xb3n\nRen\xc3\xa9e,Li\xc3\xa8ge\n",
        "name|city",
        "Zoë|Köln",
        "José|León",
        "Renée|Liège",
        finds="encoding-error 2 3",
        encoding="utf-8",
    ),
    case(
        "character-cut-in-two-among-utf-8",
        "fixed-length fields cut at a byte",
        b"name,city\nZo\xc3\xab,K\xc3\xb6ln\nRen\xc3,Oslo\nJos\xc3\xa9,Le\xc3\xb3n\nAnn\xc3\xad,Malm\xc3\xb6\n",
        "name|city",
        "Zoë|Köln",
        "José|León",
        "Anní|Malmö",
        finds="encoding-error 2 3",
        encoding="utf-8",
    ),
    case(
        "overlong-form",
        "Unicode standard, table 3-7: C0 80 is no UTF-8",
        b"name,city\nZo\xc3\xab,K\xc3\xb6ln\nA\xc0\x80n,Oslo\nJos\xc3\xa9,Le\xc3\xb3n\nAnn\xc3\xad,Malm\xc3\xb6\n",
        "name|city",
        "Zoë|Köln",
        "José|León",
        "Anní|Malmö",
        finds="encoding-error 2 3",
        given={"encoding": "utf-8"},
    ),
    case(
        "surrogates-as-utf-8",
        "CESU-8: what Oracle's UTF8 and old Java write",
        b"name,note\nAnn,\xed\xa0\xbd\xed\xb8\x80\nBob,\xf0\x9f\x98\x80\n",
        "name|note",
        ("Bob", "\U0001f600"),
        finds="encoding-error 1 2",
        given={"encoding": "utf-8"},
    ),
    case(
        "no-break-spaces-stay",
        "Excel: cells pasted from the web",
        b"name,city\n\xc2\xa0Ann\xc2\xa0,Rome\nBob,\xc2\xa0\n",
        "name|city",
        "\u00a0Ann\u00a0|Rome",
        "Bob|\u00a0",
        why="what to do with them is a matter of kinds, not of reading",
    ),
    case(
        "letters-beyond-the-first-plane",
        "emoji and combining marks",
        "name,note\nAnn,\U0001f600 e\u0301\nBob,\U00020000\n".encode(),
        "name|note",
        "Ann|\U0001f600 e\u0301",
        "Bob|\U00020000",
    ),
)
