/*
 * dates.c - cuts a line into numbers, words and marks, and tries the known orders of day,
 * month and year at each place.
 *
 * The month names are those of the languages most common in Latin print. A name is looked
 * up by its first three or more letters, so "Jul", "July" and "juillet" need no separate
 * rules. A day without a year is not a date: the year is never taken from elsewhere.
 */
#include "indexer/article/read/dates.h"

#include <strings.h>

enum {
  LINE_MAX_BYTES = 400, /* bylines are shorter; later text in a line is prose */
  TOKENS_MAX = 96,
  YEAR_MIN = 1600, /* before the first newspapers */
  YEAR_MAX = 2100
};

typedef enum token_kind { NUMBER, WORD, MARK } token_kind;

typedef struct token {
  token_kind kind;
  size_t start, end;
  unsigned value;  /* of a NUMBER; of a WORD its month, or 0 */
  unsigned digits; /* of a NUMBER */
  char mark;       /* of a MARK: its byte */
} token;

typedef struct line_tokens {
  vb_str text;
  token items[TOKENS_MAX + 1]; /* the last one is an empty MARK */
  size_t count;
  vb_date_order order;
} line_tokens;

/* Month names in languages other than English. At least `least` letters must be there, and all
   letters that are there must agree. */
static const struct {
  const char *name;
  unsigned char month, least;
} months[] = {{"januar", 1, 6},
              {"februar", 2, 7},
              {"m\xC3\xA4rz", 3, 5},
              {"mai", 5, 3},
              {"juni", 6, 4},
              {"juli", 7, 4},
              {"oktober", 10, 3},
              {"dezember", 12, 3},
              {"janvier", 1, 7},
              {"f\xC3\xA9vrier", 2, 5},
              {"mars", 3, 4},
              {"avril", 4, 3},
              {"juin", 6, 4},
              {"juillet", 7, 5},
              {"ao\xC3\xBBt", 8, 5},
              {"septembre", 9, 9},
              {"octobre", 10, 7},
              {"novembre", 11, 8},
              {"d\xC3\xA9"
               "cembre",
               12, 4},
              {"enero", 1, 3},
              {"febrero", 2, 7},
              {"marzo", 3, 5},
              {"abril", 4, 3},
              {"mayo", 5, 4},
              {"junio", 6, 5},
              {"julio", 7, 5},
              {"agosto", 8, 3},
              {"septiembre", 9, 10},
              {"setiembre", 9, 3},
              {"octubre", 10, 7},
              {"noviembre", 11, 9},
              {"diciembre", 12, 3},
              {"gennaio", 1, 3},
              {"febbraio", 2, 8},
              {"aprile", 4, 6},
              {"maggio", 5, 3},
              {"giugno", 6, 3},
              {"luglio", 7, 3},
              {"settembre", 9, 3},
              {"ottobre", 10, 3},
              {"dicembre", 12, 8},
              {"janeiro", 1, 7},
              {"fevereiro", 2, 3},
              {"mar\xC3\xA7o", 3, 6},
              {"maio", 5, 4},
              {"junho", 6, 5},
              {"julho", 7, 5},
              {"setembro", 9, 8},
              {"outubro", 10, 3},
              {"novembro", 11, 8},
              {"dezembro", 12, 8},
              {"januari", 1, 7},
              {"februari", 2, 8},
              {"maart", 3, 5},
              {"mei", 5, 3},
              {"augustus", 8, 8},
              {"sept", 9, 4},
              {"\u064A\u0646\u0627\u064A\u0631", 1, 10},
              {"\u0641\u0628\u0631\u0627\u064A\u0631", 2, 12},
              {"\u0645\u0627\u0631\u0633", 3, 8},
              {"\u0623\u0628\u0631\u064A\u0644", 4, 10},
              {"\u0645\u0627\u064A\u0648", 5, 8},
              {"\u064A\u0648\u0646\u064A\u0648", 6, 10},
              {"\u064A\u0648\u0644\u064A\u0648", 7, 10},
              {"\u0623\u063A\u0633\u0637\u0633", 8, 10},
              {"\u0633\u0628\u062A\u0645\u0628\u0631", 9, 12},
              {"\u0623\u0643\u062A\u0648\u0628\u0631", 10, 12},
              {"\u0646\u0648\u0641\u0645\u0628\u0631", 11, 12},
              {"\u062F\u064A\u0633\u0645\u0628\u0631", 12, 12}};

static unsigned month_of(vb_str word) {
  unsigned month = vb_month_named(word, 3);
  if (month > 0) return month;
  for (size_t i = 0; i < sizeof months / sizeof *months; i++)
    if (word.n >= months[i].least && word.n <= strlen(months[i].name) &&
        strncasecmp(word.p, months[i].name, word.n) == 0)
      return months[i].month;
  return 0;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

/* Cuts a line into numbers, words and marks, without white space; words carry the month that they
   name. The end is a mark of length 0, so that patterns need no check for it. */
static void tokenise(vb_str text, line_tokens *out) {
  out->text = vb_str_slice(text, 0, LINE_MAX_BYTES);
  out->count = 0;
  out->order = VB_ORDER_UNKNOWN;
  vb_str s = out->text;
  for (size_t i = 0; i < s.n && out->count < TOKENS_MAX;) {
    token t = {.kind = MARK, .start = i, .mark = s.p[i]};
    if (s.n - i >= 2 && memcmp(s.p + i, "\xC2\xA0", 2) == 0) {
      i += 2;
      continue;
    }
    if (is_digit(s.p[i])) {
      t.kind = NUMBER;
      for (; i < s.n && is_digit(s.p[i]); i++, t.digits++)
        if (t.digits < 9) t.value = t.value * 10 + (unsigned)(s.p[i] - '0');
    } else if (is_letter(s.p[i])) {
      t.kind = WORD;
      while (i < s.n && is_letter(s.p[i])) i++;
      t.value = month_of(vb_str_slice(s, t.start, i));
    } else if (vb_is_space(s.p[i])) {
      i++;
      continue;
    } else {
      i++;
    }
    t.end = i;
    out->items[out->count++] = t;
  }
  out->items[out->count] = (token){.kind = MARK, .start = s.n, .end = s.n};
}

static bool is_mark(const line_tokens *l, size_t i, char mark) {
  return i < l->count && l->items[i].kind == MARK && l->items[i].mark == mark;
}

static bool is_word(const line_tokens *l, size_t i, const char *word) {
  if (i >= l->count || l->items[i].kind != WORD) return false;
  return vb_str_is_caseless(vb_str_slice(l->text, l->items[i].start, l->items[i].end), word);
}

static bool is_any_word(const line_tokens *l, size_t i, const char *const *words) {
  for (; *words; words++)
    if (is_word(l, i, *words)) return true;
  return false;
}

static bool is_month(const line_tokens *l, size_t i) {
  return i < l->count && l->items[i].kind == WORD && l->items[i].value;
}

static bool is_number(const line_tokens *l, size_t i, unsigned low, unsigned high,
                      unsigned digits) {
  return i < l->count && l->items[i].kind == NUMBER && l->items[i].digits <= digits &&
         l->items[i].value >= low && l->items[i].value <= high;
}

static bool is_year(const line_tokens *l, size_t i) {
  return is_number(l, i, YEAR_MIN, YEAR_MAX, 4);
}

static size_t skip_mark(const line_tokens *l, size_t i, char mark) {
  return is_mark(l, i, mark) ? i + 1 : i;
}

/* "July 2, 2021", "Jul. 2nd 2021", "July 2021". Returns the index after it, or 0. */
static size_t month_first(const line_tokens *l, size_t i, vb_date *d) {
  if (!is_month(l, i)) return 0;
  d->month = (uint8_t)l->items[i].value;
  size_t at = skip_mark(l, i + 1, '.');
  if (is_number(l, at, 1, 31, 2)) {
    static const char *const ordinals[] = {"st", "nd", "rd", "th", NULL};
    size_t next = at + 1;
    if (is_any_word(l, next, ordinals)) next++;
    next = skip_mark(l, next, ',');
    if (is_year(l, next)) {
      d->day = (uint8_t)l->items[at].value;
      d->year = (uint16_t)l->items[next].value;
      d->precision = VB_DATE_DAY;
      return next + 1;
    }
  }
  at = skip_mark(l, at, ',');
  if (!is_year(l, at)) return 0;
  d->year = (uint16_t)l->items[at].value;
  d->precision = VB_DATE_MONTH;
  return at + 1;
}

/* "2 July 2021", "2nd of July, 2021", "2. Juli 2021", "2 de julio de 2021", "2-Jul-2021". */
static size_t day_first(const line_tokens *l, size_t i, vb_date *d) {
  static const char *const between[] = {"st", "nd", "rd", "th", "er", "of", "de", NULL};
  static const char *const behind[] = {"de", "del", NULL};
  if (!is_number(l, i, 1, 31, 2)) return 0;
  size_t at = i + 1;
  at = skip_mark(l, at, '.');
  while (is_any_word(l, at, between)) at++;
  at = skip_mark(l, at, '-');
  if (!is_month(l, at)) return 0;
  d->day = (uint8_t)l->items[i].value;
  d->month = (uint8_t)l->items[at].value;
  at = skip_mark(l, at + 1, '.');
  at = skip_mark(l, at, ',');
  at = skip_mark(l, at, '-');
  if (is_any_word(l, at, behind)) at++;
  if (!is_year(l, at)) return 0;
  d->year = (uint16_t)l->items[at].value;
  d->precision = VB_DATE_DAY;
  return at + 1;
}

static size_t year_first(const line_tokens *l, size_t i, vb_date *d) {
  if (!is_year(l, i) || l->items[i].digits != 4) return 0;
  bool cjk = is_word(l, i + 1, "\xE5\xB9\xB4"); /* the character for "year" */
  bool marked = is_mark(l, i + 1, '-') || is_mark(l, i + 1, '/') || is_mark(l, i + 1, '.');
  if (!cjk && !marked) return 0;
  if (!is_number(l, i + 2, 1, 12, 2) || !is_number(l, i + 4, 1, 31, 2)) return 0;
  if (cjk ? !is_word(l, i + 3, "\xE6\x9C\x88") : !is_mark(l, i + 3, l->items[i + 1].mark)) return 0;
  *d = (vb_date){(uint16_t)l->items[i].value,
                 (uint8_t)l->items[i + 2].value,
                 (uint8_t)l->items[i + 4].value,
                 0,
                 0,
                 VB_DATE_DAY};
  if (cjk && i + 5 < l->count && l->items[i + 5].kind == WORD) return i + 6;
  return i + 5;
}

/* The year of a numeric date; two digits only if the order is known. 0 for none. */
static unsigned short_year(const line_tokens *l, size_t i) {
  enum { TURN = 50 }; /* 49 means 2049, 50 means 1950 */
  if (is_year(l, i)) return l->items[i].value;
  if (l->order == VB_ORDER_UNKNOWN || !is_number(l, i, 0, 99, 2) || l->items[i].digits != 2)
    return 0;
  return l->items[i].value + (l->items[i].value < TURN ? 2000 : 1900);
}

/* 19/06/2021 and 06/19/2021 if one reading is impossible or the order is known; 02.07.2021 is
   always day first. */
static size_t all_numbers(const line_tokens *l, size_t i, vb_date *d) {
  if (!is_number(l, i, 1, 31, 2) || !is_number(l, i + 2, 1, 31, 2)) return 0;
  unsigned year = short_year(l, i + 4), a = l->items[i].value, b = l->items[i + 2].value;
  if (!year || l->items[i + 1].kind != MARK) return 0;
  char mark = l->items[i + 1].mark;
  if ((mark != '/' && mark != '.' && mark != '-') || !is_mark(l, i + 3, mark)) return 0;
  bool day_is_first = mark == '.' || a > 12 || (b <= 12 && l->order == VB_ORDER_DAY_FIRST);
  if (!day_is_first && b <= 12 && a != b && l->order != VB_ORDER_MONTH_FIRST) return 0;
  *d = (vb_date){
      (uint16_t)year, (uint8_t)(day_is_first ? b : a), (uint8_t)(day_is_first ? a : b), 0, 0,
      VB_DATE_DAY};
  return i + 5;
}

/* "18:15", "6.15pm", "6:15:09 p.m.". Returns the index after it, or 0. */
static size_t clock_time(const line_tokens *l, size_t i, vb_date *d) {
  if (!is_number(l, i, 0, 23, 2) || !is_number(l, i + 2, 0, 59, 2)) return 0;
  if (l->items[i + 2].digits != 2) return 0;
  bool colon = is_mark(l, i + 1, ':');
  if (!colon && !is_mark(l, i + 1, '.')) return 0;
  unsigned hour = l->items[i].value;
  size_t at = i + 3;
  if (colon && is_mark(l, at, ':') && is_number(l, at + 1, 0, 60, 2)) at += 2;
  bool pm = is_word(l, at, "pm") || (is_word(l, at, "p") && is_mark(l, at + 1, '.'));
  bool am = is_word(l, at, "am") || (is_word(l, at, "a") && is_mark(l, at + 1, '.'));
  if (!colon && !pm && !am) return 0;
  if (pm || am) {
    if (hour < 1 || hour > 12) return 0;
    hour = hour % 12 + (pm ? 12 : 0);
    bool dotted = is_word(l, at, "p") || is_word(l, at, "a");
    at += dotted ? 2 : 1;
    if (dotted && (is_word(l, at, "m"))) at = skip_mark(l, at + 1, '.');
  }
  d->hour = (uint8_t)hour;
  d->minute = (uint8_t)l->items[i + 2].value;
  d->precision = VB_DATE_MINUTE;
  return at;
}

/* A time of day soon after the date: ", 6:15 pm", " at 18:15", "T18:15". */
static size_t time_behind(const line_tokens *l, size_t at, vb_date *d) {
  static const char *const joints[] = {"at",           "t",        "um", "\xE2\x80\x93",
                                       "\xE2\x80\x94", "\xC2\xB7", NULL};
  if (d->precision != VB_DATE_DAY) return at;
  size_t i = at;
  for (int skipped = 0; skipped < 2; skipped++)
    if (is_mark(l, i, ',') || is_mark(l, i, '-') || is_mark(l, i, '@') || is_mark(l, i, '|') ||
        is_mark(l, i, '(') || is_any_word(l, i, joints))
      i++;
  size_t behind = clock_time(l, i, d);
  return behind ? behind : at;
}

static size_t date_at(const line_tokens *l, size_t i, vb_date *d) {
  static size_t (*const forms[])(const line_tokens *, size_t, vb_date *) = {year_first, all_numbers,
                                                                            day_first, month_first};
  for (size_t form = 0; form < sizeof forms / sizeof *forms; form++) {
    *d = (vb_date){0};
    size_t end = forms[form](l, i, d);
    if (end && vb_date_valid(*d)) return time_behind(l, end, d);
  }
  return 0;
}

static bool find(const line_tokens *l, size_t *first, size_t *end, vb_date *d) {
  for (size_t i = 0; i < l->count; i++) {
    /* Digits joined to a number or word before them are a code, not a day. */
    if (l->items[i].kind == NUMBER && i > 0 && l->items[i - 1].end == l->items[i].start &&
        (l->items[i - 1].kind != MARK || strchr("-/.:", l->items[i - 1].mark)))
      continue;
    *end = date_at(l, i, d);
    if (*end) {
      *first = i;
      return true;
    }
  }
  return false;
}

static bool has_digit(vb_str s) {
  for (size_t i = 0; i < s.n; i++)
    if (is_digit(s.p[i])) return true;
  return false;
}

bool vb_date_find_ordered(vb_str line, vb_date_order order, vb_date_found *out) {
  line_tokens l;
  size_t first, end;
  *out = (vb_date_found){0};
  if (!has_digit(line)) return false; /* every form has a year, and most bylines have no digit */
  tokenise(line, &l);
  l.order = order;
  if (!find(&l, &first, &end, &out->date)) return false;
  out->start = l.items[first].start;
  out->end = l.items[end - 1].end;
  return true;
}

bool vb_date_find(vb_str line, vb_date_found *out) {
  return vb_date_find_ordered(line, VB_ORDER_UNKNOWN, out);
}

vb_date_order vb_date_order_of(vb_str line) {
  line_tokens l;
  if (!has_digit(line)) return VB_ORDER_UNKNOWN;
  tokenise(line, &l);
  for (size_t i = 0; i < l.count; i++) {
    vb_date d;
    if (!is_mark(&l, i + 1, '/') || !all_numbers(&l, i, &d) || !vb_date_valid(d)) continue;
    unsigned a = l.items[i].value, b = l.items[i + 2].value;
    if (a != b) return a > 12 ? VB_ORDER_DAY_FIRST : VB_ORDER_MONTH_FIRST;
  }
  return VB_ORDER_UNKNOWN;
}

/* Whether a word may be next to a date without making the line a sentence. */
static bool is_company(const line_tokens *l, size_t i) {
  static const char *const words[] = {"published",
                                      "posted",
                                      "updated",
                                      "modified",
                                      "created",
                                      "first",
                                      "last",
                                      "issued",
                                      "date",
                                      "time",
                                      "on",
                                      "at",
                                      "the",
                                      "of",
                                      "t",
                                      "z",
                                      "am",
                                      "pm",
                                      "a",
                                      "p",
                                      "m",
                                      "local",
                                      "edition",
                                      "monday",
                                      "tuesday",
                                      "wednesday",
                                      "thursday",
                                      "friday",
                                      "saturday",
                                      "sunday",
                                      "mon",
                                      "tue",
                                      "tues",
                                      "wed",
                                      "thu",
                                      "thur",
                                      "thurs",
                                      "fri",
                                      "sat",
                                      "sun",
                                      "um",
                                      "uhr",
                                      "le",
                                      "el",
                                      "den",
                                      "\xE2\x80\x93",
                                      "\xE2\x80\x94",
                                      "\xC2\xB7",
                                      "\xE2\x80\xA2",
                                      "montag",
                                      "dienstag",
                                      "mittwoch",
                                      "donnerstag",
                                      "freitag",
                                      "samstag",
                                      "sonntag",
                                      "lundi",
                                      "mardi",
                                      "mercredi",
                                      "jeudi",
                                      "vendredi",
                                      "samedi",
                                      "dimanche",
                                      "lunes",
                                      "martes",
                                      "jueves",
                                      "viernes",
                                      "domingo",
                                      NULL};
  const token *t = &l->items[i];
  if (t->kind == MARK) return strchr(",.:;-/|()+@", t->mark) != NULL;
  if (t->kind == NUMBER)
    return t->digits <= 4 && i > 0 && (is_mark(l, i - 1, ':') || is_mark(l, i - 1, '+'));
  if (is_any_word(l, i, words)) return true;
  size_t n = t->end - t->start; /* a time zone: GMT, EST, BST */
  if (n < 2 || n > 4) return false;
  for (size_t k = t->start; k < t->end; k++)
    if (l->text.p[k] < 'A' || l->text.p[k] > 'Z') return false;
  return true;
}

/* True if the line is a date and nothing else, except words that accompany one ("Published", a
   weekday, a place's time). */
bool vb_date_whole(vb_str line, vb_date *out) {
  line_tokens l;
  size_t first, end, clock = 0, clock_end = 0;
  *out = (vb_date){0};
  line = vb_str_trim(line);
  if (line.n > LINE_MAX_BYTES) return false;
  if (vb_date_parse_iso(line, out) && out->precision >= VB_DATE_MONTH) return true;
  *out = (vb_date){0}; /* a year alone is only a number */
  tokenise(line, &l);
  vb_date found;
  if (l.count >= TOKENS_MAX || !find(&l, &first, &end, &found)) return false;
  if (found.precision == VB_DATE_DAY) /* "6:15 PM, June 19, 2019" */
    for (clock = 0; clock < first && !clock_end; clock++) clock_end = clock_time(&l, clock, &found);
  for (size_t i = 0; i < l.count; i++) {
    if (i >= first && i < end) continue;
    if (clock_end && i + 1 >= clock && i < clock_end) continue;
    if (!is_company(&l, i)) return false;
  }
  *out = found;
  return true;
}

static unsigned digits_at(vb_str s, size_t at, size_t n) {
  unsigned value = 0;
  if (at + n > s.n) return 0;
  for (size_t i = 0; i < n; i++) {
    if (!is_digit(s.p[at + i])) return 0;
    value = value * 10 + (unsigned)(s.p[at + i] - '0');
  }
  return value;
}

static bool no_digit_at(vb_str s, size_t at) {
  return at >= s.n || !is_digit(s.p[at]);
}

/* Whether a day may end there: "/2019/06/16-new-ferries" has none, that is a headline. */
static bool ends_day(vb_str s, size_t at, char mark) {
  return no_digit_at(s, at) && (mark != '/' || at >= s.n || !strchr("-_", s.p[at]));
}

/* A date in a path that begins with a year of four digits at `at`. */
static bool path_date_at(vb_str s, size_t at, vb_date *d) {
  unsigned year = digits_at(s, at, 4), month = 0, day = 0;
  if (year < YEAR_MIN || year > YEAR_MAX) return false;
  size_t i = at + 4;
  bool parted = i < s.n && (s.p[i] == '/' || s.p[i] == '-' || s.p[i] == '_');
  char mark = parted ? s.p[i++] : '\0';
  if (digits_at(s, i, 4) && no_digit_at(s, i + 4)) { /* /20190619/, /2019/0619/ */
    month = digits_at(s, i, 2), day = digits_at(s, i + 2, 2);
  } else if (mark && digits_at(s, i, 2)) {
    month = digits_at(s, i, 2), i += 2;
  } else if (mark && digits_at(s, i, 1) && no_digit_at(s, i + 1)) {
    month = digits_at(s, i, 1), i += 1;
  } else if (mark == '/' && s.n - i >= 4 && s.p[i + 3] == '/') {
    month = month_of(vb_str_slice(s, i, i + 3)), i += 3;
  }
  if (mark && !day && month && i < s.n && s.p[i] == mark) {
    if (ends_day(s, i + 3, mark)) day = digits_at(s, i + 1, 2);
    if (!day && ends_day(s, i + 2, mark)) day = digits_at(s, i + 1, 1);
  }
  if (!month || (!day && mark != '/')) return false;
  if (!day && !(i < s.n && s.p[i] == '/')) return false;
  *d = (vb_date){
      (uint16_t)year, (uint8_t)month, (uint8_t)day, 0, 0, day ? VB_DATE_DAY : VB_DATE_MONTH};
  return vb_date_valid(*d);
}

bool vb_date_in_path(vb_str path, vb_date *out) {
  vb_date best = {0};
  for (size_t i = 0; i < path.n; i++) {
    vb_date found;
    bool starts = i == 0 || strchr("/-_", path.p[i - 1]);
    if (starts && path_date_at(path, i, &found) && found.precision > best.precision) best = found;
  }
  *out = best;
  return best.precision != VB_DATE_UNKNOWN;
}

/* Days since some day in the past; March begins the year that is counted in. */
static long day_number(vb_date d) {
  long year = d.year - (d.month < 3), month = (d.month + 9) % 12;
  return year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + d.day;
}

uint32_t vb_days_apart(vb_date a, vb_date b) {
  long x = day_number(a), y = day_number(b);
  return (uint32_t)(x > y ? x - y : y - x);
}
