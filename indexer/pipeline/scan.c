/*
 * scan.c - walks folders in order of names, with a set of the files already reached.
 *
 * The set contains device and inode numbers. It ends loops of links, makes sure that a
 * file is read once even if given paths overlap, and shows which links add something:
 * links are followed after their whole root has been walked, so a target inside the root
 * is read under its own name. (git-annex, for example, keeps the files in a hidden folder
 * and visible links to them: those links are followed.)
 */
#include "indexer/pipeline/scan.h"

#include "indexer/article/read/format.h"
#include "indexer/base/buf.h"
#include "indexer/base/file.h"
#include "indexer/base/hash.h"
#include "indexer/base/hash_table.h"
#include "indexer/store/store.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 200 /* nested folders; bounds the recursion */ };

typedef struct place {
  uint64_t device, inode;
} place;

typedef struct walk {
  vb_arena *arena;
  vb_scan *out;
  size_t capacity;
  place *seen; /* folders and files that were reached */
  size_t seen_count, seen_capacity;
  vb_hash_table table; /* of `seen` */
  vb_scan_problem *problem;
  void *context;
  const char **waiting; /* links of the root, by path */
  size_t waiting_count, waiting_capacity;
  char *root; /* the real path of the root; malloc'ed */
  bool nomem;
} walk;

/* --- the set --- */

/* Adds a file to the set; true if it is new. */
static bool reach(walk *w, const struct stat *info) {
  place reached = {(uint64_t)info->st_dev, (uint64_t)info->st_ino};
  uint32_t hash = vb_hash_of_numbers(reached.device, reached.inode);
  if (!vb_hash_table_reserve(&w->table, 1) ||
      !VB_ARENA_GROW(w->arena, w->seen, &w->seen_capacity, w->seen_count)) {
    w->nomem = true;
    return false;
  }
  vb_hash_slot *slot = vb_hash_table_first(&w->table, hash);
  for (; slot->value; slot = vb_hash_table_next(&w->table, slot)) {
    const place *seen = &w->seen[slot->value - 1];
    if (seen->inode == reached.inode && seen->device == reached.device) return false;
  }
  w->seen[w->seen_count++] = reached;
  vb_hash_table_put(&w->table, slot, hash, (uint32_t)w->seen_count);
  return true;
}

/* --- what is taken --- */

static void tell(walk *w, bool lost, const char *path, const char *reason) {
  if (lost) w->out->complete = false;
  vb_buf sentence = VB_BUF_INIT;
  vb_buf_printf(&sentence, "%s: %s", path, reason);
  char *text = vb_buf_detach(&sentence);
  if (text) w->problem(w->context, text, lost);
  else w->nomem = true;
  free(text);
}

/* Judges by the file's ending alone, because a walk opens no files. Counts what is left out. */
static bool is_other_kind(walk *w, const char *name) {
  const vb_format *format = vb_format_of_ending(vb_str_of(name));
  if (!format || !format->passed_by) return false;
  w->out->other_kinds++;
  vb_format_counts_leave_out(&w->out->left_out, format->what, 1);
  return true;
}

static void take(walk *w, const char *path, uint64_t bytes, bool stream) {
  if (!VB_ARENA_GROW(w->arena, w->out->files, &w->capacity, w->out->file_count)) {
    w->nomem = true;
    return;
  }
  w->out->files[w->out->file_count++] = (vb_scan_file){path, bytes, stream};
  w->out->bytes += bytes;
  w->out->has_stream = w->out->has_stream || stream;
}

static const char *keep(walk *w, const char *text) {
  vb_str copy = vb_arena_copy(w->arena, vb_str_of(text));
  if (!copy.p) w->nomem = true;
  return copy.p;
}

/* --- the walk --- */

static void walk_folder(walk *w, const char *path, unsigned depth);

static void walk_entry(walk *w, const char *path, const char *name, unsigned depth) {
  struct stat info;
  if (name[0] == '.') {
    w->out->hidden++;
  } else if (lstat(path, &info) != 0) {
    tell(w, true, path, strerror(errno));
  } else if (S_ISLNK(info.st_mode)) {
    if (!VB_ARENA_GROW(w->arena, w->waiting, &w->waiting_capacity, w->waiting_count))
      w->nomem = true;
    else if (path) w->waiting[w->waiting_count++] = path;
  } else if (S_ISDIR(info.st_mode)) {
    if (reach(w, &info)) walk_folder(w, path, depth + 1);
  } else if (!S_ISREG(info.st_mode)) {
    w->out->other_kinds++;
  } else if (!is_other_kind(w, name) && (reach(w, &info) || info.st_nlink > 1)) {
    take(w, path, (uint64_t)info.st_size, false);
  }
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_entry(const struct dirent *entry) {
  return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static bool is_store(const char *path) {
  vb_store_marker marker;
  vb_status status = vb_store_read_marker(path, &marker, NULL);
  return status == VB_OK || status == VB_VERSION || status == VB_CORRUPT;
}

/* Entries are visited in the order of their names, so that two runs over the same files do the
   same. Stores inside the folder are skipped, and the depth is limited. */
static void walk_folder(walk *w, const char *path, unsigned depth) {
  if (depth > DEPTH_MAX) {
    tell(w, true, path, "folders are nested too deeply here; skipped");
    return;
  }
  if (is_store(path)) {
    tell(w, false, path, "is a store; skipped");
    return;
  }
  struct dirent **entries = NULL;
  int count = scandir(path, &entries, is_entry, by_name);
  if (count < 0) {
    tell(w, true, path, strerror(errno));
    return;
  }
  for (int i = 0; i < count; i++) {
    const char *name = entries[i]->d_name;
    char *joined = strcmp(path, ".") == 0 ? strdup(name) : vb_path_join(path, name);
    const char *kept = joined ? keep(w, joined) : NULL;
    if (!joined) w->nomem = true;
    if (kept && !w->nomem) walk_entry(w, kept, name, depth);
    free(joined);
    free(entries[i]);
  }
  free(entries);
}

static bool leads_inside(const walk *w, const char *real) {
  size_t n = strlen(w->root);
  if (strncmp(real, w->root, n) != 0) return false;
  return real[n] == '/' || real[n] == '\0' || (n > 0 && w->root[n - 1] == '/');
}

static void follow(walk *w, const char *path) {
  struct stat info;
  char *real = realpath(path, NULL);
  w->out->links++;
  if (!real) {
    tell(w, false, path,
         errno == ELOOP ? "a link that leads to itself; skipped"
                        : "a link that leads nowhere; skipped");
  } else if (!leads_inside(w, real)) {
    tell(w, false, path, "a link that leads out of the folder; skipped");
  } else if (stat(path, &info) == 0 && (S_ISDIR(info.st_mode) || S_ISREG(info.st_mode)) &&
             reach(w, &info)) {
    const char *name = strrchr(path, '/');
    if (S_ISDIR(info.st_mode)) walk_folder(w, path, 1);
    else if (!is_other_kind(w, name ? name : path)) take(w, path, (uint64_t)info.st_size, false);
  }
  free(real);
}

/* "./a//b/" becomes "a/b", so that a file has one name however it is given. */
static const char *plain_path(walk *w, const char *path) {
  vb_str copy = vb_arena_copy(w->arena, vb_str_of(path));
  if (!copy.p) {
    w->nomem = true;
    return NULL;
  }
  char *text = (char *)copy.p, *to = text;
  const char *from = text;
  while (*from) {
    bool at_name = to == text || to[-1] == '/';
    if (at_name && from[0] == '.' && (from[1] == '/' || from[1] == '\0'))
      from += 1 + (from[1] == '/');
    else if (at_name && from[0] == '/' && from != text) from++;
    else *to++ = *from++;
  }
  if (to > text + 1 && to[-1] == '/') to--;
  if (to == text) *to++ = '.'; /* "./": the text has at least one character */
  *to = '\0';
  return text;
}

static void walk_root(walk *w, const char *path) {
  struct stat info;
  if (strcmp(path, "-") == 0) {
    take(w, path, 0, true);
  } else if (stat(path, &info) != 0) {
    tell(w, true, path, strerror(errno));
  } else if (S_ISDIR(info.st_mode)) {
    w->root = realpath(path, NULL);
    if (!w->root) tell(w, true, path, strerror(errno));
    else if (reach(w, &info)) walk_folder(w, path, 0);
    for (size_t i = 0; w->root && i < w->waiting_count; i++) follow(w, w->waiting[i]);
    w->waiting_count = 0;
    free(w->root);
    w->root = NULL;
  } else if (!S_ISREG(info.st_mode)) {
    take(w, path, 0, true);
  } else if (reach(w, &info) || info.st_nlink > 1) {
    take(w, path, (uint64_t)info.st_size, false);
  }
}

static bool looks_like_mets(vb_str path) {
  const char *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;
  vb_str name = vb_str_slice(path, slash ? (size_t)(slash + 1 - path.p) : 0, path.n);
  for (size_t i = 0; i + 4 <= name.n && vb_str_ends_caseless(name, ".xml"); i++)
    if (strncasecmp(name.p + i, "mets", 4) == 0) return true;
  return false;
}

static void list_mets(walk *w) {
  size_t count = 0, kept = 0;
  for (size_t i = 0; i < w->out->file_count; i++)
    count += looks_like_mets(vb_str_of(w->out->files[i].path));
  if (!count) return;
  w->out->mets = vb_arena_calloc(w->arena, count + 1, sizeof *w->out->mets);
  if (!w->out->mets) w->nomem = true;
  for (size_t i = 0; i < w->out->file_count && !w->nomem; i++)
    if (looks_like_mets(vb_str_of(w->out->files[i].path)))
      w->out->mets[kept++] = w->out->files[i].path;
}

vb_status vb_scan_paths(const char *const *paths, size_t path_count, vb_arena *arena,
                        vb_scan_problem *problem, void *context, vb_scan *out, vb_error *err) {
  *out = (vb_scan){.complete = true};
  walk w = {.arena = arena, .out = out, .problem = problem, .context = context};
  out->roots = vb_arena_calloc(arena, path_count + 1, sizeof *out->roots);
  if (!out->roots) w.nomem = true;
  for (size_t i = 0; i < path_count && !w.nomem; i++) {
    if (!*paths[i]) {
      tell(&w, true, "''", "an empty path");
      continue;
    }
    const char *path = plain_path(&w, paths[i]);
    if (!path) break;
    out->roots[out->root_count++] = path;
    walk_root(&w, path);
  }
  vb_hash_table_clear(&w.table);
  if (!w.nomem) list_mets(&w);
  return w.nomem ? vb_fail(err, VB_NOMEM, "no memory for the list of files") : VB_OK;
}

bool vb_scan_is_inside(const vb_scan *scan, vb_str path) {
  for (size_t i = 0; i < scan->root_count; i++) {
    const char *root = scan->roots[i];
    size_t n = strlen(root);
    if (strcmp(root, ".") == 0) {
      if (!vb_str_starts(path, "/") && !vb_str_starts(path, "../") && !vb_str_is(path, "-"))
        return true;
    } else if (vb_str_starts(path, root) && strcmp(root, "-") != 0) {
      if (path.n == n || path.p[n] == '/' || vb_str_starts(vb_str_slice(path, n, path.n), "!/") ||
          root[n - 1] == '/')
        return true;
    }
  }
  return false;
}
