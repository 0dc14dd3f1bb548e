/*
 * names.c - tables of what surrounds names, and the shapes of names.
 *
 * There is no list of names. A byline is recognised by its "By" and by the capitals of
 * the words after it. What is left after removing the known companions (roles, agencies,
 * dates, addresses) is taken as the authors.
 */
#include "indexer/article/read/names.h"

#include "indexer/article/read/dates.h"
#include "indexer/article/read/boilerplate.h"

#include <strings.h>

enum {
  NAME_MAX_BYTES = 120, /* longer pieces are descriptions, not names */
  BYLINE_MAX_BYTES = 240,
  BYLINE_WORDS_MAX = 24
};

static bool in_table(vb_str s, const char *const *table) {
  for (; *table; table++)
    if (vb_str_is_caseless(s, *table)) return true;
  return false;
}

static const char *const agencies[] = {"AP",
                                       "AFP",
                                       "DPA",
                                       "EFE",
                                       "ANSA",
                                       "TASS",
                                       "RIA Novosti",
                                       "UPI",
                                       "Reuters",
                                       "Xinhua",
                                       "Kyodo",
                                       "Kyodo News",
                                       "PTI",
                                       "IANS",
                                       "ANI",
                                       "Associated Press",
                                       "The Associated Press",
                                       "Agence France-Presse",
                                       "Press Association",
                                       "PA",
                                       "PA Media",
                                       "Bloomberg",
                                       "Bloomberg News",
                                       "Thomson Reuters",
                                       "Interfax",
                                       "Anadolu",
                                       "Anadolu Agency",
                                       "AAP",
                                       "Staff",
                                       "Newsroom",
                                       "Wire",
                                       "Wire Reports",
                                       "News Service",
                                       "News Agency",
                                       "Agencies",
                                       NULL};

/* Words that make a piece of a byline a role instead of a name. */
static const char *const role_words[] = {
    "writer",    "writers",    "reporter",   "reporters",   "correspondent", "correspondents",
    "editor",    "editors",    "columnist",  "contributor", "contributors",  "photographer",
    "producer",  "staff",      "journalist", "analyst",     "anchor",        "bureau",
    "freelance", "freelancer", "intern",     "chief",       "senior",        "special",
    "desk",      "department", "chairman",   "director",    "professor",     NULL};

bool vb_is_agency(vb_str text) {
  return in_table(vb_str_trim(text), agencies);
}

static vb_str without_by(vb_str s) {
  static const char *const words[] = {
      "written by", "reported by",
      "posted by",  "story by",
      "words by",   "report by",
      "by",         "von",
      "par",        "\xD8\xA8\xD9\x82\xD9\x84\xD9\x85", /* "by the pen of" */
      NULL};
  static const char chinese[] = "\xE4\xBD\x9C\xE8\x80\x85\xEF\xBC\x9A"; /* "author:" */
  if (vb_str_starts(s, chinese)) return vb_str_trim(vb_str_slice(s, strlen(chinese), s.n));
  for (size_t i = 0; words[i]; i++) {
    size_t n = strlen(words[i]);
    if (vb_str_starts_caseless(s, words[i]) && s.n > n && (vb_is_space(s.p[n]) || s.p[n] == ':'))
      return vb_str_trim(vb_str_slice(s, n + 1, s.n));
    if (vb_str_starts_caseless(s, words[i]) && s.n > n + 2 && memcmp(s.p + n, "\xC2\xA0", 2) == 0)
      return vb_str_trim(vb_str_slice(s, n + 2, s.n));
  }
  return s;
}

/* The length of a bar, bullet or dash between the parts of a byline at s.p[i]; 0 for none. */
static size_t bar_at(vb_str s, size_t i) {
  static const char *const bars[] = {"|",   "\xE2\x80\xA2",   "\xC2\xB7",
                                     " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ",
                                     " / ", " // ",           "\t"};
  if (!strchr("| \t", s.p[i]) && !(s.p[i] & 0x80)) return 0; /* no bar begins with another byte */
  for (size_t k = 0; k < sizeof bars / sizeof *bars; k++)
    if (vb_str_starts(vb_str_slice(s, i, s.n), bars[k])) return strlen(bars[k]);
  return 0;
}

/* Text that sites print after a name: links, handles, times. The name ends before it. */
static bool is_noise(vb_str word, vb_str from) {
  static const char *const phrases[] = {
      "see full bio", "full bio",  "view bio",     "see bio",        "bio",       "email",
      "e-mail",       "follow",    "read more",    "view all posts", "published", "posted",
      "updated",      "contact",   "twitter",      "facebook",       "linkedin",  "instagram",
      "profile",      "more from", "more stories", "view profile",   "read bio",  "opens in",
      "is a ",        "is an ",    "is the ",      "last updated",   "comments",  "min read"};
  if (word.p[0] == '@' || vb_str_starts(word, "(@")) return true;
  for (size_t i = 0; i < word.n; i++)
    if (word.p[i] >= '0' && word.p[i] <= '9') return true;
  for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
    size_t n = strlen(phrases[i]);
    if (vb_str_starts_caseless(from, phrases[i]) &&
        (from.n == n || phrases[i][n - 1] == ' ' || strchr(" ,.|:", from.p[n])))
      return true;
  }
  return false;
}

/* A date does not end the names: another name may follow it. */
static vb_str without_noise(vb_str byline) {
  vb_date_found date;
  if (vb_date_find(byline, &date)) return byline;
  for (vb_str rest = byline, word; (word = vb_str_take_word(&rest)).n;) {
    size_t at = (size_t)(word.p - byline.p);
    if (!at || !is_noise(word, vb_str_slice(byline, at, byline.n))) continue;
    byline = vb_str_trim(vb_str_slice(byline, 0, at));
    while (byline.n && strchr(",;|-(/ ", byline.p[byline.n - 1])) byline.n--;
    return byline;
  }
  return byline;
}

vb_str vb_byline_core(vb_str byline) {
  byline = without_by(vb_str_trim(byline));
  while (byline.n && strchr(",;:|- ", byline.p[0])) byline = vb_str_slice(byline, 1, byline.n);
  for (size_t i = 0; i < byline.n; i++)
    if (bar_at(byline, i)) return without_noise(vb_str_trim(vb_str_slice(byline, 0, i)));
  return without_noise(byline);
}

bool vb_is_role(vb_str s) {
  for (vb_str rest = s, word; (word = vb_str_take_word(&rest)).n;) {
    while (word.n && strchr(".,:;", word.p[word.n - 1])) word.n--;
    if (in_table(word, role_words)) return true;
  }
  return false;
}

bool vb_is_role_line(vb_str line) {
  line = vb_str_trim(line);
  return line.n > 0 && line.n <= 80 && !strchr(".?!:", line.p[line.n - 1]) && vb_is_role(line);
}

static bool is_capital(vb_str word) {
  /* All letters outside ASCII pass: capitals of all scripts, and scripts without capitals. */
  return word.n && ((word.p[0] >= 'A' && word.p[0] <= 'Z') || (word.p[0] & 0x80) ||
                    word.p[0] == '"' || word.p[0] == '(' || word.p[0] == '@');
}

bool vb_is_name_shaped(vb_str text) {
  static const char *const particles[] = {"de",  "da",  "di",  "del", "della", "van", "von", "der",
                                          "den", "la",  "le",  "el",  "al",    "bin", "ibn", "dos",
                                          "du",  "ter", "ten", "y",   "e",     NULL};
  size_t words = 0, capitals = 0;
  text = vb_str_trim(text);
  if (text.n == 0 || text.n > NAME_MAX_BYTES) return false;
  for (size_t i = 0; i < text.n; i++)
    if (strchr("0123456789:;?!/@#|\"", text.p[i])) return false;
  for (vb_str rest = text, word; (word = vb_str_take_word(&rest)).n; words++) {
    if (is_capital(word)) capitals++;
    else if (!in_table(word, particles)) return false;
  }
  return words >= 2 && words <= 5 && capitals >= 2 && text.p[text.n - 1] != ',';
}

/* After "By": capitalised words, with only the small words that bylines have. */
static bool all_capitalised(vb_str s) {
  static const char *const small[] = {"and",
                                      "&",
                                      "|",
                                      "-",
                                      "with",
                                      "for",
                                      "of",
                                      "in",
                                      "at",
                                      "the",
                                      "de",
                                      "da",
                                      "di",
                                      "del",
                                      "van",
                                      "von",
                                      "der",
                                      "den",
                                      "la",
                                      "le",
                                      "el",
                                      "al",
                                      "bin",
                                      "du",
                                      "dos",
                                      "on",
                                      "to",
                                      "via",
                                      "/",
                                      "und",
                                      "et",
                                      "y",
                                      "e",
                                      "staff",
                                      "writer",
                                      "reporter",
                                      "correspondent",
                                      "editor",
                                      "am",
                                      "pm",
                                      "updated",
                                      "published",
                                      "\xE2\x80\xA2",
                                      "\xC2\xB7",
                                      "\xE2\x80\x93",
                                      "\xE2\x80\x94",
                                      NULL};
  size_t words = 0, capitals = 0;
  for (vb_str rest = s, word; (word = vb_str_take_word(&rest)).n; words++) {
    vb_str bare = word;
    while (bare.n && strchr(",;:", bare.p[bare.n - 1])) bare.n--;
    if (is_capital(bare)) capitals++;
    else if (bare.n && !in_table(bare, small) && !(bare.p[0] >= '0' && bare.p[0] <= '9'))
      return false;
  }
  return capitals >= 1 && words <= BYLINE_WORDS_MAX;
}

static bool is_month(vb_str word) {
  unsigned month = vb_month_named(word, 3);
  return month > 0 && word.n == strlen(vb_month_name(month));
}

bool vb_is_byline(vb_str line) {
  static const char *const not_names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                          "Friday", "Saturday", "Sunday",    "Then",
                                          "Now",    "The",      NULL};
  line = vb_str_trim(line);
  if (line.n < 5 || line.n > BYLINE_MAX_BYTES) return false;
  vb_str behind = without_by(line);
  if (behind.n == line.n) return false;
  vb_str rest = behind, first = vb_str_take_word(&rest);
  if (first.n == 0 || in_table(first, not_names)) return false;
  if (is_month(first) && !vb_str_is_caseless(first, vb_month_name(5))) return false; /* May Brook */
  if (first.p[0] >= '0' && first.p[0] <= '9') return false;
  char last = behind.p[behind.n - 1];
  bool sentence = (last == '.' && !vb_str_ends(behind, "Jr.") && !vb_str_ends(behind, "Sr.") &&
                   !vb_str_ends(behind, "m.")) ||
                  last == '!' || last == '?';
  return !sentence && all_capitalised(behind);
}

/* Remains of addresses ("Ada.Brook Herald.Com") and of lines about an author ("a writer based in
   Orsk", "updated in July of") that scrapers leave. */
static bool is_scrap(vb_str name) {
  static const char *const tails[] = {".com", " of", " at", " in", NULL};
  for (size_t i = 0; tails[i]; i++) {
    size_t n = strlen(tails[i]);
    if (name.n > n && vb_str_is_caseless(vb_str_slice(name, name.n - n, name.n), tails[i]))
      return true;
  }
  vb_str rest = name, first = vb_str_take_word(&rest);
  if (vb_str_is_caseless(first, "based")) first = vb_str_take_word(&rest);
  return vb_str_is_caseless(first, "in") &&
         (vb_str_starts_caseless(name, "based") || is_month(vb_str_take_word(&rest)));
}

/* "17:00", "4 comments", "Dec 24": not names. */
static bool is_moment(vb_str name) {
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (name.p[0] >= '0' && name.p[0] <= '9') return true;
  vb_str rest = name, first = vb_str_take_word(&rest), second = vb_str_take_word(&rest);
  if (first.n < 3 || !second.n || second.p[0] < '0' || second.p[0] > '9') return false;
  for (size_t i = 0; i < sizeof months - 1; i += 3)
    if (strncasecmp(first.p, months + i, 3) == 0) return true;
  return false;
}

/* Adds a name to the authors unless it reads like something else: an address, a date, a
   placeholder, an agency or a role beside real names, a suffix left over from splitting at
   commas. */
static void add_one(vb_article *a, vb_str name) {
  vb_date_found date;
  name = without_by(vb_str_trim(name));
  while (name.n && strchr("\"'(:,", name.p[0])) name = vb_str_slice(name, 1, name.n);
  while (name.n && strchr("\"':,)", name.p[name.n - 1])) name.n--;
  name = vb_str_trim(name);
  if (name.n < 2 || name.n > NAME_MAX_BYTES || a->author_count == VB_AUTHORS_MAX) return;
  if (memchr(name.p, '@', name.n) || vb_str_starts_caseless(name, "http") ||
      vb_str_starts_caseless(name, "www."))
    return;
  if (is_scrap(name)) return;
  if (is_moment(name)) return;
  if (vb_str_is_caseless(name, "unknown") || vb_str_is_caseless(name, "none") ||
      vb_str_is_caseless(name, "null") || vb_str_is_caseless(name, "n/a"))
    return;
  if (a->author_count && (vb_is_agency(name) || vb_is_role(name) || vb_is_site_name(name))) return;
  for (size_t i = 1; i + 5 < name.n; i++) /* "Ada Brook for the Herald" */
    if (name.p[i] == ' ' && vb_str_starts_caseless(vb_str_slice(name, i, name.n), " for "))
      name = vb_str_trim(vb_str_slice(name, 0, i));
  if (vb_date_find(name, &date)) return;
  for (size_t i = 0; i < a->author_count; i++)
    if (a->authors[i].n == name.n && strncasecmp(a->authors[i].p, name.p, name.n) == 0) return;
  if (vb_str_is_caseless(name, "jr.") || vb_str_is_caseless(name, "jr") ||
      vb_str_is_caseless(name, "sr.") || vb_str_is_caseless(name, "iii") ||
      vb_str_is_caseless(name, "phd"))
    return;
  a->authors[a->author_count++] = name;
}

/* The length of what separates two names at s.p[i]; 0 for nothing. */
static size_t joint_at(vb_str s, size_t i) {
  static const char *const joints[] = {" and ", " & ", " und ", " et ", " with ", ", and "};
  if (s.p[i] == ',' || s.p[i] == ';' || s.p[i] == '|' || s.p[i] == '\n') {
    if (vb_str_starts_caseless(vb_str_slice(s, i, s.n), joints[5])) return strlen(joints[5]);
    return 1;
  }
  for (size_t k = 0; s.p[i] == ' ' && k < 5; k++)
    if (vb_str_starts_caseless(vb_str_slice(s, i, s.n), joints[k])) return strlen(joints[k]);
  return bar_at(s, i);
}

/* Adds the names of a byline that contains no date. */
static void add_names(vb_article *a, vb_str byline) {
  size_t start = 0;
  bool behind_bar = false;
  for (size_t i = 0; i <= byline.n;) {
    size_t joint = i < byline.n ? joint_at(byline, i) : 1;
    vb_str name = vb_str_slice(byline, start, i);
    /* After a bar comes the outlet as often as a second author. */
    if (joint && (!behind_bar || vb_is_name_shaped(name))) add_one(a, name);
    if (joint)
      start = i + joint, behind_bar = i < byline.n && byline.p[i] != ',' && bar_at(byline, i);
    i += joint ? joint : 1;
  }
}

void vb_authors_add(vb_article *a, vb_str byline) {
  vb_date_found found;
  byline = without_by(vb_str_trim(byline));
  if (vb_date_find(byline, &found)) {
    add_names(a, vb_str_slice(byline, 0, found.start));
    byline = vb_str_slice(byline, found.end, byline.n);
  }
  add_names(a, byline);
}

/* "Brook, Ada" as "Ada Brook"; absent if it is not inverted. */
static vb_str turned(vb_str name, vb_arena *arena) {
  const char *comma = name.n ? memchr(name.p, ',', name.n) : NULL;
  if (!comma || memchr(comma + 1, ',', (size_t)(name.p + name.n - comma) - 1)) return VB_STR_NONE;
  vb_str last = vb_str_trim(vb_str_slice(name, 0, (size_t)(comma - name.p)));
  vb_str first = vb_str_trim(vb_str_slice(name, last.n + 1, name.n));
  if (!last.n || !first.n || !is_capital(last) || !is_capital(first) || memchr(last.p, ' ', last.n))
    return VB_STR_NONE;
  vb_buf whole = VB_BUF_INIT;
  vb_buf_str(&whole, first);
  vb_buf_char(&whole, ' ');
  vb_buf_str(&whole, last);
  vb_str s = whole.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&whole));
  vb_buf_clear(&whole);
  return s;
}

void vb_authors_add_inverted(vb_article *a, vb_str names, vb_arena *arena) {
  while (names.n) {
    const char *end = memchr(names.p, ';', names.n);
    vb_str one = vb_str_slice(names, 0, end ? (size_t)(end - names.p) : names.n);
    vb_str name = turned(vb_str_trim(one), arena);
    vb_authors_add(a, name.n ? name : vb_str_trim(one));
    names = vb_str_slice(names, one.n + 1, names.n);
  }
}
