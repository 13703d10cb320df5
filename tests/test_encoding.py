"""Encodings: what a file is in, what is no text at all, and how people call an encoding."""

from __future__ import annotations

import codecs
import random
import subprocess
import sys
from pathlib import Path

import pytest
from foreign import HEADER, TONGUES, contact_csv

from csvprep.encoding import detect_encoding, encoding_title, parse_encoding, refuse_binary
from csvprep.errors import InputError, UsageError

SAMPLES = Path(__file__).parent.parent / "samples"
WAYS = [(name, encoding) for name, tongue in TONGUES.items() for encoding in tongue.encodings]
HEAD = b"C_EmailAddress,C_FirstName\n"


def encoded(name: str, encoding: str, records: int, seed: int = 0, share: float = 0.4) -> tuple[str, bytes]:
    """Make a file of a language in an encoding; those without a typographic apostrophe get the plain one."""
    text = contact_csv(name, records, seed, share)
    text = text if encoding in {"cp1252", "mac-roman"} else text.replace("’", "'")
    return text, text.encode(encoding)


@pytest.mark.parametrize("records", [50, 500])
@pytest.mark.parametrize(("name", "encoding"), WAYS)
def test_files_of_all_languages(name: str, encoding: str, records: int):
    """A file of 50 or 500 contacts, most of them in ASCII, is read as the text that was written."""
    text, data = encoded(name, encoding, records)
    assert data.decode(detect_encoding(data).encoding) == text


@pytest.mark.parametrize(("name", "encoding"), [way for way in WAYS if way[1] != "euc_jp"])
def test_short_files(name: str, encoding: str):
    """Of ten files of five contacts each, at least nine are read as the text that was written."""
    files = [encoded(name, encoding, 5, seed) for seed in range(10)]
    right = sum(data.decode(detect_encoding(data).encoding, "replace") == text for text, data in files)
    assert right >= 9


@pytest.mark.parametrize("records", [5, 50, 500])
@pytest.mark.parametrize("name", TONGUES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_unicode_without_mark(name: str, encoding: str, records: int):
    """A file of any language in UTF-8, UTF-16 or UTF-32 is known without a byte order mark, whatever its size."""
    found = detect_encoding(encoded(name, encoding, records)[1])
    assert (found.encoding, found.bom) == (encoding, False)
    assert found.confidence > 0.9


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"\x84\x31\x95\x33", "gb18030"),
    ],
)
def test_byte_order_marks(mark: bytes, encoding: str):
    """A byte order mark decides, also in a file of one word."""
    for text in ("A", "Zoë,名\n"):
        found = detect_encoding(mark + text.encode(encoding))
        assert (found.encoding, found.confidence, found.bom, found.evidence) == (encoding, 1.0, True, "byte order mark")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("row", ["Имя{}Город", "姓名{}城市", "שם{}עיר", "성명{}도시", "Όνομα{}Πόλη", "اسم{}مدينة"])
def test_utf16_without_latin_letters(row: str, delimiter: str, encoding: str):
    """UTF-16 without mark and without a Latin letter is known by its delimiters and line ends."""
    data = ((row.format(delimiter) + "\r\n") * 5).encode(encoding)
    found = detect_encoding(data)
    assert (found.encoding, found.evidence) == (encoding, "commas and line ends stand beside zero bytes")
    refuse_binary(data, "x.csv")


@pytest.mark.parametrize(
    ("data", "encoding", "evidence"),
    [
        pytest.param(b"", "utf-8", "all bytes are ASCII", id="nothing"),
        pytest.param(HEAD, "utf-8", "all bytes are ASCII", id="ascii"),
        pytest.param(HEAD + "Zoë\n".encode(), "utf-8", "all bytes are UTF-8", id="utf-8"),
        pytest.param("A\nZoë\nCléo".encode()[:-2], "utf-8", "all bytes are UTF-8", id="utf-8 cut in a character"),
        pytest.param(HEAD + b"a,Zo\0e\0\n", "utf-8", "all bytes are ASCII", id="ascii with NULs"),
        pytest.param("A\nZoë\nCléo,".encode() + b"\xeb\n", "utf-8", "UTF-8 but for 1 bad byte", id="utf-8, one bad"),
        pytest.param(
            "Zoë,Cléo\n".encode() + "Müller,Pérez,Köln\n".encode("cp1252"),
            "utf-8",
            "UTF-8 but for 3 bad bytes",
            id="utf-8 and cp1252 joined",
        ),
        pytest.param(HEAD + b"ann@example.com,Bob\xff\n", "utf-8", "UTF-8 but for 1 bad byte", id="no letter"),
        pytest.param(HEAD + b"jose@example.com,Jos\xe9", "cp1252", "chardet and its words", id="cut after é"),
        pytest.param(HEAD + b"pat@example.com,O\x92Brien\n", "cp1252", "chardet and its words", id="an apostrophe"),
        pytest.param(HEAD + b"x@example.com,Pat\x92s Pub\xa0\n", "cp1252", "chardet and its words", id="signs only"),
    ],
)
def test_what_decides(data: bytes, encoding: str, evidence: str):
    """The encoding and the reason that people are told."""
    found = detect_encoding(data)
    assert (found.encoding, found.bom) == (encoding, False)
    assert found.evidence.startswith(evidence)


@pytest.mark.parametrize(
    ("text", "written", "encoding"),
    [
        ("Müller,Jürgen,Köln\nWeiß,Käthe,München\n", "iso8859-1", "cp1252"),
        ("Müller,Jürgen,Köln\nWeiß,Käthe,München\n", "iso8859-15", "cp1252"),
        ("Müller,Jürgen,Köln\nWeiß,Käthe,München\n", "cp437", "cp850"),
        ("Çağlar,Yılmaz,Şişli\nUğur,Kılıç,Muğla\n", "iso8859-9", "cp1254"),
        ("Szőke,László,Győr\nKovács,Gergő,Pécs\n", "iso8859-2", "cp1250"),
        ("陳,淑芬,業務經理,臺北市\n林,俊傑,工程師,高雄市\n", "big5", "cp950"),
        ("東京都,田中さくら,ソニー商事\n大阪市,すずきユキ,株式会社\n", "euc_jp", "euc_jp"),
    ],
)
def test_the_common_name_of_the_same_text(text: str, written: str, encoding: str):
    """Among encodings that give the same text, the code page of Windows or the commonest form is named."""
    assert detect_encoding(text.encode(written)).encoding == encoding


@pytest.mark.parametrize(("name", "encoding"), [("Japanese", "cp932"), ("Chinese", "gb18030"), ("Russian", "cp1251")])
def test_damaged_files(name: str, encoding: str):
    """Cells cut within a character, NULs and undefined bytes here and there don't hide the encoding of the rest."""
    lines = encoded(name, encoding, 200)[1].split(b"\n")
    for index in range(10, 200, 20):
        email, first, last = lines[index].split(b",")[:3]
        lines[index] = b",".join((email, first[:-1], last[:1] + b"\0"))
    assert detect_encoding(b"\n".join(lines)).encoding == encoding


def test_undefined_bytes():
    """A byte that Windows-1252 doesn't have is a bad byte of it, no reason to think of another encoding."""
    data = encoded("German", "cp1252", 20)[1] + b"ann@example.com,Zo\x81\n"
    assert detect_encoding(data).encoding == "cp1252"


def test_mojibake_in_few_cells():
    """Cells that were UTF-8 once too often don't make a file of Windows-1252 UTF-8."""
    text = contact_csv("German", 50) + "zoe@example.com,ZoÃ«,MÃ¼ller\n"
    assert detect_encoding(text.encode("cp1252")).encoding == "cp1252"


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("German", "utf-8"), ("Chinese", "utf-8"), ("Japanese", "cp932"), ("Chinese", "gb18030"), ("Polish", "cp1250")],
)
def test_windows_cut_anywhere(name: str, encoding: str):
    """Bytes from elsewhere in the file, cut within characters, speak as the first ones do."""
    _, data = encoded(name, encoding, 3000)
    head = contact_csv("German", 20, share=0).splitlines(keepends=True)[0].encode("ascii")
    for start in range(100_000, 100_012):
        more = [data[start : start + 20_001], data[2 * start : 2 * start + 9_999]]
        assert detect_encoding(head, more=more).encoding == encoding
    for end in range(2**17, 2**17 + 8):
        assert detect_encoding(data[:end]).encoding == encoding


def test_confidence_grows_with_evidence():
    """One word is said with less confidence than fifty records, and UTF-8 with bad bytes with less than without."""
    one = detect_encoding(HEAD + b"a@example.com,Zo\xeb\n").confidence
    many = detect_encoding(encoded("Russian", "cp1251", 50)[1]).confidence
    assert 0 < one < 0.7
    assert 0.85 < many < 1
    text = contact_csv("German", 50).encode()
    assert detect_encoding(text + b"\xeb\n").confidence < detect_encoding(text).confidence


def test_one_letter_is_enough():
    """Where one letter decides, among 20 contacts in ASCII, it is Windows-1252: no Polish name has `ńe`."""
    people = "".join(f"person{number}@acme.example,Ann,Lee\n" for number in range(20))
    text = HEAD.decode() + people + "x@acme.example,Bob,Núñez\nx@acme.example,Bob,Müller\n"
    assert detect_encoding(text.encode("cp1252")).encoding == "cp1252"


def test_long_cells_and_lines():
    """A line longer than what is looked at still tells its encoding."""
    text = ";".join(contact_csv("German", 3000).split("\n"))
    assert detect_encoding(text.encode("cp1252")[: 2**18]).encoding == "cp1252"
    assert detect_encoding(b"A\n" + b"\xfc" * 2**18).encoding.startswith(("cp", "utf-8"))


@pytest.mark.parametrize(
    ("sample", "encoding"),
    [
        ("windows-1250", "cp1250"),
        ("windows-1251", "cp1251"),
        ("windows-1252", "cp1252"),
        ("mac-roman", "mac-roman"),
        ("shift-jis", "cp932"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-no-mark", "utf-16-le"),
    ],
)
def test_samples(sample: str, encoding: str):
    """The samples in other encodings are known for what they are."""
    assert detect_encoding((SAMPLES / f"{sample}.csv").read_bytes()).encoding == encoding


def test_the_library_is_loaded_only_when_needed():
    """A file in UTF-8 costs no look at code pages."""
    code = (
        "import sys; from csvprep.encoding import detect_encoding; detect_encoding('Zoë'.encode()); "
        "print('chardet' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel workbook, not a CSV file; save the sheet as CSV UTF-8"),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF document, not a CSV file; export the table as CSV"),
        (b"{\\rtf1\\ansi", "is an RTF document, not a CSV file; export the table as CSV"),
        (b"\x89PNG\r\n\x1a\n", "is a picture, not a CSV file; give the CSV file"),
        (b"\xff\xd8\xff\xe0", "is a picture, not a CSV file; give the CSV file"),
        (b"\x7fELF\x02\x01", "is a program, not a CSV file; give the CSV file"),
        (b"PAR1\x15\x04", "is a Parquet file, not a CSV file; export the table as CSV"),
        (b"ARROW1\0\0", "is an Arrow file, not a CSV file; export the table as CSV"),
        (b"SQLite format 3\0", "is a SQLite database, not a CSV file; export the table as CSV"),
        (b"7z\xbc\xaf\x27\x1c", "is a 7z archive, not a CSV file; unpack it first"),
        (b"a.csv" + bytes(252) + b"ustar\0", "is a tar archive, not a CSV file; unpack it first"),
        (random.Random(4).randbytes(300_000), "looks like a binary file (2"),
        (bytes(range(32)) * 10, "looks like a binary file (240 of its first 320 bytes are control bytes); if it is"),
    ],
)
def test_binary_files_are_refused(content: bytes, message: str):
    """What is surely no text is refused with what it is and what to do."""
    with pytest.raises(InputError) as caught:
        refuse_binary(content, "x.csv")
    assert str(caught.value).startswith(f"x.csv: {message}")


@pytest.mark.parametrize(("name", "encoding"), WAYS)
def test_text_is_not_refused(name: str, encoding: str):
    """No text is taken for a binary file, in whatever encoding."""
    for one in (encoding, "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"):
        refuse_binary(encoded(name, one, 20)[1], "x.csv")


def test_text_with_nulls_is_not_refused():
    """NULs between lines of text, as a full disk leaves them, are for the reader to report."""
    refuse_binary(HEAD + b"ann@example.com,Ann\n" + bytes(5000), "x.csv")
    refuse_binary(HEAD + b"a\0,b\0\n" * 100, "x.csv")


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        *((name, None) for name in ("utf-8", "UTF8", "utf-8-sig", "UTF-8 BOM", "ascii", "us-ascii")),
        *((name, "cp1252") for name in ("ansi", "ANSI", "windows-1252", "Windows 1252", "win1252", "CP-1252", "1252")),
        *((name, "iso8859-1") for name in ("latin1", "latin-1", "Latin 1", "ISO-8859-1")),
        *((name, "mac-roman") for name in ("mac", "macintosh", "MacRoman", "Mac Roman")),
        *((name, "cp932") for name in ("sjis", "Shift-JIS", "shift_jis", "windows-31j", "ms932")),
        *((name, "gb18030") for name in ("gbk", "GB2312", "gb18030", "GB 18030")),
        *((name, "utf-16") for name in ("utf16", "UTF-16", "unicode")),
        *((name, "utf-16-le") for name in ("UTF-16LE", "utf-16-le", "utf16le")),
        ("UTF-16 BE", "utf-16-be"),
        ("UTF-32LE", "utf-32-le"),
        ("EUC-KR", "cp949"),
        ("big5", "big5"),
        ("dos", "cp850"),
        ("koi8-r", "koi8-r"),
        ("iso-8859-15", "iso8859-15"),
    ],
)
def test_names_that_people_use(name: str, codec: str | None):
    """An encoding is known by the names that people and other programs give it; UTF-8 needs no decoding."""
    assert parse_encoding(name) == codec


@pytest.mark.parametrize(
    "name", ["none-such", "rot13", "base64", "zip", "idna", "punycode", "unicode_escape", "undefined", "a\0b", "", "  "]
)
def test_names_of_no_encoding(name: str):
    """A name of no encoding of text is wrong use, and the message says what to try."""
    with pytest.raises(UsageError) as caught:
        parse_encoding(name)
    assert str(caught.value) == f"--encoding {name}: no such text encoding; try utf-8, cp1252, latin-1 or utf-16"


@pytest.mark.parametrize(
    ("codec", "title"),
    [
        ("utf-8", "UTF-8"),
        ("utf-16-le", "UTF-16 LE"),
        ("utf-32-be", "UTF-32 BE"),
        ("cp1252", "Windows-1252"),
        ("cp1250", "Windows-1250"),
        ("cp850", "DOS code page 850"),
        ("iso8859-15", "ISO-8859-15"),
        ("mac-roman", "Mac Roman"),
        ("cp932", "Shift-JIS"),
        ("cp949", "EUC-KR"),
        ("cp950", "Big5"),
        ("euc_jp", "EUC-JP"),
        ("gb18030", "GB18030"),
        ("koi8-r", "KOI8-R"),
    ],
)
def test_titles(codec: str, title: str):
    """Messages call an encoding what people call it."""
    assert encoding_title(codec) == title


@pytest.mark.parametrize("encoding", sorted({encoding for _, encoding in WAYS}))
def test_titles_can_be_given_back(encoding: str):
    """What a message calls an encoding can be given as --encoding."""
    title = encoding_title(encoding)
    assert encoding_title(parse_encoding(title) or "utf-8") == title


def test_header_is_that_of_the_samples():
    """The files made here have the labels of contacts."""
    assert set(HEADER) - {"C_City"} <= set((SAMPLES / "contact.csv").read_text("utf-8").split("\n")[0].split(","))
