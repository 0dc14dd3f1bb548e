/*
 * test_connections.c - who gives way when there are more connections than the limit. The clients
 * are socket pairs; what the server ends is seen at the other end.
 */
#include "web/connections.h"

#include "indexer/base/clock.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LIMIT = 20, BURST = 60 };

typedef struct client {
  vb_connection *connection;
  int ends[2]; /* the server's, the client's */
} client;

static vb_connections *clients;

static void late(void *context, const vb_connection *c, double seconds) {
  (void)context, (void)c, (void)seconds;
}

static void setup(void) {
  const vb_connections_options options = {.limit = LIMIT, .request_seconds = 60, .late = late};
  vb_error err;
  cr_assert_eq(vb_connections_start(&options, &clients, &err), VB_OK);
}

static client join(void) {
  client c;
  cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, c.ends), 0);
  c.connection = vb_connections_open(clients, c.ends[0], NULL);
  cr_assert(c.connection);
  return c;
}

static void leave(client *c) {
  vb_connections_close(clients, c->connection);
  close(c->ends[0]);
  close(c->ends[1]);
}

static bool is_ended(const client *c) {
  struct pollfd at_end = {.fd = c->ends[1], .events = POLLIN};
  return poll(&at_end, 1, 0) == 1;
}

static size_t count_ended(const client *all, size_t count) {
  size_t n = 0;
  for (size_t i = 0; i < count; i++) n += is_ended(&all[i]);
  return n;
}

static void join_all(client *all) {
  for (size_t i = 0; i < BURST; i++) all[i] = join();
}

static void leave_all(client *all) {
  for (size_t i = 0; i < BURST; i++) leave(&all[i]);
  cr_expect_eq(vb_connections_count(clients), 0);
  vb_connections_stop(clients);
}

Test(connections, a_burst_that_sends_nothing_gives_way_soon, .init = setup) {
  client all[BURST];
  join_all(all);
  double until = vb_clock_seconds() + 10; /* a small part of the time to send a request */
  while (count_ended(all, BURST) < BURST - LIMIT && vb_clock_seconds() < until) poll(NULL, 0, 5);
  cr_expect_eq(count_ended(all, BURST), BURST - LIMIT, "and those within the limit stay");
  leave_all(all);
}

Test(connections, who_sends_a_request_is_admitted_before_who_sends_none, .init = setup) {
  client all[BURST];
  join_all(all);
  client *last = &all[BURST - 1];
  cr_expect(vb_connections_admit(clients, last->connection));
  vb_connections_set_phase(clients, last->connection, VB_CONNECTION_ANSWERING);
  cr_expect(!is_ended(last));
  leave_all(all);
}

Test(connections, who_is_answered_does_not_give_way, .init = setup) {
  client all[BURST];
  for (size_t i = 0; i < BURST; i++) {
    all[i] = join();
    cr_expect_eq(vb_connections_admit(clients, all[i].connection), i < LIMIT);
    if (i < LIMIT) vb_connections_set_phase(clients, all[i].connection, VB_CONNECTION_ANSWERING);
    else vb_connections_set_phase(clients, all[i].connection, VB_CONNECTION_DRAINING);
  }
  cr_expect_eq(count_ended(all, BURST), 0);
  leave(&all[0]);
  cr_expect(!vb_connections_admit(clients, all[BURST - 1].connection), "there are still too many");
  for (size_t i = 1; i < BURST - LIMIT + 1; i++) leave(&all[i]);
  cr_expect(vb_connections_admit(clients, all[BURST - 1].connection));
  for (size_t i = BURST - LIMIT + 1; i < BURST; i++) leave(&all[i]);
  vb_connections_stop(clients);
}
