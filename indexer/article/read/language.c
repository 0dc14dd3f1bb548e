/*
 * language.c - the only file that uses libexttextcat, which compares the frequencies of a
 * text's n-grams with those of known languages.
 *
 *   this process --text--> socket --> helper: compares --> socket --"en"--> this process
 *
 * The library aborts when it gets no memory, so it runs in processes of its own, one for each
 * thread that asks at the same time (up to four). They are started when they are first needed
 * and end with this one. The library's list on disk has about 160 languages. Those without
 * newspapers only make it slower and less certain, so it gets a shorter list, in a file in
 * memory: the lines that name a language in `known`.
 *
 * The library returns all languages whose distance is within 3% of the nearest. A single
 * one is certain; with several, nothing is returned. Of 5,978 English articles 5,962 are
 * recognised as English by their first 1,000 bytes, and none as another language.
 *
 * That takes half a millisecond, several times what indexing an article takes. So texts that
 * are clearly English, by common words that other languages lack, are recognised without it.
 */
#include "indexer/article/read/language.h"

#include "indexer/article/read/fork_server.h"
#include "indexer/base/bytes16.h"
#include "indexer/base/utf8.h"

#include <fcntl.h>
#include <libexttextcat/textcat.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef VB_TEXTCAT_DATA
#define VB_TEXTCAT_DATA "/usr/share/libexttextcat/"
#endif

enum {
  SAMPLE = 1000, /* bytes: more do not increase certainty */
  ENOUGH = 200,  /* shorter texts are headlines */
  PAST = 64      /* zeros after a text */
};

typedef struct helper {
  pthread_mutex_t lock;
  bool tried;
  int socket; /* -1 where there is none */
} helper;

#define HELPER                                                                                     \
  { .lock = PTHREAD_MUTEX_INITIALIZER, .socket = -1 }
static helper helpers[] = {HELPER, HELPER, HELPER, HELPER};
enum { HELPERS = sizeof helpers / sizeof *helpers };

static bool is_known(const char *line) {
  static const char *const known[] = {
      "af", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es",
      "et", "eu", "fa", "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is",
      "it", "ja", "ka", "kk", "kn", "ko", "lb", "lt", "lv", "mk", "ml", "mr", "ms", "mt", "my",
      "nb", "ne", "nl", "nn", "pa", "pl", "pt", "ro", "ru", "si", "sk", "sl", "sq", "sr", "sv",
      "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "uz", "vi", "zh"};
  size_t n = strcspn(line, ".-");
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strlen(known[i]) == n && strncmp(line, known[i], n) == 0) return true;
  return false;
}

/* The library's list without unwanted lines, as a file in memory; -1 if there is none. */
static int make_list(void) {
  char line[256];
  FILE *list = fopen(VB_TEXTCAT_DATA "fpdb.conf", "re");
  if (!list) return -1;
  int fd = memfd_create("languages", MFD_CLOEXEC);
  while (fd >= 0 && fgets(line, sizeof line, list)) {
    size_t n = strlen(line);
    if (is_known(line) && write(fd, line, n) != (ssize_t)n) {
      close(fd);
      fd = -1;
    }
  }
  fclose(list);
  return fd;
}

static void *load(void) {
  char path[64];
  int fd = make_list();
  if (fd < 0) return NULL;
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  void *handle = special_textcat_Init(path, VB_TEXTCAT_DATA);
  close(fd);
  return handle;
}

/* "[en--utf8]": one language, and its tag. */
static bool take_tag(const char *answer, char tag[VB_LANGUAGE_MAX]) {
  if (answer[0] != '[' || strchr(answer + 1, '[')) return false;
  size_t n = strcspn(answer + 1, "-]");
  if (n < 2 || n >= VB_LANGUAGE_MAX) return false;
  memcpy(tag, answer + 1, n);
  tag[n] = '\0';
  return true;
}

/* Answers each message with a tag, or with "" for none, until the other end is closed. */
static void serve(int socket, int same, vb_forked_task *none) {
  char text[SAMPLE + PAST], tag[VB_LANGUAGE_MAX];
  (void)same, (void)none;
  int nowhere = open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3 && nowhere >= 0; fd++) dup2(nowhere, fd);
  dup2(socket, 3); /* keep nothing else of the parent open, least of all its locks */
  close_range(4, ~0U, 0);
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  void *handle = load();
  for (ssize_t n; (n = recv(3, text, SAMPLE, 0)) > 0;) {
    memset(text + n, 0, sizeof text - (size_t)n); /* the library reads past the end */
    const char *answer = handle ? textcat_Classify(handle, text, (size_t)n) : NULL;
    memset(tag, 0, sizeof tag);
    if (!answer || !take_tag(answer, tag)) tag[0] = '\0';
    if (send(3, tag, sizeof tag, MSG_NOSIGNAL) != (ssize_t)sizeof tag) break;
  }
}

static int start_helper(void) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return -1;
  bool made = vb_fork(serve, NULL, ends[1], ends[1]);
  close(ends[1]);
  if (made) return ends[0];
  close(ends[0]);
  return -1;
}

/* Asks a helper; one that is gone is not asked again. */
static bool ask(helper *h, vb_str text, char tag[VB_LANGUAGE_MAX]) {
  if (!h->tried) h->socket = start_helper();
  h->tried = true;
  if (h->socket < 0) return false;
  bool answered = send(h->socket, text.p, text.n, MSG_NOSIGNAL) == (ssize_t)text.n &&
                  recv(h->socket, tag, VB_LANGUAGE_MAX, 0) == VB_LANGUAGE_MAX;
  if (!answered) {
    close(h->socket);
    h->socket = -1;
  }
  tag[answered ? VB_LANGUAGE_MAX - 1 : 0] = '\0';
  return tag[0] != '\0';
}

/* Asks the first helper that is free. */
static bool ask_any(vb_str text, char tag[VB_LANGUAGE_MAX]) {
  size_t i = 0;
  while (i + 1 < HELPERS && pthread_mutex_trylock(&helpers[i].lock) != 0) i++;
  if (i + 1 == HELPERS) pthread_mutex_lock(&helpers[i].lock);
  bool found = ask(&helpers[i], text, tag);
  pthread_mutex_unlock(&helpers[i].lock);
  return found;
}

/* Words of which some are in every English text. The first ENGLISH_ONLY are of no other language;
   of the rest single ones are ("for", "have", "to", "by" in Danish). */
enum { LETTERS_MAX = 8 };
static const char english[][LETTERS_MAX] = {
    "the",  "that", "with", "which", "would", "their", "they",  "said",  "from",  "this",  "who",
    "were", "what", "when", "than",  "been",  "about", "could", "other", "there", "after", "of",
    "and",  "to",   "for",  "is",    "was",   "have",  "has",   "his",   "by",    "on"};
enum { ENGLISH = sizeof english / sizeof *english, ENGLISH_ONLY = 21 };

/* english[number - 1] by its letters, in a table with open addressing. */
enum { SLOT_BITS = 7, SLOTS = 1 << SLOT_BITS };
typedef struct known_word {
  uint64_t letters; /* all of them, followed by zeros */
  uint8_t number;   /* 0: an empty slot */
} known_word;

static known_word *slot_of(known_word slots[SLOTS], uint64_t letters) {
  size_t at = letters * UINT64_C(0x9E3779B97F4A7C15) >> (64 - SLOT_BITS);
  while (slots[at].number && slots[at].letters != letters) at = (at + 1) % SLOTS;
  return &slots[at];
}

static void fill_slots(known_word slots[SLOTS]) {
  memset(slots, 0, SLOTS * sizeof *slots);
  for (size_t k = 0; k < ENGLISH; k++) {
    uint64_t letters = vb_bytes8_load(english[k]);
    *slot_of(slots, letters) = (known_word){letters, (uint8_t)(k + 1)};
  }
}

/* The number of a word in any case; 0 for all others. REQUIRES: LETTERS_MAX bytes from p on. */
static size_t number_of(known_word slots[SLOTS], const char *p, size_t n) {
  if (n > LETTERS_MAX) return 0;
  uint64_t letters = (vb_bytes8_load(p) | VB_BYTES8_ALL(0x20)) & UINT64_MAX >> (64 - 8 * n);
  return slot_of(slots, letters)->number;
}

/* Which of the next 64 bytes are white space, a bit for each. */
static uint64_t spaces_at(const char *p) {
  uint64_t bits = 0;
  for (unsigned at = 0; at < 64; at += sizeof(vb_bytes16)) {
    vb_bytes16 row = vb_bytes16_load(p + at);
    vb_bytes16 space = vb_bytes16_equal(row, ' ') | (vb_bytes16)(row - '\t' <= '\r' - '\t');
    bits |= vb_bytes16_bits(space) << at;
  }
  return bits;
}

/* How often each word is in the text; by number, with all others at 0. A word is what is between
   two places where white space ends and begins. */
static void count_english(vb_str text, size_t counts[ENGLISH + 1]) {
  known_word slots[SLOTS];
  char sample[(SAMPLE / 64 + 1) * 64 + LETTERS_MAX];
  fill_slots(slots);
  memset(sample, ' ', sizeof sample);
  if (text.n) memcpy(sample, text.p, text.n);
  uint64_t before = 1; /* whether the byte before is white space */
  bool inside = false; /* a word, which begins at `start` */
  for (size_t at = 0, start = 0; at <= text.n; at += 64) {
    uint64_t spaces = spaces_at(sample + at), edges = spaces ^ (spaces << 1 | before);
    before = spaces >> 63;
    for (; edges; edges &= edges - 1) {
      size_t edge = at + (size_t)__builtin_ctzll(edges);
      if (inside) counts[number_of(slots, sample + start, edge - start)]++;
      start = edge;
      inside = !inside;
    }
  }
}

/* A seventh of the words are English ones of at least five kinds, and three are "the", or four are
   words of no other language, of three kinds: in another language some 4% of a text are words of
   these, and names of papers bring a "The" now and then. Of 8,000 English articles 7,948 are
   recognised so. */
static bool is_surely_english(vb_str text) {
  enum { THE_LEAST = 3, OWN_LEAST = 4, OWN_KINDS_LEAST = 3, KINDS_LEAST = 5, SHARE = 7 };
  size_t counts[ENGLISH + 1] = {0}, found = 0, kinds = 0, own = 0, own_kinds = 0;
  count_english(text, counts);
  for (size_t k = 1; k <= ENGLISH; k++) found += counts[k], kinds += counts[k] > 0;
  for (size_t k = 1; k <= ENGLISH_ONLY; k++) own += counts[k], own_kinds += counts[k] > 0;
  bool is_own = counts[1] >= THE_LEAST || (own >= OWN_LEAST && own_kinds >= OWN_KINDS_LEAST);
  return is_own && kinds >= KINDS_LEAST && found * SHARE >= found + counts[0];
}

uint8_t vb_language_detect(vb_str text, char tag[VB_LANGUAGE_MAX]) {
  tag[0] = '\0';
  if (text.n < ENOUGH) return 0;
  if (text.n > SAMPLE) text = vb_str_slice(text, 0, vb_utf8_floor(text, SAMPLE));
  bool found = is_surely_english(text);
  if (found) memcpy(tag, "en", sizeof "en");
  else found = ask_any(text, tag);
  if (!found) return 0;
  return text.n >= SAMPLE / 2 ? 95 : 85;
}
