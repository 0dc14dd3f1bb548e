/*
 * reader.c - opens, unpacks, tells the format, and feeds the readers.
 *
 *   descriptor -> gzip.c -> whole file (text, HTML; at most VB_ARTICLE_MAX)
 *                        -> lines (JSON lines; memory is one line, not the file)
 *
 * The first block decides on the format: bytes that leave no doubt win over
 * the name, since scrapers call pages .txt and the reverse. Whatever is wrong
 * with a file becomes a problem here and the run goes on; only an event's own
 * failure or the lack of memory is passed up.
 */
#include "indexer/article/read/reader.h"

#include "indexer/article/read/draft.h"
#include "indexer/article/read/encoding.h"
#include "indexer/article/read/gzip.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  CHUNK = 256 * 1024,
  FIRST_BLOCK = 4096, /* enough to see a doctype, a brace or a NUL */
  /* An article's text at its cap, and room for the other fields. */
  LINE_MAX_BYTES = VB_ARTICLE_MAX + 4 * 1024 * 1024
};

typedef struct source {
  vb_reading reading;
  vb_input *input;
  vb_buf bytes;       /* read and not used yet */
  bool ended, broken; /* broken: the end came by an error that was told */
} source;

static bool format_of(vb_str name, vb_format *out) {
  static const struct {
    const char *name;
    vb_format format;
  } names[] = {{"auto", VB_FORMAT_AUTO},  {"text", VB_FORMAT_TEXT},   {"txt", VB_FORMAT_TEXT},
               {"html", VB_FORMAT_HTML},  {"htm", VB_FORMAT_HTML},    {"xhtml", VB_FORMAT_HTML},
               {"shtml", VB_FORMAT_HTML}, {"jsonl", VB_FORMAT_JSONL}, {"ndjson", VB_FORMAT_JSONL},
               {"json", VB_FORMAT_JSONL}, {"jl", VB_FORMAT_JSONL}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (vb_str_is_caseless(name, names[i].name)) {
      *out = names[i].format;
      return true;
    }
  return false;
}

bool vb_format_of_name(vb_str name, vb_format *out) {
  static const char *const official[] = {"auto", "text", "html", "jsonl"};
  for (size_t i = 0; i < sizeof official / sizeof *official; i++)
    if (vb_str_is(name, official[i])) return format_of(name, out);
  return false;
}

/* By the ending of the file's name, ".gz" aside. */
static vb_format format_by_name(vb_str name) {
  vb_format format = VB_FORMAT_AUTO;
  if (vb_str_ends_caseless(name, ".gz")) name.n -= 3;
  size_t dot = name.n;
  while (dot > 0 && name.p[dot - 1] != '.' && name.p[dot - 1] != '/') dot--;
  if (dot > 0 && name.p[dot - 1] == '.') format_of(vb_str_slice(name, dot, name.n), &format);
  return format;
}

static bool starts_any(vb_str s, const char *const *table) {
  for (; *table; table++)
    if (vb_str_starts_caseless(s, *table)) return true;
  return false;
}

static vb_format format_by_bytes(vb_str s) {
  static const char *const pages[] = {"<!doctype html", "<html", "<head", "<body", NULL};
  if (vb_str_starts(s, "\xEF\xBB\xBF")) s = vb_str_slice(s, 3, s.n);
  s = vb_str_trim(s);
  if (starts_any(s, pages)) return VB_FORMAT_HTML;
  if (s.n > 1 && s.p[0] == '<' && memmem(s.p, s.n, "<html", 5)) return VB_FORMAT_HTML;
  if (s.n > 1 && s.p[0] == '{') {
    s = vb_str_trim(vb_str_slice(s, 1, s.n));
    if (s.n && (s.p[0] == '"' || s.p[0] == '}')) return VB_FORMAT_JSONL;
  }
  return VB_FORMAT_AUTO;
}

static vb_format decide_format(const source *s, vb_format asked) {
  if (asked != VB_FORMAT_AUTO) return asked;
  vb_format named = format_by_name(vb_str_of(s->reading.name));
  vb_format seen = format_by_bytes(vb_str_slice(vb_buf_view(&s->bytes), 0, FIRST_BLOCK));
  if (named == VB_FORMAT_JSONL) return named; /* its broken lines are to be told as such */
  if (seen != VB_FORMAT_AUTO) return seen;
  return named != VB_FORMAT_AUTO ? named : VB_FORMAT_TEXT;
}

/* Appends up to `more` bytes. A damaged or unreadable input is told and ends here. */
static vb_status take(source *s, size_t more, vb_error *err) {
  vb_error why = {0};
  size_t n = 0;
  char *to = vb_buf_reserve(&s->bytes, more);
  if (!to) return vb_fail(err, VB_NOMEM, "out of memory");
  vb_status status = vb_input_read(s->input, to, more, &n, &why);
  s->bytes.n += n;
  if (status == VB_NOMEM) return vb_fail(err, VB_NOMEM, "out of memory");
  if (status != VB_OK) {
    s->broken = true;
    vb_draft_problem(&s->reading, 0, n == 0 && s->bytes.n == 0, "%s; what came before is kept",
                     why.text);
  }
  s->ended = status != VB_OK || n == 0;
  const vb_reader_events *events = s->reading.events;
  if (events->progress) events->progress(events->context, vb_input_taken(s->input));
  return VB_OK;
}

/* Text and HTML: the whole file is one article; a JSON document: one value. */
static vb_status read_whole(source *s, vb_format format, vb_error *err) {
  vb_status status = VB_OK;
  while (!s->ended && s->bytes.n <= VB_ARTICLE_MAX && status == VB_OK) status = take(s, CHUNK, err);
  if (status != VB_OK) return status;
  if (s->bytes.n > VB_ARTICLE_MAX) {
    vb_draft_problem(&s->reading, 0, true, "larger than %d MiB%s; skipped", VB_ARTICLE_MAX >> 20,
                     vb_input_is_gzip(s->input) ? " when unpacked" : "");
    return VB_OK;
  }
  vb_decoded decoded;
  vb_str bytes = vb_buf_view(&s->bytes), declared = VB_STR_NONE;
  if (format == VB_FORMAT_HTML) declared = vb_html_charset(bytes);
  status = vb_decode(bytes, declared, s->reading.arena, &decoded, err);
  if (status != VB_OK) return status;
  if (format == VB_FORMAT_JSONL)
    return vb_read_json_document(&s->reading, decoded.text, decoded.replaced, err);
  if (format == VB_FORMAT_HTML)
    return vb_read_html(&s->reading, decoded.text, decoded.replaced, err);
  return vb_read_text(&s->reading, decoded.text, decoded.replaced, err);
}

static vb_status give_line(source *s, vb_str line, uint64_t number, vb_error *err) {
  if (number == 1 && vb_str_starts(line, "\xEF\xBB\xBF")) line = vb_str_slice(line, 3, line.n);
  line = vb_str_trim(line);
  if (!line.n) return VB_OK;
  vb_arena_clear(s->reading.arena);
  return vb_read_json_line(&s->reading, line, number, err);
}

/* Moves what is not used yet to the front. */
static void drop_used(vb_buf *bytes, size_t used) {
  if (!used) return;
  memmove(bytes->p, bytes->p + used, bytes->n - used);
  bytes->n -= used;
}

static vb_status read_lines(source *s, vb_error *err) {
  uint64_t number = 1;
  bool too_long = false; /* inside a line that is being skipped */
  size_t searched = 0;   /* bytes known to hold no line end */
  vb_status status = VB_OK;
  while (status == VB_OK) {
    size_t used = 0;
    for (char *end; status == VB_OK && s->bytes.n > searched &&
                    (end = memchr(s->bytes.p + searched, '\n', s->bytes.n - searched)) != NULL;) {
      vb_str line = {s->bytes.p + used, (size_t)(end - s->bytes.p) - used};
      if (!too_long) status = give_line(s, line, number, err);
      too_long = false;
      used += line.n + 1;
      searched = used;
      number++;
    }
    if (status != VB_OK) return status;
    drop_used(&s->bytes, used);
    searched = s->bytes.n;
    if (s->bytes.n > LINE_MAX_BYTES || (too_long && s->bytes.n)) {
      if (!too_long)
        vb_draft_problem(&s->reading, number, true, "a line of more than %d MiB; skipped",
                         LINE_MAX_BYTES >> 20);
      too_long = true;
      vb_buf_reset(&s->bytes);
      searched = 0;
    }
    if (s->ended) break;
    status = take(s, CHUNK, err);
  }
  if (status == VB_OK && s->bytes.n && !too_long) {
    if (s->broken) vb_draft_problem(&s->reading, number, true, "cut short");
    else status = give_line(s, vb_buf_view(&s->bytes), number, err);
  }
  return status;
}

/* Zero bytes and many other controls: no text. A torn write leaves some zeros in a text, whose
   other articles shall not be lost for it; compressed data has one control byte in ten. */
static bool is_binary(vb_str first) {
  size_t controls = 0;
  if (!memchr(first.p, '\0', first.n) || vb_looks_utf16(first)) return false;
  for (size_t i = 0; i < first.n; i++)
    controls += (unsigned char)first.p[i] < 0x20 && !memchr("\t\n\r\f\x1B", first.p[i], 5);
  return controls * 50 > first.n;
}

/* What the first block says of a file that cannot be read; NULL for one that can. */
static const char *unreadable(vb_str first) {
  static const struct {
    const char *magic;
    size_t n;
    const char *sentence;
  } packed[] = {{"\xFD"
                 "7zXZ",
                 5, "packed with xz; unpack it first (xzcat FILE | ... -)"},
                {"\x28\xB5\x2F\xFD", 4, "packed with zstd; unpack it first (zstdcat FILE | ... -)"},
                {"BZh", 3, "packed with bzip2; unpack it first (bzcat FILE | ... -)"},
                {"PK\x03\x04", 4, "a zip archive; unpack it first"},
                {"%PDF-", 5, "a PDF document, which is not read"}};
  if (!first.n) return "empty";
  for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
    if (first.n >= packed[i].n && memcmp(first.p, packed[i].magic, packed[i].n) == 0)
      return packed[i].sentence;
  if (is_binary(first)) return "binary, not text";
  return NULL;
}

/* One JSON value over many lines: a list of articles, or one printed prettily. */
static bool is_json_document(vb_str s) {
  if (vb_looks_utf16(s)) return true; /* its line ends are not bytes */
  if (vb_str_starts(s, "\xEF\xBB\xBF")) s = vb_str_slice(s, 3, s.n);
  s = vb_str_trim(s);
  if (s.n && s.p[0] == '[') return true;
  return s.n > 1 && s.p[0] == '{' && (s.p[1] == '\n' || s.p[1] == '\r');
}

static vb_status read_source(source *s, vb_format format, vb_error *err) {
  vb_status status = VB_OK;
  while (!s->ended && s->bytes.n < FIRST_BLOCK && status == VB_OK) status = take(s, CHUNK, err);
  if (status != VB_OK || (s->broken && !s->bytes.n)) return status;
  const char *reason = unreadable(vb_str_slice(vb_buf_view(&s->bytes), 0, CHUNK));
  if (reason) {
    vb_draft_problem(&s->reading, 0, true, "%s", reason);
    return VB_OK;
  }
  format = decide_format(s, format);
  if (format == VB_FORMAT_JSONL && !is_json_document(vb_buf_view(&s->bytes)))
    return read_lines(s, err);
  return read_whole(s, format, err);
}

vb_status vb_read_descriptor(int fd, const char *name, vb_format format,
                             const vb_reader_events *events, vb_error *err) {
  source s = {.reading = {.events = events, .name = name}, .bytes = VB_BUF_INIT};
  vb_status status = vb_input_open(fd, &s.input, err);
  if (status != VB_OK) return status;
  s.reading.arena = vb_arena_new();
  if (s.reading.arena) status = read_source(&s, format, err);
  else status = vb_fail(err, VB_NOMEM, "out of memory");
  vb_arena_free(s.reading.arena);
  vb_buf_clear(&s.bytes);
  vb_input_close(s.input);
  return status;
}

vb_status vb_read_file(const char *path, const char *name, vb_format format,
                       const vb_reader_events *events, vb_error *err) {
  vb_reading reading = {.events = events, .name = name};
  vb_error why;
  struct stat info;
  /* Without O_NONBLOCK a named pipe would hang the run before it can be refused. */
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 || fstat(fd, &info) != 0) {
    vb_fail_errno(&why, errno, "cannot be read");
    vb_draft_problem(&reading, 0, true, "%s", why.text);
    if (fd >= 0) close(fd);
    return VB_OK;
  }
  vb_status status = VB_OK;
  if (S_ISREG(info.st_mode)) status = vb_read_descriptor(fd, name, format, events, err);
  else vb_draft_problem(&reading, 0, true, "not a regular file");
  close(fd);
  return status;
}
