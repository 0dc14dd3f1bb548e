/*
 * people_names.c - reads and compares printed names and titles.
 *
 * Titles are compared without words such as "former", and with abbreviations written out ("Sen." is
 * "senator"). Names are compared in their normal form without points.
 */
#include "searcher/answer/people_internal.h"
#include "indexer/base/count.h"

#include "indexer/text/normalise.h"
#include "indexer/text/titles.h"

enum { TITLE_BYTES = 64, WORD_BYTES = 40 };

#define LISTED(word) word,

/* The word without points, in its normal form; truncated if it is longer than any name. */
static size_t plain_word(vb_str word, char out[WORD_BYTES]) {
  char normal[VB_TERM_MAX];
  size_t n = vb_normalise_word(word, normal), kept = 0;
  for (size_t i = 0; i < n && kept < WORD_BYTES; i++)
    if (normal[i] != '.' && normal[i] != ',') out[kept++] = normal[i];
  return kept;
}

static bool same_word(vb_str a, vb_str b) {
  char x[WORD_BYTES], y[WORD_BYTES];
  size_t n = plain_word(a, x), m = plain_word(b, y);
  return n == m && memcmp(x, y, n) == 0;
}

/* ---- titles ---------------------------------------------------------------------- */

static bool is_one_of(vb_str word, const char *const *list, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (vb_str_is(word, list[i])) return true;
  return false;
}

/* The form in which a word of a title is compared. Forms for men and women become one, because
   papers do not agree on them; the sex is noted before. */
static vb_str written_out(vb_str word) {
  static const char *const both[][2] = {{"sen", "senator"},
                                        {"sens", "senator"},
                                        {"senators", "senator"},
                                        {"rep", "representative"},
                                        {"reps", "representative"},
                                        {"representatives", "representative"},
                                        {"congressman", "representative"},
                                        {"congresswoman", "representative"},
                                        {"gov", "governor"},
                                        {"gen", "general"},
                                        {"col", "colonel"},
                                        {"lt", "lieutenant"},
                                        {"capt", "captain"},
                                        {"sgt", "sergeant"},
                                        {"maj", "major"},
                                        {"adm", "admiral"},
                                        {"prof", "professor"},
                                        {"rev", "reverend"},
                                        {"doctor", "dr"},
                                        {"miss", "ms"},
                                        {"mrs", "ms"},
                                        {"chairwoman", "chairman"},
                                        {"chair", "chairman"},
                                        {"councilwoman", "councilman"}};
  for (size_t i = 0; i < VB_COUNT(both); i++)
    if (vb_str_is(word, both[i][0])) return vb_str_of(both[i][1]);
  return word;
}

bool vb_title_rules(vb_str title) {
  static const char *const rulers[] = {"pope", "king", "queen", "prince", "princess"};
  size_t at = title.n;
  while (at && title.p[at - 1] != ' ') at--;
  return is_one_of(vb_str_slice(title, at, title.n), rulers, VB_COUNT(rulers));
}

/* Democrat and Republican are left out like "former": they say nothing about which person is meant.
   Words beyond the room for a title do not count. */
vb_status vb_title_read(vb_str printed, vb_arena *arena, form *out, vb_error *err) {
  static const char *const left_out[] = {"former",     "ex",       "acting",     "senior",   "top",
                                         "republican", "democrat", "democratic", "candidate"};
  static const char *const courtesies[] = {"mr", "ms", "sir", "lady", "lord", "dame", "st"};
  static const char *const men[] = {VB_TITLES_OF_MEN(LISTED)};
  static const char *const women[] = {VB_TITLES_OF_WOMEN(LISTED)};
  char text[TITLE_BYTES];
  size_t n = 0, at = 0;
  bool office = false;
  for (vb_str word; (word = vb_str_next_word(printed, &at)).n;) {
    char plain[WORD_BYTES];
    size_t length = plain_word(word, plain);
    vb_str small = {plain, length};
    if (is_one_of(small, left_out, VB_COUNT(left_out))) continue;
    if (vb_str_is(small, "of")) { /* "Secretary of State" is compared as "Secretary" */
      vb_str_next_word(printed, &at);
      continue;
    }
    out->man |= is_one_of(small, men, VB_COUNT(men));
    out->woman |= is_one_of(small, women, VB_COUNT(women));
    small = written_out(small);
    office |= !is_one_of(small, courtesies, VB_COUNT(courtesies));
    if (n + small.n + 1 > sizeof text) break;
    if (n) text[n++] = ' ';
    memcpy(text + n, small.p, small.n);
    n += small.n;
  }
  out->kind = n == 0 ? TITLE_NONE : office ? TITLE_OFFICE : TITLE_COURTESY;
  out->title = vb_arena_copy(arena, (vb_str){text, n});
  return out->title.p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

/* ---- names ----------------------------------------------------------------------- */

/* A bit for each group of short and full given names that has this one. Two names agree if they
   share a bit; a name may be in several groups. */
static uint64_t nicknames_of(vb_str given) {
  static const char *const groups[] = {"joe joseph joey",
                                       "bill william will billy",
                                       "bob robert rob bobby",
                                       "mike michael mick",
                                       "jim james jimmy",
                                       "tom thomas",
                                       "dick richard rick",
                                       "ted edward theodore ed",
                                       "dan daniel",
                                       "dave david",
                                       "steve steven stephen",
                                       "chris christopher",
                                       "nick nicholas",
                                       "tony anthony",
                                       "andy andrew",
                                       "matt matthew",
                                       "greg gregory",
                                       "jeff jeffrey",
                                       "ken kenneth",
                                       "ron ronald",
                                       "don donald",
                                       "bernie bernard",
                                       "chuck charles charlie",
                                       "jack john",
                                       "larry lawrence",
                                       "jerry jerome gerald",
                                       "pat patrick",
                                       "sam samuel",
                                       "ben benjamin",
                                       "alex alexander",
                                       "liz elizabeth beth",
                                       "kate katherine kathleen",
                                       "sue susan",
                                       "debbie deborah",
                                       "jen jennifer",
                                       "mitch mitchell",
                                       "tim timothy",
                                       "josh joshua",
                                       "al albert alan",
                                       "pete peter",
                                       "phil philip",
                                       "ray raymond",
                                       "fred frederick",
                                       "jon jonathan",
                                       "vince vincent",
                                       "walt walter"};
  _Static_assert(VB_COUNT(groups) <= 64, "a bit for each");
  uint64_t bits = 0;
  for (size_t i = 0; i < VB_COUNT(groups); i++) {
    size_t at = 0;
    for (vb_str word; (word = vb_str_next_word(vb_str_of(groups[i]), &at)).n;)
      if (vb_str_eq(word, given)) bits |= UINT64_C(1) << i;
  }
  return bits;
}

static vb_str kept_word(vb_str word, vb_arena *arena) {
  char plain[WORD_BYTES];
  size_t n = plain_word(word, plain);
  return vb_arena_copy(arena, (vb_str){plain, n});
}

vb_status vb_printed_name_read(vb_str text, vb_arena *arena, printed_name *out, vb_error *err) {
  vb_person_name_read(text, &out->parts);
  out->text = out->parts.name;
  out->given = kept_word(out->parts.given, arena);
  out->suffix = kept_word(out->parts.suffix, arena);
  out->nicknames = nicknames_of(out->given);
  out->person = NOBODY;
  return out->given.p && out->suffix.p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

/* A word that names have in small letters: "bin". */
static bool is_particle(vb_str word) {
  static const char *const particles[] = {"al", "bin", "bint",  "ibn", "van", "von", "der", "den",
                                          "de", "del", "della", "di",  "da",  "do",  "dos", "du",
                                          "la", "le",  "el",    "ten", "ter", "zu"};
  for (size_t i = 0; i < VB_COUNT(particles); i++)
    if (vb_str_is_caseless(word, particles[i])) return true;
  return false;
}

/* One letter, letters with points, or two or three capitals: "W", "h.w.", "HW". */
static bool are_initials(vb_str word) {
  bool points = memchr(word.p, '.', word.n) != NULL, capitals = word.n <= 3;
  for (size_t i = 0; i < word.n; i++) {
    char c = word.p[i];
    if (i % 2 && c != '.') points = false;
    capitals &= c >= 'A' && c <= 'Z';
  }
  return word.n == 1 || points || capitals;
}

/* The words of a middle name, with each initial as a word: "H.W." is "h", "w". Particles are left
   out. Returns their number, at most `most`. */
static size_t middle_words(vb_str middle, vb_str out[], size_t most) {
  size_t count = 0, at = 0;
  for (vb_str word; count < most && (word = vb_str_next_word(middle, &at)).n;) {
    if (is_particle(word)) continue;
    bool initials = are_initials(word);
    if (!initials) out[count++] = word;
    for (size_t i = 0; initials && i < word.n && count < most; i++)
      if (word.p[i] != '.') out[count++] = vb_str_slice(word, i, i + 1);
  }
  return count;
}

enum { MIDDLES_MAX = 4 };

bool vb_middle_agrees(vb_str a, vb_str b) {
  vb_str x[MIDDLES_MAX], y[MIDDLES_MAX];
  size_t n = middle_words(a, x, MIDDLES_MAX), m = middle_words(b, y, MIDDLES_MAX);
  for (size_t i = 0; i < n && i < m; i++) {
    bool letters = x[i].n == 1 || y[i].n == 1;
    vb_str p = letters ? vb_str_slice(x[i], 0, 1) : x[i];
    vb_str q = letters ? vb_str_slice(y[i], 0, 1) : y[i];
    if (!same_word(p, q)) return false;
  }
  return n == m || n == 0 || m == 0;
}

bool vb_middle_same(vb_str a, vb_str b) {
  vb_str x[MIDDLES_MAX], y[MIDDLES_MAX];
  size_t n = middle_words(a, x, MIDDLES_MAX), m = middle_words(b, y, MIDDLES_MAX);
  return n == m && vb_middle_agrees(a, b);
}
