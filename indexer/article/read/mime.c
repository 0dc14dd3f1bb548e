/*
 * mime.c - the only file that uses GMime.
 *
 * GMime parses whole messages; a message is at most VB_ARTICLE_MAX, which bounds its
 * memory. Parts are visited with GMime's iterator, which does not recurse.
 */
#include "indexer/article/read/mime.h"

#include "indexer/store/record.h"

#include <ctype.h>
#include <gmime/gmime.h>
#include <pthread.h>

enum { PARTS_MAX = 1000 };

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
