"""Text in the wrong encoding is repaired as ftfy does it, and genuine text of any language is left alone."""

import re

import polars as pl
import pytest
from ftfy import TextFixerConfig, fix_encoding
from ftfy.badness import BADNESS_RE, is_bad
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from csvprep.kinds.mojibake import SUSPECT, repair_mojibake
from csvprep.kinds.mojibake_columns import bad_patterns, repair_column
from csvprep.kinds.text import normalise_text
from csvprep.references.mojibake import repair_text

from .kind_cases import Verdict, column, judge

LAW = settings(deadline=None, max_examples=100)
ENCODING_ONLY = TextFixerConfig(replace_lossy_sequences=False, explain=False)

GENUINE = (
    """
São Paulo|SÃO PAULO|MARANHÃO – BRASIL|João|Coração|Ângela|Évora|Óbidos|A Coruña|Ñuñoa|ÑUÑOA|Íñigo Íñiguez|Peñíscola
¿Qué?|¡Olé!|naïve|Françoise|FRANÇOISE|L'Haÿ-les-Roses|Œuvre|Cœur d’Alene|Sœur Marie|L’ÉCOLE|«Élan»|“Élan”|Hôtel “Étoile”
Café®|Société Générale™|Zoë|Noël|Jürgen Groß|GROẞ|Straße „Über“|ÜBERLINGEN|Müller & Söhne|Öland|Åse Ørbæk|ÅSE ØRBÆK
Ærøskøbing|Tromsø|Göteborg|Þórður Guðmundsson|Ísafjörður|Dún Laoghaire|Ó Súilleabháin|Llŷn|Tŷ Gwyn
CITTÀ – È|Forlì|Ħamrun|Gżira
Łódź|ŁÓDŹ|Dvořák|Škoda|ŽIŽKOV|Ľubomír|ŤAŽKÝ|Győr|Hódmezővásárhely|Őrbottyán|Ștefan Țurcanu|Đorđe|Čačak|Škofja Loka
Kārlis Ūdris|Ķekava|Žemaitė|Çağlar Şahin|İstanbul|ŞANLIURFA|Iğdır|Nguyễn Thị Hồng Nhung|Đà Nẵng|TRẦN ĐĂNG|Võ Ðình
Київ|Елена Ёлкина|ВОРОНЁЖ|«Газпром»|Ґалаґан Їжак|Γιώργος Παπαδόπουλος|ΑΘΗΝΑ|Ελένη|محمد|יוסף|東京|北京市|서울|สมชาย|हिन्दी
ქართველი|Հայաստան|Māori|Tōkyō|5 €|£5|50 °C|½ liter|Nº 5|1º andar|№ 7|Acme™|© Acme|Rock ’n’ Roll|D’Artagnan|🙂 ok|Â|Ã|Ÿ|œ
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.parametrize("value", GENUINE)
def test_genuine_text_is_left_alone(value: str) -> None:
    """Names and places of many languages have no finding and no fix."""
    assert judge(value) == Verdict(value, (), None, {})


def test_the_table_of_genuine_text_is_long() -> None:
    """Sixty names and places at least."""
    assert len(set(GENUINE)) >= 60


@pytest.mark.parametrize(
    ("value", "repaired"),
    [
        ("FranÃ§ois", "François"),
        ("MÃ¼ller", "Müller"),
        ("Ã–sterreich", "Österreich"),
        ("Ã‰cole", "École"),
        ("Ã\x89cole", "École"),
        ("SÃ£o Paulo", "São Paulo"),
        ("itâ€™s", "it’s"),
        ("Â£5", "£5"),
        ("ÃƒÂ¼", "ü"),
        ("Å\x81Ã³dÅº", "Łódź"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"),
        ("РџСЂРёРІРµС‚", "Привет"),
        ("å¤ªéƒŽ", "太郎"),
        ("M√ºller", "Müller"),
        ("It\x92s", "It’s"),
        ("voilÃ\u00a0", "voilà"),
        ("Ã\u00a0 la carte", "à la carte"),
        ("Zoe\u0308 MÃ¼ller", "Zoë Müller"),
        ("a\0 MÃ¼ller", "a Müller"),
    ],
)
def test_mojibake_is_offered_repaired(value: str, repaired: str) -> None:
    """One finding, and the text as it was as a suggestion; a NUL in it is said first."""
    verdict = judge(value)
    assert verdict.suggestion == repaired
    assert next(iter(verdict.left)) == ("null-byte" if "\0" in value else "mojibake")
    assert len(verdict.left) == 1
    assert judge(repaired) == Verdict(repaired, (), None, {})


def test_cleaning_never_takes_a_part_of_a_letter() -> None:
    """Space around broken text is trimmed, but no control or space that is a part of a letter."""
    assert judge(" FranÃ§ois ") == Verdict("FranÃ§ois", ("surrounding-space",), "François", {"mojibake": ""})
    assert judge("Ã\x89cole\t").written == "Ã\x89cole"
    assert judge("voilÃ\u00a0").written == "voilÃ "
    assert judge("Ac\x85me\x01").written == "Acme"


def test_only_the_encoding_is_repaired() -> None:
    """Quotes, ligatures, entities and widths stay as they are."""
    for value in ("“x” ﬁn &amp; ＡＢＣ", "l&eacute;on", "ﬂ"):
        assert judge(value) == Verdict(value, (), None, {})
    assert judge("“MÃ¼ller” ﬁn &amp; ＡＢＣ").suggestion == "“Müller” ﬁn &amp; ＡＢＣ"


@pytest.mark.parametrize("value", ["M\ufffdller", "\ufffd", "MÃ¼ller \ufffd", "â€œ x â€\ufffd"])
def test_a_lost_letter_is_a_warning_without_a_fix(value: str) -> None:
    """Where U+FFFD stands nothing is repaired; its place is said."""
    verdict = judge(value)
    assert verdict == Verdict(value, (), None, {"replacement-character": f"character {value.index(chr(0xFFFD)) + 1}"})


_CODE_PAGES = ["latin-1", "cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1257", "iso8859-2", "mac_roman", "cp437"]
_LETTERS = st.text(
    st.sampled_from("aeZ  äöüßÄÖÜéèçñÑãÃõâÂåÅøØæłŁźśčřžŠőşğİıđĐàÀПриветЁїαΆλ東京’“–€™©°²½¿«»…"), max_size=12
)


@st.composite
def broken(draw: st.DrawFn) -> str:
    """Draw text, or text whose UTF-8 was read in a code page, perhaps twice."""
    text = draw(_LETTERS)
    for _ in range(draw(st.integers(0, 2))):
        text = text.encode().decode(draw(st.sampled_from(_CODE_PAGES)), "ignore")
    return text


@LAW
@given(st.one_of(broken(), _LETTERS, st.text(max_size=8)))
@example("ÃƒÂ¼")
@example("xĻ¡y")
@example("Ã O")
def test_repair_is_the_librarys(value: str) -> None:
    """What ftfy leaves alone has no repair, what it repairs without loss is repaired so, and is a suspect."""
    assume(value and "\x85" not in value and "\ufffd" not in value)
    expected = fix_encoding(value, ENCODING_ONLY)
    has_loss = any(
        char in expected
        for char in (chr(number) for number in (*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFD))
    )
    found = repair_mojibake(column(value))
    if expected == value:
        assert found is None
        assert repair_text(value) is None
    elif not has_loss and "\x1a" not in value:
        assert repair_text(value) == expected
        assert found is not None
        assert found.to_list() == [expected]
        assert column(value).str.contains(SUSPECT).all()


@LAW
@given(st.lists(st.one_of(broken(), _LETTERS, st.text(max_size=8)), max_size=8))
@example(["ÃƒÂ¼", "M√ºller", "MÃ¼ller é", "a\0 MÃ¼ller", "MÃ¼ller", "Ã¯Â¿Â½", "MÃ¼\nller"])
@example(["ÃƒÂƒÃ‚ÂƒÃƒÂ‚Ã‚Â¼", "Müller", "Ã\x81", "Ã\x1a", ""])
def test_a_column_is_repaired_as_each_of_its_texts(values: list[str]) -> None:
    """What is repaired by the column is what the library makes of it, and what is not told is asked."""
    repaired, asked = repair_column(pl.Series(values, dtype=pl.String))
    for value, found, is_asked in zip(values, repaired, asked, strict=True):
        assert found is None if is_asked else found == repair_text(value)


_BAD_SIGNS = sorted(
    set(re.sub(r"\s", "", BADNESS_RE.pattern)) | set("\t\n\x0b\x1c\x1f\x85\u00a0\u2003 aZ09_٣ーé\u0308")
)


@LAW
@given(st.lists(st.text(st.sampled_from(_BAD_SIGNS), max_size=5), min_size=20, max_size=60))
def test_what_looks_bad_is_the_librarys(texts: list[str]) -> None:
    """All that the narrow pattern finds looks bad to ftfy, and nothing does that the wide one doesn't find."""
    patterns = bad_patterns()
    assert patterns is not None
    column = pl.Series(texts, dtype=pl.String)
    for text, sure, maybe in zip(
        texts, column.str.contains(patterns.sure), column.str.contains(patterns.maybe), strict=True
    ):
        assert sure <= is_bad(text) <= maybe


@LAW
@given(st.one_of(broken(), st.text(max_size=8)))
def test_a_suggestion_is_final(value: str) -> None:
    """A repaired text is clean, has no finding, and repairing it again changes nothing."""
    assume(value.strip())
    steps = normalise_text(column(value))
    suggestion = steps[-1].suggestion[0] if steps else None
    if suggestion:
        assert repair_text(suggestion) is None
        assert normalise_text(column(suggestion)) == ()
        verdict = judge(suggestion)
        assert (verdict.fixed, "mojibake" in verdict.left) == ((), False)


@LAW
@given(st.one_of(broken(), st.text(max_size=8)))
def test_text_that_is_left_alone_has_no_finding(value: str) -> None:
    """Text that would not be repaired is never called mojibake, and all other has a suggestion."""
    verdict = judge(value)
    if verdict.written is not None:
        is_repaired = repair_text(verdict.written) is not None
        assert ("mojibake" in verdict.left) == is_repaired
        assert not is_repaired or verdict.suggestion is not None
