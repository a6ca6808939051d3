"""Encodings, damage and hostile files: what is mended, what is refused, and that no line moves."""

from __future__ import annotations

import pytest

from knowledge.documents import read_document
from knowledge.documents.model import Paragraph
from knowledge.documents.repair import MAX_BYTES, MAX_LINE, mend, repair
from knowledge.errors import DocumentError


def in_thai(text: str) -> str:
    """Text as it looks when its UTF-8 was read through Windows-874, and Windows-1252 where that has no character."""
    shown = []
    for byte in text.encode():
        for page in ("cp874", "cp1252"):
            try:
                shown.append(bytes([byte]).decode(page))
                break
            except UnicodeDecodeError:
                continue
    return "".join(shown)


@pytest.mark.parametrize("mark", ["–", "—", "’", "‘", "“", "…", "•", "├─", "└──", "\u00a0"])
def test_marks_read_through_a_thai_code_page_are_mended(mark: str) -> None:
    assert mend(f"the CIO {in_thai(mark)} owns it") == (f"the CIO {mark} owns it", 1)


def test_a_closing_quote_whose_last_byte_was_lost_is_mended() -> None:
    assert mend(in_thai("a “CTIO.” Larger")) == ("a “CTIO.” Larger", 2)


def test_text_that_is_thai_stays_as_it_is() -> None:
    thai = "ฝ่ายไอทีดูแล โรงเรียน"
    assert mend(thai) == (thai, 0)


@pytest.mark.parametrize("text", ["café Büro", "price £5", "naïve–brave", "“Crème” brûlée"])
def test_letters_with_accents_are_mended_beside_other_letters(text: str) -> None:
    assert mend(in_thai(text))[0] == text


def test_a_thai_word_that_happens_to_be_valid_stays() -> None:
    assert mend("the รถ team") == ("the รถ team", 0)


def test_a_single_thai_letter_that_is_no_damage_stays() -> None:
    assert mend("room โ on the plan") == ("room โ on the plan", 0)


def test_windows_damage_is_left_to_the_library() -> None:
    assert mend("the teamâ€™s cafÃ©") == ("the team’s café", 2)


def test_clean_text_is_not_touched() -> None:
    assert mend("naïve – “fine”") == ("naïve – “fine”", 0)


def test_control_characters_become_spaces() -> None:
    assert mend("a\x07b\x1bc") == ("a b c", 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_unicode_encoding_gives_the_same_lines(encoding: str) -> None:
    text = "# Owners\n\nThe café team – owns it.\n"
    assert repair("a.md", text.encode(encoding)).lines == ("# Owners", "", "The café team – owns it.")


def test_big_endian_with_a_mark_is_read() -> None:
    assert repair("a.md", b"\xfe\xff" + "Owners".encode("utf-16-be")).lines == ("Owners",)


def test_latin_text_without_a_mark_is_read() -> None:
    assert repair("a.txt", "Das Büro gehört uns.".encode("cp1252")).lines == ("Das Büro gehört uns.",)


def test_longer_text_in_a_code_page_is_guessed() -> None:
    text = "Владелец этого сервиса команда поиска. " * 80
    assert "команда поиска" in repair("a.txt", text.encode("cp1251")).lines[0]


def test_every_kind_of_line_end_counts_as_one_line() -> None:
    assert repair("a.md", b"one\r\ntwo\rthree\nfour").lines == ("one", "two", "three", "four")


def test_lone_surrogates_are_replaced_and_told() -> None:
    repaired = repair("a.md", "The café owns é".encode() + b" \xed\xa0\x80 here")
    assert repaired.lines[0].startswith("The café owns é ") and repaired.lines[0].endswith(" here")
    assert [notice.code for notice in repaired.notices] == ["repaired"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04...", "an Office or zip file"),
        (b"\x89PNG\r\n", "a picture"),
        (b"SQLite format 3\x00...", "a database"),
        (b"text with \x00 in it", "NUL"),
        (b"\xff\xfea\x00\x00\x00", "NUL"),
        (bytes(range(1, 32)) * 40 + b"\xff\xfe\xfd" * 20, "binary"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(DocumentError, match=said) as caught:
        repair("owners.md", data)
    assert str(caught.value).startswith("owners.md: ") and "Export it as" in str(caught.value)


def test_a_file_of_a_hundred_megabytes_is_refused_before_it_is_read() -> None:
    with pytest.raises(DocumentError, match="at most 32 MB"):
        repair("owners.csv", bytes(MAX_BYTES + 1))


def test_a_line_of_two_megabytes_is_left_out_and_the_others_keep_their_numbers() -> None:
    data = b"# Owners\n\n" + b"x" * 2_000_000 + b"\n\nBilling is owned by the Pay team.\n"
    repaired = repair("owners.md", data)
    assert repaired.lines[2] == "" and repaired.lines[4].startswith("Billing")
    assert [(notice.code, notice.line) for notice in repaired.notices] == [("skipped", 3)]
    assert f"{MAX_LINE:,}" in repaired.notices[0].message


@pytest.mark.parametrize("data", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match="is empty"):
        read_document("owners.md", data)


def test_the_middle_of_a_run_without_a_space_is_left_out_and_told() -> None:
    picture = f"![logo](data:image/png;base64,{'A' * 5_000}=) Team Pay owns fees."
    repaired = repair("a.md", picture.encode())
    assert repaired.lines[0].startswith("![logo](data:image/png;base64,AAA") and repaired.lines[0].endswith("A=) Team Pay owns fees.")
    assert len(repaired.lines[0]) < 500
    assert [(notice.code, notice.line) for notice in repaired.notices] == [("skipped", 1)]
    assert repair("a.md", b"a" * 400).notices == ()


def test_a_document_of_one_line_too_long_is_refused_with_the_reason() -> None:
    with pytest.raises(DocumentError, match="holds nothing that can be read: line 1: The line has 2,000,000 characters"):
        read_document("a.md", b"a" * 2_000_000)


def test_signs_that_nobody_sees_are_no_part_of_words() -> None:
    block = read_document("a.md", "Al\u00adert\u200bing is ours".encode()).blocks[0]
    assert isinstance(block, Paragraph)
    assert block.passage.text == "Alerting is ours"
