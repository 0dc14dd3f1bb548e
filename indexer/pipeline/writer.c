/*
 * writer.c - reads a store's marker and opens the engine that it names.
 *
 * The order of opening makes sure that others never see half a store, and that a store
 * never has two writers: make or check the folder, take STORE/lock, read the marker, let
 * the engine open its files, and for a new store write the marker last.
 */
#include "indexer/pipeline/writer.h"

#include "indexer/base/file.h"
#include "indexer/store/opensearch/cluster_address.h"
#include "indexer/store/opensearch/opensearch_index.h"
#include "indexer/store/store.h"

#include <stdio.h>
#include <stdlib.h>

static const vb_writer_class *const engines[] = {&vb_writer_xapian, &vb_writer_native};

static const vb_writer_class *engine_of(const char *name) {
  for (size_t i = 0; i < sizeof engines / sizeof *engines; i++)
    if (strcmp(engines[i]->engine, name) == 0) return engines[i];
  return NULL;
}

static vb_status set_name(char out[VB_STORE_NAME_MAX], const char *name, const char *what,
                          vb_error *err) {
  if (strlen(name) >= VB_STORE_NAME_MAX || !*name || strpbrk(name, " \n"))
    return vb_fail(err, VB_INVALID, "'%.100s' is no name of %s", name, what);
  snprintf(out, VB_STORE_NAME_MAX, "%s", name);
  return VB_OK;
}

/* The marker of the existing store, or of the one to make; *fresh: which of them. */
static vb_status choose(const char *folder, const vb_writer_options *options,
                        vb_store_marker *marker, bool *fresh, vb_error *err) {
  vb_status status = vb_store_read_marker(folder, marker, err);
  *fresh = status == VB_INVALID && options->create;
  if (*fresh) {
    marker->version = VB_STORE_VERSION;
    const char *engine = options->engine ? options->engine : VB_STORE_ENGINE_DEFAULT;
    status = set_name(marker->engine, engine, "an engine", err);
    if (status) return status;
    const char *language = options->language ? options->language : VB_WRITER_LANGUAGE_DEFAULT;
    return set_name(marker->language, language, "a language", err);
  }
  if (status) return status;
  if (options->engine && strcmp(options->engine, marker->engine) != 0)
    return vb_fail(err, VB_INVALID, "%s: kept by the engine %s, not %s", folder, marker->engine,
                   options->engine);
  if (options->language && strcmp(options->language, marker->language) != 0)
    return vb_fail(err, VB_INVALID,
                   "%s: its words are stemmed for '%s', not '%s'; index anew to "
                   "change that",
                   folder, marker->language, options->language);
  return VB_OK;
}

static vb_status take_lock(const char *folder, int *lock, vb_error *err) {
  char *path = vb_path_join(folder, "lock");
  if (!path) return vb_fail(err, VB_NOMEM, "%s: no memory", folder);
  vb_status status = vb_file_lock(path, lock, err);
  free(path);
  return status;
}

static vb_status use_threads(vb_writer *writer, const vb_writer_options *options, vb_error *err) {
  writer->worker = options->pool;
  writer->owns_worker = !options->pool && options->threads > 1;
  return writer->owns_worker ? vb_task_pool_new(options->threads - 1, &writer->worker, err) : VB_OK;
}

bool vb_writer_is_there(const char *store) {
  vb_store_marker marker;
  vb_cluster *cluster;
  vb_opensearch_index_info about;
  if (!vb_cluster_is_address(store))
    return vb_store_read_marker(store, &marker, NULL) != VB_NOT_FOUND;
  if (vb_cluster_open(store, NULL, &cluster, NULL) != VB_OK) return true; /* opening says why */
  bool is_there = vb_opensearch_index_look(cluster, &about, NULL) != VB_NOT_FOUND;
  vb_cluster_close(cluster);
  return is_there;
}

static vb_status open_cluster(const char *address, const vb_writer_options *options,
                              vb_writer **out, vb_error *err) {
  const vb_writer_class *class = &vb_writer_opensearch;
  *out = NULL;
  if (options->engine && strcmp(options->engine, class->engine) != 0)
    return vb_fail(err, VB_INVALID, "%s: a cluster has the engine %s, not %s", address,
                   class->engine, options->engine);
  vb_writer_options exact = *options;
  if (exact.threads < 2) exact.threads = 2; /* one of them waits for the cluster */
  vb_status status = class->open(address, options, out, err);
  if (!status) status = use_threads(*out, &exact, err);
  if (!status) return VB_OK;
  vb_writer_close(*out);
  *out = NULL;
  return status;
}

/* The marker of the folder is read before anything is written, so that a folder which is not a
   store stays untouched; it is written last, so that a store without a marker was never
   complete. */
vb_status vb_writer_open(const char *folder, const vb_writer_options *options, vb_writer **out,
                         vb_error *err) {
  vb_store_marker marker;
  bool fresh;
  int lock = -1;
  *out = NULL;
  if (vb_cluster_is_address(folder)) return open_cluster(folder, options, out, err);
  /* Before the lock file is made: a folder that is not a store stays untouched. */
  vb_status status = vb_store_read_marker(folder, &marker, err);
  if (options->create && (status == VB_NOT_FOUND || status == VB_INVALID))
    status = vb_store_prepare(folder, err);
  if (!status) status = take_lock(folder, &lock, err);
  if (!status) status = choose(folder, options, &marker, &fresh, err);
  if (status) goto done;
  const vb_writer_class *class = engine_of(marker.engine);
  if (!class) {
    status = vb_fail(err, VB_INVALID, "%s: no engine is named '%s'", folder, marker.engine);
    goto done;
  }
  vb_writer_options exact = *options;
  exact.engine = marker.engine;
  exact.language = marker.language;
  exact.create = fresh;
  status = class->open(folder, &exact, out, err);
  if (!status) status = use_threads(*out, options, err);
  if (!status && fresh) status = vb_store_create(folder, &marker, err);
done:
  if (*out) (*out)->lock = status ? -1 : lock;
  if (status) {
    vb_writer_close(*out);
    *out = NULL;
    vb_file_unlock(lock);
  }
  return status;
}

bool vb_writer_is_far(const vb_writer *writer) {
  return writer->class->expect != NULL;
}

vb_status vb_writer_expect(vb_writer *writer, const vb_str *ids, size_t count, vb_error *err) {
  return writer->class->expect ? writer->class->expect(writer, ids, count, err) : VB_OK;
}

vb_status vb_writer_find(vb_writer *writer, vb_str id, bool *found, uint64_t *hash, vb_error *err) {
  return writer->class->find(writer, id, found, hash, err);
}

vb_status vb_writer_put_analysed(vb_writer *writer, const vb_article *article,
                                 const vb_analysis *text, uint64_t hash, vb_error *err) {
  return writer->class->put(writer, article, text, hash, err);
}

vb_status vb_writer_put(vb_writer *writer, const vb_article *article, uint64_t hash,
                        vb_error *err) {
  vb_analysis text;
  vb_arena *arena = vb_arena_new();
  if (!arena) return vb_fail(err, VB_NOMEM, "no memory left to index with");
  vb_status status = vb_analyse(article->text, arena, &text, err);
  if (!status) status = vb_writer_put_analysed(writer, article, &text, hash, err);
  vb_arena_free(arena);
  return status;
}

vb_status vb_writer_remove(vb_writer *writer, vb_str id, vb_error *err) {
  return writer->class->remove(writer, id, err);
}

vb_status vb_writer_each(vb_writer *writer,
                         vb_status (*visit)(void *context, vb_str id, vb_str path, vb_error *err),
                         void *context, vb_error *err) {
  return writer->class->each(writer, visit, context, err);
}

vb_status vb_writer_lines(vb_writer *writer, vb_buf *out, vb_error *err) {
  return writer->class->lines(writer, out, err);
}

vb_status vb_writer_set_lines(vb_writer *writer, vb_str bytes, vb_error *err) {
  return writer->class->set_lines(writer, bytes, err);
}

vb_status vb_writer_commit(vb_writer *writer, vb_error *err) {
  return writer->class->commit(writer, err);
}

vb_status vb_writer_compact(vb_writer *writer, vb_error *err) {
  return writer->class->compact(writer, err);
}

vb_writer_info vb_writer_about(vb_writer *writer) {
  return writer->class->info(writer);
}

void vb_writer_close(vb_writer *writer) {
  if (!writer) return;
  int lock = writer->lock;
  if (writer->owns_worker) vb_task_pool_free(writer->worker);
  else if (writer->worker) vb_task_pool_stop(writer->worker);
  writer->class->close(writer);
  vb_file_unlock(lock);
}
