/*
 * mcp_tools.c - search, quote, quotes, article and trend for a language model.
 *
 * Each answer comes twice: as the JSON of the API, and as text that the model reads, which
 * is the text of the command line with a list of sources after it: how to cite each
 * article, its id and its address. So what a model says of the archive can be checked by
 * whoever reads it.
 */
#include "searcher/command/mcp_tools.h"

#include "searcher/command/command.h"
#include "searcher/command/quote_command_internal.h"

#include "indexer/base/utf8.h"

#include <stdlib.h>

typedef enum kind { TEXT, TEXTS, NUMBER, CHOICE, BOOLEAN } kind;

/* What a tool takes: a row makes a member of its schema, and has the limits that a call is held
   to. */
typedef struct argument {
  const char *name; /* NULL ends the rows */
  kind kind;
  bool needed;
  size_t least, most, otherwise; /* of a number; most: also of the texts in a list */
  const char *choices;           /* "relevance newest oldest", the default first */
  const char *description;
} argument;

/* What a model can read at once; and it waits for an answer. */
enum {
  RESULTS_MAX = 50,
  FILTER_MAX = 10, /* values of one filter */
  MATCHES_MAX = 20,
  FROM_MAX = 1000,
  CHARACTERS = 20000,
  CHARACTERS_MAX = 100000,
  TEXT_MAX = 67108864, /* bytes of an article */
  TIME_MS = 20000
};

typedef struct answering { /* one call */
  const vb_mcp_tool *tool;
  vb_store *store;
  vb_mcp_object *arguments;
  vb_arena *arena;
  vb_printer text;
  vb_str json; /* structuredContent */
  size_t sources;
  vb_choice room[VB_CHOICES_MAX];
} answering;

struct vb_mcp_tool {
  const char *name, *title, *description;
  const argument *arguments;
  vb_status (*answer)(answering *, vb_error *);
};

/* ---- sources ----------------------------------------------------------- */

/* "[2] Title. Outlet, date. Address" and the id, on two lines. */
static vb_status print_source(answering *a, const vb_article_head *article, vb_error *err) {
  vb_str line = VB_STR_NONE;
  vb_citation cited = {.article = *article};
  vb_status status = vb_citation_write(&cited, VB_CITATION_PLAIN, a->arena, &line, err);
  if (status != VB_OK) return status;
  fputs(a->sources++ ? "" : "\nSources:\n", a->text.out);
  fprintf(a->text.out, "[%zu] ", a->sources);
  vb_print_line(&a->text, VB_STYLE_PLAIN, line);
  fputs("\n    id: ", a->text.out);
  vb_print_line(&a->text, VB_STYLE_PLAIN, article->id);
  fputc('\n', a->text.out);
  return VB_OK;
}

/* ---- arguments --------------------------------------------------------- */

#define FILTERS                                                                                    \
  {.name = "after",                                                                                \
   .kind = TEXT,                                                                                   \
   .description = "only articles of this date or later: 2019, 2019-06 or 2019-06-19"},             \
      {.name = "before", .kind = TEXT, .description = "only articles of this date or earlier"},    \
      {.name = "source",                                                                           \
       .kind = TEXTS,                                                                              \
       .most = FILTER_MAX,                                                                         \
       .description = "only of these outlets, by their whole names"},                              \
  {                                                                                                \
    .name = "author", .kind = TEXTS, .most = FILTER_MAX,                                           \
    .description = "only by authors with these words in their names"                               \
  }
#define SPEAKERS                                                                                   \
  {                                                                                                \
    .name = "speaker", .kind = TEXTS, .most = FILTER_MAX,                                          \
    .description = "only articles that quote one of these people"                                  \
  }
#define LIMIT(size, usual, things)                                                                 \
  {                                                                                                \
    .name = "limit", .kind = NUMBER, .least = 1, .most = (size), .otherwise = (usual),             \
    .description = "how many " things " to return"                                                 \
  }
#define FROM(things)                                                                               \
  {                                                                                                \
    .name = "from", .kind = NUMBER, .most = FROM_MAX,                                              \
    .description = "how many " things " to leave out"                                              \
  }
#define SORT(orders)                                                                               \
  { .name = "sort", .kind = CHOICE, .choices = (orders), .description = "what comes first" }

/* REQUIRES: the tool has an argument of this name. */
static const argument *row_of(const answering *a, const char *name) {
  const argument *row = a->tool->arguments;
  while (strcmp(row->name, name) != 0) row++;
  return row;
}

static size_t number(answering *a, const char *name) {
  const argument *row = row_of(a, name);
  return vb_mcp_number(a->arguments, name, row->otherwise, row->least, row->most);
}

static vb_str text(answering *a, const char *name) {
  return row_of(a, name)->needed ? vb_mcp_needed_text(a->arguments, name)
                                 : vb_mcp_text(a->arguments, name);
}

static void add_choices(answering *a, vb_filter *out, const char *name, vb_facet_kind facet) {
  vb_str values[FILTER_MAX];
  size_t count = vb_mcp_texts(a->arguments, name, FILTER_MAX, values);
  for (size_t i = 0; i < count; i++)
    a->room[out->choice_count++] = (vb_choice){.kind = facet, .value = values[i]};
}

/* The filters that all tools have; speakers: also whom articles quote. */
static vb_filter read_filter(answering *a, bool speakers) {
  vb_filter out = {.after = text(a, "after"), .before = text(a, "before"), .choices = a->room};
  add_choices(a, &out, "source", VB_FACET_SOURCE);
  add_choices(a, &out, "author", VB_FACET_AUTHOR);
  if (speakers) add_choices(a, &out, "speaker", VB_FACET_SPEAKER);
  return out;
}

static vb_sort read_sort(answering *a, vb_sort otherwise) {
  vb_sort sort = otherwise;
  vb_str name = text(a, "sort");
  if (name.p && !vb_sort_of_name(name, &sort))
    vb_mcp_wrong(a->arguments, "\"sort\" must be relevance, newest or oldest");
  return sort;
}

/* ---- the tools --------------------------------------------------------- */

static vb_status search(answering *a, vb_error *err) {
  vb_search_result result;
  vb_search_request request = {.query = text(a, "query"),
                               .from = number(a, "from"),
                               .size = number(a, "limit"),
                               .sort = read_sort(a, VB_SORT_RELEVANCE),
                               .filter = read_filter(a, true),
                               .snippets = 2,
                               .count = true,
                               .fold = true,
                               .time_limit_ms = TIME_MS};
  vb_status status = vb_mcp_finish(a->arguments, err);
  if (status == VB_OK) status = vb_search(a->store, &request, a->arena, &result, err);
  if (status == VB_OK) status = vb_search_to_json(&request, &result, a->arena, &a->json, err);
  if (status != VB_OK) return status;
  status = vb_print_search(&a->text, &request, &result, a->arena, err);
  for (size_t i = 0; i < result.hit_count && status == VB_OK; i++)
    status = print_source(a, &result.hits[i].article, err);
  return status;
}

static vb_status quote(answering *a, vb_error *err) {
  vb_quote_answer answer;
  vb_quote_request request = {.quote = text(a, "quote"),
                              .limit = number(a, "limit"),
                              .filter = read_filter(a, true),
                              .earlier = true,
                              .history = true,
                              .witness = true,
                              .fold = true};
  vb_status status = vb_mcp_finish(a->arguments, err);
  if (status == VB_OK) status = vb_quote(a->store, &request, a->arena, &answer, err);
  if (status == VB_OK) status = vb_quote_to_json(&answer, a->arena, &a->json, err);
  if (status != VB_OK) return status;
  vb_print_quote(&a->text, &answer);
  if (answer.history && answer.history->articles) {
    fputc('\n', a->text.out);
    vb_print_firsts(&a->text, answer.history);
  }
  for (size_t i = 0; i < answer.hit_count && status == VB_OK; i++)
    status = print_source(a, &answer.hits[i].article, err);
  if (status == VB_OK && answer.nearest) status = print_source(a, &answer.nearest->article, err);
  if (status == VB_OK && answer.earlier) status = print_source(a, &answer.earlier->article, err);
  return status;
}

static vb_status quotes(answering *a, vb_error *err) {
  vb_said_result result;
  vb_said_request request = {.query = text(a, "query"),
                             .speaker = text(a, "speaker"),
                             .from = number(a, "from"),
                             .size = number(a, "limit"),
                             .sort = read_sort(a, VB_SORT_NEWEST),
                             .filter = read_filter(a, false),
                             .time_limit_ms = TIME_MS};
  if (!vb_str_trim(request.query).n && !vb_str_trim(request.speaker).n)
    vb_mcp_wrong(a->arguments, "give \"query\", \"speaker\" or both");
  vb_status status = vb_mcp_finish(a->arguments, err);
  if (!request.query.p) request.query = VB_STR("");
  if (status == VB_OK) status = vb_said(a->store, &request, a->arena, &result, err);
  if (status == VB_OK) status = vb_said_to_json(&request, &result, a->arena, &a->json, err);
  if (status != VB_OK) return status;
  vb_print_said(&a->text, &request, &result);
  for (size_t i = 0; i < result.count && status == VB_OK; i++)
    status = print_source(a, &result.quotations[i].article, err);
  return status;
}

/* A piece of the article: what its offsets refer to is not in the piece, so it is left out. */
static void cut(vb_article_view *view, size_t start, size_t end) {
  if (start == 0 && end == view->text.n) return;
  view->text = vb_str_slice(view->text, start, end);
  view->quotation_count = view->text_marks.count = view->comment_count = 0;
}

static vb_status write_piece(answering *a, const vb_article_view *view, size_t from, size_t to,
                             size_t all, vb_error *err) {
  vb_str article;
  vb_buf out = VB_BUF_INIT;
  vb_json_writer json = vb_json_begin(&out);
  vb_status status = vb_article_view_to_json(view, a->arena, &article, err);
  if (status != VB_OK) return status;
  vb_json_open_object(&json, NULL);
  vb_json_raw(&json, "article", article);
  vb_json_number(&json, "start", from);
  vb_json_number(&json, "end", to);
  vb_json_number(&json, "characters", all);
  vb_json_close_object(&json);
  a->json = out.failed ? VB_STR_NONE : vb_arena_copy(a->arena, vb_buf_view(&out));
  vb_buf_clear(&out);
  return a->json.p ? VB_OK : vb_fail(err, VB_NOMEM, "out of memory");
}

static vb_status article(answering *a, vb_error *err) {
  vb_article_view view;
  vb_article_request request = {.id = text(a, "id")};
  size_t from = number(a, "from");
  size_t most = number(a, "characters");
  vb_status status = vb_mcp_finish(a->arguments, err);
  if (status == VB_OK) status = vb_article_show(a->store, &request, a->arena, &view, err);
  if (status != VB_OK) return status;
  size_t all = vb_utf8_count(view.text), to = from > all || most > all - from ? all : from + most;
  if (from > all) from = all;
  cut(&view, vb_utf8_offset(view.text, from), vb_utf8_offset(view.text, to));
  status = write_piece(a, &view, from, to, all, err);
  if (status != VB_OK) return status;
  vb_print_article(&a->text, &view, false);
  if (from > 0 || to < all)
    fprintf(a->text.out, "\n(characters %zu to %zu of %zu; \"from\" gives other ones)\n", from, to,
            all);
  return print_source(a, &view.article, err);
}

static vb_status trend(answering *a, vb_error *err) {
  vb_trend counted;
  vb_str queries[VB_TREND_LINES_MAX], period = text(a, "period");
  vb_trend_request request = {.queries = queries, .time_limit_ms = TIME_MS};
  request.query_count = vb_mcp_texts(a->arguments, "queries", VB_TREND_LINES_MAX, queries);
  request.filter = read_filter(a, true);
  bool share = vb_mcp_boolean(a->arguments, "share", false);
  if (period.p && !vb_period_of_name(period, &request.period))
    vb_mcp_wrong(a->arguments, "\"period\" must be auto, year, month or day");
  if (request.query_count == 0) vb_mcp_wrong(a->arguments, "\"queries\" is missing");
  vb_status status = vb_mcp_finish(a->arguments, err);
  if (status == VB_OK) status = vb_trend_count(a->store, &request, a->arena, &counted, err);
  if (status == VB_OK) status = vb_trend_to_json(&counted, a->arena, &a->json, err);
  if (status == VB_OK) vb_print_trend(&a->text, &counted, share);
  return status;
}

/* ---- the table --------------------------------------------------------- */

static const argument search_arguments[] = {
    {.name = "query", .kind = TEXT, .needed = true, .description = "what to look for"},
    LIMIT(RESULTS_MAX, 10, "articles"),
    FROM("articles"),
    SORT("relevance newest oldest"),
    FILTERS,
    SPEAKERS,
    {.name = NULL}};

static const argument quote_arguments[] = {{.name = "quote",
                                            .kind = TEXT,
                                            .needed = true,
                                            .description = "the words said to have been printed"},
                                           LIMIT(MATCHES_MAX, 5, "articles"),
                                           FILTERS,
                                           SPEAKERS,
                                           {.name = NULL}};

static const argument quotes_arguments[] = {
    {.name = "query",
     .kind = TEXT,
     .description = "words in the quotation, with the operators of search"},
    {.name = "speaker",
     .kind = TEXT,
     .description = "the speaker's name; all names of that person count"},
    LIMIT(RESULTS_MAX, 10, "quotations"),
    FROM("quotations"),
    SORT("newest oldest relevance"),
    FILTERS,
    {.name = NULL}};

static const argument article_arguments[] = {
    {.name = "id", .kind = TEXT, .needed = true, .description = "the id that another tool gave"},
    {.name = "from",
     .kind = NUMBER,
     .most = TEXT_MAX,
     .description = "the first character to return"},
    {.name = "characters",
     .kind = NUMBER,
     .least = 1,
     .most = CHARACTERS_MAX,
     .otherwise = CHARACTERS,
     .description = "how many to return at most"},
    {.name = NULL}};

static const argument trend_arguments[] = {
    {.name = "queries",
     .kind = TEXTS,
     .needed = true,
     .most = VB_TREND_LINES_MAX,
     .description = "words, phrases in quotation marks, or said:words"},
    {.name = "period",
     .kind = CHOICE,
     .choices = "auto year month day",
     .description = "of a point"},
    {.name = "share", .kind = BOOLEAN, .description = "percent of all articles, in the text"},
    FILTERS,
    SPEAKERS,
    {.name = NULL}};

static const vb_mcp_tool tools[] = {
    {"search", "Search the archive",
     "Find news articles in the archive. Words match in any form; \"a phrase\" in quotation marks "
     "matches exactly. Operators: OR, -word, (groups), word*, NEAR/5, w/s (same sentence), title:, "
     "author:, source:, speaker:, said:, after:2019, before:2019-06. Returns excerpts, and for "
     "each article how to cite it, its id and its address.",
     search_arguments, search},
    {"quote", "Check a quotation",
     "Say whether a quotation was printed in the archive, and how closely. The verdict is verbatim "
     "(the same characters), typography (other marks or dashes), case-punctuation (the same "
     "words), edited (with ellipses or brackets that it marks itself), altered (words differ; each "
     "is shown, with a warning where a negation, a number, a name or the speaker changed) or "
     "not-found. Also says who the articles name as the speaker, and which article was the first. "
     "Use it on every quotation before you repeat it. Any text will do; it has no operators.",
     quote_arguments, quote},
    {"quotes", "Find what somebody said",
     "List quotations from the archive: of one speaker, with these words in them, or both, with "
     "who said them, how sure that is, and where and when each was printed.",
     quotes_arguments, quotes},
    {"article", "Read an article",
     "Give the text of one article by its id, with its date, authors and quotations.",
     article_arguments, article},
    {"trend", "Count words over time",
     "Count the articles that have words or phrases, by year, month or day, for up to six queries "
     "side by side, as numbers or as shares of all articles.",
     trend_arguments, trend},
};
enum { TOOLS = sizeof tools / sizeof *tools };

/* ---- listing and calling ----------------------------------------------- */

const vb_mcp_tool *vb_mcp_tool_find(vb_str name) {
  for (size_t i = 0; i < TOOLS; i++)
    if (vb_str_is(name, tools[i].name)) return &tools[i];
  return NULL;
}

static void put_names(vb_json_writer *json, const char *name, const char *choices) {
  vb_json_open_list(json, name);
  for (const char *p = choices; *p;) {
    size_t n = strcspn(p, " ");
    vb_json_string(json, NULL, (vb_str){p, n});
    p += n + (p[n] == ' ');
  }
  vb_json_close_list(json);
}

static void put_argument(vb_json_writer *json, const argument *row) {
  vb_json_open_object(json, row->name);
  switch (row->kind) {
  case TEXT: vb_json_text(json, "type", "string"); break;
  case BOOLEAN:
    vb_json_text(json, "type", "boolean");
    vb_json_boolean(json, "default", false);
    break;
  case CHOICE:
    vb_json_text(json, "type", "string");
    put_names(json, "enum", row->choices);
    vb_json_string(json, "default", (vb_str){row->choices, strcspn(row->choices, " ")});
    break;
  case NUMBER:
    vb_json_text(json, "type", "integer");
    vb_json_number(json, "minimum", row->least);
    vb_json_number(json, "maximum", row->most);
    vb_json_number(json, "default", row->otherwise);
    break;
  case TEXTS:
    put_names(json, "type", "string array");
    vb_json_raw(json, "items", VB_STR("{\"type\":\"string\"}"));
    vb_json_number(json, "maxItems", row->most);
    break;
  }
  vb_json_text(json, "description", row->description);
  vb_json_close_object(json);
}

static void put_schema(vb_json_writer *json, const argument *rows) {
  vb_json_open_object(json, "inputSchema");
  vb_json_text(json, "type", "object");
  vb_json_open_object(json, "properties");
  for (const argument *row = rows; row->name; row++) put_argument(json, row);
  vb_json_close_object(json);
  vb_json_open_list(json, "required");
  for (const argument *row = rows; row->name; row++)
    if (row->needed) vb_json_text(json, NULL, row->name);
  vb_json_close_list(json);
  vb_json_boolean(json, "additionalProperties", false);
  vb_json_close_object(json);
}

void vb_mcp_tools_list(vb_json_writer *json) {
  vb_json_open_list(json, "tools");
  for (size_t i = 0; i < TOOLS; i++) {
    vb_json_open_object(json, NULL);
    vb_json_text(json, "name", tools[i].name);
    vb_json_text(json, "title", tools[i].title);
    vb_json_text(json, "description", tools[i].description);
    put_schema(json, tools[i].arguments);
    vb_json_raw(json, "outputSchema", VB_STR("{\"type\":\"object\"}"));
    vb_json_open_object(json, "annotations");
    vb_json_text(json, "title", tools[i].title);
    vb_json_boolean(json, "readOnlyHint", true);
    vb_json_boolean(json, "destructiveHint", false);
    vb_json_boolean(json, "idempotentHint", true);
    vb_json_boolean(json, "openWorldHint", false);
    vb_json_close_object(json);
    vb_json_close_object(json);
  }
  vb_json_close_list(json);
}

static void write_result(vb_json_writer *json, vb_str words, vb_str structured, bool wrong) {
  vb_json_open_list(json, "content");
  vb_json_open_object(json, NULL);
  vb_json_text(json, "type", "text");
  vb_json_string(json, "text", words);
  vb_json_close_object(json);
  vb_json_close_list(json);
  if (structured.p) vb_json_raw(json, "structuredContent", structured);
  vb_json_boolean(json, "isError", wrong);
}

void vb_mcp_tool_call(const vb_mcp_tool *tool, vb_store *store, vb_mcp_object *arguments,
                      vb_arena *arena, vb_json_writer *json) {
  vb_error err;
  char *written = NULL;
  size_t length = 0;
  bool lost = false;
  answering a = {.tool = tool, .store = store, .arguments = arguments, .arena = arena};
  a.text = (vb_printer){.out = open_memstream(&written, &length), .lost = &lost};
  vb_status status = a.text.out ? tool->answer(&a, &err) : vb_fail(&err, VB_NOMEM, "out of memory");
  if (a.text.out && fclose(a.text.out) != 0) lost = true;
  if (status == VB_OK && lost) status = vb_fail(&err, VB_NOMEM, "out of memory");
  if (status != VB_OK) write_result(json, vb_str_of(err.text), VB_STR_NONE, true);
  else write_result(json, (vb_str){written, length}, a.json, false);
  free(written);
}
