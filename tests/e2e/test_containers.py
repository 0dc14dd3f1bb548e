"""Archives, packed files, crawls and mail: each member, page and message is an input of its own.

All archives are made here. When this suite breaks, look in indexer/article/read/: reader.c drives,
archive.c unpacks, read_warc.c and read_mail.c take their containers apart.
"""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
import zlib

import pytest

STORY = "The dam at Orsk\n\nBy Ida Venn\n\nThe dam at Orsk held through the night, officials of the town said on Monday.\n"
PAGE = ("<!doctype html><html><head><title>The dam at Orsk</title></head><body><article><h1>The dam at Orsk</h1>"
        "<p>The dam at Orsk held through the night, officials of the town said on Monday, and the gates stay shut.</p>"
        "<p>Two villages below it were told to be ready, though nobody had to leave a house before the morning.</p>"
        "</article></body></html>")
HELD = "The dam at Orsk held through the night"


def inspect(vb, *paths, code=0):
    result = vb.program("verbatim-index", "inspect", *paths, code=code)
    return result.json_lines(), result.err.splitlines()


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def tarred(members):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def titles(articles):
    return [article["title"] for article in articles]


# --- archives and packed files ---

@pytest.mark.parametrize("name, pack", [("a.gz", gzip.compress), ("a.bz2", bz2.compress), ("a.xz", lzma.compress),
                                        ("a.lzma", lambda b: lzma.compress(b, lzma.FORMAT_ALONE)), ("a", gzip.compress)])
def test_packed_files_are_known_by_their_bytes(vb, write, name, pack):
    write(name, pack(STORY.encode()))
    articles, said = inspect(vb, name)
    assert titles(articles) == ["The dam at Orsk"] and not said
    assert articles[0]["path"] == name


def test_each_member_has_its_own_path(vb, write):
    write("news.zip", zipped(a__txt=STORY, b__html=PAGE))
    articles, said = inspect(vb, "news.zip")
    assert [a["path"] for a in articles] == ["news.zip!/a.txt", "news.zip!/b.html"] and not said
    assert all(HELD in a["text"] for a in articles)


def test_names_that_are_not_ascii_come_as_they_are(vb, write):
    write("news.tar", tarred({"Jänner/Überschwemmung.txt": STORY.encode(), "./plain.txt": STORY.encode()}))
    articles, _ = inspect(vb, "news.tar")
    assert [a["path"] for a in articles] == ["news.tar!/Jänner/Überschwemmung.txt", "news.tar!/plain.txt"]


def test_archives_in_archives_are_opened_to_a_depth(vb, write):
    inner = zipped(a__txt=STORY)
    write("news.tar.gz", gzip.compress(tarred({"2019/news.zip": inner, "b.txt.bz2": bz2.compress(STORY.encode())})))
    articles, said = inspect(vb, "news.tar.gz")
    assert [a["path"] for a in articles] == ["news.tar.gz!/2019/news.zip!/a.txt", "news.tar.gz!/b.txt.bz2"] and not said
    for _ in range(12):
        inner = zipped(deeper__zip=inner)
    write("deep.zip", inner)
    articles, said = inspect(vb, "deep.zip", code=2)
    assert not articles and len(said) == 1 and "deep in others" in said[0]


def test_hidden_members_and_pictures_are_left_out_and_counted(vb, write):
    write("news.zip", zipped(**{"a__txt": STORY, "__MACOSX/._a__txt": "x", "logo__png": "x", "b__jpg": "x"}))
    articles, said = inspect(vb, "news.zip")
    assert len(articles) == 1
    assert len(said) == 1 and "2 x an image" in said[0]


def test_what_a_member_cannot_be_read_for_is_said_with_its_path(vb, write):
    write("news.zip", zipped(a__txt=STORY, table__parquet="PAR1" + "\0" * 50, empty__txt=""))
    articles, said = inspect(vb, "news.zip", code=2)
    assert len(articles) == 1
    assert any("news.zip!/table.parquet: a Parquet table, which is not read" in line for line in said)
    assert any("news.zip!/empty.txt: empty" in line for line in said)


def test_a_locked_member_is_said_and_the_others_are_read(vb, write):
    packed = bytearray(zipped(a__txt=STORY, b__txt=STORY))
    packed[6] |= 1                                   # the first member's own head
    packed[packed.index(b"PK\x01\x02") + 8] |= 1     # and its entry in the table
    write("news.zip", bytes(packed))
    articles, said = inspect(vb, "news.zip", code=2)
    assert [a["path"] for a in articles] == ["news.zip!/b.txt"]
    assert len(said) == 1 and "news.zip!/a.txt: needs a password" in said[0]


def test_a_cut_archive_keeps_what_came_before(vb, write):
    tar = tarred({f"{n}.txt": STORY.encode() for n in range(20)})
    write("news.tar", tar[:9 * 1024 + 700])
    articles, said = inspect(vb, "news.tar", code=2)
    assert 5 < len(articles) < 20 and said
    for name, whole in (("a.bz2", bz2.compress(STORY.encode() * 50)), ("a.xz", lzma.compress(STORY.encode() * 50))):
        write(name, whole[:-20])
        _, said = inspect(vb, name, code=None)
        assert any("too early" in line or "damaged" in line for line in said), said


def test_a_bomb_is_left_with_one_line(vb, write):
    write("bomb.zip", zipped(a__txt=b"word " * (20 * 1024 * 1024), b__txt=STORY))
    articles, said = inspect(vb, "bomb.zip", code=2)
    assert [a["path"] for a in articles] == ["bomb.zip!/b.txt"]
    assert len(said) == 1 and "64 MiB" in said[0]


def test_members_are_unchanged_replaced_and_pruned(vb, store, write):
    def run(*args):
        return json.loads(vb.program("verbatim-index", "--store", store, "--json", *args).out)

    write("a/news.zip", zipped(one__txt=STORY, two__txt=STORY.replace("Monday", "Tuesday")))
    assert run("a")["added"] == 2
    assert run("a")["unchanged"] == 2
    write("a/news.zip", zipped(one__txt=STORY.replace("Monday", "Friday")))
    summary = run("--prune", "a/news.zip")
    assert (summary["replaced"], summary["removed"], summary["articles"]) == (1, 1, 1)


def test_nothing_is_pruned_from_a_damaged_archive(vb, store, write):
    tar = tarred({f"{n}.txt": STORY.encode() for n in range(20)})
    write("news.tar", tar)
    vb.program("verbatim-index", "--store", store, "news.tar", code=0)
    write("news.tar", tar[:9 * 1024 + 700])
    result = vb.program("verbatim-index", "--store", store, "--json", "--prune", "news.tar", code=2)
    assert json.loads(result.out)["removed"] == 0


def test_the_summary_counts_by_format(vb, store, write):
    write("a/news.zip", zipped(a__txt=STORY, b__html=PAGE, c__parquet="PAR1xxxx", d__png="x"))
    write("a/logo.png", b"\x89PNG\r\n\x1a\n")
    result = vb.program("verbatim-index", "--store", store, "--json", "a", code=2)
    summary = json.loads(result.out)
    assert {row["format"]: (row["articles"], row["refused"]) for row in summary["formats"]} == {
        "text": (1, 0), "html": (1, 0), "parquet": (0, 1)}
    assert summary["left_out"] == [{"what": "an image", "count": 2}]
    result = vb.program("verbatim-index", "--store", store, "a", code=2)
    assert "by format: text 1, html 1, parquet 1 refused" in result.out, result


def test_an_empty_folder_has_no_summary_but_a_sentence(vb, store, tmp_path):
    (tmp_path / "nothing").mkdir()
    result = vb.program("verbatim-index", "--store", store, tmp_path / "nothing", code=2)
    assert not result.out and len(result.err.splitlines()) == 1 and "looked for" in result.err
    assert not store.exists()


def listing(store):
    files = sorted(path for path in store.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(store): path.read_bytes() for path in files}


def test_the_store_is_the_same_for_any_number_of_threads(vb, write, tmp_path):
    """Small files, members of archives, a crawl, and what of them is refused."""
    pages = {f"p{i}__html": PAGE.replace("Orsk", f"Orsk {i}") for i in range(40)}
    write("in/pages.zip", zipped(**pages, bad__html="<p><a href=/>Home</a></p>", inner__zip=zipped(one__txt=STORY)))
    write("in/crawl.warc.gz", gzip.compress(b"".join(
        warc("response", http(PAGE.replace("Orsk", f"Omsk {i}").encode()), f"http://crawl.example/{i}") for i in range(40))))
    for i in range(40):
        write(f"in/f{i:02}.html", PAGE.replace("Orsk", f"Tomsk {i}") if i % 9 else "<p><a href=/>Home</a></p>")
    said, stores = [], []
    for threads in (1, 2, 3, 8):
        store = tmp_path / f"store{threads}"
        result = vb.program("verbatim-index", "--store", store, "--threads", threads, "--quiet", "in", code=2)
        said.append(result.err)
        stores.append(listing(store))
    assert len(said[0].splitlines()) == 6 and all(one == said[0] for one in said[1:])
    assert all(one == stores[0] for one in stores[1:])


def test_columns_may_be_named(vb, store, write):
    table = write("table.csv", "Kop,Verhaal,Wanneer\nThe dam at Orsk," + HELD + " said officials.,2019-04-02\n")
    columns = "title=Kop,text=Verhaal,date=Wanneer"
    vb.program("verbatim-index", "--store", store, "--columns", columns, table, code=0)
    assert vb("search", "--store", store, "--json", "dam", code=0).json()["total"] == 1
    result = vb.program("verbatim-index", "inspect", "--columns", columns, table, code=0)
    assert [(a["title"], a["published"]["date"]) for a in result.json_lines()] == [("The dam at Orsk", "2019-04-02")]
    result = vb.program("verbatim-index", "inspect", "--columns", "text=Story", table, code=2)
    assert "Kop, Verhaal, Wanneer" in result.err and len(result.err.splitlines()) == 1


def test_nothing_readable_makes_no_store(vb, store, write):
    write("a/table.parquet", b"PAR1" + bytes(50))
    result = vb.program("verbatim-index", "--store", store, "a", code=2)
    assert "no article" in result.err and "--formats" in result.err and not store.exists()
    (write("b/x", b"").parent / "x").unlink()
    result = vb.program("verbatim-index", "--store", store, "b", code=2)
    assert "looked for" in result.err and not store.exists()
    result = vb.program("verbatim-index", "inspect", "b", code=2)
    assert "looked for" in result.err


# --- crawls ---

def http(body, headers=(), status="200 OK", kind="text/html; charset=utf-8"):
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def warc(kind, content, uri="https://orsk.example/dam", content_type="application/http; msgtype=response", length=None):
    head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2020-05-06T07:08:09Z\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(content) if length is None else length}\r\n\r\n")
    return head.encode() + content + b"\r\n\r\n"


def chunked(body):
    return b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + 50]), body[i:i + 50]) for i in range(0, len(body), 50)) + b"0\r\n\r\n"


def test_a_page_has_its_address_and_when_it_was_taken(vb, write):
    write("CC-NEWS-20200101.warc", warc("response", http(PAGE.encode())))
    articles, said = inspect(vb, "CC-NEWS-20200101.warc")
    assert titles(articles) == ["The dam at Orsk"] and HELD in articles[0]["text"] and not said
    assert articles[0]["url"] == articles[0]["id"] == "https://orsk.example/dam"
    assert articles[0]["captured"].startswith("2020-05-06")
    assert articles[0]["published"]["date"] is None     # neither the capture's nor the file name's


@pytest.mark.parametrize("headers, code", [
    (["Content-Encoding: gzip"], gzip.compress),
    (["Content-Encoding: deflate"], zlib.compress),
    (["Transfer-Encoding: chunked"], chunked),
    (["Transfer-Encoding: chunked", "Content-Encoding: gzip"], lambda body: chunked(gzip.compress(body))),
    (["Content-Encoding: gzip"], lambda body: body),         # undone by the recorder, the head kept
    (["Transfer-Encoding: chunked"], lambda body: body),
])
def test_codings_are_undone(vb, write, headers, code):
    write("a.warc", warc("response", http(code(PAGE.encode()), headers)))
    articles, said = inspect(vb, "a.warc")
    assert titles(articles) == ["The dam at Orsk"] and HELD in articles[0]["text"] and not said


def test_the_charset_of_the_head_counts(vb, write):
    page = PAGE.replace("Orsk", "Örsk").encode("iso-8859-2")
    write("a.warc", warc("response", http(page, kind="text/html; charset=ISO-8859-2")))
    assert titles(inspect(vb, "a.warc")[0]) == ["The dam at Örsk"]


def test_what_is_no_page_is_left_out_and_counted(vb, write):
    write("a.warc.gz", b"".join(gzip.compress(record) for record in [
        warc("warcinfo", b"software: x\r\n", content_type="application/warc-fields"),
        warc("request", b"GET / HTTP/1.1\r\n\r\n", content_type="application/http; msgtype=request"),
        warc("response", http(PAGE.encode())),
        warc("revisit", http(b"")),
        warc("response", http(b"\x89PNG", kind="image/png")),
        warc("response", http(b"no", status="404 Not Found")),
        warc("response", http(b"User-agent: *\n", kind="text/plain"), uri="https://orsk.example/robots.txt"),
        warc("metadata", b"x: y\r\n", content_type="application/warc-fields"),
        warc("conversion", STORY.encode(), content_type="text/plain", uri="https://orsk.example/other")]))
    articles, said = inspect(vb, "a.warc.gz")
    assert titles(articles) == ["The dam at Orsk"] * 2
    assert len(said) == 1
    for words in ("1 x a page recorded before", "1 x an image", "1 x a redirect or an error page", "1 x a robots.txt"):
        assert words in said[0]


@pytest.mark.parametrize("length", [5, 100000, "x", 10 ** 30])
def test_a_record_that_lies_about_its_length_costs_only_itself(vb, write, length):
    write("a.warc", warc("response", http(PAGE.encode())) + warc("response", http(PAGE.encode()), length=length) +
          warc("response", http(PAGE.encode())))
    articles, said = inspect(vb, "a.warc", code=2)
    assert 1 <= len(articles) <= 3 and said and HELD in articles[0]["text"]


# --- mail ---

MAIL = ("From: Ida Venn <ida@orsk.example>\nTo: desk@orsk.example\nSubject: =?utf-8?q?The_dam_at_=C3=96rsk?=\n"
        "Date: Mon, 04 Mar 2019 09:30:00 +0100\nMessage-ID: <1@orsk.example>\nMIME-Version: 1.0\n")


def test_a_mail_gives_its_best_part(vb, write):
    write("a.eml", MAIL + "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n"
          "See the web version.\n--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" +
          __import__("base64").encodebytes(PAGE.encode()).decode() + "\n--b--\n")
    articles, said = inspect(vb, "a.eml")
    assert titles(articles) == ["The dam at Örsk"] and HELD in articles[0]["text"] and not said
    assert articles[0]["byline"] == "Ida Venn" and articles[0]["published"]["date"].startswith("2019-03-04")
    assert articles[0]["id"] == "1@orsk.example"


def test_a_box_gives_each_of_its_mails(vb, write):
    message = MAIL + "Content-Type: text/plain; charset=utf-8; format=flowed\n\nThe dam at Orsk held through \nthe night.\n\n>From there it is far.\n"
    write("a.mbox", "".join(f"From x@orsk.example Mon Mar  4 09:30:00 2019\n{message.replace('<1@', f'<{n}@')}\n" for n in range(3)))
    articles, said = inspect(vb, "a.mbox")
    assert [a["record"] for a in articles] == [1, 2, 3] and not said
    assert articles[2]["text"] == "The dam at Orsk held through the night.\n\nFrom there it is far."


def test_a_saved_page_is_a_page(vb, write):
    write("a.mht", "From: <Saved by a browser>\nSubject: The dam at Orsk\nDate: Tue, 05 Mar 2019 10:00:00 -0000\nMIME-Version: 1.0\n"
          "Content-Type: multipart/related; type=\"text/html\"; boundary=b\n\n--b\nContent-Type: text/html\n"
          "Content-Transfer-Encoding: quoted-printable\nContent-Location: https://orsk.example/dam\n\n" + PAGE.replace("=", "=3D") +
          "\n--b\nContent-Type: image/png\nContent-Location: https://orsk.example/a.png\n\nxx\n--b--\n")
    articles, said = inspect(vb, "a.mht")
    assert titles(articles) == ["The dam at Orsk"] and not said
    assert articles[0]["url"] == "https://orsk.example/dam" and articles[0]["published"]["date"] is None


def test_attachments_are_counted_and_read_where_there_is_nothing_else(vb, write):
    attached = "--b\nContent-Type: text/html; name=dam.html\nContent-Disposition: attachment; filename=dam.html\n\n" + PAGE + "\n"
    head = MAIL + "Content-Type: multipart/mixed; boundary=b\n\n"
    write("a.eml", head + "--b\nContent-Type: text/plain\n\nThe dam held.\n" + attached + "--b--\n")
    articles, said = inspect(vb, "a.eml")
    assert [a["text"] for a in articles] == ["The dam held."] and "1 x a mail's attachment" in said[0]
    write("b.eml", head + attached + "--b--\n")
    articles, said = inspect(vb, "b.eml")
    assert [a["path"] for a in articles] == ["b.eml!/dam.html"] and HELD in articles[0]["text"]


# --- an issue of scanned pages ---

def alto(*blocks):
    out = ""
    for name, text in blocks:
        words = "".join(f'<String CONTENT="{word}"/><SP/>' for word in text.split())
        out += f'<TextBlock ID="{name}"><TextLine>{words}</TextLine></TextBlock>'
    return ('<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout><Page><PrintSpace>'
            f"{out}</PrintSpace></Page></Layout></alto>")


def mets(*divs, second="./text/2.xml"):
    return ('<?xml version="1.0"?><mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink" '
            'xmlns:mods="http://www.loc.gov/mods/v3"><dmdSec ID="P"><mdWrap><xmlData><mods:mods><mods:titleInfo><mods:title>'
            "Orsk Post</mods:title></mods:titleInfo><mods:originInfo><mods:dateIssued>1858-12-07</mods:dateIssued>"
            "</mods:originInfo></mods:mods></xmlData></mdWrap></dmdSec><fileSec><fileGrp>"
            '<file ID="A1"><FLocat xlink:href="file://./text/1.xml"/></file>'
            f'<file ID="A2"><FLocat xlink:href="file://{second}"/></file></fileGrp></fileSec>'
            '<structMap TYPE="PHYSICAL"><div TYPE="PAGE"><fptr FILEID="A1"/></div><div TYPE="PAGE"><fptr FILEID="A2"/></div></structMap>'
            f'<structMap TYPE="LOGICAL"><div TYPE="ISSUE">{"".join(divs)}</div></structMap></mets>')


def area(page, block):
    return f'<fptr><area FILEID="A{page}" BETYPE="IDREF" BEGIN="{block}"/></fptr>'


PAGES = {"text/1.xml": alto(("T1", "The dam holds"), ("B1", "The dam at Orsk held through the night."), ("B9", "Soap is cheap.")),
         "text/2.xml": alto(("B2", "Two villages were told to be ready."), ("B3", "The fair opens on Sunday."))}


def test_an_issue_gives_the_articles_of_its_structure(vb, write):
    for name, page in PAGES.items():
        write("issue/" + name, page)
    write("issue/1858-mets.xml", mets(
        f'<div TYPE="ARTICLE" LABEL="The dam holds"><div TYPE="HEADING">{area(1, "T1")}</div>{area(1, "B1")}{area(2, "B2")}</div>',
        f'<div TYPE="ADVERTISEMENT">{area(1, "B9")}</div><div TYPE="ARTICLE"><div TYPE="BODY">{area(2, "B3")}</div></div>'))
    articles, said = inspect(vb, "issue")
    assert titles(articles) == ["The dam holds", None]
    assert articles[0]["text"] == "The dam at Orsk held through the night.\n\nTwo villages were told to be ready."
    assert (articles[0]["published"]["date"], articles[0]["source"]) == ("1858-12-07", "Orsk Post")
    assert articles[1]["text"] == "The fair opens on Sunday."
    assert len(said) == 1 and "2 x a page that its METS file names" in said[0]


def test_pages_without_a_structure_come_in_order_and_by_themselves_they_are_read(vb, write):
    for name, page in PAGES.items():
        write("issue/" + name, page)
    write("issue/mets.xml", mets())
    articles, _ = inspect(vb, "issue")
    assert [a["text"].split()[-1] for a in articles] == ["cheap.", "Sunday."]
    articles, _ = inspect(vb, "issue/text")
    assert len(articles) == 2


@pytest.mark.parametrize("second", ["../secret.xml", "/etc/secret.xml", "text/../../secret.xml"])
def test_pages_outside_the_folder_are_not_read(vb, write, second):
    write("secret.xml", alto(("B3", "Nobody may read this.")))
    write("issue/text/1.xml", PAGES["text/1.xml"])
    write("issue/mets.xml", mets(f'<div TYPE="ARTICLE">{area(1, "B1")}{area(2, "B3")}</div>', second=second))
    articles, said = inspect(vb, "issue/mets.xml", code=2)
    assert len(articles) == 1 and "Nobody" not in articles[0]["text"] and "1 of its pages" in said[0]


def test_an_issue_without_its_pages_is_refused_in_one_line(vb, write):
    write("mets.xml", mets(f'<div TYPE="ARTICLE">{area(1, "B1")}</div>'))
    write("issue.zip", zipped(mets__xml=mets()))
    for name in ("mets.xml", "issue.zip"):
        articles, said = inspect(vb, name, code=2)
        assert not articles and len(said) == 1 and "METS" in said[0]


def test_a_block_that_is_named_again_and_again_takes_no_memory_without_end(vb, write):
    write("issue/text/1.xml", alto(("B1", "The dam held. " * 70_000)))
    write("issue/text/2.xml", PAGES["text/2.xml"])
    write("issue/mets.xml", mets(f'<div TYPE="ARTICLE">{area(2, "B3")}</div>',
                                 f'<div TYPE="ARTICLE">{area(1, "B1") * 5000}</div>'))
    articles, said = inspect(vb, "issue/mets.xml")
    assert articles[0]["text"] == "The fair opens on Sunday." and len(articles[1]["text"]) <= 8 << 20
    assert any("cut at 8 MiB" in line for line in said), said
