"""Documents: PDF, RTF, Markdown, and what is no document at all.

All of them are made here. When this suite breaks, look in indexer/article/read/: read_pdf.c makes
paragraphs, pdf.c and sandbox.c ask poppler in a process of its own, document.c gives the article.
"""

import io
import zipfile

import pytest

HELD = "The dam at Orsk held through the night, officials of the town said on Monday"


def inspect(vb, *paths, code=0):
    result = vb.program("verbatim-index", "inspect", *paths, code=code)
    return result.json_lines(), result.err.splitlines()


# --- PDF ---

def pdf(pages, title=None, encrypt=False):
    """A PDF of pages of lines: (size, x, y from above, text)."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>",
               "<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))),
               "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    for i, lines in enumerate(pages):
        body = "".join(f"BT /F1 {size} Tf {x} {842 - y} Td ({text}) Tj ET\n" for size, x, y, text in lines)
        objects.append("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
                       "/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * i))
        objects.append(f"<< /Length {len(body)} >>\nstream\n{body}endstream")
    trailer = "/Root 1 0 R"
    if title:
        objects.append(f"<< /Title ({title}) >>")
        trailer += f" /Info {len(objects)} 0 R"
    if encrypt:
        key = "00" * 32
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >>")
        trailer += f" /Encrypt {len(objects)} 0 R /ID [<00> <00>]"
    out, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(f"{o:010d} 00000 n \n" for o in offsets)
    return (out + f"trailer << /Size {len(objects) + 1} {trailer} >>\nstartxref\n{table}\n%%EOF\n").encode("cp1252")


def page(number, *lines):
    """A page with a running head and its number; lines from 100 points down, 14 apart."""
    head = [(9, 72, 40, "The Orsk Weekly")] + [(9, 290, 810, f"{number}")]
    return head + [(11, 72 + indent, 100 + 14 * i, text) for i, (indent, text) in enumerate(lines)]


STORY = [
    [(20, 72, 80, "The dam at Orsk"), *page(1, (0, "By Ida Venn"), (0, ""),
     (0, "The dam at Orsk held through the night, officials of the town said on"),
     (0, "Monday, and the gates stay shut until the water of the lake is under-"),
     (0, "standable to those who measure it."),
     (12, "Two villages below it were told to be ready, though nobody had to leave a"))],
    page(2, (0, "house before the morning came."),
         (12, "The mayor, who had slept in the town hall, thanked the well-rested men of"),
         (0, "the fire brigade for a night without alarms.")),
    page(3, (12, "On Tuesday the council meets to speak of a second gate for the dam and of"),
         (0, "what it would cost the three towns that drink from the lake."))]


def test_a_pdf_gives_paragraphs_without_heads_and_hyphens(vb, write):
    write("a.pdf", pdf(STORY))
    articles, said = inspect(vb, "a.pdf")
    assert len(articles) == 1 and not said
    article = articles[0]
    assert article["title"] == "The dam at Orsk" and article["byline"] == "Ida Venn"
    assert HELD in article["text"] and "is understandable to those" in article["text"]
    assert "leave a house before the morning came." in article["text"]
    assert "well-rested men" in article["text"]
    assert "Weekly" not in article["text"] and len(article["paragraphs"]) == 4, article["text"]


@pytest.mark.parametrize("title, taken", [("The dam at Orsk", True), ("Microsoft Word - draft7.doc", False)])
def test_a_property_counts_only_when_the_text_says_it(vb, write, title, taken):
    lines = [(11, 72, 100 + 14 * i, t) for i, t in enumerate((
        "The dam at Orsk held through the night, officials of the town said on Monday, and the gates",
        "stay shut until further notice, as they were on the day before that night."))]
    write("a.pdf", pdf([lines], title=title))
    articles, _ = inspect(vb, "a.pdf")
    assert (articles[0]["title"] == title) == taken and HELD in articles[0]["text"]


def test_a_pdf_of_images_is_refused(vb, write):
    write("a.pdf", pdf([[], []]))
    articles, said = inspect(vb, "a.pdf", code=2)
    assert not articles and len(said) == 1 and "without text" in said[0] and "OCR" in said[0]


def test_a_locked_or_damaged_pdf_is_refused_in_one_line(vb, write):
    whole = pdf(STORY)
    write("locked.pdf", pdf(STORY, encrypt=True))
    articles, said = inspect(vb, "locked.pdf", code=2)
    assert not articles and len(said) == 1 and "password" in said[0]
    for n in (9, 60, 200):
        write("cut.pdf", whole[:n])
        articles, said = inspect(vb, "cut.pdf", code=2)
        assert not articles and len(said) == 1, said


# --- RTF ---

def test_rtf_gives_its_text(vb, write):
    write("a.rtf", r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}}"
          r"{\colortbl;\red0\green0\blue0;}{\*\generator Some Writer;}{\info{\title The dam at Orsk}{\author Somebody}}"
          r"{\header The Orsk Weekly\par}\pard\f0 The dam at Orsk\par By Ida Venn\par\pard The dam at Orsk {\b held} through the night, "
          r"officials of the town said on Monday.\par \ldblquote It\rquote s caf\'e9 \u8212? time,\rdblquote  she said in \f1 \'cc\'ee\'f1\'ea\'e2\'e0\f0 , "
          r"{\*\unknown hidden words}before the {\field{\*\fldinst HYPERLINK x}{\fldrslt water}} came.\par"
          r"{\pict\wmetafile8 0102030405}\bin3 {}}A pair: \u-10179?\u-8704?\par}")
    articles, said = inspect(vb, "a.rtf")
    text = articles[0]["text"]
    assert len(articles) == 1 and articles[0]["title"] == "The dam at Orsk" and articles[0]["byline"] == "Ida Venn"
    assert HELD in text and "“It’s café — time,” she said in Москва, before the water came." in text
    assert "\U0001F600" in text
    for junk in ("Weekly", "Arial", "hidden", "HYPERLINK", "Writer", "0102", "\\"):
        assert junk not in text, text


@pytest.mark.parametrize("content", ["{\\rtf1", "{\\rtf1" + "{" * 5000, "{\\rtf1\\bin99999999 x", "{\\rtf1 \\u", "{\\rtf1 \\'9",
                                     "{\\rtf1" + "}" * 500, "{\\rtf1\\par\\par}"])
def test_broken_rtf_is_refused(vb, write, content):
    write("a.rtf", content)
    articles, said = inspect(vb, "a.rtf", code=2)
    assert not articles and len(said) == 1


# --- office documents and books ---

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
          'xmlns:dc="http://purl.org/dc/elements/1.1/"')
BODY = ["The dam at Orsk", "By Ida Venn", HELD + ".", "Two villages below it were told to be ready, though nobody had to leave."]


def zipped(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def docx(paragraphs, properties=""):
    return zipped({"[Content_Types].xml": "<Types/>", "word/media/a.png": "x" * 70000, "word/header1.xml": "<w:p>Weekly</w:p>",
                   "word/document.xml": f"<?xml version='1.0'?><w:document {WORD}><w:body>{paragraphs}</w:body></w:document>",
                   "docProps/core.xml": f"<cp xmlns:dc='http://purl.org/dc/elements/1.1/'>{properties}</cp>"})


def odt(paragraphs):
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml":
                   f"<?xml version='1.0'?><office:document-content {OFFICE}><office:body><office:text>{paragraphs}</office:text>"
                   "</office:body></office:document-content>"})


def test_docx_gives_the_text_that_its_author_sees(vb, write):
    run = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    write("a.docx", docx(run.format(BODY[0]) + run.format(BODY[1]) +
          "<w:p><w:r><w:t xml:space='preserve'>The dam at </w:t></w:r><w:del><w:r><w:delText>Vallmar</w:delText></w:r></w:del>"
          "<w:ins><w:r><w:t>Orsk held through the night, officials of the town said on Monday.</w:t></w:r></w:ins>"
          "<w:r><w:instrText>HYPERLINK x</w:instrText></w:r></w:p>" + run.format(BODY[3]),
          "<dc:title>draft7</dc:title><dc:creator>Somebody</dc:creator>"))
    articles, said = inspect(vb, "a.docx")
    assert len(articles) == 1 and not said
    assert articles[0]["title"] == BODY[0] and articles[0]["byline"] == "Ida Venn"
    assert articles[0]["text"] == BODY[2] + "\n\n" + BODY[3]


def test_odt_gives_its_text(vb, write):
    write("a.odt", odt(f"<text:h>{BODY[0]}</text:h><text:p>{BODY[1]}</text:p><text:p>The dam at <text:span>Orsk</text:span><text:s/>held through "
                       "the night, officials<text:note><text:p>a note</text:p></text:note> of the town said on Monday.</text:p>"
                       f"<text:p>{BODY[3]}</text:p>"))
    articles, said = inspect(vb, "a.odt")
    assert articles[0]["title"] == BODY[0] and articles[0]["text"] == BODY[2] + "\n\n" + BODY[3] and not said


def test_a_book_gives_its_pages_in_order(vb, write):
    page = "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>{0}</title></head><body><h1>{0}</h1><p>" + HELD + ".</p><p>" + BODY[3] + "</p></body></html>"
    write("a.epub", zipped({
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": "<container><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>",
        "OEBPS/book.opf": "<package xmlns='http://www.idpf.org/2007/opf' xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata><dc:language>en</dc:language>"
        "<dc:title>The year at Orsk</dc:title><dc:date>2019-12-31</dc:date></metadata><manifest>"
        "<item id='c' href='cover.xhtml' media-type='application/xhtml+xml'/><item id='n' href='nav.xhtml' properties='nav' media-type='application/xhtml+xml'/>"
        "<item id='b' href='text/b%20b.xhtml' media-type='application/xhtml+xml'/><item id='a' href='text/a.xhtml' media-type='application/xhtml+xml'/>"
        "</manifest><spine><itemref idref='c'/><itemref idref='n'/><itemref idref='b'/><itemref idref='a'/></spine></package>",
        "OEBPS/cover.xhtml": page.format("Cover"), "OEBPS/nav.xhtml": page.format("Contents"),
        "OEBPS/text/a.xhtml": page.format("The gates of the dam"), "OEBPS/text/b b.xhtml": page.format("The night of the dam")}))
    articles, said = inspect(vb, "a.epub")
    assert [a["title"] for a in articles] == ["The night of the dam", "The gates of the dam"]
    assert [a["path"] for a in articles] == ["a.epub!/OEBPS/text/b b.xhtml", "a.epub!/OEBPS/text/a.xhtml"]
    assert articles[0]["published"]["date"] is None and articles[0]["language"] == "en"
    assert len(said) == 1 and "2 x a cover or table of contents" in said[0]


@pytest.mark.parametrize("name, content", [
    ("a.docx", docx("")), ("a.docx", docx("<w:p>")), ("a.docx", docx("<w:p><w:r><w:t>x")[:900]), ("a.odt", odt("")),
    ("a.docx", zipped({"[Content_Types].xml": "<Types/>", "word/styles.xml": "<x/>"})),
    ("a.epub", zipped({"mimetype": "application/epub+zip"}))],
    ids=["no paragraph", "broken XML", "cut", "empty ODT", "no body", "no pages"])
def test_a_document_without_a_text_is_refused(vb, write, name, content):
    write(name, content)
    articles, said = inspect(vb, name, code=2)
    assert not articles and len(said) == 1, said


def test_a_database_in_a_document_is_read_as_that_database(vb, write):
    lines = ["1 of 1 DOCUMENTS", "", "The Orsk Weekly", "", "March 4, 2019 Monday", "", BODY[0].upper(), "", "BYLINE: Ida Venn", "", "SECTION: NEWS; Pg. 3",
             "", "LENGTH: 40 words", "", BODY[2], "", BODY[3], "", "LOAD-DATE: March 5, 2019", "", "LANGUAGE: ENGLISH"]
    write("a.docx", docx("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)))
    write("a.rtf", "{\\rtf1 " + "\\par ".join(lines) + "\\par}")
    for name in ("a.docx", "a.rtf"):
        articles, _ = inspect(vb, name)
        assert len(articles) == 1 and "LOAD-DATE" not in articles[0]["text"] and HELD in articles[0]["text"]
        assert articles[0]["published"]["date"] == "2019-03-04", articles


# --- Markdown ---

def test_markdown_loses_its_marks_and_keeps_its_words(vb, write):
    write("a.md", "---\ntitle: \"The dam at Orsk\"\nauthors: [Ida Venn, 'Ole Marr']\ndate: 2019-03-04\nsource: Orsk Weekly\n"
          "tags:\n  - water\nurl: https://orsk.example/dam\nlang: en\n---\n\n# The dam at Orsk\n\nThe dam at [Orsk](https://orsk.example) *held* through the "
          "**night**, officials of the town said on Monday.\n\n![A dam](dam.png)\n\n> It is a snake_case thing, 3 * 4 metres.\n\n## What next\n\n- One gate.\n")
    articles, said = inspect(vb, "a.md")
    article = articles[0]
    assert len(articles) == 1 and not said
    assert article["title"] == "The dam at Orsk" and article["authors"] == ["Ida Venn", "Ole Marr"]
    assert article["published"]["date"] == "2019-03-04" and article["source"] == "Orsk Weekly"
    assert article["url"] == "https://orsk.example/dam" and article["language"] == "en"
    assert article["text"] == ("The dam at Orsk held through the night, officials of the town said on Monday.\n\n"
                               "It is a snake_case thing, 3 * 4 metres.\n\nWhat next\n\nOne gate.")


# --- debris ---

@pytest.mark.parametrize("name, content, words", [
    ("a.txt", "<row><c>1</c><c>2</c><c>3</c></row>\n" * 20, "markup"),
    ("a.txt", "int main(void) {\n  int x = 1;\n  return x;\n}\n" * 5, "program code"),
    ("a.txt", "Orsk\t12\t7\nVallmar\t3\t9\nTorrin\t4\t4\nMarrow\t1\t1\nAmble\t0\t2\n", "a table"),
    ("a", "\n".join("QmFzZTY0IGlzIG5vIHRleHQgYXQgYWxsLCBidXQgYnl0ZXMgaW4gbGV0dGVycyBvbmx5" for _ in range(8)), "encoded data"),
    ("a.txt", "\n".join(f"https://orsk.example/{n}" for n in range(20)), "a list of addresses"),
    ("scan.tif", b"II*\0" + bytes(40), "an image"),
    ("a.db", b"SQLite format 3\0" + bytes(40), "an SQLite database"),
    ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a Word 97 document"),
    ("a.txt", b"\x7fELF\x02\x01\x01" + bytes(60), "a program"),
    ("dump", b"INSERT INTO `posts` VALUES (1,'The dam');\n", "a database dump"),
    ("robots.txt", b"User-agent: *\nDisallow: /x\n", "robots.txt"),
    ("a.xml", b"<?xml version='1.0'?><urlset><url><loc>https://orsk.example/</loc></url></urlset>", "a sitemap"),
    ("a.xml", b"<?xml version='1.0'?><ledger><entry>12</entry></ledger>", "XML of a kind that is not known"),
    ("a", bytes(range(256)), "binary"),
])
def test_what_is_no_article_is_refused_with_its_reason(vb, write, name, content, words):
    write(name, content)
    articles, said = inspect(vb, name, code=2)
    assert not articles and len(said) == 1 and words in said[0], said


def test_a_title_without_a_text_is_said(vb, write):
    write("a.html", "<!doctype html><title>The dam at Orsk held on Monday</title><p></p>")
    articles, said = inspect(vb, "a.html", code=2)
    assert not any(a["text"] for a in articles) and len(said) == 1 and "text" in said[0]


def test_the_table_of_formats_is_printed(vb):
    result = vb.program("verbatim-index", "index", "--formats", code=0)
    rows = {line.split()[0]: line for line in result.out.splitlines()[1:] if line.strip()}
    assert " read " in rows["html"] and " refused " in rows["parquet"] and " unpacked " in rows["gzip"]
    assert ".pdf" in rows["pdf"] and "a PDF document" in rows["pdf"]
