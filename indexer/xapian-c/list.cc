/*
 * list.cc - term, posting and position lists as cursors.
 *
 * A cursor's place belongs to one snapshot, so it cannot be retried when a writer makes
 * the snapshot too old: the caller gets the status and must begin again.
 */
#include "indexer/xapian-c/guard.h"

struct vb_xapian_terms {
  Xapian::TermIterator at, end;
  bool of_document; /* the number returned with a term is its weight, not its frequency */
  std::string term; /* the last one returned */
};

struct vb_xapian_postings {
  Xapian::PostingIterator at, end;
};

vb_status vb_xapian_frequency(vb_xapian_database *database, vb_str term, uint64_t *documents,
                              vb_error *err) {
  *documents = 0;
  return vb::reading(database->reader, err, "count a term", [&] {
    *documents = database->reader.get_termfreq(vb::string_of(term));
    return VB_OK;
  });
}

vb_status vb_xapian_terms_open(vb_xapian_database *database, vb_str prefix, vb_xapian_terms **out,
                               vb_error *err) {
  *out = nullptr;
  return vb::reading(database->reader, err, "list terms", [&] {
    const std::string first = vb::string_of(prefix);
    *out = new vb_xapian_terms{database->reader.allterms_begin(first),
                               database->reader.allterms_end(first), false, std::string()};
    return VB_OK;
  });
}

vb_status vb_xapian_terms_of(vb_xapian_database *database, uint64_t number, vb_xapian_terms **out,
                             vb_error *err) {
  *out = nullptr;
  return vb::reading(database->reader, err, "list a document's terms", [&] {
    const Xapian::docid id = static_cast<Xapian::docid>(number);
    *out = new vb_xapian_terms{database->reader.termlist_begin(id),
                               database->reader.termlist_end(id), true, std::string()};
    return VB_OK;
  });
}

vb_status vb_xapian_terms_next(vb_xapian_terms *terms, vb_str *term, uint64_t *frequency,
                               vb_error *err) {
  *term = VB_STR_NONE;
  *frequency = 0;
  return vb::guard(err, "read the next term", [&] {
    if (terms->at == terms->end) return VB_OK;
    terms->term = *terms->at;
    *frequency = terms->of_document ? terms->at.get_wdf() : terms->at.get_termfreq();
    *term = vb_str{terms->term.data(), terms->term.size()};
    ++terms->at;
    return VB_OK;
  });
}

void vb_xapian_terms_close(vb_xapian_terms *terms) {
  delete terms;
}

vb_status vb_xapian_postings_open(vb_xapian_database *database, vb_str term,
                                  vb_xapian_postings **out, vb_error *err) {
  *out = nullptr;
  return vb::reading(database->reader, err, "list documents", [&] {
    const std::string name = vb::string_of(term);
    *out = new vb_xapian_postings{database->reader.postlist_begin(name),
                                  database->reader.postlist_end(name)};
    return VB_OK;
  });
}

vb_status vb_xapian_postings_next(vb_xapian_postings *postings, uint64_t *number, vb_error *err) {
  *number = 0;
  return vb::guard(err, "read the next document number", [&] {
    if (postings->at == postings->end) return VB_OK;
    *number = *postings->at;
    ++postings->at;
    return VB_OK;
  });
}

void vb_xapian_postings_close(vb_xapian_postings *postings) {
  delete postings;
}

vb_status vb_xapian_positions(vb_xapian_database *database, uint64_t number, vb_str term,
                              uint32_t *out, size_t capacity, size_t *count, vb_error *err) {
  *count = 0;
  return vb::reading(database->reader, err, "read positions", [&] {
    const std::string name = vb::string_of(term);
    const Xapian::docid id = static_cast<Xapian::docid>(number);
    Xapian::PositionIterator at = database->reader.positionlist_begin(id, name);
    const Xapian::PositionIterator end = database->reader.positionlist_end(id, name);
    size_t n = 0;
    for (; at != end; ++at, n++)
      if (n < capacity) out[n] = *at;
    *count = n;
    return VB_OK;
  });
}
