/*
 * sentences.c - one walk over the text that makes a decision at each stop.
 *
 *   ... in the U.S. "Next sentence
 *               ^word ^stop  ^following word, after opening marks
 *
 * A stop is a run of terminators and the closing marks after it. Chinese, Japanese
 * and Indic terminators need no space after them and always end the sentence. Others
 * end it only before white space, which no word contains, so no sentence boundary
 * cuts a word. If the text continues in lower case, the sentence continues.
 *
 * A single full stop after an abbreviation is decided by the table of
 * abbreviations. Some are always followed by a name or number ("Sen.", "No."). The
 * others may end a sentence; they do if the next word often begins sentences and is
 * not a name.
 */
#include "indexer/text/sentences.h"

#include "indexer/base/bytes16.h"
#include "indexer/base/utf8.h"
#include "indexer/text/marks.h"

#include <stdlib.h>
#include <utf8proc.h>

typedef enum abbreviation {
  NOT_ABBREVIATED,
  BEFORE_NAME,   /* never ends a sentence */
  BEFORE_NUMBER, /* as ANYWHERE, but a number may also follow within the sentence */
  BEFORE_DIGIT,  /* in lower case, abbreviates only before a digit: "no. 5" */
  ANYWHERE       /* ends a sentence if the next word often begins one */
} abbreviation;

typedef struct known_word {
  const char *word;
  abbreviation kind;
} known_word;

/* Sorted, in lower case. Single letters and words with a stop inside ("u.s", "a.m") need no entry:
   their form gives them away. */
static const known_word abbreviations[] = {
    {"adm", BEFORE_NAME},    {"ala", ANYWHERE},      {"apr", BEFORE_NUMBER}, {"ariz", ANYWHERE},
    {"ark", ANYWHERE},       {"art", BEFORE_NUMBER}, {"assn", ANYWHERE},     {"asst", BEFORE_NAME},
    {"atty", BEFORE_NAME},   {"aug", BEFORE_NUMBER}, {"ave", ANYWHERE},      {"blvd", ANYWHERE},
    {"brig", BEFORE_NAME},   {"bros", ANYWHERE},     {"ca", BEFORE_NUMBER},  {"calif", ANYWHERE},
    {"capt", BEFORE_NAME},   {"cf", BEFORE_NAME},    {"ch", BEFORE_NUMBER},  {"cmdr", BEFORE_NAME},
    {"co", ANYWHERE},        {"col", BEFORE_NAME},   {"colo", ANYWHERE},     {"conn", ANYWHERE},
    {"corp", ANYWHERE},      {"cpl", BEFORE_NAME},   {"dec", BEFORE_NUMBER}, {"del", ANYWHERE},
    {"dept", ANYWHERE},      {"det", BEFORE_NAME},   {"dr", BEFORE_NAME},    {"esq", ANYWHERE},
    {"est", ANYWHERE},       {"etc", ANYWHERE},      {"feb", BEFORE_NUMBER}, {"fig", BEFORE_NUMBER},
    {"fla", ANYWHERE},       {"fr", BEFORE_NAME},    {"ft", ANYWHERE},       {"ga", ANYWHERE},
    {"gen", BEFORE_NAME},    {"gov", BEFORE_NAME},   {"hon", BEFORE_NAME},   {"ill", ANYWHERE},
    {"inc", ANYWHERE},       {"ind", ANYWHERE},      {"insp", BEFORE_NAME},  {"jan", BEFORE_NUMBER},
    {"jr", ANYWHERE},        {"jul", BEFORE_NUMBER}, {"jun", BEFORE_NUMBER}, {"kan", ANYWHERE},
    {"ky", ANYWHERE},        {"la", ANYWHERE},       {"lt", BEFORE_NAME},    {"ltd", ANYWHERE},
    {"maj", BEFORE_NAME},    {"mar", BEFORE_NUMBER}, {"mass", ANYWHERE},     {"md", ANYWHERE},
    {"messrs", BEFORE_NAME}, {"mfg", ANYWHERE},      {"mich", ANYWHERE},     {"minn", ANYWHERE},
    {"miss", ANYWHERE},      {"mlle", BEFORE_NAME},  {"mme", BEFORE_NAME},   {"mo", ANYWHERE},
    {"mont", ANYWHERE},      {"mr", BEFORE_NAME},    {"mrs", BEFORE_NAME},   {"ms", BEFORE_NAME},
    {"msgr", BEFORE_NAME},   {"mt", BEFORE_NAME},    {"neb", ANYWHERE},      {"nev", ANYWHERE},
    {"no", BEFORE_NUMBER},   {"nos", BEFORE_NUMBER}, {"nov", BEFORE_NUMBER}, {"oct", BEFORE_NUMBER},
    {"okla", ANYWHERE},      {"ore", ANYWHERE},      {"p", BEFORE_NUMBER},   {"pa", ANYWHERE},
    {"pp", BEFORE_NUMBER},   {"pres", BEFORE_NAME},  {"prof", BEFORE_NAME},  {"pvt", BEFORE_NAME},
    {"rd", ANYWHERE},        {"rep", BEFORE_NAME},   {"reps", BEFORE_NAME},  {"rev", BEFORE_NAME},
    {"sec", BEFORE_NAME},    {"sen", BEFORE_NAME},   {"sens", BEFORE_NAME},  {"sep", BEFORE_NUMBER},
    {"sept", BEFORE_NUMBER}, {"sgt", BEFORE_NAME},   {"spc", BEFORE_NAME},   {"sr", ANYWHERE},
    {"st", ANYWHERE},        {"ste", BEFORE_NAME},   {"supt", BEFORE_NAME},  {"tenn", ANYWHERE},
    {"tex", ANYWHERE},       {"univ", ANYWHERE},     {"v", BEFORE_NAME},     {"va", ANYWHERE},
    {"vol", BEFORE_NUMBER},  {"vs", BEFORE_NAME},    {"vt", ANYWHERE},       {"wash", ANYWHERE},
    {"wis", ANYWHERE},       {"wyo", ANYWHERE}};

/* Words that often begin sentences and are rarely the second part of a name. Sorted. */
static const char *const beginners[] = {
    "a",         "about",   "according", "after",     "all",    "also",    "although", "an",
    "and",       "another", "any",       "as",        "asked",  "at",      "because",  "before",
    "both",      "but",     "by",        "during",    "each",   "even",    "every",    "few",
    "first",     "for",     "from",      "further",   "given",  "had",     "has",      "have",
    "he",        "her",     "here",      "his",       "how",    "however", "i",        "if",
    "in",        "instead", "is",        "it",        "its",    "last",    "later",    "many",
    "meanwhile", "more",    "most",      "much",      "my",     "neither", "no",       "nor",
    "not",       "now",     "of",        "officials", "on",     "once",    "one",      "only",
    "other",     "others",  "our",       "over",      "people", "she",     "since",    "so",
    "some",      "still",   "such",      "that",      "the",    "their",   "then",     "there",
    "these",     "they",    "this",      "those",     "though", "through", "to",       "today",
    "two",       "under",   "unlike",    "until",     "we",     "were",    "what",     "when",
    "where",     "whether", "which",     "while",     "who",    "why",     "with",     "without",
    "yes",       "yet",     "you",       "your"};

enum {
  ABBREVIATION_MAX = 16, /* bytes, with stops: "u.s.s.r" */
  KNOWN_MAX = 6          /* of the longest in the table */
};

static int by_word(const void *key, const void *entry) {
  return strcmp(key, ((const known_word *)entry)->word);
}

static int by_text(const void *key, const void *entry) {
  return strcmp(key, *(const char *const *)entry);
}

/* ---- characters ------------------------------------------------------- */

static bool is_ascii_letter(char c) {
  return (c | 32) >= 'a' && (c | 32) <= 'z';
}

typedef enum stop_kind {
  NO_STOP,
  STOP,          /* ends a sentence before white space */
  STOP_ANYWHERE, /* ends one in any case: scripts that put no space after it */
} stop_kind;

static stop_kind stop_of(int32_t c) {
  switch (c) {
  case '.':
  case '!':
  case '?':
  case 0x2026: /* … */
  case 0x203C:
  case 0x203D:
  case 0x2047:
  case 0x2048:
  case 0x2049: /* !! and the like */
  case 0x061F:
  case 0x06D4: /* Arabic */
  case 0x0589: /* Armenian */
  case 0x1362:
  case 0x1367: /* Ethiopic */
  case 0xFF0E: return STOP;
  case 0x3002:
  case 0xFF61:
  case 0xFF01:
  case 0xFF1F: /* 。 ｡ ！ ？ */
  case 0x0964:
  case 0x0965: return STOP_ANYWHERE; /* Indic */
  default: return NO_STOP;
  }
}

/* Marks that close what a stop ends. A straight quotation mark may open or close. */
static bool is_closer(int32_t c) {
  return vb_char_is_quote(c) || c == ')' || c == ']' || c == '}' || c == 0x3009 || c == 0x300B ||
         c == 0x3011 || c == 0x3015 || c == 0xFF09 || vb_char_is_ignorable(c);
}

/* Marks that close in German but open in Chinese, where no space tells the two uses apart. */
static bool begins_in_chinese(const char *p, const char *end) {
  vb_quote_mark mark = vb_mark_at((vb_str){p, (size_t)(end - p)}, 0);
  return mark.family != VB_MARK_NONE && (mark.side == VB_MARK_FACES_IN || mark.side == VB_MARK_LOW);
}

static bool is_opener(int32_t c) {
  return vb_char_is_quote(c) || vb_char_is_dash(c) || vb_char_is_ignorable(c) || c == '(' ||
         c == '[' || c == '{' || c == '*' || c == '#' || c == 0xA1 || c == 0xBF || c == 0x2022;
}

/* ---- one stop --------------------------------------------------------- */

typedef struct walker {
  vb_analysis *a;
  vb_arena *arena;
  size_t capacity;
  const char *end;   /* of the text */
  const char *start; /* of the current sentence; NULL between two */
  const char *paragraph_end;
  size_t first_token; /* of the current sentence, or of the next one */
  size_t next_token;  /* the first token that begins at or after the walk's place */
} walker;

typedef struct stop {
  const char *at;        /* the first terminator */
  const char *end;       /* after the closers */
  bool anywhere, single; /* single: one ASCII full stop */
  bool quote, bracket;   /* closers seen */
} stop;

/* A stop is a run of stop signs with the closing marks after it: the quotation mark of “Yes.”
   belongs to the sentence that it ends. */
static stop stop_at(const char *p, const char *end) {
  stop s = {.at = p, .end = p};
  size_t length, stops = 0;
  int32_t c = 0, first = 0;
  for (; p < end; p += length) {
    c = vb_utf8_decode(p, end, &length);
    stop_kind kind = stop_of(c);
    if (kind == NO_STOP) break;
    if (stops++ == 0) first = c;
    s.anywhere |= kind == STOP_ANYWHERE;
  }
  s.single = stops == 1 && first == '.';
  for (; p < end; p += length) {
    c = vb_utf8_decode(p, end, &length);
    if (!is_closer(c) || (s.anywhere && begins_in_chinese(p, end))) break;
    if (vb_char_is_quote(c)) s.quote = true;
    else s.bracket = true;
  }
  s.end = p;
  return s;
}

/* The word before a stop, in lower case. False when it is longer than any abbreviation, or is only
   the end of a word with other characters ("Peña", "Macy's"). */
static bool word_before(const char *from, const char *at, char out[ABBREVIATION_MAX], bool *upper) {
  const char *p = at;
  while (p > from && at - p < ABBREVIATION_MAX && (is_ascii_letter(p[-1]) || p[-1] == '.')) p--;
  size_t n = (size_t)(at - p);
  if (n == 0 || n >= ABBREVIATION_MAX) return false;
  if (p > from) {
    vb_str sentence = {from, (size_t)(at - from)};
    const char *before = from + vb_utf8_floor(sentence, (size_t)(p - 1 - from));
    size_t length;
    int32_t c = vb_utf8_decode(before, at, &length);
    utf8proc_category_t category = c < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(c);
    if (c == '\'' || c == 0x2019 || category <= UTF8PROC_CATEGORY_NO) return false;
  }
  *upper = *p >= 'A' && *p <= 'Z';
  for (size_t i = 0; i < n; i++) out[i] = (char)(p[i] == '.' ? '.' : p[i] | 32);
  out[n] = 0;
  return true;
}

/* Single letters with a stop after each, or an academic degree: "u.s", "ph.d"; not "end.next". */
static bool is_dotted(const char *word) {
  for (const char *p = word, *dot; (dot = strchr(p, '.')); p = dot + 1)
    if (dot - p > 3) return false;
  return strchr(word, '.') != NULL;
}

/* Whether a table entry is also an abbreviation in lower case. The others are ordinary words as
   often as not ("co", "ill", "rep"). */
static bool also_small(const char *word) {
  static const char *const words[] = {"cf", "est", "etc", "v", "vs"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(word, words[i]) == 0) return true;
  return false;
}

static abbreviation abbreviated(const char *from, const char *at) {
  char word[ABBREVIATION_MAX];
  bool upper;
  if (!word_before(from, at, word, &upper)) return NOT_ABBREVIATED;
  if (strchr(word, '.')) return is_dotted(word) ? ANYWHERE : NOT_ABBREVIATED;
  if (strlen(word) > KNOWN_MAX) return NOT_ABBREVIATED;
  if (!word[1] && upper) return word[0] == 'i' ? NOT_ABBREVIATED : BEFORE_NAME; /* an initial */
  const known_word *found =
      bsearch(word, abbreviations, sizeof abbreviations / sizeof *abbreviations,
              sizeof *abbreviations, by_word);
  if (!found) return word[1] ? NOT_ABBREVIATED : BEFORE_DIGIT;
  if (upper || also_small(word)) return found->kind;
  return found->kind == BEFORE_NUMBER ? BEFORE_DIGIT : NOT_ABBREVIATED;
}

typedef enum following { NOTHING, LOWER, DIGIT, CAPITAL } following;

/* How the text continues after white space and opening marks, where *at is moved to. LOWER also
   stands for a mark that continues a sentence, and for another stop (". . ."), which is then
   decided on its own. */
static following what_follows(const char **at, const char *end) {
  size_t length = 0;
  int32_t c = 0;
  const char *p = *at;
  for (; p < end; p += length) {
    c = vb_utf8_decode(p, end, &length);
    if (!vb_char_is_space(c) && !is_opener(c)) break;
  }
  *at = p;
  if (p == end) return NOTHING;
  if (c >= '0' && c <= '9') return DIGIT;
  utf8proc_category_t category = c < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(c);
  if (category == UTF8PROC_CATEGORY_LL || stop_of(c) == STOP) return LOWER;
  return c < 0x80 && c > 0 && strchr(",;:)%&/", c) ? LOWER : CAPITAL;
}

/* Whether the word at p often begins a sentence. */
static bool is_beginner(const char *p, const char *end) {
  char word[16];
  size_t n = 0;
  for (; p < end && n < sizeof word - 1 && is_ascii_letter(*p); p++) word[n++] = (char)(*p | 32);
  word[n] = 0;
  return bsearch(word, beginners, sizeof beginners / sizeof *beginners, sizeof *beginners, by_text);
}

/* "1." at the start of a paragraph or sentence numbers it and does not end it. */
static bool is_item_number(const char *start, const char *at) {
  if (at == start || at - start > 3) return false;
  for (const char *p = start; p < at; p++)
    if (*p < '0' || *p > '9') return false;
  return true;
}

static bool ends_sentence(const walker *w, const stop *s) {
  if (s->anywhere || s->end == w->paragraph_end) return true;
  size_t length;
  if (!vb_char_is_space(vb_utf8_decode(s->end, w->paragraph_end, &length))) return false;
  const char *p = s->end;
  following next = what_follows(&p, w->paragraph_end);
  if (next == LOWER) return false;
  if (!s->single || s->quote) return true;
  if (is_item_number(w->start, s->at)) return false;
  switch (abbreviated(w->start, s->at)) {
  case BEFORE_NAME: return next == NOTHING || s->bracket;
  case BEFORE_DIGIT: return next != DIGIT;
  case BEFORE_NUMBER:
  case ANYWHERE: return next == NOTHING || (next == CAPITAL && is_beginner(p, w->paragraph_end));
  default: return true;
  }
}

/* ---- the walk --------------------------------------------------------- */

static bool close_sentence(walker *w, const char *end) {
  if (!w->start) return true;
  vb_analysis *a = w->a;
  if (a->sentence_count == w->capacity &&
      !VB_ARENA_GROW(w->arena, a->sentences, &w->capacity, a->sentence_count))
    return false;
  vb_sentence *s = &a->sentences[a->sentence_count++];
  s->start = (uint32_t)(w->start - a->text.p);
  s->end = (uint32_t)(end - a->text.p);
  s->paragraph = (uint32_t)a->paragraph_count;
  s->first_token = (uint32_t)w->first_token;
  s->end_token = (uint32_t)(w->first_token = w->next_token);
  w->start = NULL;
  return true;
}

/* The end of the paragraph that begins at p: the newline before a blank line, or the text's end. */
static const char *paragraph_end(const char *p, const char *end) {
  while ((p = memchr(p, '\n', (size_t)(end - p)))) {
    const char *q = p + 1;
    while (q < end && *q != '\n' && vb_is_space(*q)) q++;
    if (q == end || *q == '\n') return p;
    p = q;
  }
  return end;
}

/* Skips the words that begin before p. Words of prose begin some six bytes apart, so the walk
   starts near the word that is looked for. */
static void pass_words(walker *w, const char *p) {
  enum { APART = 6 };
  const vb_analysis *a = w->a;
  const size_t before = (size_t)(p - a->text.p);
  size_t at = w->next_token;
  if (at == a->token_count || a->tokens[at].start >= before) return;
  at += (before - a->tokens[at].start) / APART;
  if (at > a->token_count) at = a->token_count;
  while (at > w->next_token && a->tokens[at - 1].start >= before) at--;
  while (at < a->token_count && a->tokens[at].start < before) at++;
  w->next_token = at;
}

/* Marks the ASCII stops and the bytes outside ASCII. */
static inline uint64_t stops_in(vb_bytes16 row) {
  return vb_bytes16_bits(row | (vb_bytes16)((row == '.') | (row == '!') | (row == '?')));
}

/* The first place from p on that a stop may be at. */
static const char *possible_stop(const char *p, const char *end) {
  for (; (size_t)(end - p) >= sizeof(vb_bytes16); p += sizeof(vb_bytes16)) {
    uint64_t bits = stops_in(vb_bytes16_load(p));
    if (bits) return p + __builtin_ctzll(bits);
  }
  char rest[sizeof(vb_bytes16)] = {0};
  memcpy(rest, p, (size_t)(end - p));
  uint64_t bits = stops_in(vb_bytes16_load(rest));
  return bits ? p + __builtin_ctzll(bits) : end;
}

/* The size of the white space at p, 0 for any other character. */
static inline size_t space_at(const char *p, const char *end) {
  size_t length;
  if ((unsigned char)*p < 0x80) return vb_is_space(*p);
  return vb_char_is_space(vb_utf8_decode(p, end, &length)) ? length : 0;
}

static const char *skip_space(const char *p, const char *end) {
  for (size_t length; p < end && (length = space_at(p, end)); p += length) {
  }
  return p;
}

/* The end of the last visible character of [from, end). */
static const char *visible_end(const char *from, const char *end) {
  while (end > from) {
    const char *last = end - 1;
    if ((unsigned char)*last >= 0x80)
      last = from + vb_utf8_floor((vb_str){from, (size_t)(end - from)}, (size_t)(last - from));
    size_t length = space_at(last, end);
    if (!length || last + length < end) break; /* a stray byte is visible */
    end = last;
  }
  return end;
}

/* Cuts one paragraph [p, w->paragraph_end) into sentences. No white space follows a stop inside a
   word, so such a stop ends nothing. */
static bool walk_paragraph(walker *w, const char *p) {
  const char *end = w->paragraph_end;
  w->start = NULL;
  p = skip_space(p, end);
  for (size_t length; p < end; p += length) {
    if (!w->start) w->start = p;
    p = possible_stop(p, end);
    if (p == end) break;
    if (stop_of(vb_utf8_decode(p, end, &length)) == NO_STOP) continue;
    stop s = stop_at(p, end);
    length = (size_t)(s.end - p);
    if (!ends_sentence(w, &s)) continue;
    pass_words(w, s.end);
    if (!close_sentence(w, s.end)) return false;
    p = skip_space(s.end, end);
    length = 0;
  }
  if (!w->start) return true;
  pass_words(w, end);
  return close_sentence(w, visible_end(w->start, end));
}

vb_status vb_sentences_cut(vb_arena *arena, vb_analysis *analysis, vb_error *err) {
  walker w = {.a = analysis, .arena = arena};
  w.end = analysis->text.p + analysis->text.n;
  for (const char *p = analysis->text.p; p < w.end;) {
    size_t before = analysis->sentence_count;
    w.paragraph_end = paragraph_end(p, w.end);
    if (!walk_paragraph(&w, p))
      return vb_fail(err, VB_NOMEM, "no memory for the sentences of a text of %zu bytes",
                     analysis->text.n);
    if (analysis->sentence_count > before) analysis->paragraph_count++;
    p = w.paragraph_end;
    while (p < w.end && vb_is_space(*p)) p++;
  }
  return VB_OK;
}
