/*
 * words.c - two cutters that give the same words, one fast and one complete.
 *
 * The text is processed in chunks that end at ASCII white space, because no word
 * rule of UAX #29 reaches across it. A chunk is first cut by bytes, with one table
 * look-up per byte. That cutter knows ASCII and the typographic marks of English
 * print, and finds short words (most of them) in bits that say which of the next 64
 * bytes are letters. At any other character, the chunk's tokens are dropped and the
 * whole chunk is cut by characters with libunistring's word break properties. So a
 * chunk costs at most two passes, and plain English prose costs one.
 *
 * A term that is printed as it is indexed points into the text. Others are written
 * into memory that is taken from the arena a page at a time.
 */
#include "indexer/text/words.h"

#include "indexer/base/bytes16.h"
#include "indexer/base/bytes8.h"
#include "indexer/base/utf8.h"
#include "indexer/text/marks.h"
#include "indexer/text/normalise.h"
#include "indexer/text/spelling.h"

#include <uniwbrk.h>
#include <utf8proc.h>

enum {
  PAGE = 16 * 1024,    /* of term bytes */
  BYTES_PER_TOKEN = 5, /* English prose has 5.9: one allocation is nearly always enough */
};

typedef struct cutter {
  vb_str text;
  vb_arena *arena;
  vb_token *tokens;
  size_t count, capacity;
  char *room; /* memory for terms that differ from the text */
  size_t room_left;
} cutter;

/* A short text, such as a word of a query, takes as much as its own length. */
static char *term_room(cutter *w, size_t n) {
  if (n > w->room_left) {
    size_t room = w->text.n < PAGE - n ? w->text.n + n : PAGE;
    w->room = vb_arena_alloc(w->arena, room + VB_TERM_READABLE);
    if (!w->room) return NULL;
    w->room_left = room;
  }
  return w->room;
}

static vb_token *new_token(cutter *w, const char *start, const char *end) {
  if (w->count == w->capacity && !VB_ARENA_GROW(w->arena, w->tokens, &w->capacity, w->count))
    return NULL;
  vb_token *token = &w->tokens[w->count++];
  token->start = (uint32_t)(start - w->text.p);
  token->end = (uint32_t)(end - w->text.p);
  return token;
}

/* ---- by bytes --------------------------------------------------------- */

enum {
  LETTER = 1,
  DIGIT = 2,
  UNDERSCORE = 4,
  UPPER = 8,      /* set together with LETTER */
  MID_BOTH = 16,  /* joins two letters or two digits */
  MID_DIGIT = 32, /* joins two digits */
  SPACE = 64,
  HIGH = 128, /* a byte of a longer character */
  IN_WORD = LETTER | DIGIT | UNDERSCORE
};

#define FOUR(x) x, x, x, x
#define SIXTEEN(x) FOUR(x), FOUR(x), FOUR(x), FOUR(x)
#define SIXTY_FOUR(x) SIXTEEN(x), SIXTEEN(x), SIXTEEN(x), SIXTEEN(x)
#define L26(x) FOUR(x), FOUR(x), FOUR(x), FOUR(x), FOUR(x), FOUR(x), x, x

static const unsigned char class_of_byte[256] = {FOUR(0),
                                                 FOUR(0),
                                                 0,
                                                 FOUR(SPACE),
                                                 SPACE,
                                                 0,
                                                 0,
                                                 SIXTEEN(0),
                                                 SPACE,
                                                 FOUR(0),
                                                 0,
                                                 0,
                                                 MID_BOTH,
                                                 FOUR(0),
                                                 MID_DIGIT,
                                                 0,
                                                 MID_BOTH,
                                                 0,
                                                 FOUR(DIGIT),
                                                 FOUR(DIGIT),
                                                 DIGIT,
                                                 DIGIT,
                                                 0,
                                                 MID_DIGIT,
                                                 FOUR(0),
                                                 0,
                                                 L26(LETTER | UPPER),
                                                 FOUR(0),
                                                 UNDERSCORE,
                                                 0,
                                                 L26(LETTER),
                                                 FOUR(0),
                                                 0,
                                                 SIXTY_FOUR(HIGH),
                                                 SIXTY_FOUR(HIGH)};

static inline unsigned class_at(const char *p) {
  return class_of_byte[(unsigned char)*p];
}

/* The size of a typographic mark of English print at p, which separates words (or, between letters,
   is an apostrophe); 0 for any other character. */
static size_t print_mark(const char *p, const char *end, bool *apostrophe) {
  *apostrophe = false;
  if (end - p >= 2 && p[0] == '\xC2' && p[1] == '\xA0') return 2;
  if (end - p < 3 || p[0] != '\xE2' || p[1] != '\x80') return 0;
  switch ((unsigned char)p[2]) {
  case 0x98: /* ‘ */
  case 0x99: /* ’ */ *apostrophe = true; return 3;
  case 0x93: /* – */
  case 0x94: /* — */
  case 0x9C: /* “ */
  case 0x9D: /* ” */
  case 0xA6: /* … */ return 3;
  default: return 0;
  }
}

/* How the bytes of a word differ from its term. */
typedef enum spelled {
  AS_PRINTED = 0,
  FOLDED = 1, /* capitals, curly apostrophes */
  JOINED = 2  /* has a stop or comma inside, which its term may lack (spelling.h) */
} spelled;

/* [start, end) holds ASCII word characters and curly apostrophes. */
static bool emit_bytes(cutter *w, const char *start, const char *end, unsigned how) {
  while (start < end && *start == '_') start++;
  while (end > start && end[-1] == '_') end--;
  if (start == end) return true;
  vb_token *token = new_token(w, start, end);
  if (!token) return false;
  size_t n = (size_t)(end - start);
  if (how == AS_PRINTED && w->text.p + w->text.n - start >= VB_TERM_READABLE) {
    token->term = start;
    token->term_length = n < VB_TERM_MAX ? (uint32_t)n : VB_TERM_MAX;
    return true;
  }
  char *to = term_room(w, (n < VB_TERM_MAX ? n : VB_TERM_MAX) + 1);
  if (!to) return false;
  size_t length = 0;
  for (const char *p = start; p < end && length < VB_TERM_MAX; p++) {
    unsigned char c = (unsigned char)*p;
    if (c >= 0x80) to[length++] = '\'', p += 2;
    else to[length++] = (char)(class_of_byte[c] & UPPER ? c + 32 : c);
  }
  if (how & JOINED || (n >= 2 && start[0] == 'U' && start[1] == 'S'))
    length = vb_spelling_join(to, length, (vb_str){start, n});
  token->term = to;
  token->term_length = (uint32_t)length;
  w->room += length, w->room_left -= length;
  return true;
}

/* Whether a mark of `mark` class joins the characters before and after it. */
static inline bool joins(unsigned before, unsigned mark, unsigned after) {
  unsigned both = before & after;
  return (both & LETTER && mark & MID_BOTH) || (both & DIGIT && mark & (MID_BOTH | MID_DIGIT));
}

typedef enum cut { CUT_DONE, CUT_FOREIGN, CUT_NOMEM } cut;

/* Cuts one word at *at. CUT_FOREIGN when bytes alone do not show where it ends. */
static cut word_by_bytes(cutter *w, const char **at, const char *end) {
  const char *start = *at, *p = start;
  unsigned seen = 0, how = AS_PRINTED;
  for (;;) {
    unsigned class = 0;
    for (; p < end && (class = class_at(p)) & IN_WORD; p++) seen |= class;
    if (p == end || !(class & (MID_BOTH | MID_DIGIT | HIGH))) break;
    size_t length = 1;
    bool apostrophe = false;
    if (class & HIGH) {
      length = print_mark(p, end, &apostrophe);
      if (length == 0) return CUT_FOREIGN;
      if (!apostrophe) break;
      class = MID_BOTH;
    }
    if (p + length >= end || !joins(class_at(p - 1), class, class_at(p + length))) break;
    if (apostrophe) how |= FOLDED;
    if (class_at(p - 1) & DIGIT || (*p == '.')) how |= JOINED;
    p += length;
  }
  *at = p;
  if (seen & UPPER) how |= FOLDED;
  return emit_bytes(w, start, p, how) ? CUT_DONE : CUT_NOMEM;
}

enum {
  SHORT_MAX = 16,
  SHORT_REACH = SHORT_MAX + 2 /* bytes that short_word() may look at */
};

/* Marks the ASCII letters among eight bytes. */
static inline uint64_t letters_of(uint64_t w) {
  uint64_t small = w | VB_BYTES8_ALL(0x20);
  return vb_bytes8_from(small, 'a') & ~vb_bytes8_from(small, 'z' + 1);
}

/* Sets bit 0x20 for each capital among the first n bytes (at most eight). REQUIRES: these n bytes
   are letters. */
static inline uint64_t capitals_of(uint64_t w, size_t n) {
  uint64_t capitals = (~w & VB_BYTES8_ALL(0x20));
  return n < 8 ? capitals & ((UINT64_C(1) << 8 * n) - 1) : capitals;
}

/* Whether nothing joins a word of letters to what follows it at p. */
static inline bool ends_plainly(const char *p) {
  unsigned next = class_at(p);
  return !(next & (IN_WORD | HIGH)) && !(next & MID_BOTH && class_at(p + 1) & LETTER);
}

/* The length of the word at p if it is a few ASCII letters and nothing joins it to what follows; 0
   otherwise. Written without a branch per letter, because the processor would mispredict the end of
   nearly every word. */
static inline size_t short_word(const char *p) {
  size_t n = vb_bytes8_first(letters_of(vb_bytes8_load(p)) ^ VB_BYTES8_TOP);
  if (n == 8) n += vb_bytes8_first(letters_of(vb_bytes8_load(p + 8)) ^ VB_BYTES8_TOP);
  return ends_plainly(p + n) ? n : 0;
}

/* A word of at most 16 bytes of ASCII without capitals is not copied: its term is a slice of the
   text. */
static inline vb_token *emit_plain(cutter *w, const char *start, size_t n) {
  vb_token *token = new_token(w, start, start + n);
  if (!token) return NULL;
  token->term = start;
  token->term_length = (uint32_t)n;
  return token;
}

/* One that may have capitals is lowered in two registers. */
static bool emit_short(cutter *w, const char *start, size_t n) {
  vb_token *token = emit_plain(w, start, n);
  if (!token) return false;
  uint64_t first = vb_bytes8_load(start), rest = vb_bytes8_load(start + 8);
  uint64_t upper = capitals_of(first, n), more = n > 8 ? capitals_of(rest, n - 8) : 0;
  if (!(upper | more)) return true;
  if (n == 2 && start[0] == 'U' && start[1] == 'S') { /* spelling.h */
    static const char us[VB_TERM_READABLE] = "u.s";
    token->term = us;
    token->term_length = 3;
    return true;
  }
  char *to = term_room(w, SHORT_MAX);
  if (!to) return false;
  vb_bytes8_store(to, first | upper);
  vb_bytes8_store(to + 8, rest | more);
  token->term = to;
  w->room += n, w->room_left -= n;
  return true;
}

/* What 64 bytes of the text are, a bit for each, from the lowest on. */
typedef struct byte_bits {
  const char *base;
  uint64_t starts; /* letters, digits, underscores, bytes outside ASCII */
  uint64_t letters, capitals;
  uint64_t joins; /* what a word of letters before it does not end at; not known of the last one */
} byte_bits;

enum { BITS = 64, BITS_REACH = BITS - SHORT_REACH };

/* REQUIRES: BITS bytes from p on. */
static inline byte_bits bits_at(const char *p) {
  byte_bits b = {.base = p};
  for (unsigned at = 0; at < BITS; at += sizeof(vb_bytes16)) {
    vb_bytes16 row = vb_bytes16_load(p + at);
    vb_bytes16 letters = (vb_bytes16)((row | 0x20) - 'a' < 26);
    vb_bytes16 others = (vb_bytes16)((row - '0' < 10) | (row == '_'));
    b.letters |= vb_bytes16_bits(letters) << at;
    b.starts |= vb_bytes16_bits(letters | others | row) << at;
    b.capitals |= vb_bytes16_bits((vb_bytes16)(row - 'A' < 26)) << at;
    b.joins |= vb_bytes16_bits((vb_bytes16)((row == '\'') | (row == '.'))) << at; /* MID_BOTH */
  }
  b.joins = (b.joins & b.letters >> 1) | b.starts;
  return b;
}

/* Cuts what is not a short word of letters: digits, joined words, marks outside ASCII. */
static cut cut_other(cutter *w, const char **at, const char *end) {
  if (class_at(*at) & IN_WORD) return word_by_bytes(w, at, end);
  bool apostrophe;
  size_t length = class_at(*at) & HIGH ? print_mark(*at, end, &apostrophe) : 1;
  *at += length;
  return length ? CUT_DONE : CUT_FOREIGN;
}

/* Cuts words from *at as long as BITS bytes are left. */
static cut cut_by_bits(cutter *w, const char **at, const char *end) {
  const char *p = *at;
  cut result = CUT_DONE;
  for (byte_bits b = {.base = p - BITS}; result == CUT_DONE && end - p >= BITS;) {
    if (p - b.base > BITS_REACH) b = bits_at(p);
    unsigned from = (unsigned)(p - b.base);
    if (!(b.starts >> from)) {
      p = b.base + BITS;
      continue;
    }
    unsigned start = from + (unsigned)__builtin_ctzll(b.starts >> from);
    p = b.base + start;
    if (start > BITS_REACH) continue; /* the word may be longer than what is left */
    uint64_t rest = ~(b.letters >> start);
    size_t n = rest ? (size_t)__builtin_ctzll(rest) : BITS;
    if (n == 0 || n > SHORT_MAX || b.joins >> (start + n) & 1) {
      const char *other = p;
      result = cut_other(w, &other, end);
      p = other;
      continue;
    }
    bool plain = !(b.capitals >> start & ((UINT64_C(1) << n) - 1));
    if (plain ? !emit_plain(w, p, n) : !emit_short(w, p, n)) result = CUT_NOMEM;
    p += n;
  }
  *at = p;
  return result;
}

/* The last bytes of a text. */
static cut cut_rest(cutter *w, const char **at, const char *end) {
  cut result = CUT_DONE;
  while (*at < end && result == CUT_DONE) {
    size_t n = class_at(*at) & LETTER && end - *at >= SHORT_REACH ? short_word(*at) : 0;
    if (n == 0) result = cut_other(w, at, end);
    else if (!emit_short(w, *at, n)) result = CUT_NOMEM;
    *at += n;
  }
  return result;
}

/* Cuts words from *at to the end or to a foreign character. *at is then the start of the chunk in
   which it stopped, whose words are dropped. */
static cut cut_by_bytes(cutter *w, const char **at, const char *end) {
  const char *p = *at;
  cut result = cut_by_bits(w, &p, end);
  if (result == CUT_DONE) result = cut_rest(w, &p, end);
  if (result == CUT_FOREIGN) {
    while (p > *at && !(class_at(p - 1) & SPACE)) p--;
    while (w->count && w->tokens[w->count - 1].start >= (size_t)(p - w->text.p)) w->count--;
  }
  *at = p;
  return result;
}

/* ---- by characters ---------------------------------------------------- */

typedef struct character {
  int32_t c;
  int class; /* WBP_* */
  bool word; /* a letter or digit; a segment with at least one is a word */
  const char *start, *end;
} character;

static int word_break_class(int32_t c) {
  if (c < 0 || c == ':' || c == 0x202F) return WBP_OTHER;
  if (c == 0x02BC) return WBP_MIDNUMLET;
  int class = uc_wordbreak_property((ucs4_t)c);
  if (class == WBP_OTHER && vb_char_is_ignorable(c)) return WBP_FORMAT;
  return class;
}

static character character_at(const char *p, const char *end) {
  character out;
  size_t length;
  out.c = vb_utf8_decode(p, end, &length);
  out.class = word_break_class(out.c);
  out.start = p;
  out.end = p + length;
  utf8proc_category_t category = out.c < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(out.c);
  out.word = out.class != WBP_MIDNUMLET && /* the letter apostrophe */
             ((category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
              (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO));
  return out;
}

static bool is_letter(int class) {
  return class == WBP_ALETTER || class == WBP_HL;
}

/* Whether two adjacent characters belong to one word (rules 5, 8 to 10, 13). */
static bool adjoin(int a, int b) {
  bool a_text = is_letter(a) || a == WBP_NUMERIC, b_text = is_letter(b) || b == WBP_NUMERIC;
  if (a_text && b_text) return true;
  if (a == WBP_EXTENDNUMLET) return b_text || b == WBP_KATAKANA || b == WBP_EXTENDNUMLET;
  if (b == WBP_EXTENDNUMLET) return a_text || a == WBP_KATAKANA;
  return a == WBP_KATAKANA && b == WBP_KATAKANA;
}

/* Whether a mark between two characters joins them into one word (rules 6, 7, 7b, 7c, 11, 12). */
static bool bridges(int before, int mark, int after) {
  bool both = mark == WBP_MIDNUMLET || mark == WBP_SQ;
  if (is_letter(before) && is_letter(after) && (both || mark == WBP_MIDLETTER)) return true;
  if (before == WBP_NUMERIC && after == WBP_NUMERIC && (both || mark == WBP_MIDNUM)) return true;
  return before == WBP_HL && mark == WBP_DQ && after == WBP_HL;
}

/* Skips what rule 4 ignores; *shown is set to the end of the last visible character skipped. */
static const char *skip_extensions(const char *p, const char *end, const char **shown) {
  while (p < end) {
    size_t length;
    int32_t c = vb_utf8_decode(p, end, &length);
    int class = word_break_class(c);
    if (class != WBP_EXTEND && class != WBP_FORMAT && class != WBP_ZWJ) break;
    p += length;
    if (class == WBP_EXTEND && !vb_char_is_ignorable(c)) *shown = p;
  }
  return p;
}

static bool emit_characters(cutter *w, const char *start, const char *end) {
  char *to = term_room(w, VB_TERM_MAX + 1);
  if (!to) return false;
  vb_str printed = {start, (size_t)(end - start)};
  size_t length = vb_spelling_join(to, vb_normalise_word(printed, to), printed);
  if (length == 0) return true;
  vb_token *token = new_token(w, start, end);
  if (!token) return false;
  token->term = to;
  token->term_length = (uint32_t)length;
  w->room += length, w->room_left -= length;
  return true;
}

/* Cuts the segment that begins with `first`; *next is set to its end. */
static bool segment(cutter *w, character first, const char *end, const char **next) {
  const char *start = NULL, *stop = NULL; /* without leading and trailing underscores */
  bool word = false;
  character last = first;
  const char *p;
  for (;;) {
    const char *shown = last.end;
    p = skip_extensions(last.end, end, &shown);
    word |= last.word;
    if (last.class != WBP_EXTENDNUMLET) {
      if (!start) start = last.start;
      stop = shown;
    }
    if (p == end) break;
    character c = character_at(p, end);
    if (!adjoin(last.class, c.class)) {
      const char *mark_end = c.end, *q = skip_extensions(c.end, end, &mark_end);
      character after = {.class = WBP_OTHER};
      if (q < end) after = character_at(q, end);
      if (!bridges(last.class, c.class, after.class)) {
        if (last.class == WBP_HL && c.class == WBP_SQ) p = q, stop = mark_end; /* rule 7a */
        break;
      }
      c = after;
    }
    last = c;
  }
  *next = p;
  return !word || !start || emit_characters(w, start, stop);
}

static bool cut_by_characters(cutter *w, const char *p, const char *end) {
  while (p < end) {
    character c = character_at(p, end);
    if (is_letter(c.class) || c.class == WBP_NUMERIC || c.class == WBP_KATAKANA ||
        c.class == WBP_EXTENDNUMLET) {
      if (!segment(w, c, end, &p)) return false;
    } else if (c.word) { /* an ideograph and its like */
      const char *shown = c.end;
      p = skip_extensions(c.end, end, &shown);
      if (!emit_characters(w, c.start, shown)) return false;
    } else {
      p = c.end;
    }
  }
  return true;
}

/* ----------------------------------------------------------------------- */

static const char *chunk_end(const char *p, const char *end) {
  while (p < end && !(class_at(p) & SPACE)) p++;
  return p;
}

static bool cut_text(cutter *w, vb_words_path path) {
  const char *p = w->text.p, *end = w->text.p + w->text.n;
  while (p < end) {
    if (path == VB_WORDS_FAST) {
      cut result = cut_by_bytes(w, &p, end);
      if (result == CUT_NOMEM) return false;
      if (result == CUT_DONE) return true;
    }
    const char *stop = chunk_end(p, end);
    if (!cut_by_characters(w, p, stop)) return false;
    p = stop < end ? stop + 1 : end;
  }
  return true;
}

vb_status vb_words_cut(vb_str text, vb_words_path path, vb_arena *arena, vb_analysis *out,
                       vb_error *err) {
  memset(out, 0, sizeof *out);
  out->text = text.p ? text : VB_STR("");
  if (text.n > VB_TEXT_MAX)
    return vb_fail(err, VB_LIMIT, "a text of %zu bytes is longer than the %d that can be analysed",
                   text.n, VB_TEXT_MAX);
  cutter w = {.text = out->text, .arena = arena};
  w.capacity = text.n / BYTES_PER_TOKEN + 16;
  w.tokens = vb_arena_alloc(arena, w.capacity * sizeof(vb_token));
  if (!w.tokens || !cut_text(&w, path))
    return vb_fail(err, VB_NOMEM, "no memory to cut a text of %zu bytes into words", text.n);
  out->tokens = w.tokens;
  out->token_count = w.count;
  return VB_OK;
}
