/*
 * database.cc - opens, commits, compacts and describes databases.
 *
 * A writable database is in a transaction from the moment it is opened. Without one,
 * libxapian would commit pending changes when the database is closed or destroyed, but
 * nothing may be visible before vb_xapian_commit. Committing ends the transaction, which
 * syncs it to disk, and begins the next one.
 */
#include "indexer/xapian-c/guard.h"

#include <memory>

vb_status vb_xapian_open(const char *path, vb_xapian_database **out, vb_error *err) {
  *out = nullptr;
  return vb::guard(err, path, [&] {
    *out = new vb_xapian_database{Xapian::Database(path), Xapian::WritableDatabase(), false};
    return VB_OK;
  });
}

vb_status vb_xapian_open_remote(const char *host, uint16_t port, uint32_t timeout_ms,
                                vb_xapian_database **out, vb_error *err) {
  *out = nullptr;
  return vb::guard(err, host, [&] {
    *out = new vb_xapian_database{Xapian::Remote::open(host, port, timeout_ms, timeout_ms),
                                  Xapian::WritableDatabase(), false};
    return VB_OK;
  });
}

vb_status vb_xapian_combine(vb_xapian_database *const *parts, size_t count,
                            vb_xapian_database **out, vb_error *err) {
  *out = nullptr;
  return vb::guard(err, "combine databases", [&] {
    std::unique_ptr<vb_xapian_database> whole(
        new vb_xapian_database{Xapian::Database(), Xapian::WritableDatabase(), false});
    for (size_t i = 0; i < count; i++) whole->reader.add_database(parts[i]->reader);
    *out = whole.release();
    return VB_OK;
  });
}

vb_status vb_xapian_open_writable(const char *path, bool create, vb_xapian_database **out,
                                  vb_error *err) {
  *out = nullptr;
  return vb::guard(err, path, [&] {
    int flags = (create ? Xapian::DB_CREATE_OR_OPEN : Xapian::DB_OPEN) | Xapian::DB_BACKEND_GLASS;
    Xapian::WritableDatabase writable(path, flags);
    writable.begin_transaction();
    *out = new vb_xapian_database{writable, writable, true};
    return VB_OK;
  });
}

void vb_xapian_close(vb_xapian_database *database) {
  if (!database) return;
  if (database->can_write)
    (void)vb::guard(nullptr, "close", [&] {
      database->writable.cancel_transaction();
      database->writable.close();
      return VB_OK;
    });
  delete database;
}

vb_status vb_xapian_reopen(vb_xapian_database *database, bool *changed, vb_error *err) {
  *changed = false;
  return vb::guard(err, "reopen the database", [&] {
    *changed = database->reader.reopen();
    return VB_OK;
  });
}

vb_status vb_xapian_count(vb_xapian_database *database, uint64_t *documents, vb_error *err) {
  *documents = 0;
  return vb::reading(database->reader, err, "count documents", [&] {
    *documents = database->reader.get_doccount();
    return VB_OK;
  });
}

vb_status vb_xapian_revision(vb_xapian_database *database, uint64_t *revision, vb_error *err) {
  *revision = 0;
  return vb::reading(database->reader, err, "read the revision", [&] {
    *revision = database->reader.get_revision();
    return VB_OK;
  });
}

vb_status vb_xapian_metadata(vb_xapian_database *database, const char *key, vb_buf *out,
                             vb_error *err) {
  return vb::reading(database->reader, err, "read metadata", [&] {
    const std::string value = database->reader.get_metadata(key);
    vb_buf_append(out, value.data(), value.size());
    return vb_buf_ok(out, err);
  });
}

vb_status vb_xapian_set_metadata(vb_xapian_database *database, const char *key, vb_str value,
                                 vb_error *err) {
  return vb::guard(err, "write metadata", [&] {
    database->writable.set_metadata(key, vb::string_of(value));
    return VB_OK;
  });
}

vb_status vb_xapian_value_bounds(vb_xapian_database *database, uint32_t slot, vb_buf *lower,
                                 vb_buf *upper, vb_error *err) {
  return vb::reading(database->reader, err, "read the bounds of a value", [&] {
    const std::string low = database->reader.get_value_lower_bound(slot);
    const std::string high = database->reader.get_value_upper_bound(slot);
    vb_buf_append(lower, low.data(), low.size());
    vb_buf_append(upper, high.data(), high.size());
    vb_status status = vb_buf_ok(lower, err);
    return status ? status : vb_buf_ok(upper, err);
  });
}

vb_status vb_xapian_commit(vb_xapian_database *database, vb_error *err) {
  return vb::guard(err, "commit", [&] {
    database->writable.commit_transaction();
    database->writable.begin_transaction();
    return VB_OK;
  });
}

vb_status vb_xapian_rollback(vb_xapian_database *database, vb_error *err) {
  return vb::guard(err, "roll back", [&] {
    database->writable.cancel_transaction();
    database->writable.begin_transaction();
    return VB_OK;
  });
}

vb_status vb_xapian_compact(vb_xapian_database *database, const char *path, vb_error *err) {
  return vb::guard(err, "compact", [&] {
    database->reader.compact(path, Xapian::DBCOMPACT_NO_RENUMBER);
    return VB_OK;
  });
}

vb_status vb_xapian_spelling_add(vb_xapian_database *database, vb_str word, uint32_t count,
                                 vb_error *err) {
  return vb::guard(err, "add a spelling", [&] {
    database->writable.add_spelling(vb::string_of(word), count);
    return VB_OK;
  });
}

vb_status vb_xapian_spelling_suggest(vb_xapian_database *database, vb_str word, vb_buf *out,
                                     vb_error *err) {
  return vb::reading(database->reader, err, "suggest a spelling", [&] {
    const std::string near = database->reader.get_spelling_suggestion(vb::string_of(word));
    vb_buf_append(out, near.data(), near.size());
    return vb_buf_ok(out, err);
  });
}

vb_status vb_xapian_check(const char *path, size_t *faults, vb_error *err) {
  *faults = 0;
  return vb::guard(err, path, [&] {
    *faults = Xapian::Database::check(path, 0, nullptr);
    return VB_OK;
  });
}
