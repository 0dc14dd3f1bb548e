/*
 * guard.cc - converts exceptions to statuses, most derived classes first.
 *
 * The order of the catch clauses follows the hierarchy of xapian/error.h from its leaves:
 * a clause for a base class placed earlier would catch the derived classes too.
 */
#include "indexer/xapian-c/guard.h"

#include <cerrno>
#include <exception>
#include <new>

namespace {

vb_status tell(vb_error *err, vb_status status, const char *doing, const Xapian::Error &error) {
  const char *cause = error.get_error_string();
  const std::string &context = error.get_context();
  return vb_fail(err, status, "%s: %s%s%s%s%s%s", doing, error.get_msg().c_str(), cause ? " (" : "",
                 cause ? cause : "", cause ? ")" : "", context.empty() ? "" : ", ",
                 context.c_str());
}

} // namespace

vb_status vb::describe_exception(vb_error *err, const char *doing) noexcept {
  try {
    throw;
  } catch (const Xapian::DatabaseLockError &e) {
    return tell(err, VB_LOCKED, doing, e);
  } catch (const Xapian::DatabaseCorruptError &e) {
    return tell(err, VB_CORRUPT, doing, e);
  } catch (const Xapian::DatabaseModifiedError &e) {
    return vb_fail(err, VB_UNAVAILABLE,
                   "%s: the database is being changed faster than it can be read (%s); try again",
                   doing, e.get_msg().c_str());
  } catch (const Xapian::DatabaseVersionError &e) {
    return tell(err, VB_VERSION, doing, e);
  } catch (const Xapian::DatabaseNotFoundError &e) {
    return tell(err, VB_NOT_FOUND, doing, e);
  } catch (const Xapian::DatabaseError &e) { /* opening, creating, closed, and others */
    return tell(err, VB_IO, doing, e);
  } catch (const Xapian::DocNotFoundError &e) {
    return tell(err, VB_NOT_FOUND, doing, e);
  } catch (const Xapian::NetworkError &e) { /* includes its timeout */
    return tell(err, VB_UNAVAILABLE, doing, e);
  } catch (const Xapian::FeatureUnavailableError &e) {
    return tell(err, VB_INVALID, doing, e);
  } catch (const Xapian::SerialisationError &e) {
    return tell(err, VB_CORRUPT, doing, e);
  } catch (const Xapian::WildcardError &e) {
    return tell(err, VB_LIMIT, doing, e);
  } catch (const Xapian::RangeError &e) {
    return tell(err, VB_INVALID, doing, e);
  } catch (const Xapian::InvalidArgumentError &e) {
    return tell(err, VB_INVALID, doing, e);
  } catch (const Xapian::InvalidOperationError &e) {
    return tell(err, VB_INVALID, doing, e);
  } catch (const Xapian::UnimplementedError &e) {
    return tell(err, VB_INVALID, doing, e);
  } catch (const Xapian::Error &e) {
    return tell(err, VB_INTERNAL, doing, e);
  } catch (const std::bad_alloc &) {
    return vb_fail(err, VB_NOMEM, "%s: no memory left", doing);
  } catch (const std::exception &e) {
    return vb_fail(err, VB_INTERNAL, "%s: %s", doing, e.what());
  } catch (...) {
    return vb_fail(err, VB_INTERNAL, "%s: an exception of unknown kind", doing);
  }
}
