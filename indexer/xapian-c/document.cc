/*
 * document.cc - fills documents, puts them into a database, and reads them back.
 */
#include "indexer/xapian-c/guard.h"

namespace {

/* prefix + term, in the document's own string: avoids an allocation per token. */
const std::string &join(vb_xapian_document *document, const char *prefix, vb_str term) {
  document->term.assign(prefix);
  if (term.n) document->term.append(term.p, term.n);
  return document->term;
}

} // namespace

vb_status vb_xapian_document_new(vb_xapian_document **out, vb_error *err) {
  *out = nullptr;
  return vb::guard(err, "make a document", [&] {
    *out = new vb_xapian_document{Xapian::Document(), std::string()};
    return VB_OK;
  });
}

void vb_xapian_document_free(vb_xapian_document *document) {
  delete document;
}

vb_status vb_xapian_document_reset(vb_xapian_document *document, vb_error *err) {
  return vb::guard(err, "empty a document", [&] {
    document->document = Xapian::Document();
    return VB_OK;
  });
}

vb_status vb_xapian_document_posting(vb_xapian_document *document, const char *prefix, vb_str term,
                                     uint32_t position, uint32_t wdf, vb_error *err) {
  return vb::guard(err, "add a word to a document", [&] {
    document->document.add_posting(join(document, prefix, term), position, wdf);
    return VB_OK;
  });
}

vb_status vb_xapian_document_term(vb_xapian_document *document, const char *prefix, vb_str term,
                                  uint32_t wdf, vb_error *err) {
  return vb::guard(err, "add a term to a document", [&] {
    document->document.add_term(join(document, prefix, term), wdf);
    return VB_OK;
  });
}

vb_status vb_xapian_document_set_value(vb_xapian_document *document, uint32_t slot, vb_str value,
                                       vb_error *err) {
  return vb::guard(err, "add a value to a document", [&] {
    document->document.add_value(slot, vb::string_of(value));
    return VB_OK;
  });
}

vb_status vb_xapian_document_set_data(vb_xapian_document *document, vb_str data, vb_error *err) {
  return vb::guard(err, "add data to a document", [&] {
    document->document.set_data(vb::string_of(data));
    return VB_OK;
  });
}

vb_status vb_xapian_replace(vb_xapian_database *database, vb_str unique_term,
                            const vb_xapian_document *document, uint64_t *number, vb_error *err) {
  *number = 0;
  return vb::guard(err, "store a document", [&] {
    *number = database->writable.replace_document(vb::string_of(unique_term), document->document);
    return VB_OK;
  });
}

vb_status vb_xapian_delete(vb_xapian_database *database, vb_str unique_term, vb_error *err) {
  return vb::guard(err, "delete a document", [&] {
    database->writable.delete_document(vb::string_of(unique_term));
    return VB_OK;
  });
}

vb_status vb_xapian_find(vb_xapian_database *database, vb_str term, uint64_t *number,
                         vb_error *err) {
  *number = 0;
  return vb::reading(database->reader, err, "find a document", [&] {
    const std::string name = vb::string_of(term);
    Xapian::PostingIterator first = database->reader.postlist_begin(name);
    if (first == database->reader.postlist_end(name))
      return vb_fail(err, VB_NOT_FOUND, "no such document");
    *number = *first;
    return VB_OK;
  });
}

vb_status vb_xapian_data(vb_xapian_database *database, uint64_t number, vb_buf *out,
                         vb_error *err) {
  return vb::reading(database->reader, err, "read a document", [&] {
    Xapian::Document document = database->reader.get_document(static_cast<Xapian::docid>(number));
    const std::string data = document.get_data();
    vb_buf_append(out, data.data(), data.size());
    return vb_buf_ok(out, err);
  });
}

vb_status vb_xapian_value(vb_xapian_database *database, uint64_t number, uint32_t slot, vb_buf *out,
                          vb_error *err) {
  return vb::reading(database->reader, err, "read a value", [&] {
    Xapian::Document document = database->reader.get_document(static_cast<Xapian::docid>(number));
    const std::string value = document.get_value(slot);
    vb_buf_append(out, value.data(), value.size());
    return vb_buf_ok(out, err);
  });
}
