/*
 * query.cc - query trees. All queries of one search belong to its pool and are freed with it;
 * libxapian counts the references between them.
 */
#include "indexer/xapian-c/guard.h"

#include <deque>
#include <vector>

struct vb_xapian_pool {
  std::deque<vb_xapian_query> queries; /* a deque, because it never moves its elements */
};

namespace {

vb_status keep(vb_xapian_pool *pool, const Xapian::Query &query, const vb_xapian_query **out) {
  pool->queries.push_back(vb_xapian_query{query});
  *out = &pool->queries.back();
  return VB_OK;
}

Xapian::Query::op op_of(vb_xapian_op op) {
  switch (op) {
  case VB_XAPIAN_AND: return Xapian::Query::OP_AND;
  case VB_XAPIAN_OR: return Xapian::Query::OP_OR;
  case VB_XAPIAN_ANDNOT: return Xapian::Query::OP_AND_NOT;
  case VB_XAPIAN_ANDMAYBE: return Xapian::Query::OP_AND_MAYBE;
  case VB_XAPIAN_FILTER: return Xapian::Query::OP_FILTER;
  case VB_XAPIAN_SYNONYM: return Xapian::Query::OP_SYNONYM;
  case VB_XAPIAN_NEAR: return Xapian::Query::OP_NEAR;
  case VB_XAPIAN_PHRASE: return Xapian::Query::OP_PHRASE;
  }
  return Xapian::Query::OP_INVALID;
}

} // namespace

vb_status vb_xapian_pool_new(vb_xapian_pool **out, vb_error *err) {
  *out = nullptr;
  return vb::guard(err, "make a query", [&] {
    *out = new vb_xapian_pool;
    return VB_OK;
  });
}

void vb_xapian_pool_free(vb_xapian_pool *pool) {
  delete pool;
}

vb_status vb_xapian_query_all(vb_xapian_pool *pool, const vb_xapian_query **out, vb_error *err) {
  *out = nullptr;
  return vb::guard(err, "make a query",
                   [&] { return keep(pool, Xapian::Query(std::string()), out); });
}

vb_status vb_xapian_query_nothing(vb_xapian_pool *pool, const vb_xapian_query **out,
                                  vb_error *err) {
  *out = nullptr;
  return vb::guard(err, "make a query", [&] { return keep(pool, Xapian::Query(), out); });
}

vb_status vb_xapian_query_term(vb_xapian_pool *pool, vb_str term, const vb_xapian_query **out,
                               vb_error *err) {
  *out = nullptr;
  return vb::guard(err, "make a query",
                   [&] { return keep(pool, Xapian::Query(vb::string_of(term)), out); });
}

vb_status vb_xapian_query_wildcard(vb_xapian_pool *pool, vb_str prefix, uint32_t max_terms,
                                   const vb_xapian_query **out, vb_error *err) {
  *out = nullptr;
  return vb::guard(err, "make a query", [&] {
    return keep(pool,
                Xapian::Query(Xapian::Query::OP_WILDCARD, vb::string_of(prefix), max_terms,
                              Xapian::Query::WILDCARD_LIMIT_ERROR, Xapian::Query::OP_SYNONYM),
                out);
  });
}

vb_status vb_xapian_query_range(vb_xapian_pool *pool, uint32_t slot, vb_str lower, vb_str upper,
                                const vb_xapian_query **out, vb_error *err) {
  *out = nullptr;
  return vb::guard(err, "make a query", [&] {
    const std::string low = vb::string_of(lower), high = vb::string_of(upper);
    if (lower.p && upper.p)
      return keep(pool, Xapian::Query(Xapian::Query::OP_VALUE_RANGE, slot, low, high), out);
    if (lower.p) return keep(pool, Xapian::Query(Xapian::Query::OP_VALUE_GE, slot, low), out);
    if (upper.p) return keep(pool, Xapian::Query(Xapian::Query::OP_VALUE_LE, slot, high), out);
    return keep(pool, Xapian::Query(std::string()), out);
  });
}

vb_status vb_xapian_query_scale(vb_xapian_pool *pool, const vb_xapian_query *query, double factor,
                                const vb_xapian_query **out, vb_error *err) {
  *out = nullptr;
  return vb::guard(err, "make a query",
                   [&] { return keep(pool, Xapian::Query(factor, query->query), out); });
}

vb_status vb_xapian_query_combine(vb_xapian_pool *pool, vb_xapian_op op,
                                  const vb_xapian_query *const *parts, size_t count,
                                  uint32_t window, const vb_xapian_query **out, vb_error *err) {
  *out = nullptr;
  return vb::guard(err, "make a query", [&] {
    std::vector<Xapian::Query> queries;
    queries.reserve(count);
    for (size_t i = 0; i < count; i++) queries.push_back(parts[i]->query);
    return keep(pool, Xapian::Query(op_of(op), queries.begin(), queries.end(), window), out);
  });
}

vb_status vb_xapian_query_describe(const vb_xapian_query *query, vb_buf *out, vb_error *err) {
  return vb::guard(err, "describe a query", [&] {
    const std::string text = query->query.get_description();
    vb_buf_append(out, text.data(), text.size());
    return vb_buf_ok(out, err);
  });
}
