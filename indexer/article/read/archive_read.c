/*
 * archive_read.c - reads archives as containers: each member is recognised on its own.
 *
 *   folder.zip -> member "a/b.html" -> the input "folder.zip!/a/b.html"
 *
 * It leaves out what a walk through folders leaves out: hidden files, and files whose
 * ending shows that they never contain articles. An archive whose table of members is at
 * its end, inside another archive where seeking is impossible, is loaded into memory up
 * to a limit; a larger zip is read in order, other kinds are refused.
 */
#include "indexer/article/read/archive.h"
#include "indexer/article/read/readers.h"

#include <stdlib.h>

enum {
  HELD_MAX = 64 * 1024 * 1024,
  MEMBERS_MAX = 20 * 1000 * 1000 /* more than any news archive has; ends an endless list */
};

bool vb_never_sees(const vb_sight *sight) {
  (void)sight;
  return false;
}

/* "BZh9" and the magic number of the first block, pi. */
bool vb_bzip2_sees(const vb_sight *sight) {
  return sight->bytes.n >= 10 && sight->bytes.p[3] >= '1' && sight->bytes.p[3] <= '9' &&
         (memcmp(sight->bytes.p + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0 ||
          memcmp(sight->bytes.p + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

/* A dictionary of 64 KiB to 1 GiB, a power of two or the sum of two that follow each other: every
   program writes one of these. REQUIRES: the two bytes before, the lowest, are 0. */
static bool is_lzma_dictionary(const char *p) {
  uint32_t size = (unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8; /* in 64 KiB */
  uint32_t power = size % 3 ? size : size / 3;
  return power && !(power & (power - 1)) && size <= 1 << 14;
}

/* There is no signature: checks for the usual properties and dictionary, and a size that is unknown
   or plausible. */
bool vb_lzma_sees(const vb_sight *sight) {
  vb_str s = sight->bytes;
  if (!sight->binary || s.n < 14 || s.p[0] != 0x5d || s.p[1] || s.p[2]) return false;
  bool unknown = memcmp(s.p + 5, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8) == 0;
  return is_lzma_dictionary(s.p + 3) && (unknown || (!s.p[11] && !s.p[12])) && s.p[13] == 0;
}

bool vb_zip_sees(const vb_sight *sight) {
  return vb_str_starts(sight->bytes, "PK\x03\x04") || vb_str_starts(sight->bytes, "PK\x05\x06") ||
         vb_str_starts(sight->bytes, "PK\x07\x08PK\x03\x04");
}

/* A header block with a correct checksum, which no text has by chance. */
bool vb_tar_sees(const vb_sight *sight) {
  unsigned long sum = 0, stated = 0;
  vb_str s = sight->bytes;
  if (s.n < 512 || !s.p[0]) return false;
  for (size_t i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? ' ' : (unsigned char)s.p[i];
  for (size_t i = 148; i < 156; i++)
    if (s.p[i] >= '0' && s.p[i] <= '7') stated = stated * 8 + (unsigned long)(s.p[i] - '0');
  return sum == stated;
}

bool vb_cpio_sees(const vb_sight *sight) {
  return vb_str_starts(sight->bytes, "070701") || vb_str_starts(sight->bytes, "070702") ||
         vb_str_starts(sight->bytes, "070707");
}

/* Whether a part of the path begins with a dot, or is one that macOS adds. */
static bool is_hidden(const char *name) {
  for (const char *p = name; p; p = strchr(p, '/')) {
    while (*p == '/') p++;
    if (p[0] == '.' && p[1] != '/' && p[1] != '\0' && !(p[1] == '.' && (p[2] == '/' || !p[2])))
      return true;
    if (strncmp(p, "__MACOSX/", 9) == 0) return true;
  }
  return false;
}

/* Members that cannot be articles by their ending (pictures, programs) are counted without being
   unpacked. */
static vb_status read_member(const vb_reading *reading, vb_archive *archive,
                             const vb_archive_member *member, vb_error *err) {
  const vb_format *named = vb_format_of_ending(vb_str_of(member->name));
  if (!member->file || is_hidden(member->name)) return VB_OK;
  if (named && named->passed_by) {
    vb_reading_left_out(reading, named->what, 1);
    return VB_OK;
  }
  const char *name = member->name;
  while (*name == '/' || (name[0] == '.' && name[1] == '/')) name += *name == '/' ? 1 : 2;
  vb_buf path = VB_BUF_INIT;
  vb_buf_printf(&path, "%s!/%s", reading->name, name);
  char *full = vb_buf_detach(&path);
  vb_stream *content = full ? vb_archive_content(archive) : NULL;
  vb_status status = content ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
  vb_member inner = {.stream = content, .name = full};
  if (status == VB_OK && member->locked) vb_reading_refuse(reading, full, "needs a password");
  else if (status == VB_OK) status = vb_read_member(reading, &inner, err);
  vb_stream_close(content);
  free(full);
  return status;
}

static vb_status read_members(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  vb_archive *archive;
  vb_archive_member member;
  vb_error why;
  vb_status status = vb_archive_open(stream, vb_reading_budget(reading), &archive, &why);
  for (uint32_t n = 0; status == VB_OK && n < MEMBERS_MAX; n++) {
    status = vb_archive_next(archive, &member, &why);
    if (status != VB_OK || !member.name) break;
    vb_status passed = read_member(reading, archive, &member, err);
    if (passed != VB_OK) {
      vb_archive_close(archive);
      return passed;
    }
  }
  vb_archive_close(archive);
  if (status == VB_NOMEM) return vb_fail(err, VB_NOMEM, "out of memory");
  if (status != VB_OK)
    vb_draft_problem(reading, 0, true, "%s: %s; what came before is kept", reading->format->what,
                     why.text);
  return VB_OK;
}

vb_status vb_archive_read(const vb_reading *reading, vb_stream *stream, vb_error *err) {
  vb_str held;
  if (vb_stream_can_seek(stream) || strcmp(reading->format->name, "tar") == 0)
    return read_members(reading, stream, err);
  vb_status status = vb_stream_peek(stream, HELD_MAX + 1, &held, err);
  if (status != VB_OK) return status;
  if (held.n > HELD_MAX) {
    if (strcmp(reading->format->name, "zip") == 0) return read_members(reading, stream, err);
    vb_draft_problem(reading, 0, true,
                     "%s of more than %d MiB that cannot be sought in; unpack it first",
                     reading->format->what, HELD_MAX >> 20);
    return VB_OK;
  }
  vb_stream *memory = vb_stream_of(held);
  if (!memory) return vb_fail(err, VB_NOMEM, "out of memory");
  status = read_members(reading, memory, err);
  vb_stream_close(memory);
  return status;
}
