/*
 * Tests of which nodes of a cluster are left out, and for how long.
 */
#include "indexer/base/clock.h"
#include "indexer/store/opensearch/node_rests.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdio.h>

static double left(const vb_node_rest *rest) {
  double end = vb_node_rest_end(rest);
  return end > 0 ? end - vb_clock_seconds() : 0;
}

Test(node_rests, a_node_that_did_not_answer_rests_for_all) {
  vb_node_rest *rest = vb_node_rest_of("sleepy.example:9200");
  cr_assert(rest == vb_node_rest_of("sleepy.example:9200"));
  cr_assert(rest != vb_node_rest_of("other.example:9200"));
  cr_expect(left(rest) == 0);
  vb_node_rest_begin(rest);
  cr_expect(left(rest) > 4 && left(rest) <= 5);
  cr_expect(left(vb_node_rest_of("other.example:9200")) == 0);
  vb_node_rest_answered(rest);
  cr_expect(left(rest) == 0);
}

Test(node_rests, requests_that_fail_together_are_one_failure) {
  vb_node_rest *rest = vb_node_rest_of("sleepy.example:9201");
  for (int i = 0; i < 20; i++) vb_node_rest_begin(rest);
  cr_expect(left(rest) > 4 && left(rest) <= 5);
}

Test(node_rests, each_try_that_fails_makes_it_longer_up_to_a_minute) {
  vb_node_rest *rest = vb_node_rest_of("sleepy.example:9202");
  double expected = 5;
  vb_node_rest_try(rest);
  cr_expect(left(rest) == 0, "one that answers is asked by all");
  vb_node_rest_begin(rest);
  for (int i = 0; i < 8; i++) {
    vb_node_rest_try(rest);
    cr_expect(left(rest) > 0 && left(rest) <= 4, "others leave it out meanwhile");
    vb_node_rest_begin(rest);
    expected = expected * 2 < 60 ? expected * 2 : 60;
    cr_expect(left(rest) > expected - 1 && left(rest) <= expected, "%f for %f", left(rest),
              expected);
  }
}

Test(node_rests, of_very_many_nodes_some_never_rest) {
  vb_node_rest *rest = NULL;
  char name[32];
  for (int i = 0; i < 400; i++) {
    snprintf(name, sizeof name, "node%d.example:9200", i);
    rest = vb_node_rest_of(name);
  }
  cr_assert(rest == NULL);
  vb_node_rest_begin(rest);
  vb_node_rest_try(rest);
  vb_node_rest_answered(rest);
  cr_expect(left(rest) == 0);
}
