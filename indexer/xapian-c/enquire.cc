/*
 * enquire.cc - runs a query: order, window, facets.
 */
#include "indexer/xapian-c/guard.h"

#include <deque>
#include <memory>

struct vb_xapian_matches {
  Xapian::MSet found;
  std::deque<Xapian::ValueCountMatchSpy> spies;
};

namespace {

void set_order(Xapian::Enquire &enquire, const vb_xapian_search &search) {
  if (search.order == VB_XAPIAN_BY_WEIGHT) {
    /* BM25+ with delta = 0 is BM25 with log((N + 1) / n) for the rarity of a word; that of
       Xapian's BM25Weight differs for words in more than a tenth of the documents. k2 = 0: no bonus
       for short documents. No least length. */
    enquire.set_weighting_scheme(Xapian::BM25PlusWeight(search.k1, 0, 1, search.b, 0, 0));
  } else if (search.order == VB_XAPIAN_BY_COUNT) {
    enquire.set_weighting_scheme(Xapian::CoordWeight());
  } else {
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_sort_by_value(search.order_slot, search.order == VB_XAPIAN_BY_VALUE_DOWN);
  }
}

} // namespace

vb_status vb_xapian_search_run(vb_xapian_database *database, const vb_xapian_search *search,
                               vb_xapian_matches **out, vb_error *err) {
  *out = nullptr;
  return vb::reading(database->reader, err, "search", [&] {
    std::unique_ptr<vb_xapian_matches> matches(new vb_xapian_matches);
    Xapian::Enquire enquire(database->reader);
    enquire.set_query(search->query->query);
    set_order(enquire, *search);
    enquire.set_cutoff(0, search->least_weight);
    if (search->time_limit > 0) enquire.set_time_limit(search->time_limit);
    for (size_t i = 0; i < search->facet_count; i++) {
      matches->spies.emplace_back(search->facet_slots[i]);
      enquire.add_matchspy(&matches->spies.back());
    }
    matches->found = enquire.get_mset(search->from, search->size, search->check_at_least);
    *out = matches.release();
    return VB_OK;
  });
}

void vb_xapian_matches_free(vb_xapian_matches *matches) {
  delete matches;
}

size_t vb_xapian_matches_size(const vb_xapian_matches *matches) {
  return matches->found.size();
}

uint64_t vb_xapian_matches_number(const vb_xapian_matches *matches, size_t i) {
  return *matches->found[static_cast<Xapian::doccount>(i)];
}

double vb_xapian_matches_weight(const vb_xapian_matches *matches, size_t i) {
  return matches->found[static_cast<Xapian::doccount>(i)].get_weight();
}

void vb_xapian_matches_total(const vb_xapian_matches *matches, uint64_t *lower, uint64_t *upper) {
  *lower = matches->found.get_matches_lower_bound();
  *upper = matches->found.get_matches_upper_bound();
}

vb_status vb_xapian_matches_facet(const vb_xapian_matches *matches, size_t facet, size_t max,
                                  vb_status (*visit)(void *context, vb_str value, uint64_t count),
                                  void *context, vb_error *err) {
  return vb::guard(err, "count facets", [&] {
    const Xapian::ValueCountMatchSpy &spy = matches->spies.at(facet);
    /* top_values_begin takes memory for `max` values at once, however few there are. */
    Xapian::TermIterator at = max ? spy.top_values_begin(max) : spy.values_begin();
    const Xapian::TermIterator end = max ? spy.top_values_end(max) : spy.values_end();
    for (; at != end; ++at) {
      const std::string value = *at;
      vb_status status = visit(context, vb_str{value.data(), value.size()}, at.get_termfreq());
      if (status) return status;
    }
    return VB_OK;
  });
}
