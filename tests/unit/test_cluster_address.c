/*
 * The names of archives in a cluster, and the file with what must be in no name.
 */
#include "indexer/base/file.h"
#include "indexer/store/opensearch/cluster_access.h"
#include "indexer/store/opensearch/cluster_address.h"
#include "tests/scratch.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/stat.h>

static void reads(const char *text, size_t nodes, const char *first, const char *index) {
  vb_cluster_address a;
  vb_error err;
  cr_assert_eq(vb_cluster_address_read(text, &a, &err), VB_OK, "%s: %s", text, err.text);
  cr_assert_eq(a.node_count, nodes);
  cr_assert_str_eq(a.nodes[0], first);
  cr_assert_str_eq(a.index, index);
}

static void refuses(const char *text, const char *why) {
  vb_cluster_address a;
  vb_error err;
  cr_assert_eq(vb_cluster_address_read(text, &a, &err), VB_INVALID, "%s is accepted", text);
  cr_assert(strstr(err.text, why), "%s: '%s' does not say '%s'", text, err.text, why);
}

Test(cluster_address, one_node_or_several_and_an_index) {
  reads("opensearch://127.0.0.1:9200/paper", 1, "127.0.0.1:9200", "paper");
  reads("opensearch://a.example:1,b:65535/paper-1.x_y/", 2, "a.example:1", "paper-1.x_y");
  reads("opensearchs://[::1]:9200/paper", 1, "[::1]:9200", "paper");
}

Test(cluster_address, the_scheme_tells_whether_it_is_encrypted) {
  vb_cluster_address a;
  cr_assert_eq(vb_cluster_address_read("opensearch://a:1/i", &a, NULL), VB_OK);
  cr_assert(!a.tls);
  cr_assert_eq(vb_cluster_address_read("opensearchs://a:1/i?access=/etc/k", &a, NULL), VB_OK);
  cr_assert(a.tls);
  cr_assert_str_eq(a.access, "/etc/k");
}

Test(cluster_address, folders_and_shards_are_no_addresses_of_clusters) {
  cr_assert(!vb_cluster_is_address("xapian://a:1"));
  cr_assert(!vb_cluster_is_address("opensearch"));
  cr_assert(vb_cluster_is_address("opensearch://"));
}

Test(cluster_address, what_a_cluster_would_not_accept_is_refused) {
  refuses("opensearch://", "is no node");
  refuses("opensearch://host/index", "is no node");
  refuses("opensearch://host:0/index", "is no node");
  refuses("opensearch://host:65536/index", "is no node");
  refuses("opensearch://ho st:1/index", "is no node");
  refuses("opensearch://a:1,/index", "is no node");
  refuses("opensearch://a:1", "no name of an index");
  refuses("opensearch://a:1/", "no name of an index");
  refuses("opensearch://a:1/Paper", "no name of an index");
  refuses("opensearch://a:1/_all", "no name of an index");
  refuses("opensearch://a:1/../x", "no name of an index");
  refuses("opensearch://a:1/a,b", "no name of an index");
  refuses("opensearch://a:1/i?password=x", "?access=FILE");
  refuses("opensearch://a:1/i?access=", "?access=FILE");
}

Test(cluster_address, a_password_in_an_address_is_refused_and_not_repeated) {
  vb_cluster_address a;
  vb_error err;
  cr_assert_eq(vb_cluster_address_read("opensearch://me:sesame@a:1/i", &a, &err), VB_INVALID);
  cr_assert(!strstr(err.text, "sesame"));
  cr_assert(strstr(err.text, "?access=FILE"));
}

/* ---- the file ---- */

static vb_status read_access(const char *text, mode_t mode, vb_cluster_access *out, vb_error *err) {
  char folder[SCRATCH_MAX];
  scratch_make(folder, "access");
  char *path = vb_path_join(folder, "access");
  cr_assert_eq(vb_file_replace(path, vb_str_of(text), err), VB_OK);
  cr_assert_eq(chmod(path, mode), 0);
  vb_status status = vb_cluster_access_read(path, out, err);
  free(path);
  scratch_remove(folder);
  return status;
}

static void refuses_file(const char *text, const char *why) {
  vb_cluster_access access;
  vb_error err;
  cr_assert_eq(read_access(text, 0600, &access, &err), VB_INVALID, "accepted: %s", text);
  cr_assert(strstr(err.text, why), "'%s' does not say '%s'", err.text, why);
  cr_assert(!strstr(err.text, "sesame"), "a secret is repeated: %s", err.text);
  vb_cluster_access_clear(&access);
}

Test(cluster_access, a_file_gives_user_password_and_authority) {
  vb_cluster_access access;
  vb_error err;
  cr_assert_eq(
      read_access("# ours\n\nuser  desk\npassword open sesame \r\nca /ca.pem\ninsecure yes\n", 0600,
                  &access, &err),
      VB_OK, "%s", err.text);
  cr_assert_str_eq(access.user, "desk");
  cr_assert_str_eq(access.password, "open sesame");
  cr_assert_str_eq(access.ca, "/ca.pem");
  cr_assert(access.insecure);
  vb_cluster_access_clear(&access);
  cr_assert_null(access.password);
}

Test(cluster_access, without_a_file_nothing_is_known) {
  vb_cluster_access access;
  cr_assert_eq(vb_cluster_access_read("", &access, NULL), VB_OK);
  cr_assert_null(access.user);
  cr_assert_eq(vb_cluster_access_read("/no/such/file", &access, NULL), VB_NOT_FOUND);
}

Test(cluster_access, a_file_that_everybody_may_read_is_refused) {
  vb_cluster_access access;
  vb_error err;
  cr_assert_eq(read_access("user a\npassword b\n", 0644, &access, &err), VB_INVALID);
  cr_assert(strstr(err.text, "chmod 600"));
  cr_assert_eq(read_access("user a\npassword b\n", 0640, &access, &err), VB_OK);
  vb_cluster_access_clear(&access);
}

Test(cluster_access, what_is_not_understood_is_refused_without_repeating_it) {
  refuses_file("user desk\n", "belong together");
  refuses_file("password sesame\n", "belong together");
  refuses_file("api-key sesame\nuser a\npassword b\n", "not both");
  refuses_file("sesame\n", "no value");
  refuses_file("pasword sesame\n", "not understood");
  refuses_file("insecure perhaps\n", "not understood");
}
