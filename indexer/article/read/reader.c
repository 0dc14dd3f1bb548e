/*
 * reader.c - opens, unpacks and recognises inputs, and calls their readers.
 *
 *   descriptor -> stream -> sight -> row of the table -> refused, with a reason
 *                   ^                  |   |   '------> reader of text, bytes or stream
 *                   '---- unpacked ----'   '----------> container: each member, from `sight`
 *
 * Whatever is wrong with an input is reported as a problem, here or in its reader, and
 * the run continues. Only the failure of an event, or lack of memory, is returned. The
 * nesting depth of inputs, and how much they may unpack to, are bounded here for all.
 */
#include "indexer/article/read/reader.h"

#include "indexer/article/read/debris.h"
#include "indexer/article/read/encoding.h"
#include "indexer/article/read/member_queue.h"
#include "indexer/article/read/readers.h"
#include "indexer/base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  DEPTH_MAX = 6,    /* a page in a WARC in a gzip in a zip has 4 levels */
  LIVE_SIGHT = 4096 /* for a pipe, which may deliver lines one by one: enough to recognise text */
};

static const vb_read_options recognise = {0};

bool vb_format_is_known(const char *name) {
  const vb_format *format = vb_format_named(name);
  return strcmp(name, "auto") == 0 ||
         (format && vb_format_reads(format) && !format->unpack && !format->container);
}

/* --- services for readers --- */

const char *vb_reading_path(const vb_reading *reading) {
  return reading->depth == 0 && reading->state ? reading->state->path : NULL;
}

vb_unpack_budget *vb_reading_budget(const vb_reading *reading) {
  return &reading->state->budget;
}

void vb_reading_left_out(const vb_reading *reading, const char *what, uint64_t n) {
  if (!n) return;
  reading->counts->left_out += n;
  if (reading->events->left_out) reading->events->left_out(reading->events->context, what, n);
}

void vb_reading_elsewhere(const vb_reading *reading, const char *what) {
  reading->counts->elsewhere++;
  vb_reading_left_out(reading, what, 1);
}

void vb_reading_count(const vb_reading *reading, bool problem) {
  if (!reading->counts) return; /* the file was not opened */
  if (problem) reading->counts->problems++;
  else reading->counts->articles++;
  if (!problem && reading->events->counted)
    reading->events->counted(reading->events->context, reading->format->name, false);
}

static void count_refusal(const vb_reading *reading, const char *format) {
  if (reading->events->counted) reading->events->counted(reading->events->context, format, true);
}

void vb_reading_refuse(const vb_reading *reading, const char *name, const char *reason) {
  vb_reading member = *reading;
  member.name = name;
  vb_draft_problem(&member, 0, true, "%s", reason);
  count_refusal(reading, reading->format->name);
}

vb_status vb_reading_whole(const vb_reading *reading, vb_stream *stream, vb_buf *out, bool *fits,
                           vb_error *err) {
  vb_error why;
  vb_status status = vb_stream_rest(stream, VB_ARTICLE_MAX, out, &why);
  *fits = status == VB_OK;
  if (status == VB_NOMEM) return vb_fail(err, VB_NOMEM, "out of memory");
  if (!*fits)
    vb_draft_problem(reading, 0, true, "larger than %d MiB%s; skipped", VB_ARTICLE_MAX >> 20,
                     reading->depth ? " when unpacked" : "");
  return VB_OK;
}

bool vb_reading_is_ahead(const vb_reading *reading) {
  return reading->state->alone || reading->options->ahead;
}

/* --- recognition --- */

/* By the ending of the name, if that is compatible with the content. */
static const vb_format *format_by_name(const vb_sight *sight, const char *hint) {
  const vb_format *named = hint ? vb_format_named(hint) : vb_format_of_ending(sight->name);
  if (!named) return NULL;
  bool has_looks = named->magic || named->sees;
  if (sight->binary) return named->read_text || (named->read_stream && !has_looks) ? NULL : named;
  return !vb_format_reads(named) && has_looks ? NULL : named;
}

static const vb_format *decide(const vb_reading *reading, const vb_sight *sight, const char *hint) {
  const char *asked = reading->options->format;
  const vb_format *seen = vb_format_seen(sight, false);
  if (!seen && !vb_utf8_valid(sight->bytes)) seen = vb_packer_of_ending(vb_str_of(reading->name));
  if (seen && (seen->unpack || seen->container || (sight->binary && !vb_format_reads(seen))))
    return seen;
  if (asked && strcmp(asked, "auto") != 0)
    return sight->binary && vb_format_named(asked)->read_text ? NULL : vb_format_named(asked);
  if (!seen) seen = format_by_name(sight, hint);
  return seen || sight->binary ? seen : vb_format_named("text");
}

/* --- calling the readers --- */

/* A text that is mostly tags may still be an article, with what it embeds: it is read without them.
 */
static vb_status without_tags(const vb_reading *reading, vb_str *text, const char **debris,
                              vb_error *err) {
  vb_buf plain = VB_BUF_INIT;
  if (!*debris || strcmp(*debris, VB_DEBRIS_MARKUP) != 0) return VB_OK;
  vb_debris_without_tags(*text, &plain);
  vb_status status = vb_buf_ok(&plain, err);
  if (status == VB_OK && !vb_debris_of(vb_buf_view(&plain)) && vb_has_prose(vb_buf_view(&plain))) {
    *debris = NULL;
    *text = vb_arena_copy(reading->whole, vb_buf_view(&plain));
    if (!text->p) status = vb_fail(err, VB_NOMEM, "out of memory");
  }
  vb_buf_clear(&plain);
  return status;
}

static vb_status read_text(vb_reading *reading, vb_str bytes, vb_str charset, vb_error *err) {
  vb_decoded decoded;
  const vb_format *format = reading->format;
  if (!charset.n && strcmp(format->name, "html") == 0) charset = vb_html_charset(bytes);
  vb_status status = vb_decode(bytes, charset, reading->whole, &decoded, err);
  if (status != VB_OK) return status;
  bool asked = reading->options->format && strcmp(reading->options->format, format->name) == 0;
  const char *debris =
      strcmp(format->name, "text") == 0 && !asked ? vb_debris_of(decoded.text) : NULL;
  status = without_tags(reading, &decoded.text, &debris, err);
  if (status != VB_OK) return status;
  if (debris) {
    vb_draft_problem(reading, 0, true, "mostly %s, not an article's text; skipped", debris);
    count_refusal(reading, format->name);
    return VB_OK;
  }
  return format->read_text(reading, decoded.text, decoded.replaced, err);
}

static vb_status read_whole(vb_reading *reading, vb_stream *stream, vb_str charset, vb_error *err) {
  vb_buf bytes = VB_BUF_INIT;
  bool fits;
  vb_status status = vb_reading_whole(reading, stream, &bytes, &fits, err);
  if (status == VB_OK && fits && reading->format->read_bytes)
    status = reading->format->read_bytes(reading, vb_buf_view(&bytes), err);
  else if (status == VB_OK && fits) status = read_text(reading, vb_buf_view(&bytes), charset, err);
  vb_buf_clear(&bytes);
  return status;
}

static void refuse(const vb_reading *reading, const vb_format *format) {
  if (!format) vb_draft_problem(reading, 0, true, "binary, not text, and of no kind that is known");
  else
    vb_draft_problem(reading, 0, true, "%s, which is not read; %s", format->what, format->advice);
  count_refusal(reading, format ? format->name : "binary");
}

static vb_status read_input(vb_reading *reading, vb_stream *stream, const vb_member *member,
                            vb_error *err);

static vb_status read_packed(vb_reading *reading, vb_stream *stream, const vb_member *member,
                             vb_error *err) {
  const vb_format *format = reading->format;
  vb_stream *inner = format->unpack(stream, &reading->state->budget);
  if (!inner) return vb_fail(err, VB_NOMEM, "out of memory");
  reading->depth++;
  vb_status status = read_input(reading, inner, member, err);
  reading->depth--;
  reading->format = format;
  vb_stream_close(inner);
  return status;
}

/* Decides between refusing, unpacking, opening a container and reading an article. Containers in
   containers are followed to DEPTH_MAX. */
static vb_status read_as(vb_reading *reading, vb_stream *stream, const vb_member *member,
                         vb_error *err) {
  const vb_format *format = reading->format;
  if (!format || !vb_format_reads(format)) {
    refuse(reading, format);
    return VB_OK;
  }
  if ((format->unpack || format->container) && reading->depth >= DEPTH_MAX) {
    vb_draft_problem(reading, 0, true, "%s, more than %d deep in others; not read", format->what,
                     DEPTH_MAX);
    count_refusal(reading, format->name);
    return VB_OK;
  }
  if (reading->state->alone && (format->unpack || format->container)) {
    reading->state->declined = true;
    return VB_OK;
  }
  if (format->unpack) return read_packed(reading, stream, member, err);
  if (format->read_stream) return format->read_stream(reading, stream, err);
  return read_whole(reading, stream, member->charset, err);
}

/* Evaluates the counts of an input when its reader is done. */
static void conclude(const vb_reading *reading, const vb_stream *stream) {
  const vb_read_counts *counts = reading->counts;
  if (vb_stream_broken(stream))
    vb_draft_problem(reading, 0, !counts->articles && !counts->problems,
                     "%s; what came before is kept", vb_stream_why(stream));
  if (counts->articles || counts->problems || counts->elsewhere) return;
  vb_draft_problem(reading, 0, true, "%s without an article that can be read",
                   reading->format->what);
  count_refusal(reading, reading->format->name);
}

/* Recognises an input by its first bytes and reads it with the reader of the format. From a pipe
   that is still open less is read ahead, so that articles are indexed as they arrive. */
static vb_status read_input(vb_reading *reading, vb_stream *stream, const vb_member *member,
                            vb_error *err) {
  vb_str ahead;
  vb_sight sight;
  size_t want = vb_stream_is_live(stream) ? LIVE_SIGHT : VB_SIGHT_MAX;
  vb_status status = vb_stream_peek(stream, want, &ahead, err);
  if (status != VB_OK) return status;
  if (!ahead.n) {
    vb_draft_problem(reading, 0, true, "%s",
                     vb_stream_broken(stream) ? vb_stream_why(stream) : "empty");
    return VB_OK;
  }
  bool whole = ahead.n <= VB_SIGHT_MAX && vb_stream_ended(stream);
  status = vb_sight_of(vb_str_slice(ahead, 0, VB_SIGHT_MAX), whole, reading->name, reading->whole,
                       &sight, err);
  if (status != VB_OK) return status;
  reading->format = decide(reading, &sight, member->hint);
  status = read_as(reading, stream, member, err);
  if (reading->state->queue && status == VB_OK)
    status = vb_member_queue_drain(reading->state->queue, err);
  if (status == VB_OK && reading->format && !reading->format->unpack && !reading->state->declined)
    conclude(reading, stream);
  return status;
}

/* With arenas of its own; its counts are added to those of the outer input. */
vb_status vb_read_member_here(vb_reading *reading, const vb_member *member, vb_error *err) {
  vb_read_counts counts = {0}, *outer = reading->counts;
  reading->name = member->name;
  reading->given = member->given;
  reading->path_has_no_date = reading->path_has_no_date || member->path_has_no_date;
  reading->counts = &counts;
  reading->arena = vb_arena_new();
  reading->whole = vb_arena_new();
  vb_status status = reading->arena && reading->whole
                         ? read_input(reading, member->stream, member, err)
                         : vb_fail(err, VB_NOMEM, "out of memory");
  vb_arena_free(reading->arena);
  vb_arena_free(reading->whole);
  reading->arena = reading->whole = NULL;
  reading->counts = outer;
  if (outer) {
    outer->articles += counts.articles;
    outer->problems += counts.problems;
  }
  return status;
}

vb_status vb_read_member(const vb_reading *outer, const vb_member *member, vb_error *err) {
  vb_reading inner = *outer;
  inner.depth++;
  return inner.state->queue ? vb_member_queue_add(inner.state->queue, &inner, member, err)
                            : vb_read_member_here(&inner, member, err);
}

/* --- files --- */

typedef struct input {
  vb_read_state state;
  const vb_reader_events *events;
} input;

static void have_read(void *context, uint64_t bytes) {
  input *in = context;
  in->state.budget.packed = bytes;
  if (in->events->progress) in->events->progress(in->events->context, bytes);
}

static vb_status read_input_of(int fd, const char *path, const char *name,
                               const vb_read_options *options, const vb_reader_events *events,
                               vb_error *err) {
  input in = {.events = events, .state = {.path = path}};
  vb_reader_events ordered;
  vb_reading reading = {
      .events = events, .options = options ? options : &recognise, .state = &in.state};
  vb_stream *stream = vb_stream_of_descriptor(fd, have_read, &in);
  if (stream && reading.options->pool) {
    in.state.queue = vb_member_queue_new(reading.options->pool, events);
    if (in.state.queue) ordered = vb_member_queue_events(in.state.queue);
    reading.events = &ordered;
  }
  bool ready = stream && (in.state.queue || !reading.options->pool);
  vb_member member = {.stream = stream, .name = name};
  vb_status status =
      ready ? vb_read_member_here(&reading, &member, err) : vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK && in.state.queue) status = vb_member_queue_drain(in.state.queue, err);
  vb_member_queue_free(in.state.queue);
  vb_stream_close(stream);
  return status;
}

vb_status vb_read_descriptor(int fd, const char *name, const vb_read_options *options,
                             const vb_reader_events *events, vb_error *err) {
  return read_input_of(fd, NULL, name, options, events, err);
}

vb_status vb_read_file(const char *path, const char *name, const vb_read_options *options,
                       const vb_reader_events *events, vb_error *err) {
  vb_reading reading = {.events = events, .name = name};
  vb_error why;
  struct stat info;
  /* O_NONBLOCK: otherwise a named pipe would block the run before it can be refused. */
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 || fstat(fd, &info) != 0) {
    vb_fail_errno(&why, errno, "cannot be read");
    vb_draft_problem(&reading, 0, true, "%s", why.text);
    if (fd >= 0) close(fd);
    return VB_OK;
  }
  vb_status status = VB_OK;
  if (S_ISREG(info.st_mode)) status = read_input_of(fd, path, name, options, events, err);
  else vb_draft_problem(&reading, 0, true, "not a regular file");
  close(fd);
  return status;
}
