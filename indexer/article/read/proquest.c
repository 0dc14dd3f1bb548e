/*
 * proquest.c - reads exports of ProQuest: text and HTML with a label before each field, and the
 * XML of its historical newspapers and of TDM Studio.
 *
 * Articles come after "Document 1 of 12" or between lines of underscores. The text is
 * what follows "Full text:" up to the next of ProQuest's own labels; if there is none,
 * only the abstract is available.
 */
#include "indexer/article/read/export_lines.h"
#include "indexer/article/read/markup.h"
#include "indexer/article/read/names.h"
#include "indexer/article/read/readers.h"

typedef enum field {
  NO_FIELD,
  OTHER,
  LAST, /* of an entry */
  TEXT,
  ABSTRACT,
  TITLE,
  AUTHOR,
  SOURCE,
  INFO,
  DATE,
  SECTION,
  LANGUAGE,
  ID,
  URL,
  FIELDS
} field;

static const struct {
  const char *label;
  field field;
} labels[] = {{"full text", TEXT},
              {"texte int\xC3\xA9gral", TEXT},
              {"volltext", TEXT},
              {"texto completo", TEXT},
              {"abstract", ABSTRACT},
              {"r\xC3\xA9sum\xC3\xA9", ABSTRACT},
              {"title", TITLE},
              {"titre", TITLE},
              {"titel", TITLE},
              {"author", AUTHOR},
              {"authors", AUTHOR},
              {"auteur", AUTHOR},
              {"publication title", SOURCE},
              {"publication info", INFO},
              {"publication date", DATE},
              {"section", SECTION},
              {"language of publication", LANGUAGE},
              {"proquest document id", ID},
              {"document url", URL},
              {"subject", OTHER},
              {"location", OTHER},
              {"people", OTHER},
              {"company / organization", OTHER},
              {"company/organization", OTHER},
              {"classification", OTHER},
              {"identifier / keyword", OTHER},
              {"identifier/keyword", OTHER},
              {"identifiers / keywords", OTHER},
              {"first page", OTHER},
              {"last page", OTHER},
              {"pages", OTHER},
              {"number of pages", OTHER},
              {"publication year", OTHER},
              {"publication subject", OTHER},
              {"publisher", OTHER},
              {"place of publication", OTHER},
              {"country of publication", OTHER},
              {"source type", OTHER},
              {"document type", OTHER},
              {"document feature", OTHER},
              {"issn", OTHER},
              {"e-issn", OTHER},
              {"eissn", OTHER},
              {"isbn", OTHER},
              {"copyright", OTHER},
              {"last updated", OTHER},
              {"database", LAST},
              {"links", OTHER},
              {"volume", OTHER},
              {"issue", OTHER},
              {"volume/issue", OTHER},
              {"dateline", OTHER},
              {"column", OTHER},
              {"accession number", OTHER},
              {"alternate title", OTHER},
              {"subtitle", OTHER},
              {"edition", OTHER},
              {"naics", OTHER},
              {"publication frequency", OTHER},
              {"publication history", OTHER},
              {"credit", NO_FIELD},
              {"doi", OTHER},
              {"supplement", OTHER},
              {"special issue title", OTHER},
              {"entry date", OTHER},
              {"online publication date", OTHER}};

/* Whether a line is a heading: of the text, or of what is around it. */
static field heading_of(vb_str line) {
  static const char *const texts[] = {"full text", "texte int\xC3\xA9gral", "volltext",
                                      "texto completo", NULL};
  static const char *const abstracts[] = {"abstract", "abstract (english)", "abstract (abstract)",
                                          NULL};
  static const char *const others[] = {"details", "links", "headnote", NULL};
  if (vb_line_is_any(line, texts)) return TEXT;
  if (vb_line_is_any(line, abstracts)) return ABSTRACT;
  return vb_line_is_any(line, others) ? OTHER : NO_FIELD;
}

static bool is_cell_edge(char c) {
  return c == '|' || c == ' ';
}

static vb_str without_edges(vb_str cell) {
  while (cell.n && is_cell_edge(cell.p[0])) cell = vb_str_slice(cell, 1, cell.n);
  while (cell.n && is_cell_edge(cell.p[cell.n - 1])) cell.n--;
  return cell;
}

static field field_of(vb_str line, vb_str *value) {
  vb_str label;
  *value = VB_STR_NONE;
  line = without_edges(line); /* a table row that was converted to text */
  if (!vb_line_label(line, &label, value)) return heading_of(line);
  *value = without_edges(*value);
  for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
    if (vb_str_is_caseless(label, labels[i].label)) return labels[i].field;
  return NO_FIELD;
}

static bool is_rule(vb_str line) {
  for (size_t i = 0; i < line.n; i++)
    if (line.p[i] != '_') return false;
  return line.n >= 20;
}

static bool is_furniture(vb_str line) {
  static const char *const lines[] = {"proquest document link",
                                      "enlarge this image.",
                                      "enlarge this image",
                                      "document link",
                                      "lien vers le document proquest",
                                      "table of contents",
                                      NULL};
  return vb_line_is_any(line, lines) || is_rule(line) || vb_line_counts_documents(line);
}

/* "Port Amble Herald ; Port Amble [Port Amble]. 08 Mar 2019: A.3." */
static void take_info(vb_str info, vb_article *a) {
  vb_date date;
  size_t end = 0;
  while (end < info.n &&
         !(info.p[end] == ';' || info.p[end] == '[' || (info.p[end] == ',' && end > 3)))
    end++;
  if (!a->source.n && end < info.n) a->source = vb_line_trim(vb_str_slice(info, 0, end));
  for (size_t i = 0; i < info.n && !a->published.precision; i++) {
    if (info.p[i] != '.' && info.p[i] != ']' && info.p[i] != ',') continue;
    vb_str rest = vb_line_trim(vb_str_slice(info, i + 1, info.n));
    const char *colon = memchr(rest.p, ':', rest.n);
    if (colon) rest.n = (size_t)(colon - rest.p);
    if (rest.n < 40 && vb_draft_read_date(rest, &date))
      vb_draft_date(a, date, VB_DATE_FROM_METADATA);
  }
}

typedef struct entry {
  vb_lines lines;
  size_t begin[FIELDS],
      end[FIELDS]; /* lines [begin, end) of a field; the value of the first is in `value` */
  vb_str value[FIELDS];
  size_t head; /* lines before the first label: the title */
} entry;

static void sort_lines(entry *e) {
  field now = NO_FIELD;
  bool labelled = false;
  for (size_t i = 0; i < e->lines.count; i++) {
    vb_str value;
    field f = field_of(e->lines.items[i].text, &value);
    if (f) {
      labelled = true;
      now = e->end[f] || f == LAST ? OTHER : f; /* the first occurrence counts */
      if (now != OTHER) e->value[f] = value, e->begin[f] = i + (value.n == 0), e->end[f] = i + 1;
      if (value.n) e->lines.items[i].text = value, e->lines.items[i].indent = 0;
    } else if (now && now != OTHER) {
      e->end[now] = i + 1;
    }
    if (!labelled) e->head = i + 1;
  }
}

static vb_str field_text(const entry *e, field f, vb_arena *arena) {
  if (e->begin[f] >= e->end[f]) return VB_STR_NONE;
  return f == TEXT || f == ABSTRACT
             ? vb_lines_text(&e->lines, e->begin[f], e->end[f], arena)
             : vb_lines_joined(&e->lines, e->begin[f], e->begin[f] + 1, arena);
}

/* The first block of lines above the labels. */
static vb_str title_of(const entry *e, vb_arena *arena) {
  size_t end = 1;
  while (end < e->head && end < 3 && !e->lines.items[end].blank) end++;
  return vb_lines_joined(&e->lines, 0, end, arena);
}

/* An entry without text, abstract, id and source is a cover or a bibliography, and is not an
   article. The abstract is used only if there is no text. */
static vb_status read_entry(const vb_reading *reading, vb_str text, uint64_t *record,
                            vb_error *err) {
  entry e = {0};
  vb_arena *arena = reading->arena;
  vb_arena_clear(arena);
  vb_status status = vb_lines_of(text, arena, &e.lines, err);
  if (status != VB_OK) return status;
  vb_lines_drop(&e.lines, is_furniture);
  sort_lines(&e);
  if (!e.end[TEXT] && !e.end[ABSTRACT] && !e.end[ID] && !e.end[SOURCE])
    return VB_OK; /* a cover, a bibliography */
  vb_article a = {.record = ++*record};
  vb_date date;
  a.title = field_text(&e, TITLE, arena);
  if (!a.title.n && e.head) a.title = title_of(&e, arena);
  a.byline = field_text(&e, AUTHOR, arena);
  vb_authors_add_inverted(&a, a.byline, arena);
  a.source = field_text(&e, SOURCE, arena);
  a.section = field_text(&e, SECTION, arena);
  a.language = vb_language_code(field_text(&e, LANGUAGE, arena));
  a.url = field_text(&e, URL, arena);
  if (vb_draft_read_date(field_text(&e, DATE, arena), &date))
    vb_draft_date(&a, date, VB_DATE_FROM_METADATA);
  take_info(field_text(&e, INFO, arena), &a);
  a.text = field_text(&e, TEXT, arena);
  if (!a.text.n) a.text = field_text(&e, ABSTRACT, arena);
  return vb_draft_finish(reading, VB_DRAFT_RECORD, &a, err);
}

static bool is_proquest(vb_str line) {
  return vb_str_starts_caseless(line, "proquest document ") ||
         vb_str_starts_caseless(line, "lien vers le document proquest");
}

static bool has_text(vb_str line) {
  vb_str value;
  field f = field_of(line, &value);
  return f == TEXT || f == INFO;
}

bool vb_proquest_sees(const vb_sight *sight) {
  static const char *const pieces[] = {"roQuest", "ROQUEST", "roquest", NULL};
  return !sight->root.n && vb_text_holds_any(sight->text, pieces) &&
         vb_text_has_line(sight->text, is_proquest) && vb_text_has_line(sight->text, has_text);
}

vb_status vb_proquest_read(const vb_reading *reading, vb_str text, uint32_t replaced,
                           vb_error *err) {
  vb_status status = VB_OK;
  size_t start = 0;
  uint64_t record = 0;
  vb_line line;
  if (replaced)
    vb_draft_problem(reading, 0, false, "%u undecodable pieces were replaced", replaced);
  bool last = false; /* the entry's last label was seen, but not its value */
  for (size_t at = 0; status == VB_OK && vb_line_next(text, &at, &line);) {
    vb_str value;
    bool parts = vb_line_counts_documents(line.text) || is_rule(line.text);
    bool ends = last && line.text.n;
    if (!parts && !ends && field_of(line.text, &value) == LAST) ends = value.n > 0, last = !ends;
    if (!parts && !ends) continue;
    size_t end = parts ? (size_t)(line.text.p - text.p) : at < text.n ? at : text.n;
    status = read_entry(reading, vb_str_slice(text, start, end), &record, err);
    start = parts ? at : end;
    last = false;
  }
  if (status == VB_OK)
    status = read_entry(reading, vb_str_slice(text, start, text.n), &record, err);
  if (status == VB_OK && !record)
    vb_draft_problem(reading, 0, true, "a ProQuest export without an article");
  return status;
}

bool vb_proquest_html_sees(const vb_sight *sight) {
  vb_str s = sight->text;
  return vb_str_is_caseless(sight->root, "html") && memmem(s.p, s.n, "ProQuest document", 17) &&
         (memmem(s.p, s.n, "ull text", 8) || memmem(s.p, s.n, "FULL TEXT", 9));
}

vb_status vb_proquest_html_read(const vb_reading *reading, vb_str html, uint32_t replaced,
                                vb_error *err) {
  vb_buf copy = VB_BUF_INIT;
  vb_status status = vb_export_page_text(reading, html, &copy, err);
  if (status == VB_OK) status = vb_proquest_read(reading, vb_buf_view(&copy), replaced, err);
  vb_buf_clear(&copy);
  return status;
}

/* ---- XML ---- */

static const vb_markup_rule xml_rules[] = {
    {NULL, "Record", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {NULL, "RECORD", VB_MARKUP_ARTICLE, 0, NULL, NULL},
    {NULL, "RecordID", VB_MARKUP_ID, 0, NULL, NULL},
    {NULL, "GOID", VB_MARKUP_ID, 0, NULL, NULL},
    {NULL, "RecordTitle", VB_MARKUP_TITLE, 0, NULL, NULL},
    {"Publication", "Title", VB_MARKUP_SOURCE, 0, NULL, NULL},
    {"PubFrosting", "Title", VB_MARKUP_SOURCE, 0, NULL, NULL},
    {"TitleAtt", "Title", VB_MARKUP_TITLE, 1, NULL, NULL},
    {NULL, "NumericPubDate", VB_MARKUP_DATE, 0, NULL, NULL},
    {NULL, "NumericDate", VB_MARKUP_DATE, 1, NULL, NULL},
    {NULL, "AlphaPubDate", VB_MARKUP_DATE, 2, NULL, NULL},
    {"Contributor", "OriginalForm", VB_MARKUP_AUTHOR, 0, NULL, NULL},
    {"Contributors", "OriginalForm", VB_MARKUP_AUTHOR, 0, NULL, NULL},
    {NULL, "LanguageCode", VB_MARKUP_SKIP, 0, NULL, NULL},
    {NULL, "URLDocView", VB_MARKUP_URL, 0, NULL, NULL},
    {NULL, "FullText", VB_MARKUP_HTML, 0, NULL, NULL},
    {"TextInfo", "Text", VB_MARKUP_HTML, 0, NULL, NULL},
    {NULL, "Abstract", VB_MARKUP_LEAD, 0, NULL, NULL},
    {NULL, NULL, VB_MARKUP_NONE, 0, NULL, NULL}};

static vb_status finish_xml(const vb_reading *reading, vb_markup_article *made, vb_error *err) {
  (void)err;
  vb_authors_add_inverted(&made->article, made->article.byline, reading->arena);
  return VB_OK;
}

static const vb_markup_format xml = {.tables = {xml_rules, vb_markup_xhtml},
                                     .many = true,
                                     .what = "ProQuest's XML",
                                     .finish = finish_xml};

bool vb_proquest_xml_sees(const vb_sight *sight) {
  vb_str s = sight->text;
  return vb_str_is_caseless(sight->root, "record") &&
         (memmem(s.p, s.n, "<RecordID>", 10) || memmem(s.p, s.n, "<GOID>", 6));
}

vb_status vb_proquest_xml_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  return vb_markup_read_xml(reading, &xml, stream, err);
}
