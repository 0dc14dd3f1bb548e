/*
 * Trees are compared in a short notation:
 *   ~run a stem, =running a word as written, minist* a beginning, _ an open word,
 *   [ ] a phrase, title/x a field, and( ) or( ) near5( ) s( ) p( ),
 *   not(a b) a without b, all, none, date(20190101..20191231).
 */
#include "searcher/query/query.h"

#include "indexer/base/utf8.h"
#include "tests/unit/mark_pairs.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

static vb_arena *arena;
static vb_stemmer *stemmer;

static void setup(void) {
  arena = vb_arena_new();
  cr_assert(arena);
  cr_assert_eq(vb_stemmer_open("en", &stemmer, NULL), VB_OK);
}

static void teardown(void) {
  vb_stemmer_close(stemmer);
  vb_arena_free(arena);
}

TestSuite(query, .init = setup, .fini = teardown);

static void dump(const vb_query *q, vb_field inherited, vb_buf *out);

static void dump_children(const char *name, const vb_query *q, vb_buf *out) {
  vb_buf_printf(out, "%s(", name);
  for (size_t i = 0; i < q->child_count; i++) {
    if (i) vb_buf_char(out, ' ');
    dump(q->children[i], VB_FIELD_TEXT, out);
  }
  vb_buf_char(out, ')');
}

static void dump(const vb_query *q, vb_field inherited, vb_buf *out) {
  char near[24];
  bool leaf = q->kind == VB_QUERY_TERM || q->kind == VB_QUERY_PREFIX || q->kind == VB_QUERY_PHRASE;
  if (leaf && q->field != inherited) vb_buf_printf(out, "%s/", vb_field_name(q->field));
  switch (q->kind) {
  case VB_QUERY_NOTHING: vb_buf_text(out, "none"); break;
  case VB_QUERY_ALL: vb_buf_text(out, "all"); break;
  case VB_QUERY_TERM:
    vb_buf_printf(out, "%s%.*s", q->by_stem ? "~" : "=", VB_STR_ARG(q->term));
    break;
  case VB_QUERY_PREFIX: vb_buf_printf(out, "%.*s*", VB_STR_ARG(q->term)); break;
  case VB_QUERY_ANY_WORD: vb_buf_char(out, '_'); break;
  case VB_QUERY_PHRASE:
    vb_buf_char(out, '[');
    for (size_t i = 0; i < q->child_count; i++) {
      if (i) vb_buf_char(out, ' ');
      dump(q->children[i], q->field, out);
    }
    vb_buf_char(out, ']');
    break;
  case VB_QUERY_NEAR:
    snprintf(near, sizeof near, "near%u", q->distance);
    dump_children(near, q, out);
    break;
  case VB_QUERY_SENTENCE: dump_children("s", q, out); break;
  case VB_QUERY_PARAGRAPH: dump_children("p", q, out); break;
  case VB_QUERY_AND: dump_children("and", q, out); break;
  case VB_QUERY_OR: dump_children("or", q, out); break;
  case VB_QUERY_ANDNOT: dump_children("not", q, out); break;
  case VB_QUERY_DATE: vb_buf_printf(out, "date(%u..%u)", q->first_day, q->last_day); break;
  }
}

static vb_str tree_of(const vb_query *q) {
  vb_buf out = VB_BUF_INIT;
  dump(q, VB_FIELD_TEXT, &out);
  vb_str copy = vb_arena_copy(arena, vb_buf_view(&out));
  vb_buf_clear(&out);
  return copy;
}

static vb_query_parse parse(vb_str text) {
  vb_query_parse parsed;
  vb_error err;
  cr_assert_eq(vb_query_parse_text(text, stemmer, arena, &parsed, &err), VB_OK, "%s", err.text);
  return parsed;
}

static void check_reading_is_stable(vb_str text) {
  vb_query_parse first = parse(text);
  if (first.read_as.n > VB_QUERY_MAX) return;
  vb_query_parse again = parse(first.read_as);
  vb_str a = tree_of(first.root), b = tree_of(again.root);
  cr_assert(vb_str_eq(a, b), "%.*s\n read as %.*s\n %.*s\n %.*s", VB_STR_ARG(text),
            VB_STR_ARG(first.read_as), VB_STR_ARG(a), VB_STR_ARG(b));
  cr_assert(vb_str_eq(first.read_as, again.read_as), "%.*s\n%.*s", VB_STR_ARG(first.read_as),
            VB_STR_ARG(again.read_as));
}

static const struct reading {
  const char *typed, *tree, *read_as; /* read_as NULL: not looked at */
} readings[] = {
    /* words */
    {"dog", "~dog", "dog"},
    {"running", "~run", "running"},
    {"Running DOGS", "and(~run ~dog)", "running dogs"},
    {"dog dog", "and(~dog ~dog)", NULL},
    {"  dog  ", "~dog", "dog"},
    {"dog\tcat\ncow", "and(~dog ~cat ~cow)", "dog cat cow"},
    {"dog\xC2\xA0"
     "cat\xE3\x80\x80"
     "cow",
     "and(~dog ~cat ~cow)", "dog cat cow"},
    {"don't", "~don't", "don't"},
    {"don\xE2\x80\x99t", "~don't", "don't"},
    {"\xC3\x89lys\xC3\xA9"
     "e",
     "~elyse", "elysee"},
    {"cyber-attack", "[~cyber ~attack]", "cyber-attack"},
    {"e-mail dogs", "and([~e ~mail] ~dog)", "e-mail dogs"},
    {"dog, cat; cow!", "and(~dog ~cat ~cow)", "dog cat cow"},
    {"dog & cat", "and(~dog ~cat)", "dog cat"},
    {"dog - cat", "and(~dog ~cat)", "dog cat"},
    {"dog \xE2\x80\x93 cat", "and(~dog ~cat)", "dog cat"},
    {"dog -- cat", "and(~dog ~cat)", "dog cat"},
    {"\xE5\x8C\x97\xE4\xBA\xAC", "[~\xE5\x8C\x97 ~\xE4\xBA\xAC]", "\xE5\x8C\x97\xE4\xBA\xAC"},
    {"1,000.5", "~1000.5", "1000.5"},
    {"the U.S. and US and us", "and(~the ~u. ~and ~u. ~and ~us)", "the u.s and u.s and us"},
    /* phrases */
    {"\"running dogs\"", "[=running =dogs]", "\"running dogs\""},
    {"\"Dogs\"", "=dogs", "\"dogs\""},
    {"\xE2\x80\x9Cred fox\xE2\x80\x9D", "[=red =fox]", "\"red fox\""},
    {"\xE2\x80\x9Ered fox\xE2\x80\x9C", "[=red =fox]", NULL},
    {"\xE2\x80\x9Ered fox\xE2\x80\x9D", "[=red =fox]", NULL},
    {"\xE2\x80\x9Dred fox\xE2\x80\x9D", "[=red =fox]", NULL},
    {"\xC2\xABred fox\xC2\xBB", "[=red =fox]", NULL},
    {"\xC2\xAB red fox \xC2\xBB dog", "and([=red =fox] ~dog)", NULL},
    {"\xC2\xBBred fox\xC2\xAB", "[=red =fox]", NULL},
    {"``red fox''", "[=red =fox]", NULL},
    {"''red fox''", "[=red =fox]", NULL},
    {"``red fox``", "[=red =fox]", NULL},
    {"\"red fox\xE2\x80\x9D dog", "and([=red =fox] ~dog)", NULL},
    {"\xE2\x80\x9Cred fox\" dog", "and([=red =fox] ~dog)", NULL},
    {"\xE2\x80\x9Cred fox'' dog", "and([=red =fox] ~dog)", NULL},
    {"\xC2\xABred fox\" dog", "and([=red =fox] ~dog)", NULL},
    {"\xE3\x80\x8Cred fox\xE3\x80\x8D", "[=red =fox]", NULL},
    {"\xEF\xBC\x82red fox\xEF\xBC\x82", "[=red =fox]", NULL},
    {"\xE2\x80\x9Csay 'no' now\xE2\x80\x9D", "[=say =no =now]", NULL},
    {"\"say \xE2\x80\x98no\xE2\x80\x99 now\"", "[=say =no =now]", NULL},
    {"\xC2\xABsay \"no\" now\xC2\xBB", "[=say =no =now]", NULL},
    {"\xC2\xABred\" OR \xC2\xAB"
     "blue\xC2\xBB",
     "or(=red =blue)", NULL},
    {"\xE2\x80\x9Csay \xE2\x80\x9Cno\xE2\x80\x9D now\xE2\x80\x9D", "[=say =no =now]", NULL},
    {"\xE2\x80\x9Cred fox\xE2\x80\x9C dog", "and([=red =fox] ~dog)", NULL},
    {"\xE2\x80\x9Cred\n\n\xE2\x80\x9C"
     "fox\xE2\x80\x9D dog",
     "and([=red =fox] ~dog)", NULL},
    {"\"red\" \"blue\"", "and(=red =blue)", "\"red\" \"blue\""},
    {"\"red\"\"blue\"", "and(=red =blue)", NULL},
    {"\"red fox", "[=red =fox]", "\"red fox\""},
    {"dog \xE2\x80\x9Cred fox OR cat", "and(~dog [=red =fox =or =cat])", NULL},
    {"fox\" dog", "and(~fox ~dog)", NULL},
    {"fox.\xE2\x80\x9D dog", "and(~fox ~dog)", NULL},
    {"\"\"", "none", ""},
    {"\"\" dog", "~dog", "dog"},
    {"\"?!\" dog", "~dog", "dog"},
    {"\"red - fox\"", "[=red =fox]", NULL},
    {"\"OR\"", "=or", "\"or\""},
    {"\"-dog (cat) title:x\"", "[=dog =cat =title =x]", NULL},
    {"\xE2\x80\x98red fox\xE2\x80\x99 dog", "and([=red =fox] ~dog)", NULL},
    {"\xE2\x80\x98"
     "foxes\xE2\x80\x99",
     "~fox", NULL},
    {"\xE2\x80\x98"
     "90s dog",
     "and(~90s ~dog)", NULL},
    {"'red fox'", "and(~red ~fox)", NULL},
    {"\xE2\x80\x9Ared fox\xE2\x80\x98", "[=red =fox]", NULL},
    {"\xE2\x80\xB9red fox\xE2\x80\xBA", "[=red =fox]", NULL},
    {"27\" dog", "and(~27 ~dog)", NULL},
    {"5'10\" dog \"red fox\"", "and(~5'10 ~dog [=red =fox])", NULL},
    {"\"in 1984\" dog", "and([=in =1984] ~dog)", NULL},
    {"\xE4\xBB\x96\xE2\x80\x9C\xE5\xA5\xBD\xE2\x80\x9D", "and(~\xE4\xBB\x96 =\xE5\xA5\xBD)", NULL},
    /* open words and beginnings */
    {"\"red * fox\"", "[=red _ =fox]", "\"red * fox\""},
    {"\"red * * fox\"", "[=red _ _ =fox]", "\"red * * fox\""},
    {"\"* red fox *\"", "[=red =fox]", "\"red fox\""},
    {"\"*\"", "none", ""},
    {"\"prime minist*\"", "[=prime minist*]", "\"prime minist*\""},
    {"\"minist*\"", "minist*", "minist*"},
    {"\"minist* of war\"", "[minist* =of =war]", NULL},
    {"minist*", "minist*", "minist*"},
    {"Minist* dog", "and(minist* ~dog)", "minist* dog"},
    {"cyber-att*", "[~cyber att*]", "cyber-att*"},
    {"*fox", "~fox", "fox"},
    {"dog * cat", "and(~dog ~cat)", "dog cat"},
    {"*", "none", ""},
    {"d*g", "[~d ~g]", "d-g"},
    {"minist**", "minist*", NULL},
    {"minist*, dog", "and(minist* ~dog)", NULL},
    {"title:minist*", "title/minist*", "title:minist*"},
    /* operators */
    {"dog OR cat", "or(~dog ~cat)", "dog OR cat"},
    {"dog | cat", "or(~dog ~cat)", "dog OR cat"},
    {"dog|cat", "or(~dog ~cat)", NULL},
    {"dog || cat", "or(~dog ~cat)", NULL},
    {"dog or cat", "and(~dog ~or ~cat)", "dog or cat"},
    {"dog AND cat", "and(~dog ~cat)", "dog cat"},
    {"dog and cat", "and(~dog ~and ~cat)", NULL},
    {"dog cat OR cow", "or(and(~dog ~cat) ~cow)", "(dog cat) OR cow"},
    {"dog (cat OR cow)", "and(~dog or(~cat ~cow))", "dog (cat OR cow)"},
    {"dog OR cat OR cow", "or(~dog ~cat ~cow)", NULL},
    {"dog (cat cow)", "and(~dog ~cat ~cow)", "dog cat cow"},
    {"((dog))", "~dog", "dog"},
    {"dog -cat", "not(~dog ~cat)", "dog -cat"},
    {"-cat dog", "not(~dog ~cat)", "dog -cat"},
    {"dog -cat -cow", "not(~dog ~cat ~cow)", "dog -cat -cow"},
    {"dog NOT cat", "not(~dog ~cat)", "dog -cat"},
    {"dog AND NOT cat", "not(~dog ~cat)", NULL},
    {"-cat", "not(all ~cat)", "-cat"},
    {"NOT cat", "not(all ~cat)", "-cat"},
    {"dog -\"red fox\"", "not(~dog [=red =fox])", "dog -\"red fox\""},
    {"dog -\xE2\x80\x9Cred fox\xE2\x80\x9D", "not(~dog [=red =fox])", NULL},
    {"dog -(cat cow)", "not(~dog and(~cat ~cow))", "dog -(cat cow)"},
    {"dog -title:cat", "not(~dog title/~cat)", "dog -title:cat"},
    {"dog-cat", "[~dog ~cat]", NULL},
    {"dog --cat", "and(~dog ~cat)", NULL},
    {"dog NOT NOT cat", "and(~dog ~cat)", NULL},
    {"dog OR -cat", "or(~dog not(all ~cat))", "dog OR (-cat)"},
    {"(dog -cat) -cow", "not(not(~dog ~cat) ~cow)", "(dog -cat) -cow"},
    {"dog -(-cat)", "not(~dog not(all ~cat))", NULL},
    {"OR", "~or", "or"},
    {"AND NOT", "and(~and ~not)", NULL},
    {"dog OR", "and(~dog ~or)", "dog or"},
    {"OR dog", "and(~or ~dog)", NULL},
    {"dog OR OR cat", "or(and(~dog ~or) ~cat)", NULL},
    {"dog OR AND cat", "and(~dog ~or ~cat)", NULL},
    {"dog -", "~dog", "dog"},
    {"|", "none", ""},
    {")(", "none", ""},
    {"()", "none", ""},
    {"dog OR ()", "~dog", NULL},
    {"dog) cat", "and(~dog ~cat)", NULL},
    {"(dog OR cat", "or(~dog ~cat)", NULL},
    {":) dog", "~dog", NULL},
    /* proximity */
    {"dog NEAR/5 cat", "near5(~dog ~cat)", "dog NEAR/5 cat"},
    {"dog near/5 cat", "near5(~dog ~cat)", NULL},
    {"dog w/5 cat", "near5(~dog ~cat)", "dog NEAR/5 cat"},
    {"dog W/5 cat", "near5(~dog ~cat)", NULL},
    {"dog NEAR cat", "near10(~dog ~cat)", "dog NEAR/10 cat"},
    {"dog near cat", "and(~dog ~near ~cat)", NULL},
    {"dog NEAR/0 cat", "near1(~dog ~cat)", NULL},
    {"dog NEAR/99999999999999999999 cat", "near500(~dog ~cat)", NULL},
    {"dog w/s cat", "s(~dog ~cat)", "dog w/s cat"},
    {"dog W/S cat", "s(~dog ~cat)", NULL},
    {"dog w/p cat", "p(~dog ~cat)", "dog w/p cat"},
    {"dog w/s cat w/s cow", "and(s(~dog ~cat) s(~cat ~cow))", "(dog w/s cat) (cat w/s cow)"},
    {"dog NEAR/2 cat NEAR/3 cow", "near3(near2(~dog ~cat) ~cow)", "(dog NEAR/2 cat) NEAR/3 cow"},
    {"dog NEAR/2 (cat NEAR/3 cow)", "near2(~dog near3(~cat ~cow))", NULL},
    {"dog NEAR/2 cat w/s cow", "s(near2(~dog ~cat) ~cow)", NULL},
    {"dog NEAR/2 (cat OR \"red fox\")", "near2(~dog or(~cat [=red =fox]))", NULL},
    {"dog NEAR/2 (cat cow)", "and(~dog ~cat ~cow)", NULL},
    {"dog NEAR/2 title:cat", "and(~dog title/~cat)", NULL},
    {"title:(dog NEAR/2 cat)", "near2(title/~dog title/~cat)", "title:(dog NEAR/2 cat)"},
    {"red dog w/s cat", "and(~red s(~dog ~cat))", "red (dog w/s cat)"},
    {"dog -cat NEAR/2 cow", "not(~dog near2(~cat ~cow))", NULL},
    {"NEAR/5 cat", "and([~near ~5] ~cat)", NULL},
    {"dog w/s", "and(~dog [~w ~s])", NULL},
    {"dog w/x cat", "and(~dog [~w ~x] ~cat)", NULL},
    /* fields */
    {"title:dogs", "title/~dog", "title:dogs"},
    {"Title:dogs", "title/~dog", NULL},
    {"title:\"running dogs\"", "title/[=running =dogs]", "title:\"running dogs\""},
    {"title:\xE2\x80\x9Crunning dogs\xE2\x80\x9D cat", "and(title/[=running =dogs] ~cat)", NULL},
    {"title:(dog OR cat) cow", "and(or(title/~dog title/~cat) ~cow)", "title:(dog OR cat) cow"},
    {"title:dog cat", "and(title/~dog ~cat)", "title:dog cat"},
    {"title:cyber-attack", "title/[~cyber ~attack]", "title:cyber-attack"},
    {"author:rogers", "author/=rogers", "author:rogers"},
    {"author:jean-luc", "author/[=jean =luc]", "author:\"jean luc\""},
    {"source:\"Evening Lantern\"", "source/[=evening =lantern]", NULL},
    {"speaker:Marlow", "speaker/=marlow", NULL},
    {"said:\"no comment\"", "said/[=no =comment]", NULL},
    {"section:dogs", "section/~dog", NULL},
    {"language:en", "language/=en", NULL},
    {"title:(dog text:cat)", "and(title/~dog ~cat)", NULL},
    {"title:author:dog", "author/=dog", NULL},
    {"title: dog", "and(~titl ~dog)", NULL},
    {"dog title:", "and(~dog ~titl)", NULL},
    {"title:() dog", "~dog", NULL},
    {"title:?! dog", NULL, NULL},
    {"title:OR", "title/~or", NULL},
    {"in:comments dog", "comments/~dog", "in:comments dog"},
    {"dog in:comments cat", "and(comments/~dog comments/~cat)", "in:comments dog cat"},
    {"dog in:comments title:cat", "and(comments/~dog title/~cat)", "comments:dog title:cat"},
    {"in:paris dog", NULL, NULL},
    {"http://news.example/a?b=c", NULL, NULL},
    {"source://x", NULL, NULL},
    {"dog 10:30", NULL, NULL},
    /* dates */
    {"date:2019", "date(20190101..20191231)", "date:2019"},
    {"date:2019-02", "date(20190201..20190231)", "date:2019-02"},
    {"date:2019-02-03", "date(20190203..20190203)", "date:2019-02-03"},
    {"date:2019-02..2019-07", "date(20190201..20190731)", "date:2019-02-01..2019-07-31"},
    {"date:2019-02\xE2\x80\xA6"
     "2019-07",
     "date(20190201..20190731)", NULL},
    {"date:2018..2019-02", "date(20180101..20190231)", "date:2018-01-01..2019-02"},
    {"date:2019..", "date(20190101..0)", "date:2019-01-01.."},
    {"date:..2019", "date(0..20191231)", "date:..2019-12-31"},
    {"after:2019", "date(20190101..0)", "date:2019-01-01.."},
    {"before:2019-06", "date(0..20190631)", "date:..2019-06"},
    {"after:2019-06-19 dog", "and(date(20190619..0) ~dog)", "date:2019-06-19.. dog"},
    {"date:2020..2018 dog", "and(date(20180101..20201231) ~dog)", NULL},
    {"dog -date:2019", "not(~dog date(20190101..20191231))", "dog -date:2019"},
    {"dog date:2019, cat", "and(~dog date(20190101..20191231) ~cat)", NULL},
    {"DATE:2019", "date(20190101..20191231)", NULL},
    {"date:2019-02-30 dog", NULL, NULL},
    {"date:soon", NULL, NULL},
    {"date:..", NULL, NULL},
    {"after:", NULL, NULL},
    {"date: 2019", "and(~date ~2019)", NULL},
    {"dog NEAR/3 date:2019", "and(~dog date(20190101..20191231))", NULL},
    /* nothing */
    {"", "none", ""},
    {" \n ", "none", ""},
    {"?!", "none", ""},
};

Test(query, the_table_of_readings_holds) {
  for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
    const struct reading *r = &readings[i];
    vb_query_parse parsed = parse(vb_str_of(r->typed));
    vb_str tree = tree_of(parsed.root);
    cr_expect(!r->tree || vb_str_is(tree, r->tree), "%s\n  is     %.*s\n  wanted %s", r->typed,
              VB_STR_ARG(tree), r->tree ? r->tree : "");
    cr_expect(!r->read_as || vb_str_is(parsed.read_as, r->read_as),
              "%s\n  reads  %.*s\n  wanted %s", r->typed, VB_STR_ARG(parsed.read_as),
              r->read_as ? r->read_as : "");
    check_reading_is_stable(vb_str_of(r->typed));
  }
}

/* An apostrophe of ASCII makes no phrase; a curly one does around several words only. */
Test(query, each_pair_of_marks_makes_a_phrase) {
  static mark_pair pairs[MARK_PAIRS_MAX];
  size_t count = mark_pairs(pairs), tried = 0;
  for (size_t i = 0; i < count; i++) {
    const mark_pair *pair = &pairs[i];
    bool single = pair->opened.family == VB_MARK_SINGLE;
    if (single &&
        (pair->opened.side == VB_MARK_FACES_EITHER || pair->opened.side == VB_MARK_FACES_OUT ||
         pair->closed.side == VB_MARK_FACES_EITHER))
      continue;
    char text[64];
    snprintf(text, sizeof text, "cow %srunning dogs%s cats", pair->open, pair->close);
    cr_expect(vb_str_is(tree_of(parse(vb_str_of(text)).root), "and(~cow [=running =dogs] ~cat)"),
              "%s", text);
    snprintf(text, sizeof text, "%srunning%s", pair->open, pair->close);
    if (!single) cr_expect(vb_str_is(tree_of(parse(vb_str_of(text)).root), "=running"), "%s", text);
    tried++;
  }
  cr_expect_gt(tried, 50);
}

Test(query, a_pair_of_another_family_inside_a_phrase_is_typography) {
  static const char *const typed[] = {"「he said 『no』 twice」", "『he said 「no」 twice』",
                                      "«he said ‹no› twice»",     "“he said ‘no’ twice”",
                                      "„he said »no« twice“",     "＂he said 「no」 twice＂"};
  for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
    cr_expect(vb_str_is(tree_of(parse(vb_str_of(typed[i])).root), "[=he =said =no =twice]"), "%s",
              typed[i]);
}

Test(query, arrows_of_a_path_make_no_phrase) {
  cr_expect(vb_str_is(tree_of(parse(VB_STR("home › news › dogs")).root), "and(~home ~news ~dog)"));
}

Test(query, repairs_are_told) {
  static const char *const noted[][2] = {{"\"red fox", "not closed"},
                                         {"(dog", "not closed"},
                                         {"dog)", "without its ("},
                                         {"dog OR", "read as a word"},
                                         {"dog * cat", "only inside"},
                                         {"*fox", "not supported"},
                                         {"date:soon", "is no date"},
                                         {"d*g", "as printed"},
                                         {"", "no word"},
                                         {"()", "empty ( )"},
                                         {"dog NEAR/900 cat", "largest distance"},
                                         {"dog\x01", "Control characters"},
                                         {"dog\xFF", "not UTF-8"},
                                         {"\"* dog cat\"", "left out"},
                                         {"dog w/s author:x", "one field only"},
                                         {"title: dog", "read as a word"},
                                         {"date:2020..2018", "other way round"}};
  for (size_t i = 0; i < sizeof noted / sizeof *noted; i++) {
    vb_query_parse parsed = parse(vb_str_of(noted[i][0]));
    bool told = false;
    for (size_t n = 0; n < parsed.note_count; n++)
      told = told || strstr(parsed.notes[n].p, noted[i][1]);
    cr_expect(told, "%s: no note says \"%s\"", noted[i][0], noted[i][1]);
  }
}

Test(query, a_plain_query_has_no_notes) {
  static const char *const plain[] = {
      "dog",    "\"red fox\" OR cat", "title:(a b) -c date:2019", "dog NEAR/5 cat", "\"a * b\"",
      "minist*"};
  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
    cr_expect_eq(parse(vb_str_of(plain[i])).note_count, 0, "%s", plain[i]);
}

static vb_query_parse nested(size_t depth, const char *before, const char *behind) {
  vb_buf text = VB_BUF_INIT;
  vb_buf_text(&text, before);
  for (size_t i = 0; i < depth; i++) vb_buf_char(&text, '(');
  vb_buf_text(&text, "dog OR cat");
  for (size_t i = 0; i < depth; i++) vb_buf_char(&text, ')');
  vb_buf_text(&text, behind);
  vb_query_parse parsed = parse(vb_buf_view(&text));
  vb_buf_clear(&text);
  return parsed;
}

Test(query, parentheses_may_nest_to_the_limit_and_no_deeper) {
  cr_expect_eq(nested(VB_QUERY_DEPTH_MAX, "", "").note_count, 0);
  char near[64];
  snprintf(near, sizeof near, "dog NEAR/%d cat", VB_NEAR_MAX);
  cr_expect_eq(parse(vb_str_of(near)).note_count, 0, "the largest distance is none too large");
  vb_query_parse deeper = nested(VB_QUERY_DEPTH_MAX + 1, "", "");
  cr_assert_eq(deeper.note_count, 1, "the one that was left out took its partner along");
  cr_expect(strstr(deeper.notes[0].p, "nested deeper than 64"));
  cr_expect(vb_str_is(tree_of(deeper.root), "or(~dog ~cat)"));
  /* Its last parenthesis ends it. */
  vb_query_parse excluded = nested(VB_QUERY_DEPTH_MAX, "-", " bird");
  cr_expect(vb_str_is(tree_of(excluded.root), "not(~bird or(~dog ~cat))"));
}

Test(query, bytes_that_are_no_text_part_words) {
  cr_assert(vb_str_is(tree_of(parse(VB_STR("dog\0cat")).root), "and(~dog ~cat)"));
  cr_assert(vb_str_is(tree_of(parse(VB_STR("\"dog\0cat\"")).root), "[=dog =cat]"));
  parse(VB_STR("\xFF\xFE\x80\xC0"));
}

Test(query, a_query_past_the_limit_is_refused) {
  char *text = malloc(VB_QUERY_MAX + 1);
  memset(text, 'x', VB_QUERY_MAX + 1);
  vb_query_parse parsed;
  vb_error err;
  cr_assert_eq(vb_query_parse_text((vb_str){text, VB_QUERY_MAX + 1}, stemmer, arena, &parsed, &err),
               VB_LIMIT);
  cr_assert_eq(vb_query_parse_text((vb_str){text, VB_QUERY_MAX}, stemmer, arena, &parsed, &err),
               VB_OK);
  free(text);
}

static void repeat(vb_buf *out, const char *piece, size_t times) {
  for (size_t i = 0; i < times; i++) vb_buf_text(out, piece);
}

static size_t leaves(const vb_query *q) {
  if (q->kind == VB_QUERY_TERM) return 1;
  size_t sum = 0;
  for (size_t i = 0; i < q->child_count; i++) sum += leaves(q->children[i]);
  return sum;
}

Test(query, words_past_the_limit_are_left_out_with_a_note) {
  static const char *const pieces[] = {"dog ", "dog OR ", "\"dog\" "};
  for (size_t i = 0; i < 3; i++) {
    vb_buf text = VB_BUF_INIT;
    repeat(&text, pieces[i], i == 1 ? 9000 : 10000);
    vb_query_parse parsed = parse(vb_buf_view(&text));
    cr_expect_eq(leaves(parsed.root), VB_QUERY_TERMS_MAX);
    cr_expect(parsed.note_count > 0);
    check_reading_is_stable(vb_buf_view(&text));
    vb_buf_clear(&text);
  }
}

/* What is beyond the longest chain must still be in the article. */
Test(query, a_chain_past_its_limit_asks_for_all_its_words) {
  static const char *const joints[] = {"NEAR", "w/s", "w/p"};
  for (size_t i = 0; i < 3; i++) {
    for (int words = 7; words <= 12; words++) {
      vb_buf text = VB_BUF_INIT;
      for (int w = 0; w < words; w++)
        vb_buf_printf(&text, "%s%s dog%d", w ? " " : "", w ? joints[i] : "", w);
      vb_query_parse parsed = parse(vb_buf_view(&text));
      vb_str tree = tree_of(parsed.root);
      for (int w = 0; w < words; w++) {
        char word[16];
        snprintf(word, sizeof word, "dog%d", w);
        cr_expect(memmem(tree.p, tree.n, word, strlen(word)), "%.*s: no %s", VB_STR_ARG(tree),
                  word);
      }
      bool told = parsed.note_count > 0 && strstr(parsed.notes[0].p, "searched anywhere");
      cr_expect_eq(told, words > 8, "%d words with %s", words, joints[i]);
      vb_buf_clear(&text);
    }
  }
}

/* The words of a chain are asked for twice, and count twice. */
Test(query, a_chain_may_fill_the_limit_of_words) {
  for (int more = 0; more < 2; more++) {
    vb_buf text = VB_BUF_INIT;
    repeat(&text, "dog ", VB_QUERY_TERMS_MAX - 4 + (size_t)more);
    vb_buf_text(&text, "a w/s b w/s c");
    vb_query_parse parsed = parse(vb_buf_view(&text));
    cr_expect_eq(parsed.note_count, (size_t)more, "%d", more);
    vb_buf_clear(&text);
  }
}

Test(query, deep_and_long_nesting_ends_well) {
  static const struct {
    const char *before, *middle, *behind;
    size_t times;
  } cases[] = {{"(", "dog", ")", 30000},
               {"(a OR b ", "dog", ")", 5000},
               {"-(", "dog", ")", 60},
               {"NOT ", "dog", "", 10000},
               {"title:", "dog", "", 10000},
               {"title:(", "dog", ")", 70},
               {"dog NEAR/5 ", "cat", "", 5000},
               {"dog w/s ", "cat", "", 5000},
               {"\xE2\x80\x9C", "dog", "", 20000},
               {"\xE2\x80\x98 ", "dog", "", 10000},
               {"\"\xC2\xAB", "dog", "", 10000},
               {"* ", "dog", "", 20000},
               {"(", "", "", 60000},
               {")", "", "", 60000},
               {"-", "dog", "", 60000},
               {"a -(b ", "dog", ")", 64},
               {"(a w/s b w/s c OR d ", "dog", ")", 64}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_buf text = VB_BUF_INIT;
    repeat(&text, cases[i].before, cases[i].times);
    vb_buf_text(&text, cases[i].middle);
    repeat(&text, cases[i].behind, cases[i].times);
    check_reading_is_stable(vb_buf_view(&text));
    vb_buf_clear(&text);
  }
}

static uint32_t next_random(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33);
}

Test(query, random_pieces_are_read_the_same_again) {
  static const char *const pieces[] = {"dog",
                                       "running",
                                       " ",
                                       " ",
                                       " ",
                                       "\"",
                                       "\xE2\x80\x9C",
                                       "\xE2\x80\x9D",
                                       "\xC2\xAB",
                                       "\xC2\xBB",
                                       "\xE2\x80\x98",
                                       "\xE2\x80\x99",
                                       "'",
                                       "``",
                                       "''",
                                       "(",
                                       ")",
                                       "-",
                                       " -",
                                       " OR ",
                                       " AND ",
                                       " NOT ",
                                       " NEAR/3 ",
                                       " w/s ",
                                       " w/p ",
                                       " NEAR ",
                                       "*",
                                       " * ",
                                       "title:",
                                       "author:",
                                       "in:comments",
                                       "text:",
                                       "date:2019",
                                       "date:2019-02..",
                                       "after:",
                                       "2018",
                                       "|",
                                       ":",
                                       ".",
                                       ",",
                                       "/",
                                       "don't",
                                       "U.S.",
                                       "5\"",
                                       "\xE5\x8C\x97\xE4\xBA\xAC",
                                       "\xE3\x83\x8B\xE3\x83\xA5",
                                       "\xD7\x90\"\xD7\x91",
                                       "_",
                                       "\xC2\xAD",
                                       "\xE2\x80\x8B",
                                       "\xCC\x81",
                                       "\xF0\x9F\x98\x80",
                                       "\xFF",
                                       "3.5",
                                       "a1",
                                       "\xC3\x9F",
                                       "\xC4\xB0",
                                       "\xE2\x80\xA6",
                                       "\xE0\xB8\x81\xE0\xB8\xB4",
                                       "\xD9\x85\xD9\x8F",
                                       "@",
                                       "#",
                                       "caf\xC3\xA9"};
  uint64_t seed = 20190619;
  cr_log_info("seed %llu", (unsigned long long)seed);
  for (int round = 0; round < 4000; round++) {
    vb_arena_clear(arena);
    vb_buf text = VB_BUF_INIT;
    for (uint32_t n = next_random(&seed) % 16; n > 0; n--)
      vb_buf_text(&text, pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)]);
    check_reading_is_stable(vb_buf_view(&text));
    vb_buf_clear(&text);
  }
}

Test(query, random_bytes_are_read_the_same_again) {
  uint64_t seed = 7;
  cr_log_info("seed %llu", (unsigned long long)seed);
  for (int round = 0; round < 3000; round++) {
    vb_arena_clear(arena);
    char bytes[48];
    size_t n = next_random(&seed) % sizeof bytes;
    for (size_t i = 0; i < n; i++) bytes[i] = (char)next_random(&seed);
    check_reading_is_stable((vb_str){bytes, n});
  }
}

Test(query, filters_join_a_query) {
  const vb_query *dog = parse(VB_STR("dog")).root,
                 *year = vb_query_dates(arena, 20190101, 20191231);
  cr_assert_eq(vb_query_both(arena, dog, NULL), dog);
  cr_assert_eq(vb_query_both(arena, NULL, year), year);
  cr_assert(
      vb_str_is(tree_of(vb_query_both(arena, dog, year)), "and(~dog date(20190101..20191231))"));
}
