/*
 * refused.c - signatures, root elements and first lines of formats that are recognised only to be
 * refused with a reason.
 */
#include "indexer/article/read/refused.h"

#include <ctype.h>

typedef struct signature {
  const char *bytes;
  size_t n, at;
} signature;

#define SIGNATURE(bytes, at)                                                                       \
  { (bytes), sizeof(bytes) - 1, (at) }

static bool has(vb_str s, const signature *list, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (s.n >= list[i].at + list[i].n && memcmp(s.p + list[i].at, list[i].bytes, list[i].n) == 0)
      return true;
  return false;
}

#define HAS(s, list) has((s), (list), sizeof(list) / sizeof *(list))

static bool holds(vb_str s, const char *bytes, size_t n) {
  return s.n && memmem(s.p, s.n, bytes, n) != NULL;
}

bool vb_arrow_sees(const vb_sight *sight) {
  static const signature list[] = {SIGNATURE("ARROW1", 0), SIGNATURE("FEA1", 0),
                                   SIGNATURE("\xFF\xFF\xFF\xFF\x10", 0)};
  return HAS(sight->bytes, list) ||
         (sight->binary && vb_str_starts(sight->bytes, "\xFF\xFF\xFF\xFF") &&
          vb_str_ends(sight->name, ".arrow"));
}

bool vb_orc_sees(const vb_sight *sight) {
  return sight->binary && vb_str_starts(sight->bytes, "ORC");
}

/* A compound file has the names of its streams, in UTF-16, in a directory that may be anywhere. In
   a large file that may be beyond the bytes that are examined, so the file's ending counts too. */
static bool is_compound(const vb_sight *sight, const char *stream, size_t n, const char *ending) {
  if (!vb_str_starts(sight->bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) return false;
  return holds(sight->bytes, stream, n) || vb_str_ends(sight->name, ending);
}

#define COMPOUND(sight, stream, ending) is_compound((sight), (stream), sizeof(stream) - 1, (ending))

bool vb_msg_sees(const vb_sight *sight) {
  return COMPOUND(sight, "_\0_\0s\0u\0b\0s\0t\0g\0", ".msg");
}
bool vb_xls_sees(const vb_sight *sight) {
  return COMPOUND(sight, "W\0o\0r\0k\0b\0o\0o\0k\0", ".xls");
}
bool vb_ppt_sees(const vb_sight *sight) {
  return COMPOUND(sight, "P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0", ".ppt");
}
bool vb_doc_sees(const vb_sight *sight) {
  return COMPOUND(sight, "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", ".doc");
}

bool vb_webarchive_sees(const vb_sight *sight) {
  if (!vb_str_starts(sight->bytes, "bplist")) return false;
  return holds(sight->bytes, "WebMainResource", 15) || vb_str_ends(sight->name, ".webarchive");
}

bool vb_image_sees(const vb_sight *sight) {
  static const signature list[] = {SIGNATURE("\x89PNG\r\n", 0),
                                   SIGNATURE("\xFF\xD8\xFF", 0),
                                   SIGNATURE("GIF87a", 0),
                                   SIGNATURE("GIF89a", 0),
                                   SIGNATURE("II*\0", 0),
                                   SIGNATURE("MM\0*", 0),
                                   SIGNATURE("II+\0", 0),
                                   SIGNATURE("8BPS\0", 0),
                                   SIGNATURE("WEBPVP8", 8),
                                   SIGNATURE("\0\0\0\x0CjP  ", 0),
                                   SIGNATURE("\xFF\x4F\xFF\x51", 0),
                                   SIGNATURE("\0\0\1\0", 0),
                                   SIGNATURE("ftypheic", 4),
                                   SIGNATURE("ftypmif1", 4),
                                   SIGNATURE("ftypavif", 4),
                                   SIGNATURE("\xFF\x0A", 0)};
  return HAS(sight->bytes, list) || (sight->binary && vb_str_starts(sight->bytes, "BM"));
}

bool vb_sound_sees(const vb_sight *sight) {
  static const signature list[] = {SIGNATURE("OggS\0", 0),       SIGNATURE("fLaC\0", 0),
                                   SIGNATURE("WAVEfmt", 8),      SIGNATURE("ftypM4A", 4),
                                   SIGNATURE("\xFF\xFB", 0),     SIGNATURE("\xFF\xF3", 0),
                                   SIGNATURE("\xFF\xF1\x50", 0), SIGNATURE("MThd\0", 0)};
  return HAS(sight->bytes, list) || (sight->binary && vb_str_starts(sight->bytes, "ID3"));
}

bool vb_film_sees(const vb_sight *sight) {
  static const signature list[] = {SIGNATURE("\x1A\x45\xDF\xA3", 0),
                                   SIGNATURE("AVI LIST", 8),
                                   SIGNATURE("FLV\x01", 0),
                                   SIGNATURE("\0\0\x01\xBA", 0),
                                   SIGNATURE("\0\0\x01\xB3", 0),
                                   SIGNATURE("\x30\x26\xB2\x75\x8E\x66\xCF\x11", 0),
                                   SIGNATURE("ftyp", 4)};
  return sight->binary && HAS(sight->bytes, list);
}

bool vb_font_sees(const vb_sight *sight) {
  static const signature list[] = {SIGNATURE("wOFF\0", 0),     SIGNATURE("wOFF\x4F", 0),
                                   SIGNATURE("wOF2\0", 0),     SIGNATURE("OTTO\0", 0),
                                   SIGNATURE("\0\1\0\0\0", 0), SIGNATURE("ttcf\0", 0)};
  return sight->binary && HAS(sight->bytes, list);
}

bool vb_program_sees(const vb_sight *sight) {
  static const signature list[] = {SIGNATURE("\x7F"
                                             "ELF",
                                             0),
                                   SIGNATURE("\xCA\xFE\xBA\xBE", 0),
                                   SIGNATURE("\xFE\xED\xFA", 0),
                                   SIGNATURE("\xCF\xFA\xED\xFE", 0),
                                   SIGNATURE("\0asm", 0),
                                   SIGNATURE("!<arch>\n", 0),
                                   SIGNATURE("\xED\xAB\xEE\xDB", 0)};
  return HAS(sight->bytes, list) || (sight->binary && vb_str_starts(sight->bytes, "MZ"));
}

bool vb_is_office_zip(vb_str bytes, const char *folder, const char *type) {
  static const char *const common[] = {"[Content_Types].xml", "_rels/.rels", "docProps/"};
  bool beside = false;
  if (!vb_str_starts(bytes, "PK\x03\x04")) return false;
  for (size_t i = 0; i < sizeof common / sizeof *common; i++)
    beside = beside || holds(bytes, common[i], strlen(common[i]));
  if (folder && beside && holds(bytes, folder, strlen(folder))) return true;
  vb_str first = vb_str_slice(bytes, 30, 200);
  return type && vb_str_starts(first, "mimetype") && holds(first, type, strlen(type));
}

bool vb_xlsx_sees(const vb_sight *sight) {
  return vb_is_office_zip(sight->bytes, "xl/", "opendocument.spreadsheet");
}

bool vb_pptx_sees(const vb_sight *sight) {
  return vb_is_office_zip(sight->bytes, "ppt/", "opendocument.presentation");
}

/* --- text --- */

static bool root_is(const vb_sight *sight, const char *name) {
  return vb_str_is_caseless(sight->root, name);
}

bool vb_sitemap_sees(const vb_sight *sight) {
  return root_is(sight, "urlset") || root_is(sight, "sitemapindex");
}
bool vb_opml_sees(const vb_sight *sight) {
  return root_is(sight, "opml");
}
bool vb_tmx_sees(const vb_sight *sight) {
  return root_is(sight, "tmx");
}
bool vb_svg_sees(const vb_sight *sight) {
  return root_is(sight, "svg");
}
bool vb_xml_sees(const vb_sight *sight) {
  return sight->root.n && vb_str_starts(sight->text, "<?xml");
}

bool vb_schema_sees(const vb_sight *sight) {
  bool schema = root_is(sight, "schema") && vb_str_ends(sight->space, "XMLSchema");
  return schema || root_is(sight, "stylesheet") || root_is(sight, "transform") ||
         vb_str_starts(sight->text, "<!ELEMENT");
}

/* The n-th line of the text, trimmed; empty after the last. */
static vb_str line_of(vb_str s, size_t n) {
  for (size_t i = 0; s.n; i++) {
    const char *end = memchr(s.p, '\n', s.n);
    size_t length = end ? (size_t)(end - s.p) : s.n;
    if (i == n) return vb_str_slice(s, 0, length);
    s = vb_str_slice(s, length + 1, s.n);
  }
  return VB_STR("");
}

/* Whether every line is a rule of robots.txt, a comment or empty. */
bool vb_robots_sees(const vb_sight *sight) {
  static const char *const rules[] = {
      "user-agent:", "disallow:", "allow:", "sitemap:", "crawl-delay:", "host:"};
  size_t known = 0, other = 0;
  for (size_t i = 0; i < 40; i++) {
    vb_str line = vb_str_trim(line_of(sight->text, i));
    bool rule = false;
    for (size_t k = 0; k < sizeof rules / sizeof *rules; k++)
      rule = rule || vb_str_starts_caseless(line, rules[k]);
    known += rule;
    other += line.n && !rule && line.p[0] != '#';
  }
  return known && !other;
}

static size_t digits_at(vb_str s, size_t at) {
  size_t n = 0;
  while (at + n < s.n && isdigit((unsigned char)s.p[at + n])) n++;
  return n;
}

/* "org,example)/path 20190309000000 {...}", or the header " CDX N b a m s". */
bool vb_cdx_sees(const vb_sight *sight) {
  if (vb_str_starts(sight->line, "CDX ") || vb_str_starts(sight->line, "!OpenWayback")) return true;
  const char *key = sight->line.n ? memchr(sight->line.p, ' ', sight->line.n) : NULL;
  if (!key) return false;
  vb_str surt = vb_str_slice(sight->line, 0, (size_t)(key - sight->line.p));
  return holds(surt, ")", 1) && holds(surt, ",", 1) && digits_at(sight->line, surt.n + 1) == 14;
}

/* Many columns separated by tabs: the first a number, or date and counter; one of them a web
   address. */
bool vb_gdelt_sees(const vb_sight *sight) {
  size_t tabs = 0;
  for (size_t i = 0; i < sight->line.n; i++) tabs += sight->line.p[i] == '\t';
  size_t n = digits_at(sight->line, 0);
  bool counter =
      n == 14 && sight->line.n > 15 && (sight->line.p[14] == '-' || sight->line.p[14] == '\t');
  const char *tab = sight->line.n ? memchr(sight->line.p, '\t', sight->line.n) : NULL;
  bool event = tab && n && tab == sight->line.p + n && tabs >= 50;
  return (counter && tabs >= 8) || event;
}

bool vb_sql_sees(const vb_sight *sight) {
  static const char *const starts[] = {
      "-- MySQL dump", "-- MariaDB dump",     "-- PostgreSQL database dump",
      "-- phpMyAdmin", "CREATE TABLE",        "INSERT INTO",
      "DROP TABLE",    "PRAGMA foreign_keys", "BEGIN TRANSACTION;",
      "/*!40"};
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
    if (vb_str_starts_caseless(sight->text, starts[i])) return true;
  return vb_str_starts(sight->text, "--") &&
         (holds(sight->text, "\nCREATE TABLE", 13) || holds(sight->text, "\nINSERT INTO", 12));
}
