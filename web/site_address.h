/*
 * site_address.h - the absolute address of the site, for what leaves it: feeds, search engines.
 *
 * Pages need none, since their links are relative. It is made of what the request says: its Host,
 * and what a server in front adds (X-Forwarded-Proto, X-Forwarded-Prefix). All are checked, since
 * anybody can send them; but who sends a false one is the only one who gets it.
 */
#ifndef VB_WEB_SITE_ADDRESS_H
#define VB_WEB_SITE_ADDRESS_H

#include "web/http.h"

/* "https://archive.example/news/", in the arena; "" if the request has no Host that can be one, so
   that links stay relative. */
vb_str vb_site_address(const vb_http_request *request, vb_arena *arena);

/* The Host's name without its port, in lower case, if a tag: URI may have it (RFC 4151); else
   "localhost". */
vb_str vb_site_authority(const vb_http_request *request, vb_arena *arena);

#endif
