/*
 * lexisnexis.c - reads exports of LexisNexis: the older text and HTML, and Nexis Uni's.
 *
 *   older                                    Nexis Uni
 *                1 of 12 DOCUMENTS           Title
 *                Port Amble Herald           Port Amble Herald
 *             March 8, 2019 Friday           March 8, 2019 Friday
 *                Final Edition               Copyright 2019 ... All Rights Reserved
 *     Title                                  Section: NEWS; Pg. 3
 *     BYLINE: Ada Brook                      Length: 61 words
 *     SECTION: NEWS; Pg. 3                   Byline: Ada Brook
 *     LENGTH: 61 words                       Body
 *     text                                   text
 *     LOAD-DATE: March 8, 2019               Classification
 *     LANGUAGE: ENGLISH                      Language: ENGLISH
 *             Copyright 2019 ...             End of Document
 *
 * In the older form a line begins an article, in the newer one a line ends it; text before
 * the first and after the last article is a cover with the search terms. HTML is the
 * older form in paragraphs. Text and RTF exports of the newer form may repeat "Page 3 of
 * 12" inside an article.
 */
#include "indexer/article/read/dates.h"
#include "indexer/article/read/export_lines.h"
#include "indexer/article/read/readers.h"

enum {
  HEAD_LINES_MAX = 14, /* lines in which an older article's date is searched for */
  HEAD_UP_MAX = 40,    /* lines above a newer article's text that may be its head */
  TITLE_LINES_MAX = 6,
  CENTRED = 8 /* blanks before a centred line */
};

typedef enum role {
  NO_ROLE,
  TITLE,
  BYLINE,
  SECTION,
  LENGTH,
  DECK,
  TEXT,
  LANGUAGE,
  CORRECTION,
  HEAD,
  TAIL,
  WEAK_TAIL
} role;

static const struct {
  const char *label;
  role role;
} labels[] = {{"headline", TITLE},
              {"title", TITLE},
              {"titre", TITLE},
              {"byline", BYLINE},
              {"auteur", BYLINE},
              {"autor", BYLINE},
              {"autore", BYLINE},
              {"section", SECTION},
              {"rubrique", SECTION},
              {"rubrik", SECTION},
              {"ressort", SECTION},
              {"secci\xC3\xB3n", SECTION},
              {"sezione", SECTION},
              {"sectie", SECTION},
              {"rubriek", SECTION},
              {"length", LENGTH},
              {"longueur", LENGTH},
              {"l\xC3\xA4nge", LENGTH},
              {"L\xC3\x84NGE", LENGTH},
              {"longitud", LENGTH},
              {"lunghezza", LENGTH},
              {"lengte", LENGTH},
              {"dateline", HEAD},
              {"lieu", HEAD},
              {"ortsmarke", HEAD},
              {"highlight", DECK},
              {"encart", DECK},
              {"teaser", DECK},
              {"body", TEXT},
              {"text", TEXT},
              {"corps", TEXT},
              {"language", LANGUAGE},
              {"langue", LANGUAGE},
              {"sprache", LANGUAGE},
              {"idioma", LANGUAGE},
              {"lingua", LANGUAGE},
              {"taal", LANGUAGE},
              {"correction", CORRECTION},
              {"load-date", TAIL},
              {"graphic", TAIL},
              {"publication-type", TAIL},
              {"subject", TAIL},
              {"document-type", TAIL},
              {"journal-code", TAIL},
              {"acc-no", TAIL},
              {"correction-date", TAIL},
              {"date-chargement", TAIL},
              {"sujet", TAIL},
              {"type-publication", TAIL},
              {"type-document", TAIL},
              {"graphique", TAIL},
              {"grafik", TAIL},
              {"update", TAIL},
              {"upload-datum", TAIL},
              {"publikationstyp", TAIL},
              {"zeitungs-code", TAIL},
              {"fecha-carga", TAIL},
              {"organization", WEAK_TAIL},
              {"organisation", WEAK_TAIL},
              {"company", WEAK_TAIL},
              {"ticker", WEAK_TAIL},
              {"industry", WEAK_TAIL},
              {"person", WEAK_TAIL},
              {"geographic", WEAK_TAIL},
              {"country", WEAK_TAIL},
              {"state", WEAK_TAIL},
              {"city", WEAK_TAIL},
              {"series", WEAK_TAIL},
              {"notes", WEAK_TAIL},
              {"name", WEAK_TAIL},
              {"type", WEAK_TAIL},
              {"distribution", WEAK_TAIL},
              {"url", WEAK_TAIL},
              {"column", WEAK_TAIL},
              {"topic", WEAK_TAIL},
              {"personne", WEAK_TAIL},
              {"societe", WEAK_TAIL},
              {"localisation-geo", WEAK_TAIL},
              {"symbole-boursier", WEAK_TAIL},
              {"secteur-activite", WEAK_TAIL},
              {"copyright", WEAK_TAIL}};

/* The role of a line's label; `capitals`: only labels in capitals count. */
static role role_of(vb_str line, bool capitals, vb_str *value) {
  vb_str label;
  if (!vb_line_label(line, &label, value)) return NO_ROLE;
  for (size_t i = 0; capitals && i < label.n; i++)
    if (label.p[i] >= 'a' && label.p[i] <= 'z') return NO_ROLE;
  for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
    if (vb_str_is_caseless(label, labels[i].label)) return labels[i].role;
  return NO_ROLE;
}

typedef struct document {
  const vb_reading *reading;
  vb_lines lines;
  vb_article article;
  vb_str deck, correction;
  size_t text, end; /* the lines of the text are [text, end) */
} document;

/* "NEWS; Pg. 3": the section and its page. */
static vb_str section_of(vb_str value) {
  const char *mark = value.n ? memchr(value.p, ';', value.n) : NULL;
  if (!mark) return value;
  vb_str rest = vb_line_trim(vb_str_slice(value, (size_t)(mark - value.p) + 1, value.n));
  bool page = vb_str_starts_caseless(rest, "pg") || vb_str_starts_caseless(rest, "p.") ||
              vb_str_starts_caseless(rest, "page") || vb_str_starts_caseless(rest, "s.") ||
              vb_str_starts_caseless(rest, "version");
  return page ? vb_line_trim(vb_str_slice(value, 0, (size_t)(mark - value.p))) : value;
}

/* The end of the value that begins in line i: the line that begins another block or has a label. */
static size_t block_end(const document *d, size_t i, bool capitals) {
  vb_str value;
  size_t end = i + 1;
  while (end < d->lines.count && !d->lines.items[end].blank &&
         !role_of(d->lines.items[end].text, capitals, &value))
    end++;
  return end;
}

/* The value of a label in line i, which may continue over the lines of its block. */
static vb_str whole_value(const document *d, size_t i, size_t end, vb_str value) {
  if (end == i + 1) return value;
  vb_str rest = vb_lines_joined(&d->lines, i + 1, end, d->reading->arena);
  vb_buf all = VB_BUF_INIT;
  vb_buf_str(&all, value);
  if (value.n) vb_buf_char(&all, ' ');
  vb_buf_str(&all, rest);
  vb_str s = all.failed ? value : vb_arena_copy(d->reading->arena, vb_buf_view(&all));
  vb_buf_clear(&all);
  return s;
}

static void take_label(document *d, role r, vb_str value) {
  vb_article *a = &d->article;
  if (r == TITLE && !a->title.n) a->title = value;
  else if (r == BYLINE && !a->byline.n) a->byline = value;
  else if (r == SECTION && !a->section.n) a->section = section_of(value);
  else if (r == DECK && !d->deck.n) d->deck = value;
  else if (r == CORRECTION && !d->correction.n) d->correction = value;
  else if (r == LANGUAGE && !a->language.n) a->language = vb_language_code(value);
}

/* Completes the text with what is before and after it: the deck, a correction under its label. */
static vb_status finish(document *d, vb_error *err) {
  vb_str text = vb_lines_text(&d->lines, d->text, d->end, d->reading->arena);
  if (d->deck.n || d->correction.n) {
    vb_buf all = VB_BUF_INIT;
    vb_buf_str(&all, d->deck);
    if (d->deck.n) vb_buf_text(&all, "\n\n");
    vb_buf_str(&all, text);
    if (d->correction.n) vb_buf_text(&all, "\n\nCORRECTION: ");
    vb_buf_str(&all, d->correction);
    text = vb_arena_copy(d->reading->arena, vb_buf_view(&all));
    vb_status status = vb_buf_ok(&all, err);
    vb_buf_clear(&all);
    if (status != VB_OK) return status;
  }
  d->article.text = text;
  return vb_draft_finish(d->reading, VB_DRAFT_RECORD, &d->article, err);
}

/* ---- the older form ---- */

/* Reads outlet and date, up to the end of their block; returns the line after it. */
static size_t take_masthead(document *d) {
  const vb_line *l = d->lines.items;
  size_t i = 0, source = SIZE_MAX,
         last = d->lines.count < HEAD_LINES_MAX ? d->lines.count : HEAD_LINES_MAX;
  vb_date date;
  vb_str value;
  for (; i < last && !role_of(l[i].text, true, &value); i++) {
    if (vb_line_is_rights(l[i].text)) continue;
    if (vb_line_is_date(l[i].text, &date)) {
      vb_draft_date(&d->article, date, VB_DATE_FROM_METADATA);
      break;
    }
    if (source == SIZE_MAX) source = i;
  }
  if (source != SIZE_MAX) d->article.source = l[source].text;
  if (d->article.published.precision == VB_DATE_UNKNOWN) return source == SIZE_MAX ? 0 : source + 1;
  bool centred = l[i].indent >= CENTRED;
  for (i++; i < d->lines.count && (!l[i].blank || (centred && l[i].indent >= CENTRED)) &&
            !role_of(l[i].text, true, &value);
       i++)
    ;
  return i;
}

/* Reads title and labels, up to the first line of the text. */
static void take_head(document *d, size_t i) {
  const vb_line *l = d->lines.items;
  bool length = false;
  vb_str value;
  size_t decks = 0;
  d->text = SIZE_MAX;
  while (i < d->lines.count) {
    role r = role_of(l[i].text, true, &value);
    size_t end = block_end(d, i, true);
    if (r == TEXT) { /* the text may begin in the label's line */
      d->text = i + (value.n == 0);
      if (value.n) d->lines.items[i].text = value, d->lines.items[i].indent = 0;
      return;
    }
    if (r == NO_ROLE && (d->article.title.n || length || decks)) {
      if (d->text == SIZE_MAX) d->text = i;
      if (length || ++decks > 2) return; /* a subtitle may be above the labels */
    } else if (r == NO_ROLE) {
      d->article.title = vb_lines_joined(&d->lines, i, end, d->reading->arena);
    } else if (r == TAIL || r == LANGUAGE) {
      return;
    } else {
      take_label(d, r, whole_value(d, i, end, value));
      length = length || r == LENGTH;
      d->text = SIZE_MAX;
    }
    i = end;
  }
}

static bool is_tail(role r) {
  return r == TAIL || r == LANGUAGE || r == CORRECTION;
}

/* The end of the text: the first label that only occurs after one, and weaker labels before it. */
static void find_tail(document *d) {
  const vb_line *l = d->lines.items;
  vb_str value;
  if (d->text > d->lines.count) d->text = d->lines.count;
  size_t end = d->text;
  while (end < d->lines.count && !(l[end].blank && is_tail(role_of(l[end].text, true, &value))))
    end++;
  if (end == d->lines.count) /* no such label: look for the rights */
    for (size_t i = end; i > d->text && end - i < 6; i--)
      if (l[i - 1].blank && vb_line_is_rights(l[i - 1].text)) end = i - 1;
  for (size_t i = end; i > d->text; i--) {
    bool weak =
        role_of(l[i - 1].text, true, &value) == WEAK_TAIL || vb_line_is_rights(l[i - 1].text);
    if (weak && l[i - 1].blank) end = i - 1;
    else if (l[i - 1].blank && !weak) break;
  }
  d->end = end;
}

static void take_tail(document *d) {
  vb_str value;
  for (size_t i = d->end, end; i < d->lines.count; i = end) {
    role r = role_of(d->lines.items[i].text, true, &value);
    end = block_end(d, i, true);
    if (r == CORRECTION && !value.n && end < d->lines.count) {
      size_t next = block_end(d, end, true);
      value = vb_lines_joined(&d->lines, end, next, d->reading->arena);
      end = next;
      take_label(d, r, value);
    } else if (is_tail(r)) {
      take_label(d, r, whole_value(d, i, end, value));
    }
  }
}

static vb_status read_older(const vb_reading *reading, vb_str text, uint64_t record,
                            uint64_t *empty, vb_error *err) {
  document d = {.reading = reading, .article = {.record = record}};
  vb_arena_clear(reading->arena);
  vb_status status = vb_lines_of(text, reading->arena, &d.lines, err);
  if (status != VB_OK) return status;
  if (!d.lines.count) {
    ++*empty;
    return VB_OK;
  }
  take_head(&d, take_masthead(&d));
  find_tail(&d);
  take_tail(&d);
  return finish(&d, err);
}

static vb_status read_all_older(const vb_reading *reading, vb_str text, vb_error *err) {
  vb_status status = VB_OK;
  size_t start = SIZE_MAX;
  uint64_t record = 0, empty = 0;
  vb_line line;
  for (size_t at = 0; status == VB_OK && vb_line_next(text, &at, &line);) {
    if (!vb_line_counts_documents(line.text)) continue;
    size_t here = (size_t)(line.text.p - text.p) - line.indent;
    if (start != SIZE_MAX)
      status = read_older(reading, vb_str_slice(text, start, here), ++record, &empty, err);
    start = at;
  }
  if (status == VB_OK && start != SIZE_MAX)
    status = read_older(reading, vb_str_slice(text, start, text.n), ++record, &empty, err);
  if (status == VB_OK && empty)
    vb_draft_problem(reading, 0, true, "%llu documents without text", (unsigned long long)empty);
  return status;
}

/* ---- Nexis Uni ---- */

static bool is_end(vb_str line) {
  static const char *const ends[] = {
      "end of document",    "ende des dokuments", "fin du document",
      "fin del documento",  "einde van document", "einde van het document",
      "fine del documento", "fim do documento",   NULL};
  return vb_line_is_any(line, ends);
}

static bool is_body(vb_str line) {
  static const char *const bodies[] = {"body",      "body:", "textk\xC3\xB6rper",
                                       "hauptteil", "corps", "corps de l'article",
                                       "cuerpo",    "corpo", "inhoud",
                                       "tekst",     NULL};
  return vb_line_is_any(line, bodies);
}

static bool is_page_line(vb_str line) {
  if (!vb_str_starts_caseless(line, "page ") && !vb_str_starts_caseless(line, "seite "))
    return false;
  vb_str rest = vb_str_slice(line, 5, line.n);
  return line.n < 24 && (memmem(rest.p, rest.n, " of ", 4) || memmem(rest.p, rest.n, " von ", 5) ||
                         memmem(rest.p, rest.n, " de ", 4));
}

static bool is_between(vb_str line) {
  return is_page_line(line) || vb_str_is_caseless(line, "link to image");
}

/* Reads the head above line `body`: labels, rights, date, outlet, title. */
static void take_new_head(document *d, size_t body) {
  const vb_line *l = d->lines.items;
  size_t low = body > HEAD_UP_MAX ? body - HEAD_UP_MAX : 0, i = body;
  vb_str value;
  vb_date date = {0};
  bool found = false;
  for (; i > low && !found; i--) {
    role r = role_of(l[i - 1].text, false, &value);
    if (r)
      take_label(d, r,
                 whole_value(d, i - 1,
                             block_end(d, i - 1, false) < body ? block_end(d, i - 1, false) : body,
                             value));
    else found = vb_line_is_date(l[i - 1].text, &date);
  }
  if (!found || i == 0) return;
  vb_draft_date(&d->article, date, VB_DATE_FROM_METADATA);
  d->article.source = l[--i].text; /* i was the date's line */
  size_t end = i;
  while (i > 0 && end - i < TITLE_LINES_MAX && (i == end || !l[i].blank)) i--;
  if (end > i) d->article.title = vb_lines_joined(&d->lines, i, end, d->reading->arena);
}

static bool is_strong_tail(vb_str line) {
  static const char *const headings[] = {"classification", "klassifizierung",      "klassifikation",
                                         "classificatie",  "clasificaci\xC3\xB3n", NULL};
  vb_str value;
  role r = role_of(line, false, &value);
  return vb_line_is_any(line, headings) ||
         ((r == TAIL || r == LANGUAGE) && value.n && line.n < 120);
}

static bool is_weak_tail(vb_str line) {
  static const char *const headings[] = {
      "graphic",         "grafik",    "graphique",         "notes", "correction",
      "correction-date", "load-date", "gr\xC3\xA1\x66ico", NULL};
  return vb_line_is_any(line, headings);
}

/* The text is what follows the line "Body". It ends at the first line that can only be part of the
   tail, and then at the first of those before it that often are. */
static vb_status read_newer(const vb_reading *reading, vb_str text, uint64_t record,
                            vb_error *err) {
  document d = {.reading = reading, .article = {.record = record}};
  vb_str value;
  vb_arena_clear(reading->arena);
  vb_status status = vb_lines_of(text, reading->arena, &d.lines, err);
  if (status != VB_OK) return status;
  vb_lines_drop(&d.lines, is_between);
  const vb_line *l = d.lines.items;
  size_t body = 0;
  while (body < d.lines.count && !is_body(l[body].text)) body++;
  if (body == d.lines.count) {
    vb_draft_problem(reading, record, true, "a document without a \"Body\"");
    return VB_OK;
  }
  take_new_head(&d, body);
  d.text = d.end = body + 1;
  while (d.end < d.lines.count && !is_strong_tail(l[d.end].text)) d.end++;
  for (size_t i = d.end; i < d.lines.count; i++)
    if (role_of(l[i].text, false, &value) == LANGUAGE) take_label(&d, LANGUAGE, value);
  for (size_t i = d.end; d.end < d.lines.count && i > d.text; i--)
    if (is_weak_tail(l[i - 1].text)) d.end = i - 1;
  return finish(&d, err);
}

static vb_status read_all_newer(const vb_reading *reading, vb_str text, vb_error *err) {
  vb_status status = VB_OK;
  size_t start = 0;
  uint64_t record = 0;
  vb_line line;
  for (size_t at = 0; status == VB_OK && vb_line_next(text, &at, &line);) {
    if (!is_end(line.text)) continue;
    status = read_newer(reading, vb_str_slice(text, start, (size_t)(line.text.p - text.p)),
                        ++record, err);
    start = at;
  }
  vb_str rest = vb_str_slice(text, start, text.n);
  if (status == VB_OK && vb_text_has_line(rest, is_body))
    status = read_newer(reading, rest, ++record, err);
  return status;
}

/* ---- both ---- */

static bool is_length(vb_str line) {
  vb_str value;
  return role_of(line, false, &value) == LENGTH && vb_line_is_word_count(value);
}

static bool is_newer(vb_str text) {
  if (!vb_text_has_line(text, is_body)) return false;
  return vb_text_has_line(text, is_end) ||
         (vb_text_has_line(text, is_length) && !vb_text_has_line(text, vb_line_counts_documents));
}

bool vb_lexisnexis_sees(const vb_sight *sight) {
  static const char *const pieces[] = {" DOCUMENT", "ocument", "okument", "ength:", NULL};
  return !sight->root.n && vb_text_holds_any(sight->text, pieces) &&
         (is_newer(sight->text) || vb_text_has_line(sight->text, vb_line_counts_documents));
}

vb_status vb_lexisnexis_read(const vb_reading *reading, vb_str text, uint32_t replaced,
                             vb_error *err) {
  if (replaced)
    vb_draft_problem(reading, 0, false, "%u undecodable pieces were replaced", replaced);
  return is_newer(text) ? read_all_newer(reading, text, err) : read_all_older(reading, text, err);
}

bool vb_lexisnexis_html_sees(const vb_sight *sight) {
  vb_str s = sight->text;
  return vb_str_is_caseless(sight->root, "html") &&
         (memmem(s.p, s.n, "DOC_ID_0_", 9) || memmem(s.p, s.n, "LXNComment", 10)) &&
         memmem(s.p, s.n, "DOCUMENTS", 9);
}

vb_status vb_lexisnexis_html_read(const vb_reading *reading, vb_str html, uint32_t replaced,
                                  vb_error *err) {
  vb_buf copy = VB_BUF_INIT;
  vb_status status = vb_export_page_text(reading, html, &copy, err);
  if (status == VB_OK) status = vb_lexisnexis_read(reading, vb_buf_view(&copy), replaced, err);
  vb_buf_clear(&copy);
  return status;
}
