/*
 * writer_xapian.c - puts articles as documents into a Xapian database in STORE/xapian.
 *
 * Every word is a posting at its position (schema.h). A word that is not its own stem is
 * also counted under the stem's prefix; stems and the words said have no positions, which
 * would double the database: where they matter, searches read the article. The packed
 * record is the document's data, the id its unique term.
 *
 * Xapian takes the sum of all counts for an article's length, also those of stems, names
 * and comments. A term that nobody asks for adds what is missing to a fixed multiple of
 * the length that the native store ranks by, so that both engines rank alike.
 *
 * libxapian keeps changes in memory until it writes them; the more it has, the less often
 * each list on disk is rewritten. We estimate this memory, and commit when the budget is
 * used up. Words for "did you mean" are counted per batch and passed to libxapian once
 * each, at the commit.
 */
#include "indexer/pipeline/writer.h"

#include "indexer/base/file.h"
#include "indexer/pipeline/word_count.h"
#include "indexer/store/commit/outlet_lines.h"
#include "indexer/store/posting/posting.h"
#include "indexer/store/source_key.h"
#include "indexer/store/speaker_name.h"
#include "indexer/store/schema.h"
#include "indexer/store/quotation_fields.h"
#include "indexer/store/store.h"
#include "indexer/text/analysis.h"
#include "indexer/text/shingles.h"
#include "indexer/text/stem.h"
#include "indexer/xapian-c/xapian_c.h"
#include "indexer/store/xapian/xapian_schema.h"
#include "indexer/store/xapian/packed_record.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  /* libxapian inverts in trees: the smaller they are, the more of them the caches of the processor
     hold. 16 MiB are no faster, and make lists on disk longer to merge. */
  MEMORY_DEFAULT = 32 * 1024 * 1024,
  /* Memory of libxapian per word of an article: nodes in its trees of postings and positions, and
     their strings. Measured as growth of resident memory per word and stem of news articles; a
     repeated word takes less. */
  POSTING_BYTES = 75,
  TERM_BYTES = 20, /* the same without positions, per occurrence */
  /* Shorter words have too many neighbours to be useful corrections; longer ones are mostly not
     words. libxapian's own limit is 64 bytes. */
  SPELLING_MIN = 3,
  SPELLING_MAX = 40
};

typedef struct writer {
  vb_writer base;
  char *path, *fresh_path; /* STORE/xapian; STORE/xapian.new while compacting */
  char language[VB_STORE_NAME_MAX];
  vb_xapian_database *db;
  vb_xapian_document *document;
  vb_stemmer *stemmer;
  vb_arena *arena;
  vb_word_count *spelling;
  vb_buf record;
  uint64_t counted;       /* the sum of all counts of the article */
  size_t budget, pending; /* bytes; pending is an estimate */
  uint32_t batch_articles;
} writer;

/* Where the words of a text are added. */
typedef struct target {
  vb_field field;
  uint32_t position; /* of the first word; NO_POSITIONS */
  uint32_t weight;
} target;

enum { NO_POSITIONS = 0 };

static vb_status no_memory(vb_error *err) {
  return vb_fail(err, VB_NOMEM, "no memory left to index with");
}

/* ---- opening and closing ---- */

static vb_status remove_folder(const char *path, vb_error *err) {
  DIR *list = opendir(path);
  if (!list) return errno == ENOENT ? VB_OK : vb_fail_errno(err, errno, "%s", path);
  vb_status status = VB_OK;
  for (struct dirent *entry; !status && (entry = readdir(list));) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    if (unlinkat(dirfd(list), entry->d_name, 0) != 0)
      status = vb_fail_errno(err, errno, "%s: remove %.100s", path, entry->d_name);
  }
  closedir(list);
  if (!status && rmdir(path) != 0) status = vb_fail_errno(err, errno, "%s: remove", path);
  return status;
}

static void writer_close(vb_writer *base) {
  writer *w = (writer *)base;
  vb_xapian_close(w->db);
  vb_xapian_document_free(w->document);
  vb_stemmer_close(w->stemmer);
  vb_arena_free(w->arena);
  vb_word_count_free(w->spelling);
  vb_buf_clear(&w->record);
  free(w->path);
  free(w->fresh_path);
  free(w);
}

/* Writes metadata for searchers that see a shard only through a server. */
static vb_status describe(writer *w, vb_error *err) {
  char version[16];
  snprintf(version, sizeof version, "%d", VB_XAPIAN_VERSION);
  vb_status status = vb_xapian_set_metadata(w->db, VB_STORE_META_VERSION, vb_str_of(version), err);
  if (!status)
    status = vb_xapian_set_metadata(w->db, VB_STORE_META_LANGUAGE, vb_str_of(w->language), err);
  return status ? status : vb_xapian_commit(w->db, err);
}

static vb_status recognise(writer *w, vb_error *err) {
  vb_buf version = VB_BUF_INIT;
  vb_status status = vb_xapian_metadata(w->db, VB_STORE_META_VERSION, &version, err);
  if (!status) status = vb_xapian_version_check(vb_buf_view(&version), w->path, err);
  vb_buf_clear(&version);
  return status;
}

/* The database is the folder "xapian"; "xapian.new" is left over from a compaction that was
   interrupted, and is removed. */
static vb_status writer_open(const char *folder, const vb_writer_options *options, vb_writer **out,
                             vb_error *err) {
  vb_status status = VB_OK;
  *out = NULL;
  writer *w = calloc(1, sizeof *w);
  if (!w) return no_memory(err);
  w->base.class = &vb_writer_xapian;
  w->base.lock = -1;
  w->budget = options->memory ? options->memory : MEMORY_DEFAULT;
  snprintf(w->language, sizeof w->language, "%s", options->language);
  w->path = vb_path_join(folder, "xapian");
  w->fresh_path = vb_path_join(folder, "xapian.new");
  w->arena = vb_arena_new();
  w->spelling = vb_word_count_new();
  if (!w->path || !w->fresh_path || !w->arena || !w->spelling) status = no_memory(err);
  if (!status) status = vb_stemmer_open(w->language, &w->stemmer, err);
  if (!status) status = vb_xapian_document_new(&w->document, err);
  if (!status) status = remove_folder(w->fresh_path, err); /* left by an interrupted compaction */
  if (!status) status = vb_xapian_open_writable(w->path, options->create, &w->db, err);
  if (status == VB_NOT_FOUND)
    status = vb_fail(err, VB_CORRUPT, "%s: the store's database is not there", w->path);
  if (!status) status = options->create ? describe(w, err) : recognise(w, err);
  if (status) writer_close(&w->base);
  else *out = &w->base;
  return status;
}

/* ---- one article ---- */

static vb_status count_spelling(writer *w, vb_str word, vb_error *err) {
  if (word.n < SPELLING_MIN || word.n > SPELLING_MAX) return VB_OK;
  for (size_t i = 0; i < word.n; i++)
    if (word.p[i] >= '0' && word.p[i] <= '9') return VB_OK;
  return vb_word_count_add(w->spelling, word, w->batch_articles, err);
}

static vb_status count_term(writer *w, const char *prefix, vb_str term, uint32_t weight,
                            vb_error *err) {
  w->counted += weight;
  w->pending += TERM_BYTES;
  return vb_xapian_document_term(w->document, prefix, term, weight, err);
}

static vb_status add_word(writer *w, const target *to, vb_str word, uint32_t position,
                          vb_error *err) {
  const char *prefix = vb_field_prefix(to->field);
  vb_status status;
  if (to->position == NO_POSITIONS) {
    status = count_term(w, prefix, word, to->weight, err);
  } else {
    w->counted += to->weight;
    w->pending += POSTING_BYTES;
    status = vb_xapian_document_posting(w->document, prefix, word, position, to->weight, err);
  }
  vb_str stem = vb_stem(w->stemmer, word);
  if (status || vb_str_eq(stem, word)) return status;
  return count_term(w, vb_field_stem_prefix(to->field), stem, to->weight, err);
}

/* Adds the words of a text and advances the target's position past them. */
static vb_status add_tokens(writer *w, target *to, const vb_token *tokens, size_t count,
                            vb_error *err) {
  bool counted = to->field != VB_FIELD_LANGUAGE && to->field != VB_FIELD_SAID;
  vb_status status = VB_OK;
  for (size_t i = 0; i < count && !status; i++) {
    vb_str word = vb_token_term(&tokens[i]);
    status = add_word(w, to, word, to->position + (uint32_t)i, err);
    if (!status && counted) status = count_spelling(w, word, err);
  }
  if (!status && to->position != NO_POSITIONS) to->position += (uint32_t)count;
  return status;
}

static vb_status add_text(writer *w, target *to, vb_str text, vb_error *err) {
  vb_analysis analysis;
  if (!text.n) return VB_OK;
  vb_status status = vb_analyse_words(text, w->arena, &analysis, err);
  return status ? status : add_tokens(w, to, analysis.tokens, analysis.token_count, err);
}

static vb_status add_field(writer *w, vb_field field, vb_str text, vb_error *err) {
  target to = {field, VB_POSITION_FIRST, 1};
  return add_text(w, &to, text, err);
}

/* Adds each speaker, so far apart that no phrase crosses between two, and the words said. */
static vb_status add_quotations(writer *w, const vb_article *article, const vb_analysis *text,
                                vb_error *err) {
  target speakers = {VB_FIELD_SPEAKER, VB_POSITION_FIRST, 1};
  target said = {VB_FIELD_SAID, NO_POSITIONS, 1};
  vb_str *names;
  size_t count;
  vb_status status = vb_quotation_speakers(article, w->arena, &names, &count, err);
  for (size_t i = 0; i < count && !status; i++) {
    status = add_text(w, &speakers, names[i], err);
    speakers.position += VB_POSITION_COMMENT_GAP;
  }
  for (size_t i = 0; i < article->quotation_count && !status; i++)
    for (uint32_t p = 0; p < article->quotations[i].part_count && !status; p++) {
      vb_token_range range = vb_quotation_tokens(text, article->quotations[i].parts[p]);
      status = add_tokens(w, &said, text->tokens + range.first, range.end - range.first, err);
    }
  return status;
}

static vb_status add_shingle_keys(writer *w, const vb_analysis *text, vb_error *err) {
  uint32_t keys[VB_SHINGLE_KEYS];
  vb_status status = VB_OK;
  size_t count = vb_shingle_keys(text, keys);
  for (size_t i = 0; i < count && !status; i++) {
    char term[VB_SHINGLE_TERM_MAX + 1];
    vb_shingle_term(keys[i], term);
    status = vb_xapian_document_term(w->document, "", vb_str_of(term), 0, err);
  }
  return status;
}

/* Adds terms that only filter: they have no weight and do not count in the article's length. */
static vb_status add_outlet(writer *w, const vb_article *article, vb_error *err) {
  vb_source_key key;
  if (!vb_source_key_of(article->source, key)) return VB_OK;
  return vb_xapian_document_term(w->document, vb_field_prefix(VB_FIELD_SOURCE_KEY), vb_str_of(key),
                                 0, err);
}

static vb_status add_speaker_names(writer *w, const vb_article *article, vb_error *err) {
  vb_str *terms;
  size_t count;
  vb_status status = vb_speaker_terms(article, w->arena, &terms, &count, err);
  for (size_t i = 0; i < count && !status; i++)
    status = vb_xapian_document_term(w->document, vb_field_prefix(VB_FIELD_SPEAKER_NAME), terms[i],
                                     0, err);
  return status;
}

/* Fills the sum of counts up to VB_LENGTH_UNIT times the article's length, which is rounded as in
   the native store. */
static vb_status add_length(writer *w, uint64_t words, vb_error *err) {
  uint32_t rounded =
      vb_length_of_code(vb_length_code(words < UINT32_MAX ? (uint32_t)words : UINT32_MAX));
  uint64_t length = (uint64_t)rounded * VB_LENGTH_UNIT;
  if (length > UINT32_MAX) length = UINT32_MAX;
  if (length <= w->counted) return VB_OK; /* its comments are that much longer than the text */
  return vb_xapian_document_term(w->document, "", VB_STR(VB_LENGTH_TERM),
                                 (uint32_t)(length - w->counted), err);
}

/* Title and body share one field and its positions, the title before VB_POSITION_TEXT, so that
   phrases do not cross from one to the other. Authors and comments are kept apart in the same
   way. */
static vb_status add_texts(writer *w, const vb_article *article, const vb_analysis *text,
                           vb_error *err) {
  target title = {VB_FIELD_TEXT, VB_POSITION_FIRST, VB_TITLE_WEIGHT};
  target body = {VB_FIELD_TEXT, VB_POSITION_TEXT, 1};
  uint64_t words = text->token_count;
  target names = {VB_FIELD_AUTHOR, VB_POSITION_FIRST, 1};
  target comments = {VB_FIELD_COMMENTS, VB_POSITION_FIRST, 1};
  vb_status status = add_text(w, &title, article->title, err);
  words += title.position - VB_POSITION_FIRST;
  if (!status) status = add_field(w, VB_FIELD_TITLE, article->title, err);
  if (!status) status = add_tokens(w, &body, text->tokens, text->token_count, err);
  for (size_t i = 0; i < article->author_count && !status; i++) {
    status = add_text(w, &names, article->authors[i], err);
    names.position += VB_POSITION_COMMENT_GAP;
  }
  for (size_t i = 0; i < article->comment_count && !status; i++) {
    status = add_text(w, &comments, article->comments[i].text, err);
    comments.position += VB_POSITION_COMMENT_GAP;
  }
  if (!status) status = add_quotations(w, article, text, err);
  if (!status) status = add_speaker_names(w, article, err);
  if (!status) status = add_field(w, VB_FIELD_SOURCE, article->source, err);
  if (!status) status = add_outlet(w, article, err);
  if (!status) status = add_field(w, VB_FIELD_SECTION, article->section, err);
  if (!status) status = add_field(w, VB_FIELD_LANGUAGE, article->language, err);
  if (!status) status = add_shingle_keys(w, text, err);
  return status ? status : add_length(w, words, err);
}

/* What searches sort, filter and count by. An unknown date is "" as the first day and "~", which
   sorts after all digits, as the last, so no range of dates contains it. */
static vb_status add_values(writer *w, const vb_article *article, uint64_t hash, vb_error *err) {
  uint32_t first = vb_date_first_day(article->published),
           last = vb_date_last_day(article->published);
  char first_day[16] = "", last_day[16] = "~", bytes[8];
  char first_minute[24] = "", last_minute[24] = "~";
  if (first) {
    snprintf(first_minute, sizeof first_minute, "%012llu",
             (unsigned long long)vb_date_first_minute(article->published));
    snprintf(last_minute, sizeof last_minute, "%012llu",
             (unsigned long long)vb_date_last_minute(article->published));
    snprintf(first_day, sizeof first_day, "%08u", first);
    snprintf(last_day, sizeof last_day, "%08u", last);
  }
  for (int i = 0; i < 8; i++) bytes[i] = (char)(hash >> (8 * i));
  const struct {
    uint32_t slot;
    vb_str value;
  } values[] = {{VB_SLOT_FIRST_DAY, vb_str_of(first_day)},
                {VB_SLOT_LAST_DAY, vb_str_of(last_day)},
                {VB_SLOT_SOURCE, article->source},
                {VB_SLOT_HASH, {bytes, sizeof bytes}},
                {VB_SLOT_FIRST_MINUTE, vb_str_of(first_minute)},
                {VB_SLOT_LAST_MINUTE, vb_str_of(last_minute)}};
  vb_status status = VB_OK;
  for (size_t i = 0; i < sizeof values / sizeof *values && !status; i++)
    if (values[i].value.n)
      status = vb_xapian_document_set_value(w->document, values[i].slot, values[i].value, err);
  return status;
}

static vb_status add_spelling(void *context, vb_str word, uint32_t count, vb_error *err) {
  writer *w = context;
  return vb_xapian_spelling_add(w->db, word, count, err);
}

static vb_status commit(writer *w, vb_error *err) {
  vb_status status = vb_word_count_each(w->spelling, add_spelling, w, err);
  if (!status) status = vb_xapian_commit(w->db, err);
  if (status) return status;
  vb_word_count_clear(w->spelling);
  w->pending = 0;
  w->batch_articles = 0;
  return VB_OK;
}

static vb_status writer_put(vb_writer *base, const vb_article *article, const vb_analysis *text,
                            uint64_t hash, vb_error *err) {
  writer *w = (writer *)base;
  char name[VB_ID_TERM_MAX + 1];
  vb_str id = {name, 0};
  uint64_t number;
  vb_arena_clear(w->arena);
  vb_buf_reset(&w->record);
  w->batch_articles++;
  w->counted = 0;
  vb_id_term(article->id, name, &id.n);
  vb_status status = vb_xapian_document_reset(w->document, err);
  if (!status) status = add_texts(w, article, text, err);
  if (!status) status = add_values(w, article, hash, err);
  if (!status) status = vb_xapian_document_term(w->document, "", id, 0, err);
  if (!status) status = vb_record_pack(article, &w->record, err);
  if (!status) status = vb_xapian_document_set_data(w->document, vb_buf_view(&w->record), err);
  if (!status) status = vb_xapian_replace(w->db, id, w->document, &number, err);
  if (!status && w->pending + vb_word_count_bytes(w->spelling) > w->budget) status = commit(w, err);
  return status;
}

/* An article is found by the term of its id, and its hash is a value of the document, so that an
   unchanged article is recognised without reading its record. */
static vb_status writer_find(vb_writer *base, vb_str id, bool *found, uint64_t *hash,
                             vb_error *err) {
  writer *w = (writer *)base;
  char name[VB_ID_TERM_MAX + 1];
  vb_str term = {name, 0};
  uint64_t number;
  *found = false, *hash = 0;
  vb_id_term(id, name, &term.n);
  vb_status status = vb_xapian_find(w->db, term, &number, err);
  if (status == VB_NOT_FOUND) return VB_OK;
  if (status) return status;
  vb_buf_reset(&w->record);
  status = vb_xapian_value(w->db, number, VB_SLOT_HASH, &w->record, err);
  if (status) return status;
  vb_cursor bytes = vb_cursor_of(vb_buf_view(&w->record));
  *hash = vb_cursor_u64(&bytes);
  if (bytes.bad)
    return vb_fail(err, VB_CORRUPT, "%s: document %llu has no hash", w->path,
                   (unsigned long long)number);
  *found = true;
  return VB_OK;
}

static vb_status writer_remove(vb_writer *base, vb_str id, vb_error *err) {
  writer *w = (writer *)base;
  char name[VB_ID_TERM_MAX + 1];
  vb_str term = {name, 0};
  uint64_t number;
  vb_id_term(id, name, &term.n);
  vb_status status = vb_xapian_find(w->db, term, &number, err);
  if (status == VB_NOT_FOUND)
    return vb_fail(err, VB_NOT_FOUND, "no article has the id '%.*s'", VB_STR_ARG(id));
  return status ? status : vb_xapian_delete(w->db, term, err);
}

/* ---- all of them ---- */

static vb_status writer_each(vb_writer *base,
                             vb_status (*visit)(void *context, vb_str id, vb_str path,
                                                vb_error *err),
                             void *context, vb_error *err) {
  writer *w = (writer *)base;
  vb_xapian_postings *all;
  vb_article article;
  uint64_t number = 0;
  vb_status status = vb_xapian_postings_open(w->db, VB_STR_NONE, &all, err);
  while (!status) {
    status = vb_xapian_postings_next(all, &number, err);
    if (status || !number) break;
    vb_arena_clear(w->arena);
    vb_buf_reset(&w->record);
    status = vb_xapian_data(w->db, number, &w->record, err);
    if (!status) status = vb_record_unpack(vb_buf_view(&w->record), w->arena, &article, err);
    if (!status) status = visit(context, article.id, article.path, err);
  }
  vb_xapian_postings_close(all);
  return status;
}

static vb_status writer_lines(vb_writer *base, vb_buf *out, vb_error *err) {
  size_t start = out->n;
  vb_status status = vb_xapian_metadata(((writer *)base)->db, VB_STORE_META_LINES, out, err);
  if (status) return status;
  return vb_outlet_lines_check(vb_str_slice(vb_buf_view(out), start, out->n),
                               ((writer *)base)->path, err);
}

static vb_status writer_set_lines(vb_writer *base, vb_str bytes, vb_error *err) {
  return vb_xapian_set_metadata(((writer *)base)->db, VB_STORE_META_LINES, bytes, err);
}

static vb_status writer_commit(vb_writer *base, vb_error *err) {
  return commit((writer *)base, err);
}

/* Writes a compact copy and puts it in the database's place in one step. Readers keep the old files
   until they reopen. */
static vb_status writer_compact(vb_writer *base, vb_error *err) {
  writer *w = (writer *)base;
  vb_status status = commit(w, err);
  if (!status) status = vb_xapian_compact(w->db, w->fresh_path, err);
  if (!status) status = vb_file_sync_folder(w->fresh_path, err);
  if (status) {
    remove_folder(w->fresh_path, NULL);
    return status;
  }
  vb_xapian_close(w->db);
  w->db = NULL;
  if (renameat2(AT_FDCWD, w->fresh_path, AT_FDCWD, w->path, RENAME_EXCHANGE) != 0)
    status = vb_fail_errno(err, errno, "%s: put the compact copy in its place", w->path);
  vb_status reopened = vb_xapian_open_writable(w->path, false, &w->db, status ? NULL : err);
  vb_status removed = remove_folder(w->fresh_path, status || reopened ? NULL : err);
  return status ? status : reopened ? reopened : removed;
}

static vb_writer_info writer_info(vb_writer *base) {
  writer *w = (writer *)base;
  vb_writer_info info = {vb_writer_xapian.engine, w->language, 0};
  if (w->db) vb_xapian_count(w->db, &info.articles, NULL);
  return info;
}

const vb_writer_class vb_writer_xapian = {
    .engine = "xapian",
    .open = writer_open,
    .find = writer_find,
    .put = writer_put,
    .remove = writer_remove,
    .each = writer_each,
    .lines = writer_lines,
    .set_lines = writer_set_lines,
    .commit = writer_commit,
    .compact = writer_compact,
    .info = writer_info,
    .close = writer_close,
};
