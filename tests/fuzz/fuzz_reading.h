/*
 * fuzz_reading.h - reads any bytes as the product does, and checks that what comes out keeps every
 * promise of record.h, and is JSON that a parser takes.
 */
#ifndef VB_TESTS_FUZZ_READING_H
#define VB_TESTS_FUZZ_READING_H

#include "indexer/article/read/reader.h"
#include "indexer/base/utf8.h"
#include "indexer/store/xapian/packed_record.h"
#include "tests/fuzz/fuzz.h"

#include <jansson.h>
#include <sys/mman.h>
#include <unistd.h>

static inline void check_field(vb_str s, size_t max) {
  FUZZ_CHECK(s.n <= max && (s.n > 0 || s.p == NULL) && vb_utf8_valid(s));
  for (size_t i = 0; i < s.n; i++) FUZZ_CHECK((unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7f);
}

static inline void check_text(vb_str s) {
  FUZZ_CHECK(s.n <= VB_ARTICLE_MAX && vb_utf8_valid(s));
  for (size_t i = 0; i < s.n; i++) {
    FUZZ_CHECK(s.p[i] == '\n' || ((unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7f));
    FUZZ_CHECK(i < 2 || s.p[i] != '\n' || s.p[i - 1] != '\n' || s.p[i - 2] != '\n');
  }
  FUZZ_CHECK(s.n == 0 || (s.p[0] != '\n' && s.p[s.n - 1] != '\n'));
}

static inline vb_status check_article(void *context, const vb_article *a, vb_error *err) {
  vb_arena *arena = context;
  vb_article same;
  vb_buf bytes = VB_BUF_INIT;
  check_field(a->title, VB_TITLE_MAX);
  const vb_str fields[] = {a->id, a->byline, a->source, a->url, a->language, a->section};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) check_field(fields[i], VB_FIELD_MAX);
  for (size_t i = 0; i < a->author_count; i++) check_field(a->authors[i], VB_FIELD_MAX);
  for (size_t i = 0; i < a->comment_count; i++) check_text(a->comments[i].text);
  check_text(a->text);
  FUZZ_CHECK(a->id.n > 0 && (a->title.n || a->text.n) && vb_date_valid(a->published));
  FUZZ_CHECK(vb_record_pack(a, &bytes, err) == VB_OK);
  FUZZ_CHECK(vb_record_unpack(vb_buf_view(&bytes), arena, &same, err) == VB_OK);
  FUZZ_CHECK(vb_article_hash(a) == vb_article_hash(&same));
  vb_buf_reset(&bytes);
  FUZZ_CHECK(vb_article_to_json(a, &bytes, err) == VB_OK);
  json_t *json = json_loadb(bytes.p, bytes.n, 0, NULL);
  FUZZ_CHECK(json_is_object(json) && !memchr(bytes.p, '\n', bytes.n));
  json_decref(json);
  vb_buf_clear(&bytes);
  return VB_OK;
}

static inline void check_problem(void *context, const char *sentence, bool skipped) {
  (void)context, (void)skipped;
  FUZZ_CHECK(sentence[0] && !strchr(sentence, '\n'));
}

/* `format` as in vb_read_options; the bytes may have something put in front of them. */
static inline void fuzz_read(const char *front, const uint8_t *data, size_t size, const char *name,
                             const char *format) {
  int fd = memfd_create("input", MFD_CLOEXEC);
  vb_arena *arena = vb_arena_new();
  size_t n = strlen(front);
  FUZZ_CHECK(fd >= 0 && arena && write(fd, front, n) == (ssize_t)n &&
             write(fd, data, size) == (ssize_t)size);
  vb_reader_events events = {.article = check_article, .problem = check_problem, .context = arena};
  vb_read_options options = {.format = format};
  lseek(fd, 0, SEEK_SET);
  FUZZ_CHECK(vb_read_descriptor(fd, name, &options, &events, NULL) == VB_OK);
  vb_arena_free(arena);
  close(fd);
}

#endif
