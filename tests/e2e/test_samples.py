"""The sample articles: what the readers must see in each.

The table is the claim that samples/README.md makes, in numbers. A reader that takes a caption's
date, keeps a share line or loses a paragraph changes a row.
"""

import pathlib

import pytest

ARTICLES = pathlib.Path(__file__).resolve().parent.parent.parent / "samples" / "articles"
ANY = object()  # the sample does not decide it

COURIER, POST, GAZETTE, TPS = "Calverhaven Courier", "Orle Valley Post", "Northshore Gazette", "Tarn Press Service"
ODUYA, ALDOUS, GARROW, FENNIMORE = "Maren Oduya", "Tamsin Aldous", "Philippa Garrow", "Idris Fennimore"

# file: [(title, date, where it was read, source, authors, paragraphs, comments), ...] by record
TABLE = {
    "headline-first.txt": [
        ("Calverhaven Council Backs Harbour Bridge by a Single Vote", None, "unknown", None, ANY, 8, 0)],
    "site-first.txt": [
        ("Northshore residents say bridge survey was never published, ask what the harbour board has to hide",
         "2016-06-02", "byline", "The Tideline Watch", [FENNIMORE], 7, 3)],
    "straight-quotes.txt": [
        ("Mayor: 'this city keeps its promises'", "2015-03-13", "byline", None, [ODUYA], 6, 0)],
    "nested-quotes.txt": [
        ("The ferryman who wrote everything down", "2017-09-21", "byline", COURIER, [GARROW], 6, 0)],
    "split-quotes.txt": [
        ("Engineer says piers will stand, budget may not", "2016-05-18", "byline", POST, [FENNIMORE], 7, 0)],
    "multi-paragraph-quote.txt": [
        ("In full: the mayor’s speech at the driving of the first pile", "2016-04-05", "byline", COURIER, [], 7, 0)],
    "unclosed-quote.txt": [
        ("Contractor walks off Orle crossing as ministry freezes payments", "2017-11-30", "byline", None,
         [ALDOUS], 6, 0)],
    "brackets-ellipses.txt": [
        ("Inquiry opens into harbour bridge costs", "2018-02-06", "byline", COURIER, [ALDOUS], 8, 0)],
    "syndicated-courier.txt": [
        ("Fourteen hurt as ferry strikes unfinished bridge pier in fog", "2018-01-19", "byline", COURIER, [TPS], 6, 0)],
    "syndicated-northshore.txt": [
        ("Ferry hits bridge pier in fog: 14 hurt", "2018-01-20", "byline", GAZETTE, ANY, 5, 0)],
    "interview.txt": [
        ("‘I never wanted to be a slogan’: ten questions to Ottoline Marsh", "2020-10-11", "byline", POST,
         [GARROW], 13, 0)],
    "live-blog.txt": [
        ("As it happened: bridge inquiry hears from the engineer", "2018-02-08", "byline", POST, [], 6, 0)],
    "letters.txt": [
        ("Letters to the editor: on the toll, the goat, and the comma", "2021-06-12", "byline", COURIER, [], 3, 0)],
    "obituary.txt": [
        ("Alderman Fitzgerald Moss, who dug sixty metres", None, "unknown", "The Times of the Orle", [], 4, 0)],
    "council-notes.txt": [
        ("Don't call it a U-turn: council rethinks cyber-attack drill and 1,000.5-crown fine", "2020-09-09",
         "byline", COURIER, [ALDOUS], 4, 0)],
    "2019/08/21/work-resumes.txt": [
        ("Work resumes on harbour bridge with a single crane and high hopes", "2019-08-21", "path", None, [], 4, 0)],
    "student-paper.txt.gz": [
        ("Student paper apologises to mayor for “fridge”", "2015-03-20", "byline", "The Slipway",
         ["Lucian Harrowgate"], 4, 0)],
    "jsonld.html": [
        ("Harbour bridge opens after five years, eleven months and one goat", "2021-05-08T18:15", "metadata",
         COURIER, [ODUYA, ALDOUS], 5, 0)],
    "opengraph.html": [
        ("Ferry makes last crossing with band, cake and 212 passengers too many", "2021-06-30T22:40", "metadata",
         POST, [FENNIMORE], 4, 0)],
    "comments.html": [
        ("Toll of nine crowns is “a wall across the river”, say Northshore traders", "2021-06-03", "metadata",
         GAZETTE, ["Cosima Verrall"], 3, 2)],
    "storm.html.gz": [
        ("Storm closes Orle estuary for third day", "2019-12-11", "metadata", POST, [FENNIMORE], 3, 0)],
    "declared-1252.html": [
        ("Café on the quay wins “best crêpe east of the Orle”", "2013-07-19", "metadata", GAZETTE,
         ["Zoë Lindqvist"], 3, 0)],
    "wire.jsonl": [
        ("Calverhaven to build harbour bridge after one-vote majority", "2015-03-13", "metadata", TPS, ["TPS staff"], 3, 0),
        ("Contractor leaves Calverhaven bridge over unpaid bills", "2017-11-30", "metadata", TPS, ["TPS staff"], 3, 0),
        ('Mayor who promised bridge "never keeps its promises", inquiry told', "2018-02-07", "metadata", TPS,
         ["TPS staff"], 3, 0),
        ("CORRECTION: Calverhaven mayor's words on bridge", "2018-02-08", "metadata", TPS, ["TPS staff"], 2, 0)],
    "synonyms.jsonl": [
        ("Lamps on bridge pier were nobody's job, harbour board finds", "2018-03-15T09:30", "metadata", GAZETTE,
         ["Cosima Verrall"], 3, 0),
        ("Goat is given freedom of the city", "2021-05-21", "metadata", COURIER, [ODUYA, GARROW], 2, 0)],
    "almanac.jsonl.gz": [
        ("Tide tables for the Orle estuary, corrected", "2019-01", "metadata", "Harbour Almanac", [], 2, 0),
        ("The winter that the Orle froze", "1929", "metadata", "Harbour Almanac", [], 2, 0)],
    "hostile.jsonl": [
        ('<script>alert("title")</script> Council &amp; contractor <b>settle</b>', "2019-04-02", "metadata",
         "<img src=x onerror=alert('source')> Courier & Post", ANY, 3, 1)],
    "latin-1.txt": [
        ("Ferry café loses its piano", "2012-08-02", "byline", GAZETTE, ["Zoë Lindqvist"], 5, 0)],
    "windows-1252.txt": [
        ("Archive finds the lost minutes of the 1974 tunnel", "2019-03-03", "byline", COURIER, [GARROW], 5, 0)],
    "damaged-utf8.txt": [
        ("Two thousand oysters found in bridge foundations", "2018-07-14", "byline", GAZETTE, ["Cosima Verrall"], 4, 0)],
    "utf-16.txt": [
        ("Calverhaven elects first mayor who swims to work", "2020-10-05", "byline", COURIER, [ODUYA], 4, 0)],
    "french.txt": [
        ("« Un pont est une promesse » : à Calverhaven, six ans de travaux et une chèvre", "2021-05-10", "byline",
         "Le Phare de Sainte-Oriane", ["Solène Kervadec"], 5, 0)],
    "german.txt": [
        ("Brücke in Calverhaven: „Ein Versprechen, das man hört“", "2021-05-10", "byline", "Bramsteder Tageblatt",
         ["Wiebke Osterloh"], 4, 0)],
    "chinese.txt": [
        ("卡尔弗港大桥通车 山羊抢先过桥", "2021-05-09", "byline", "月湾新报", [], 4, 0)],
    "newsletter.mbox": [
        ("Tomorrow the bridge opens – and who goes first", "2021-05-07T06:30", "metadata", COURIER, [], 2, 0),
        ("Uninvited, and first across", "2021-05-10T06:30", "metadata", COURIER, [], 2, 0)],
    "saved-page.mht": [
        ("Harbour board pays for lamps it forgot", "2018-04-20", "metadata", GAZETTE, ["Cosima Verrall"], 2, 0)],
    "crawl.warc.gz": [
        ("Pilot asks for a foghorn and gets a bell", "2018-04-21", "metadata", GAZETTE, ["Cosima Verrall"], 2, 0)],
    "front-matter.md": [
        ("Six metres too short: the crane that came by sea", "2019-09-02", "metadata", POST, [FENNIMORE], 3, 0)],
    "column.rtf": [
        ("A bridge is also a place to stand", "2021-06-06", "byline", None, ["Solveig Hale"], 2, 0)],
    "report.docx": [
        ("Northshore school moves into the toll house", "2021-06-14", "byline", None, ["Cosima Verrall"], 2, 0)],
    "notice.odt": [
        ("Ferry bell goes to the museum", "2021-07-02", "byline", None, ["Zoë Lindqvist"], 2, 0)],
    "yearbook.epub": [
        ("The eels return to the harbour", None, "unknown", None, [], 2, 0),
        ("The ice that did not come", None, "unknown", None, [], 2, 0)],
    "printed.pdf": [
        ("The clock that is never right", None, "unknown", None, [FENNIMORE], 3, 0)],
    "bundle.zip": [
        ("Second pile of the bridge goes in without a speech", "2016-04-11", "byline", None, [ODUYA], 2, 0)],
    "arabic.txt": [
        ("افتتاح جسر ميناء كالفرهافن بعد ست سنوات وعنزة واحدة", "2021-05-09", "byline", "صحيفة مرسى النجم", [], 4, 0)],
    "lexisnexis-older.txt": [
        ("Fog bell rings all night for a ship that was never built", "2014-06-04", "metadata", COURIER, [ODUYA], 2, 0),
        ("Lamp oil is dearer than lamps", "2014-06-09", "metadata", POST, [], 1, 0)],
    "nexis-uni.txt": [
        ("Swans vote with their feet", "2022-09-09", "metadata", GAZETTE, ["Cosima Verrall"], 2, 0)],
    "factiva.txt": [
        ("Dredger finds the anchor of another dredger", "2016-05-03", "metadata", POST, [FENNIMORE], 2, 0)],
    "factiva-codes.txt": [
        ("Tram bells are tuned to the opera", "2013-11-14", "metadata", COURIER, [GARROW], 2, 0)],
    "proquest.txt": [
        ("Weather station forecasts its own closure", "2019-01-21", "metadata", COURIER, [ALDOUS], 2, 0)],
    "europresse.html": [
        ("Le phare joue au cinéma", "2018-10-18", "metadata", "Le Phare de Sainte-Oriane", ["Solène Kervadec"], 2, 0)],
    "story.nitf": [
        ("Clock repaired too well", "2017-02-28T10:15", "metadata", TPS, ["Lucian Harrowgate"], 2, 0)],
    "newsml-1.xml": [
        ("Ballet hires a crane", "2012-05-04T11:45", "metadata", TPS, ["Zoë Lindqvist"], 2, 0)],
    "newsml-g2.xml": [
        ("Ice house sells its last summer", "2020-02-14T08:45", "metadata", TPS, ["Ottoline Marsh"], 2, 0)],
    "iptc7901.txt": [
        ("Train waits eleven hours for its own driver", "2019-02-04T11:30", "metadata", None, ["Ambrose Tull"], 2, 0)],
    "feed.rss": [
        ("Bees & bakers share a wall", "2021-07-05T07:30", "metadata", GAZETTE, ["Cosima Verrall"], 2, 0),
        ("Sundial goes back one hour", "2021-10-31T06:00", "metadata", GAZETTE, [], 1, 0)],
    "feed.atom": [
        ("Canteen serves a lecture by mistake", "2015-03-30T12:00", "metadata", "The Slipway", ["Lucian Harrowgate"], 2, 0)],
    "wordpress.xml": [
        ("Who owns the low tide?", "2018-08-02T11:00", "metadata", "The Tideline Watch", [], 2, 0)],
    "letters.tei": [
        ("Of the electric lamp in Wharf Street", "1897-02-11", "metadata", "The Times of the Orle", [], 2, 0)],
    "page-alto.xml": [(None, None, "unknown", None, [], 2, 0)],
    "page.hocr": [(None, None, "unknown", None, [], 1, 0)],
    "wiki.xml": [
        ("Cheese race ends in a tie", "2011-07-16", "metadata", "Harbour Wiki", [], 3, 0)],
    "trec.sgml": [
        ("Bandstand leaves with the band", "2009-08-17", "metadata", None, [], 2, 0)],
    "reuters.sgm": [
        ("EELS UP, BARRELS DOWN", "1987-03-12T10:02", "metadata", "Reuters", [], 2, 0)],
    "dispatches.csv": [
        ("Postbote liest alle Karten vor", "2016-11-17", "metadata", "Bramsteder Tageblatt", ["Wiebke Osterloh"], 2, 0),
        ("Glocke läutet englisch", "2016-08-03", "metadata", "Bramsteder Tageblatt", ["Wiebke Osterloh"], 1, 0)],
    "answer.json": [
        ("Laundry line crosses a border", "2013-06-21T08:00", "metadata", POST, ["Garrick Noon"], 2, 0)],
    "lexisnexis.html": [
        ("Board buys the clay for the kiln", "2015-10-02", "metadata", COURIER, [], 2, 0),
        ("Clay is sold again", "2015-10-05", "metadata", COURIER, [], 1, 0)],
    "factiva.html": [
        ("Heron delays the opening of the kiln", "2021-05-07", "metadata", POST, [FENNIMORE], 2, 0)],
    "factiva.xml": [
        ("Residents count the kites of the orchard", "2017-03-22T06:30", "metadata", "The Tideline Watch", [], 2, 0)],
    "proquest.html": [
        ("Rent dispute reaches the ministry", "2021-07-14", "metadata", COURIER, [], 2, 0)],
    "proquest.xml": [
        ("Tramway fares to rise by a penny", "1921-06-12", "metadata", GAZETTE, ["Cosima Verrall"], 1, 0)],
    "rcv1.xml": [
        ("Calverhaven weighs a kiln.", "1996-11-04", "metadata", TPS, [ODUYA], 2, 0)],
    "page-regions.xml": [(None, None, "unknown", None, [], 2, 0)],
    "article-text.xml": [
        ("The orchard bell is found.", None, "unknown", None, [], 2, 0)],
    "story.eml": [
        ("Snow closes the valley road", "2018-01-15T06:10", "metadata", POST, [], 2, 0)],
    "lamp.tar.xz": [
        ("Lamp lit again on the Orle mole", "2016-03-04", "byline", None, [ALDOUS], 2, 0)],
    "kettles.txt.bz2": [
        ("The kettle museum counts its kettles", "2014-05-12", "byline", None, ["Cosima Verrall"], 2, 0)],
    "hedge.txt.zst": [
        ("A hedge is measured twice", "2012-10-03", "byline", None, [FENNIMORE], 2, 0)],
    "almonds.txt.Z": [
        ("Almond trees flower in the wrong month", "2016-01-09", "byline", None, ["Cosima Verrall"], 2, 0)],
    "organ.txt.lz": [
        ("Town hall organ tuned to its own echo", "2013-11-21", "byline", None, [ALDOUS], 2, 0)],
    "stairs.txt.lz4": [
        ("The stairs that lead to a wall", "2017-02-14", "byline", None, [ODUYA], 2, 0)],
    "pears.txt.lzma": [
        ("Pears weigh less than they did", "2015-08-30", "byline", None, ["Cosima Verrall"], 2, 0)],
    "whistle.txt.br": [
        ("Referee loses whistle, finds another", "2018-04-18", "byline", None, ["Lucian Harrowgate"], 2, 0)],
    "map.7z": [
        ("A map with one street too many", "2013-06-06", "byline", None, [FENNIMORE], 2, 0)],
    "bees.cpio": [
        ("Bees move into the post office", "2016-07-27", "byline", None, [ALDOUS], 2, 0)],
    "curtain.cab": [
        ("Curtain falls early at the Lyric", "2014-12-02", "byline", None, ["Cosima Verrall"], 2, 0)],
    "ink.iso": [
        ("Registry runs out of green ink", "2019-03-11", "byline", None, [ODUYA], 2, 0)],
    "skates.rar": [
        ("Skates are for hire, ice is not", "2013-01-20", "byline", None, ["Cosima Verrall"], 2, 0)],
    "issue/1898-mets.xml": [
        ("The clock is late", "1898-05-02", "metadata", "The Times of the Orle", [], 2, 0),
        ("Eggs are dear", "1898-05-02", "metadata", "The Times of the Orle", [], 1, 0)],
}
TOTAL = sum(len(records) for records in TABLE.values())


def inspect(vb, path):
    return vb.program("verbatim-index", "inspect", path, code=0).json_lines()


def test_the_table_has_every_sample():
    files = {p.relative_to(ARTICLES).as_posix() for p in ARTICLES.rglob("*") if p.is_file()}
    files -= {"issue/alto/1.xml", "issue/alto/2.xml"}  # the pages of the issue
    assert files == set(TABLE)
    assert TOTAL >= 24


@pytest.mark.parametrize("name", TABLE)
def test_the_readers_see_what_is_there(vb, name):
    seen = inspect(vb, ARTICLES / name)
    assert len(seen) == len(TABLE[name])
    for article, (title, date, origin, source, authors, paragraphs, comments) in zip(seen, TABLE[name]):
        body = article["text"].split("\n\n")
        published = article["published"]
        assert (published["precision"] == "unknown") == (published["date"] is None)
        got = {"title": article["title"], "date": published["date"], "origin": published["origin"], "source": article["source"],
               "authors": article["authors"], "paragraphs": len(body), "comments": len(article["comments"])}
        want = {"title": title, "date": date, "origin": origin, "source": source, "authors": authors,
                "paragraphs": paragraphs, "comments": comments}
        want = {key: got[key] if value is ANY else value for key, value in want.items()}
        assert got == want, "\n\n".join(body)


@pytest.mark.parametrize("name, words", [
    ("headline-first.txt", ["Follow Maren", "photograph taken", "having issues"]),
    ("site-first.txt", ["Tideline", "Leave a Reply", "casing", "Posted by", "Akismet"]),
    ("council-notes.txt", ["Share this", "min read"]),
    ("jsonld.html", ["tracker", "Tide tables", "photographed at a fair", "Read more", "Tweet", "All rights"]),
    ("opengraph.html", ["Weather", "Ropewalk"]),
    ("comments.html", ["Mud is mud", "Post comment", "Jobs"]),
    ("printed.pdf", ["Almanac", "under-", "every-"]),
    ("report.docx", ["cars"]),
    ("column.rtf", ["Valley Post", "PC7"]),
])
def test_what_is_not_body_stays_out_of_it(vb, name, words):
    text = inspect(vb, ARTICLES / name)[0]["text"]
    assert [word for word in words if word in text] == []


def test_comments_keep_their_authors(vb):
    comments = inspect(vb, ARTICLES / "site-first.txt")[0]["comments"]
    assert [c["author"] for c in comments] == ["Gulliver Stane", "oldborer", "henriettaquill"]
    comments = inspect(vb, ARTICLES / "comments.html")[0]["comments"]
    assert [c["author"] for c in comments] == ["oldborer", "Pell for Mayor"]
    assert "Mud is mud" in comments[0]["text"]


@pytest.mark.parametrize("name, words, replaced", [
    ("latin-1.txt", ["Müller & Söhne", "£40", "señora", "Iñes Peña", "naïve", "Voilà"], 0),
    ("windows-1252.txt", ["“They explain everything – and nothing,”", "£3m", "bridge … a bridge", "Éloïse"], 0),
    ("declared-1252.html", ["€250", "I’m speechless", "butter — a great"], 0),
    ("utf-16.txt", ["“dry feet and short meetings”"], 0),
    ("damaged-utf8.txt", ["“It is the only part", "“Oysters are very good judges of a foundation,”"], 3),
])
def test_encodings_come_out_right(vb, name, words, replaced):
    article = inspect(vb, ARTICLES / name)[0]
    assert [word for word in words if word not in article["text"]] == []
    assert article["replaced"] == replaced
    assert article["text"].count("\ufffd") == replaced


def test_the_readme_of_the_samples_names_each_file():
    text = (ARTICLES.parent / "README.md").read_text(encoding="utf-8")
    assert [name for name in TABLE if f"`{name}`" not in text] == []
