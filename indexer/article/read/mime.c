/*
 * mime.c - the only file that uses GMime.
 *
 * GMime parses whole messages, and takes 500 bytes for each header and 2,000 for each part. So both
 * are counted first, by lines that look like one. Parts are visited with GMime's iterator, which
 * does not recurse.
 */
#include "indexer/article/read/mime.h"

#include "indexer/store/record.h"

#include <ctype.h>
#include <gmime/gmime.h>
#include <pthread.h>

enum {
  PARTS_MAX = 1000,
  BORDERS_MAX = 20000,        /* lines that may begin a part */
  HEADERS_MAX = 100000,       /* lines that may be a header */
  HEADER_BYTES = 1024 * 1024, /* of one header, with its lines that go on; a long list of names */
};

static size_t name_length(vb_str line) {
  size_t n = 0;
  while (n < line.n && line.p[n] > ' ' && line.p[n] != ':' && line.p[n] != 0x7f) n++;
  return n < line.n && line.p[n] == ':' ? n : 0;
}

/* Whether it has more of anything than a mail has. */
static bool is_hostile(vb_str mail) {
  size_t borders = 0, headers = 0, header = 0;
  for (size_t at = 0, end; at < mail.n; at = end + 1) {
    const char *newline = memchr(mail.p + at, '\n', mail.n - at);
    end = newline ? (size_t)(newline - mail.p) : mail.n;
    vb_str line = vb_str_slice(mail, at, end);
    bool goes_on = header && line.n && (line.p[0] == ' ' || line.p[0] == '\t');
    borders += vb_str_starts(line, "--");
    if (goes_on) header += line.n;
    else header = name_length(line) ? line.n : 0;
    headers += header && !goes_on;
    if (borders > BORDERS_MAX || headers > HEADERS_MAX || header > HEADER_BYTES) return true;
  }
  return false;
}

static vb_str keep(vb_arena *arena, const char *text) {
  return text && *text ? vb_arena_copy(arena, vb_str_of(text)) : VB_STR_NONE;
}

static vb_str keep_lower(vb_arena *arena, const char *a, const char *b) {
  vb_buf all = VB_BUF_INIT;
  vb_buf_printf(&all, "%s/%s", a ? a : "", b ? b : "");
  for (size_t i = 0; i < all.n; i++) all.p[i] = (char)tolower((unsigned char)all.p[i]);
  vb_str kept = all.failed ? VB_STR_NONE : vb_arena_copy(arena, vb_buf_view(&all));
  vb_buf_clear(&all);
  return kept;
}

static vb_status load_content(GMimePart *part, vb_arena *arena, vb_str *out, vb_error *err) {
  GMimeDataWrapper *wrapper = g_mime_part_get_content(part);
  *out = VB_STR("");
  if (!wrapper) return VB_OK;
  GMimeStream *memory = g_mime_stream_mem_new();
  g_mime_data_wrapper_write_to_stream(wrapper, memory);
  GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
  if (bytes && bytes->len)
    *out = vb_arena_copy(arena, (vb_str){(const char *)bytes->data, bytes->len});
  g_object_unref(memory);
  return out->p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

static vb_status load_part(GMimePart *part, vb_arena *arena, vb_mime_part *out, vb_error *err) {
  GMimeObject *object = GMIME_OBJECT(part);
  GMimeContentType *type = g_mime_object_get_content_type(object);
  const char *format = g_mime_object_get_content_type_parameter(object, "format");
  *out = (vb_mime_part){
      .charset = keep(arena, g_mime_object_get_content_type_parameter(object, "charset")),
      .location = keep(arena, g_mime_object_get_header(object, "Content-Location")),
      .name = keep(arena, g_mime_part_get_filename(part)),
      .attached = g_mime_part_is_attachment(part),
      .flowed = format && g_ascii_strcasecmp(format, "flowed") == 0};
  if (type)
    out->type = keep_lower(arena, g_mime_content_type_get_media_type(type),
                           g_mime_content_type_get_media_subtype(type));
  return load_content(part, arena, &out->bytes, err);
}

/* Lists the parts of a mail in their order, without structure: readers choose by type. More than
   PARTS_MAX parts are refused, since only hostile mails have them. */
static vb_status load_parts(GMimeMessage *message, vb_arena *arena, vb_mime *out, vb_error *err) {
  size_t capacity = 0;
  vb_status status = VB_OK;
  GMimePartIter *iter = g_mime_part_iter_new(GMIME_OBJECT(message));
  bool more = g_mime_part_iter_is_valid(iter);
  for (size_t seen = 0; more && status == VB_OK && seen < PARTS_MAX; seen++) {
    GMimeObject *object = g_mime_part_iter_get_current(iter);
    if (GMIME_IS_PART(object)) {
      if (!VB_ARENA_GROW(arena, out->parts, &capacity, out->count)) {
        status = vb_fail(err, VB_NOMEM, "out of memory");
        break;
      }
      status = load_part(GMIME_PART(object), arena, &out->parts[out->count++], err);
    }
    more = g_mime_part_iter_next(iter);
  }
  g_mime_part_iter_free(iter);
  if (status == VB_OK && more)
    return vb_fail(err, VB_LIMIT, "a mail of more than %d parts", PARTS_MAX);
  return status;
}

static vb_str sender_of(GMimeMessage *message, vb_arena *arena) {
  InternetAddressList *list = g_mime_message_get_from(message);
  if (!list || !internet_address_list_length(list)) return VB_STR_NONE;
  return keep(arena, internet_address_get_name(internet_address_list_get_address(list, 0)));
}

static vb_status load_message(GMimeMessage *message, vb_arena *arena, vb_mime *out, vb_error *err) {
  GMimeObject *object = GMIME_OBJECT(message), *root = g_mime_message_get_mime_part(message);
  out->subject = keep(arena, g_mime_message_get_subject(message));
  out->from = sender_of(message, arena);
  out->date = keep(arena, g_mime_object_get_header(object, "Date"));
  out->id = keep(arena, g_mime_message_get_message_id(message));
  out->location = keep(arena, g_mime_object_get_header(object, "Snapshot-Content-Location"));
  if (!out->location.n)
    out->location = keep(arena, g_mime_object_get_header(object, "Content-Location"));
  GMimeContentType *type = root ? g_mime_object_get_content_type(root) : NULL;
  out->related = type && g_mime_content_type_is_type(type, "multipart", "related");
  return load_parts(message, arena, out, err);
}

vb_status vb_mime_parse(vb_str bytes, vb_arena *arena, vb_mime *out, vb_error *err) {
  *out = (vb_mime){0};
  if (is_hostile(bytes))
    return vb_fail(err, VB_LIMIT,
                   "a mail with more or longer headers, or more parts, than any has");
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, g_mime_init);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes.p, bytes.n);
  GMimeParser *parser = g_mime_parser_new_with_stream(stream);
  g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
  GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
  vb_status status = message ? load_message(message, arena, out, err)
                             : vb_fail(err, VB_CORRUPT, "no mail that can be read");
  if (message) g_object_unref(message);
  g_object_unref(parser);
  g_object_unref(stream);
  return status;
}
