/*
 * guard.h - the only place where C++ exceptions become statuses.
 *
 * Every entry point of xapian_c.h runs its body inside guard() or reading(). No exception
 * of libxapian or the standard library crosses into C, where it would silently skip the
 * clean-up.
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

/* REQUIRES: inside a catch block. The status and the sentence for the current exception. */
vb_status describe_exception(vb_error *err, const char *doing) noexcept;

/* Runs body, which returns a vb_status. `doing` names the operation in messages: "commit". */
template <typename Body> vb_status guard(vb_error *err, const char *doing, Body body) noexcept {
  try {
    return body();
  } catch (...) {
    return describe_exception(err, doing);
  }
}

/* The same for a body that only reads `database` and may be repeated: if a writer has made the
   snapshot too old, reopens the database and tries once more. */
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
  Xapian::Database reader;           /* reads from writable databases too */
  Xapian::WritableDatabase writable; /* shares the internals of `reader` */
  bool can_write;
};

struct vb_xapian_document {
  Xapian::Document document;
  std::string term; /* reused, to avoid an allocation per call */
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
