/*
 * formats.c - the table of formats, and how an input finds its row.
 *
 * Rows are tried in order, specific ones before general ones: signatures first, then
 * containers, then root elements and first lines of text, then formats that are refused
 * because of their appearance. To add a format: .github/CONTRIBUTING.md.
 */
#include "indexer/article/read/format.h"

#include "indexer/article/read/archive.h"
#include "indexer/article/read/brotli.h"
#include "indexer/article/read/draft.h"
#include "indexer/article/read/inflate.h"
#include "indexer/article/read/readers.h"
#include "indexer/article/read/refused.h"

#include <ctype.h>

#define MAGIC(bytes) .magic = (bytes), .magic_n = sizeof(bytes) - 1
#define TABLE_ADVICE "export it as CSV or JSON lines"

static const vb_format formats[] = {
    /* Packed: contains one input, which is recognised after unpacking. */
    {"gzip", "a gzip file", ".gz .tgz", MAGIC("\x1f\x8b"), .unpack = vb_gzip_stream},
    {"bzip2", "a bzip2 file", ".bz2 .tbz .tbz2", MAGIC("BZh"), .sees = vb_bzip2_sees,
     .unpack = vb_bzip2_stream},
    {"xz", "an xz file", ".xz .txz",
     MAGIC("\xFD"
           "7zXZ"),
     .unpack = vb_xz_stream},
    {"zstd", "a zstd file", ".zst .zstd .tzst", MAGIC("\x28\xB5\x2F\xFD"),
     .unpack = vb_zstd_stream},
    {"compress", "a file packed by compress", ".z", MAGIC("\x1f\x9d"),
     .unpack = vb_compress_stream},
    {"lzip", "an lzip file", ".lz", MAGIC("LZIP\x01"), .unpack = vb_lzip_stream},
    {"lz4", "an lz4 file", ".lz4", MAGIC("\x04\x22\x4D\x18"), .unpack = vb_lz4_stream},
    {"lzma", "an lzma file", ".lzma .tlz", .sees = vb_lzma_sees, .unpack = vb_lzma_stream},
    {"brotli", "a brotli file", ".br", .unpack = vb_brotli_stream},

    /* Tables and other binary formats. */
    {"sqlite", "an SQLite database", ".db .sqlite .sqlite3 .db3", MAGIC("SQLite format 3"),
     .advice = TABLE_ADVICE},
    {"parquet", "a Parquet table", ".parquet .pq", MAGIC("PAR1"), .advice = TABLE_ADVICE},
    {"arrow", "an Arrow table", ".arrow .feather .ipc", .sees = vb_arrow_sees,
     .advice = TABLE_ADVICE},
    {"orc", "an ORC table", ".orc", .sees = vb_orc_sees, .advice = TABLE_ADVICE},
    {"avro", "an Avro file", ".avro", MAGIC("Obj\x01"), .advice = TABLE_ADVICE},
    {"hdf5", "an HDF5 file", ".h5 .hdf5", MAGIC("\x89HDF\r\n"), .advice = TABLE_ADVICE},
    {"outlook-msg", "an Outlook message", ".msg", .sees = vb_msg_sees, .advice = "save it as .eml"},
    {"excel97", "an Excel 97 workbook", ".xls", .sees = vb_xls_sees, .advice = "save it as CSV"},
    {"powerpoint97", "a PowerPoint 97 presentation", ".ppt .pps", .sees = vb_ppt_sees,
     .advice = "save it as PDF"},
    {"word97", "a Word 97 document", ".doc .dot", .sees = vb_doc_sees,
     .advice = "save it as .docx"},
    {"ole2", "a Microsoft compound file", NULL, MAGIC("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
     .advice = "save it as text"},
    {"outlook-pst", "an Outlook mail store", ".pst .ost", MAGIC("!BDN"),
     .advice = "export its mail as mbox (readpst)"},
    {"webarchive", "a Safari web archive", ".webarchive", .sees = vb_webarchive_sees,
     .advice = "save the page as HTML"},
    {"plist", "a property list", ".plist", MAGIC("bplist"), .advice = "it holds no articles"},
    {"mobi", "a Kindle book", ".mobi .azw .azw3", MAGIC("BOOKMOBI"), .magic_at = 60,
     .advice = "convert it to EPUB"},
    {"djvu", "a DjVu document", ".djvu .djv", MAGIC("AT&TFORM"),
     .advice = "convert it to text (djvutxt)"},
    {"postscript", "a PostScript document", ".ps .eps", MAGIC("%!PS"),
     .advice = "convert it to PDF (ps2pdf)"},
    {"image", "an image",
     ".png .jpg .jpeg .gif .tif .tiff .bmp .webp .ico .heic .avif .jp2 .psd .svg .jxl",
     .sees = vb_image_sees, .advice = "scanned pages need text recognition (OCR) first",
     .passed_by = true},
    {"sound", "a sound recording", ".mp3 .wav .ogg .flac .m4a .aac .wma .opus",
     .sees = vb_sound_sees, .advice = "only text is read", .passed_by = true},
    {"film", "a film", ".mp4 .avi .mov .mkv .webm .wmv .flv .m4v .mpg .mpeg", .sees = vb_film_sees,
     .advice = "only text is read", .passed_by = true},
    {"font", "a font", ".woff .woff2 .ttf .otf .eot", .sees = vb_font_sees,
     .advice = "it holds no articles", .passed_by = true},
    {"program", "a program", ".exe .dll .so .o .a .class .pyc .wasm .bin .deb .rpm .jar .apk",
     .sees = vb_program_sees, .advice = "it holds no articles", .passed_by = true},

    /* Web archives. */
    {"warc", "a web archive (WARC, WET)", ".warc .wet .wat", MAGIC("WARC/"),
     .read_stream = vb_warc_read, .container = true},

    /* Mail. */
    {"mbox", "a box of mails (mbox)", ".mbox .mbx", .sees = vb_mbox_sees,
     .read_stream = vb_mbox_read},
    {"mail", "a mail, or a page saved as one (EML, MHTML)", ".eml .mht .mhtml",
     .sees = vb_mail_sees, .read_bytes = vb_mail_read},

    /* Documents. */
    {"pdf", "a PDF document", ".pdf", .sees = vb_pdf_sees, .read_bytes = vb_pdf_read},
    {"rtf", "an RTF document", ".rtf", .sees = vb_rtf_sees, .read_bytes = vb_rtf_read},

    /* Documents that are zip archives come before archives. */
    {"docx", "a Word document", ".docx .docm .dotx", .sees = vb_docx_sees,
     .read_bytes = vb_docx_read},
    {"odt", "an OpenDocument text", ".odt .ott .fodt", .sees = vb_odt_sees,
     .read_bytes = vb_odt_read},
    {"epub", "an EPUB book", ".epub", .sees = vb_epub_sees, .read_bytes = vb_epub_read,
     .container = true},
    {"xlsx", "an Excel workbook", ".xlsx .xlsm .ods", .sees = vb_xlsx_sees,
     .advice = "save it as CSV"},
    {"pptx", "a presentation", ".pptx .odp", .sees = vb_pptx_sees, .advice = "save it as PDF"},

    /* Archives. */
    {"zip", "a zip archive", ".zip", .sees = vb_zip_sees, .read_stream = vb_archive_read,
     .container = true},
    {"7z", "a 7z archive", ".7z", MAGIC("7z\xBC\xAF\x27\x1C"), .read_stream = vb_archive_read,
     .container = true},
    {"rar", "a rar archive", ".rar", MAGIC("Rar!\x1A\x07"), .read_stream = vb_archive_read,
     .container = true},
    {"tar", "a tar archive", ".tar", .sees = vb_tar_sees, .read_stream = vb_archive_read,
     .container = true},
    {"cpio", "a cpio archive", ".cpio", .sees = vb_cpio_sees, .read_stream = vb_archive_read,
     .container = true},
    {"cab", "a cabinet archive", ".cab", MAGIC("MSCF\0\0\0\0"), .read_stream = vb_archive_read,
     .container = true},
    {"iso", "a disk image", ".iso", MAGIC("CD001"), .sees = vb_never_sees,
     .read_stream = vb_archive_read, .container = true},

    /* Text without articles, recognised by its beginning. */
    {"sitemap", "a sitemap", NULL, .sees = vb_sitemap_sees,
     .advice = "it lists addresses; fetch the pages, as WARC"},
    {"opml", "a list of feeds (OPML)", ".opml", .sees = vb_opml_sees,
     .advice = "fetch the feeds it names"},
    {"tmx", "a translation memory (TMX)", ".tmx", .sees = vb_tmx_sees,
     .advice = "its sentences have lost their articles"},
    {"svg", "a drawing (SVG)", NULL, .sees = vb_svg_sees, .advice = "it holds no articles",
     .passed_by = true},
    {"schema", "a schema or style sheet for XML", ".xsd .xsl .xslt .dtd .rng",
     .sees = vb_schema_sees, .advice = "it holds no articles", .passed_by = true},
    {"robots", "a robots.txt", NULL, .sees = vb_robots_sees, .advice = "it holds no articles"},
    {"cdx", "an index of a web archive (CDX)", ".cdx .cdxj", .sees = vb_cdx_sees,
     .advice = "read the WARC files it points into"},
    {"gdelt", "a GDELT table", NULL, .sees = vb_gdelt_sees,
     .advice = "it lists addresses and counts; fetch the articles, as WARC"},
    {"sql", "a database dump (SQL)", ".sql", .sees = vb_sql_sees,
     .advice = "load it and export the articles as CSV or JSON lines"},

    /* Text with articles: exports of news databases. */
    {"factiva", "a Factiva export", NULL, .sees = vb_factiva_sees, .read_text = vb_factiva_read,
     .database = true},
    {"factiva-html", "a Factiva export as HTML", NULL, .sees = vb_factiva_html_sees,
     .read_text = vb_factiva_html_read},
    {"factiva-xml", "a Factiva export as XML", NULL, .sees = vb_factiva_xml_sees,
     .read_stream = vb_factiva_xml_read},
    {"proquest", "a ProQuest export", NULL, .sees = vb_proquest_sees, .read_text = vb_proquest_read,
     .database = true},
    {"proquest-html", "a ProQuest export as HTML", NULL, .sees = vb_proquest_html_sees,
     .read_text = vb_proquest_html_read},
    {"proquest-xml", "ProQuest's XML", NULL, .sees = vb_proquest_xml_sees,
     .read_stream = vb_proquest_xml_read},
    {"europresse", "a Europresse export", NULL, .sees = vb_europresse_sees,
     .read_text = vb_europresse_read},
    {"lexisnexis", "a LexisNexis export", NULL, .sees = vb_lexisnexis_sees,
     .read_text = vb_lexisnexis_read, .database = true},
    {"lexisnexis-html", "a LexisNexis export as HTML", NULL, .sees = vb_lexisnexis_html_sees,
     .read_text = vb_lexisnexis_html_read},

    /* Formats of agencies, feeds, text corpora, scanned pages. */
    {"nitf", "NITF, the agencies' XML", ".nitf", .sees = vb_nitf_sees, .read_stream = vb_nitf_read},
    {"newsml1", "NewsML 1", NULL, .sees = vb_newsml1_sees, .read_stream = vb_newsml1_read},
    {"newsml-g2", "NewsML-G2", NULL, .sees = vb_newsml_g2_sees, .read_stream = vb_newsml_g2_read},
    {"rcv1", "the Reuters corpus (RCV1)", NULL, .sees = vb_rcv1_sees, .read_stream = vb_rcv1_read},
    {"iptc7901", "an agency's message (IPTC 7901)", NULL, .sees = vb_iptc7901_sees,
     .read_text = vb_iptc7901_read},
    {"wordpress", "a WordPress export", NULL, .sees = vb_wordpress_sees,
     .read_stream = vb_wordpress_read},
    {"rss", "an RSS feed", ".rss", .sees = vb_rss_sees, .read_stream = vb_rss_read},
    {"atom", "an Atom feed", ".atom", .sees = vb_atom_sees, .read_stream = vb_atom_read},
    {"tei", "TEI", ".tei", .sees = vb_tei_sees, .read_stream = vb_tei_read},
    {"mediawiki", "a MediaWiki dump", NULL, .sees = vb_mediawiki_sees,
     .read_stream = vb_mediawiki_read},
    {"alto", "a scanned page (ALTO)", ".alto", .sees = vb_alto_sees, .read_stream = vb_alto_read},
    {"page-xml", "a scanned page (PAGE)", NULL, .sees = vb_page_sees, .read_stream = vb_page_read},
    {"article-text", "an article's recognised text (KB)", NULL, .sees = vb_article_text_sees,
     .read_stream = vb_article_text_read},
    {"hocr", "a scanned page (hOCR)", ".hocr", .sees = vb_hocr_sees, .read_stream = vb_hocr_read},
    {"mets", "an issue of scanned pages (METS with ALTO)", NULL, .sees = vb_mets_sees,
     .read_stream = vb_mets_read},
    {"trec", "a TREC collection, Gigaword", ".trec .sgml .sgm", .sees = vb_trec_sees,
     .read_stream = vb_trec_read},
    {"reuters-sgml", "Reuters-21578", NULL, .sees = vb_reuters_sgml_sees,
     .read_stream = vb_reuters_sgml_read},

    /* Text with articles. */
    {"html", "a web page", ".html .htm .xhtml .shtml", .sees = vb_html_sees,
     .read_text = vb_read_html},
    {"jsonl", "JSON: lines, a list, or one article", ".jsonl .ndjson .json .jl",
     .sees = vb_jsonl_sees, .read_stream = vb_read_jsonl},
    {"csv", "a table (CSV, TSV)", ".csv .tsv .tab", .sees = vb_table_sees,
     .read_stream = vb_table_read},

    {"markdown", "Markdown, with or without front matter", ".md .markdown .mkd",
     .sees = vb_markdown_sees, .read_text = vb_markdown_read},

    /* General formats, and those recognised only by name. */
    {"xml", "XML of a kind that is not known", ".xml", .sees = vb_xml_sees,
     .advice = "convert it to JSON lines or HTML"},
    {"style", "a style sheet or script of a web page", ".css .js .map .mjs", .sees = NULL,
     .advice = "it holds no articles", .passed_by = true},
    {"code", "program code", ".py .sh .c .h .java .php .pl .rb .go .rs .ts .r .sql",
     .sees = vb_code_sees, .advice = "it holds no articles", .passed_by = true},
    {"text", "plain text", ".txt .text .asc", .read_text = vb_read_text},
};

enum { FORMATS = sizeof formats / sizeof *formats };

const vb_format *vb_formats(size_t *count) {
  *count = FORMATS;
  return formats;
}

const vb_format *vb_format_named(const char *name) {
  for (size_t i = 0; i < FORMATS; i++)
    if (strcmp(formats[i].name, name) == 0) return &formats[i];
  return NULL;
}

bool vb_format_reads(const vb_format *f) {
  return f->read_text || f->read_bytes || f->read_stream || f->unpack;
}

/* The length of the ending in `list` (".a .b") that the name has; 0 for none. */
static size_t ending_of(vb_str name, const char *list) {
  for (const char *p = list; p && *p;) {
    size_t n = strcspn(p, " ");
    if (name.n > n && strncasecmp(name.p + name.n - n, p, n) == 0) return n;
    p += n + strspn(p + n, " ");
  }
  return 0;
}

vb_str vb_name_unpacked(vb_str name) {
  for (size_t i = 0; i < FORMATS && formats[i].unpack; i++) {
    size_t n = ending_of(name, formats[i].endings);
    if (!n) continue;
    name.n -= n;
    i = (size_t)-1;
  }
  return name;
}

const vb_format *vb_format_of_ending(vb_str name) {
  name = vb_name_unpacked(name);
  for (size_t i = 0; i < FORMATS; i++)
    if (!formats[i].unpack && ending_of(name, formats[i].endings)) return &formats[i];
  return NULL;
}

const vb_format *vb_packer_of_ending(vb_str name) {
  for (size_t i = 0; i < FORMATS; i++)
    if (formats[i].unpack && ending_of(name, formats[i].endings)) return &formats[i];
  return NULL;
}

static bool has_magic(const vb_format *f, vb_str s) {
  return s.n >= (size_t)f->magic_at + f->magic_n &&
         memcmp(s.p + f->magic_at, f->magic, f->magic_n) == 0;
}

const vb_format *vb_format_seen(const vb_sight *sight, bool database) {
  for (size_t i = 0; i < FORMATS; i++) {
    const vb_format *f = &formats[i];
    if ((!f->magic && !f->sees) || (database && !f->database)) continue;
    if ((!f->magic || has_magic(f, sight->bytes)) && (!f->sees || f->sees(sight))) return f;
  }
  return NULL;
}

void vb_formats_print(vb_buf *out) {
  vb_buf_printf(out, "%-14s %-9s %-44s %s\n", "format", "is", "what it is", "usual endings");
  for (size_t i = 0; i < FORMATS; i++) {
    const vb_format *f = &formats[i];
    const char *is = f->unpack ? "unpacked" : vb_format_reads(f) ? "read" : "refused";
    vb_buf_printf(out, "%-14s %-9s %-44s %s\n", f->name, is, f->what,
                  f->endings ? f->endings : "(by content)");
  }
  vb_buf_text(
      out, "\nAn input is recognised by its content, and only then by the ending of its name. "
           "Members of\n"
           "archives are recognised each by itself. What is refused is named with its reason.\n");
}
