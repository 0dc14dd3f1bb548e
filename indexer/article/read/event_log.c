/*
 * event_log.c - a list in an arena; articles are copied, since they are borrowed.
 */
#include "indexer/article/read/event_log.h"

typedef enum { ARTICLE, PROBLEM, LOSS, COUNTED, REFUSED, LEFT_OUT } event_kind;

typedef struct vb_event {
  struct vb_event *next;
  event_kind kind;
  const char *words; /* a sentence, kept; or a constant: a format, or what was left out */
  uint64_t number;   /* of what was left out */
  vb_article article;
} event;

void vb_event_log_init(vb_event_log *log, atomic_size_t *all, size_t most) {
  *log = (vb_event_log){.all = all, .most = most};
}

void vb_event_log_clear(vb_event_log *log) {
  vb_arena_free(log->arena);
  if (log->used) atomic_fetch_sub(log->all, log->used);
  vb_event_log_init(log, log->all, log->most);
}

/* Counts what the arena has grown by; false past the bound. */
static bool fits(vb_event_log *log) {
  size_t grown = vb_arena_used(log->arena) - log->used;
  log->used += grown;
  size_t all = grown ? atomic_fetch_add(log->all, grown) + grown : 0;
  if (all > log->most) log->full = true;
  return !log->full;
}

/* NULL without memory, and when the log is full. */
static event *add(vb_event_log *log, event_kind kind) {
  if (log->full) return NULL;
  if (!log->arena) log->arena = vb_arena_new();
  event *e = log->arena ? vb_arena_calloc(log->arena, 1, sizeof *e) : NULL;
  if (!e) return NULL;
  e->kind = kind;
  *(log->first ? &log->last->next : &log->first) = e;
  log->last = e;
  return e;
}

static vb_status keep_article(void *context, const vb_article *article, vb_error *err) {
  vb_event_log *log = context;
  event *e = add(log, ARTICLE);
  if (e && !vb_article_copy(article, log->arena, &e->article)) e = NULL;
  if (log->full || (e && !fits(log))) return vb_fail(err, VB_LIMIT, "more than is read ahead");
  return e ? VB_OK : vb_fail(err, VB_NOMEM, "no memory for an article that was read");
}

/* Events that cannot fail fill the log where they find no memory: it is read again without. */
static event *keep(vb_event_log *log, event_kind kind, const char *words, uint64_t number) {
  event *e = add(log, kind);
  if (e) e->words = words;
  if (e) e->number = number;
  if (!e || !fits(log)) log->full = true;
  return e;
}

static void keep_problem(void *context, const char *sentence, bool skipped) {
  vb_event_log *log = context;
  event *e = keep(log, skipped ? LOSS : PROBLEM, "", 0);
  if (e) e->words = vb_arena_copy(log->arena, vb_str_of(sentence)).p;
  if (e && !e->words) log->full = true;
}

static void keep_count(void *context, const char *format, bool refused) {
  keep(context, refused ? REFUSED : COUNTED, format, 0);
}

static void keep_left_out(void *context, const char *what, uint64_t n) {
  keep(context, LEFT_OUT, what, n);
}

vb_reader_events vb_event_log_events(vb_event_log *log) {
  return (vb_reader_events){keep_article, keep_problem, NULL, log, keep_count, keep_left_out};
}

static vb_status replay(const event *e, const vb_reader_events *to, vb_error *err) {
  switch (e->kind) {
  case ARTICLE: return to->article(to->context, &e->article, err);
  case PROBLEM:
  case LOSS:
    if (to->problem) to->problem(to->context, e->words, e->kind == LOSS);
    break;
  case COUNTED:
  case REFUSED:
    if (to->counted) to->counted(to->context, e->words, e->kind == REFUSED);
    break;
  case LEFT_OUT:
    if (to->left_out) to->left_out(to->context, e->words, e->number);
    break;
  }
  return VB_OK;
}

vb_status vb_event_log_replay(const vb_event_log *log, const vb_reader_events *to, vb_error *err) {
  vb_status status = VB_OK;
  for (const event *e = log->first; e && status == VB_OK; e = e->next) status = replay(e, to, err);
  return status;
}
