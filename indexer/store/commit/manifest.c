/*
 * manifest.c - the text that names the segments of a store.
 *
 *   verbatim manifest 1
 *   generation 12
 *   next 17
 *   segment 3 25000 12 5          number, articles, deleted ones, generation of deletions
 *   part postings 1234567 00ff..  bytes, hash over the checksums; one line for each part
 *   ...
 *   lines 14 1234 00ff..          number, bytes, hash; or no such line
 *   end 0123456789abcdef          XXH3 of all before this line
 *
 * A damaged manifest does not match its hash and cannot be read, so it never leads
 * to the wrong files.
 */
#include "indexer/store/commit/manifest.h"

#include "indexer/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define MANIFEST_NAME "manifest"
#define TITLE "verbatim manifest "

/* A segment takes about 400 bytes; the limit stops a hostile file from taking all memory. */
enum { MANIFEST_BYTES_MAX = VB_MANIFEST_SEGMENTS_MAX * 1024, END_LINE = 4 + 16 + 1 };

void vb_manifest_clear(vb_manifest *m) {
  free(m->segments);
  *m = (vb_manifest){0};
}

vb_status vb_manifest_add(vb_manifest *m, const vb_segment_files *files, vb_error *err) {
  if (m->count >= VB_MANIFEST_SEGMENTS_MAX)
    return vb_fail(err, VB_LIMIT, "more than %d segments", VB_MANIFEST_SEGMENTS_MAX);
  if (m->count == m->capacity) {
    size_t n = m->capacity ? m->capacity * 2 : 16;
    vb_segment_files *grown = realloc(m->segments, n * sizeof *grown);
    if (!grown) return vb_fail(err, VB_NOMEM, "out of memory");
    m->segments = grown;
    m->capacity = n;
  }
  m->segments[m->count++] = *files;
  return VB_OK;
}

/* ---- writing ---- */

void vb_manifest_format(const vb_manifest *m, vb_buf *out) {
  size_t start = out->n;
  vb_buf_printf(out, TITLE "%d\n", m->lines.number ? VB_MANIFEST_VERSION : 1);
  vb_buf_printf(out, "generation %llu\nnext %u\n", (unsigned long long)m->generation, m->next);
  for (size_t i = 0; i < m->count; i++) {
    const vb_segment_files *s = &m->segments[i];
    vb_buf_printf(out, "segment %u %u %u %u\n", s->number, s->docs, s->deleted, s->deletions);
    for (int k = 1; k < VB_PART_KINDS; k++) {
      if (k == VB_PART_DELETIONS && !s->deletions) continue;
      vb_buf_printf(out, "part %s %llu %016llx\n", vb_part_name((vb_part_kind)k),
                    (unsigned long long)s->parts[k].size, (unsigned long long)s->parts[k].hash);
    }
  }
  if (m->lines.number)
    vb_buf_printf(out, "lines %u %llu %016llx\n", m->lines.number,
                  (unsigned long long)m->lines.id.size, (unsigned long long)m->lines.id.hash);
  uint64_t hash = out->p ? XXH3_64bits(out->p + start, out->n - start) : 0;
  vb_buf_printf(out, "end %016llx\n", (unsigned long long)hash);
}

vb_status vb_manifest_write(const char *folder, const vb_manifest *m, vb_error *err) {
  vb_buf text = VB_BUF_INIT;
  vb_manifest_format(m, &text);
  char *path = vb_path_join(folder, MANIFEST_NAME);
  vb_status status = path ? vb_buf_ok(&text, err) : vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK) status = vb_file_replace(path, vb_buf_view(&text), err);
  free(path);
  vb_buf_clear(&text);
  return status;
}

/* ---- reading ---- */

/* Takes a word, up to the next space or the end of the line. */
static vb_str take_word(vb_str *line) {
  size_t n = 0;
  while (n < line->n && line->p[n] != ' ') n++;
  vb_str word = {line->p, n};
  *line = vb_str_slice(*line, n < line->n ? n + 1 : n, line->n);
  return word;
}

static bool take_number(vb_str *line, unsigned base, uint64_t most, uint64_t *out) {
  vb_str word = take_word(line);
  *out = 0;
  if (!word.n) return false;
  for (size_t i = 0; i < word.n; i++) {
    char c = word.p[i];
    unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                     : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                                            : 99;
    if (digit >= base || *out > (most - digit) / base) return false;
    *out = *out * base + digit;
  }
  return true;
}

static bool take_u32(vb_str *line, uint32_t *out) {
  uint64_t v;
  bool good = take_number(line, 10, UINT32_MAX, &v);
  *out = (uint32_t)v;
  return good;
}

static bool take_line(vb_str *text, vb_str *line) {
  const char *end = text->n ? memchr(text->p, '\n', text->n) : NULL;
  if (!end) return false;
  *line = vb_str_slice(*text, 0, (size_t)(end - text->p));
  *text = vb_str_slice(*text, line->n + 1, text->n);
  return true;
}

static bool parse_part(vb_str line, vb_manifest *m) {
  if (!m->count) return false;
  vb_segment_files *s = &m->segments[m->count - 1];
  vb_str name = take_word(&line);
  for (int k = 1; k < VB_PART_KINDS; k++)
    if (vb_str_is(name, vb_part_name((vb_part_kind)k)))
      return take_number(&line, 10, INT64_MAX, &s->parts[k].size) &&
             take_number(&line, 16, UINT64_MAX, &s->parts[k].hash) && !line.n;
  return false;
}

static bool parse_lines(vb_str line, vb_manifest *m) {
  return !m->lines.number && take_u32(&line, &m->lines.number) && m->lines.number &&
         take_number(&line, 10, INT64_MAX, &m->lines.id.size) &&
         take_number(&line, 16, UINT64_MAX, &m->lines.id.hash) && !line.n;
}

static vb_status parse_line(vb_str line, vb_manifest *m, bool *good, vb_error *err) {
  vb_str key = take_word(&line);
  uint64_t v;
  *good = false;
  if (vb_str_is(key, "generation")) {
    *good = take_number(&line, 10, UINT64_MAX, &m->generation) && !line.n;
  } else if (vb_str_is(key, "next")) {
    *good = take_number(&line, 10, UINT32_MAX, &v) && !line.n;
    m->next = (uint32_t)v;
  } else if (vb_str_is(key, "part")) {
    *good = parse_part(line, m);
  } else if (vb_str_is(key, "lines")) {
    *good = parse_lines(line, m);
  } else if (vb_str_is(key, "segment")) {
    vb_segment_files s = {0};
    *good = take_u32(&line, &s.number) && take_u32(&line, &s.docs) && take_u32(&line, &s.deleted) &&
            take_u32(&line, &s.deletions) && !line.n && s.deleted <= s.docs &&
            s.docs <= VB_SEGMENT_DOCS_MAX;
    if (*good) return vb_manifest_add(m, &s, err);
  }
  return VB_OK;
}

static vb_status check_title(vb_str line, const char *name, vb_error *err) {
  uint64_t version;
  if (!vb_str_starts(line, TITLE)) return vb_fail(err, VB_CORRUPT, "%s: no manifest", name);
  vb_str rest = vb_str_slice(line, strlen(TITLE), line.n);
  if (!take_number(&rest, 10, UINT32_MAX, &version))
    return vb_fail(err, VB_CORRUPT, "%s: no manifest", name);
  if (version < 1 || version > VB_MANIFEST_VERSION)
    return vb_fail(err, VB_VERSION, "%s: format version %llu; this program knows version %d", name,
                   (unsigned long long)version, VB_MANIFEST_VERSION);
  return VB_OK;
}

/* The title is checked first, so that a store of another version is reported as that and not as
   damaged. Then the hash over all lines; only then is a line believed. */
vb_status vb_manifest_parse(vb_str text, const char *name, vb_manifest *m, vb_error *err) {
  vb_str line, rest = text;
  *m = (vb_manifest){0};
  if (!take_line(&rest, &line)) return vb_fail(err, VB_CORRUPT, "%s: no manifest", name);
  vb_status status = check_title(line, name, err);
  if (status != VB_OK) return status;
  uint64_t hash = 0;
  vb_str end = text.n >= END_LINE ? vb_str_slice(text, text.n - END_LINE, text.n - 1) : VB_STR_NONE;
  bool good = vb_str_starts(end, "end ");
  take_word(&end);
  good = good && text.p[text.n - 1] == '\n' && take_number(&end, 16, UINT64_MAX, &hash) &&
         hash == XXH3_64bits(text.p, text.n - END_LINE);
  if (good) rest.n -= END_LINE, m->hash = hash;
  while (good && status == VB_OK && rest.n)
    if ((good = take_line(&rest, &line))) status = parse_line(line, m, &good, err);
  if (status == VB_OK && !good)
    status = vb_fail(err, VB_CORRUPT,
                     "%s: damaged; restore the store from a copy, or run 'verbatim verify "
                     "--repair' and index again",
                     name);
  if (status != VB_OK) vb_manifest_clear(m);
  return status;
}

vb_status vb_manifest_read(const char *folder, vb_manifest *out, vb_error *err) {
  *out = (vb_manifest){0};
  vb_buf text = VB_BUF_INIT;
  char *path = vb_path_join(folder, MANIFEST_NAME);
  vb_status status = path ? vb_file_read(path, MANIFEST_BYTES_MAX, &text, err)
                          : vb_fail(err, VB_NOMEM, "out of memory");
  if (status == VB_OK) status = vb_manifest_parse(vb_buf_view(&text), path, out, err);
  free(path);
  vb_buf_clear(&text);
  return status;
}

/* ---- sweeping ---- */

/* Whether the manifest names a file; *ours: the name has the form NUMBER.PART or
   NUMBER.GEN.deletions. */
static bool is_named(const vb_manifest *m, const char *name, bool *ours) {
  unsigned number, generation = 0;
  char part[16];
  int used = 0;
  *ours = (sscanf(name, "%9u.%9u.%15[a-z]%n", &number, &generation, part, &used) == 3 ||
           (generation = 0, sscanf(name, "%9u.%15[a-z]%n", &number, part, &used) == 2)) &&
          name[used] == '\0';
  int kind = VB_PART_ALL;
  while (*ours && kind > 0 && strcmp(part, vb_part_name((vb_part_kind)kind)) != 0) kind--;
  if (kind <= 0) *ours = false;
  if (*ours && kind == VB_PART_LINES) return !generation && m->lines.number == number;
  for (size_t i = 0; *ours && i < m->count; i++)
    if (m->segments[i].number == number)
      return kind == VB_PART_DELETIONS ? m->segments[i].deletions == generation : !generation;
  return false;
}

vb_status vb_manifest_sweep(const char *folder, const vb_manifest *m, vb_error *err) {
  DIR *list = opendir(folder);
  if (!list) return vb_fail_errno(err, errno, "cannot read %s", folder);
  vb_status status = VB_OK;
  for (struct dirent *entry; status == VB_OK && (entry = readdir(list));) {
    bool ours;
    if (is_named(m, entry->d_name, &ours) || !ours) continue;
    if (unlinkat(dirfd(list), entry->d_name, 0) != 0 && errno != ENOENT)
      status = vb_fail_errno(err, errno, "cannot remove %s/%.100s", folder, entry->d_name);
  }
  closedir(list);
  return status;
}
