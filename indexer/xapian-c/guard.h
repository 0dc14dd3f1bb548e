/*
 * guard.h - the one place where C++ exceptions become statuses.
 *
 * Every entry point of xapian_c.h runs its body inside guard() or reading();
 * nothing thrown by libxapian or the standard library crosses into C, where it
 * would skip the clean-up silently.
 */
#ifndef VB_XAPIAN_C_GUARD_H
#define VB_XAPIAN_C_GUARD_H

#include <xapian.h>

#include <string>

extern "C" {
#include "indexer/base/status.h"
#include "indexer/xapian-c/xapian_c.h"
}

namespace vb {

/* Inside a catch block only: the status and the sentence for what was thrown. */
vb_status describe_exception(vb_error *err, const char *doing) noexcept;

/* Runs body, which returns a vb_status. `doing` says what was tried: "commit". */
template <typename Body> vb_status guard(vb_error *err, const char *doing, Body body) noexcept {
  try {
    return body();
  } catch (...) {
    return describe_exception(err, doing);
  }
}

/* The same for a body that only reads `database` and may be run again: when a
   writer has overtaken the snapshot, reopens and tries once more. */
template <typename Body>
vb_status reading(Xapian::Database &database, vb_error *err, const char *doing,
                  Body body) noexcept {
  try {
    return body();
  } catch (const Xapian::DatabaseModifiedError &) {
    return guard(err, doing, [&] {
      database.reopen();
      return body();
    });
  } catch (...) {
    return describe_exception(err, doing);
  }
}

} // namespace vb

struct vb_xapian_database {
  Xapian::Database reader;           /* a writable one too can be read through this */
  Xapian::WritableDatabase writable; /* shares the reader's internals */
  bool can_write;
};

struct vb_xapian_document {
  Xapian::Document document;
  std::string term; /* keeps its memory from call to call */
};

struct vb_xapian_query {
  Xapian::Query query;
};

namespace vb {

inline std::string string_of(vb_str s) {
  return s.n ? std::string(s.p, s.n) : std::string();
}

} // namespace vb

#endif
