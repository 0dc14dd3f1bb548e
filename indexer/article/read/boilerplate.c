/*
 * boilerplate.c - one table of patterns.
 *
 * A pattern is a piece of text that must be at the start of a line, at its end, anywhere
 * in it, or be the whole line. It has a maximum length, above which a line is prose
 * whatever it begins with, and optionally a second piece that must follow somewhere.
 * Letter case is ignored. The lengths matter most: "Read more" begins a line with a link,
 * and may also begin a paragraph of an article.
 */
#include "indexer/article/read/boilerplate.h"

#include <strings.h>

typedef enum where { WHOLE, START, END, ANY } where;

typedef struct pattern {
  vb_boilerplate kind;
  where where;
  const char *text;
  unsigned short max; /* of the line, in bytes */
  const char *also;   /* must be in the line too; NULL: no condition */
} pattern;

static const pattern patterns[] = {
    /* Advertisements. */
    {VB_LINE_JUNK, WHOLE, "advertisement", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "advertisement:", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "advertisements", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "advert", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "ad", 8, NULL},
    {VB_LINE_JUNK, WHOLE, "sponsored", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "sponsored content", 40, NULL},
    {VB_LINE_JUNK, START, "advertisement -", 80, NULL},
    {VB_LINE_JUNK, START, "advertisement \xE2\x80\x93", 80, NULL},
    {VB_LINE_JUNK, START, "story continues below", 80, NULL},
    {VB_LINE_JUNK, START, "story continued below", 80, NULL},
    {VB_LINE_JUNK, START, "article continues below", 80, NULL},
    {VB_LINE_JUNK, START, "article continues after", 80, NULL},
    {VB_LINE_JUNK, START, "continue reading the main story", 80, NULL},
    {VB_LINE_JUNK, START, "continue reading below", 80, NULL},
    {VB_LINE_JUNK, WHOLE, "continue reading", 80, NULL},
    {VB_LINE_JUNK, START, "scroll to continue", 80, NULL},
    {VB_LINE_JUNK, START, "this advertisement has not loaded", 160, NULL},
    /* Sharing and following. */
    {VB_LINE_JUNK, START, "follow ", 320, "facebook"},
    {VB_LINE_JUNK, START, "follow ", 320, "twitter"},
    {VB_LINE_JUNK, START, "follow ", 320, "instagram"},
    {VB_LINE_JUNK, START, "follow ", 320, "@"},
    {VB_LINE_JUNK, START, "follow us", 120, NULL},
    {VB_LINE_JUNK, START, "like us on", 120, NULL},
    {VB_LINE_JUNK, START, "find us on", 120, NULL},
    {VB_LINE_JUNK, START, "join us on", 120, NULL},
    {VB_LINE_JUNK, START, "share this", 80, NULL},
    {VB_LINE_JUNK, START, "share on", 80, NULL},
    {VB_LINE_JUNK, START, "share via", 80, NULL},
    {VB_LINE_JUNK, START, "share or comment on", 80, NULL},
    {VB_LINE_JUNK, START, "click to share", 80, NULL},
    {VB_LINE_JUNK, START, "click to email", 80, NULL},
    {VB_LINE_JUNK, START, "click to print", 80, NULL},
    {VB_LINE_JUNK, START, "like this:", 60, NULL},
    {VB_LINE_JUNK, START, "like loading", 60, NULL},
    {VB_LINE_JUNK, START, "be the first to like", 60, NULL},
    {VB_LINE_JUNK, START, "liked by ", 60, "pe"},
    {VB_LINE_JUNK, START, "copy link", 60, NULL},
    {VB_LINE_JUNK, START, "opens in new window", 60, NULL},
    {VB_LINE_JUNK, START, "download our app", 160, NULL},
    {VB_LINE_JUNK, START, "view this post on instagram", 200, NULL},
    /* Links to other articles. */
    {VB_LINE_RELATED, WHOLE, "read more:", 20, NULL},
    {VB_LINE_JUNK, START, "read more:", 240, NULL},
    {VB_LINE_JUNK, START, "read more on", 160, NULL},
    {VB_LINE_JUNK, START, "read more about", 160, NULL},
    {VB_LINE_JUNK, WHOLE, "read more", 60, NULL},
    {VB_LINE_JUNK, START, "read also:", 240, NULL},
    {VB_LINE_JUNK, START, "read next:", 240, NULL},
    {VB_LINE_JUNK, START, "also read:", 240, NULL},
    {VB_LINE_JUNK, START, "also read |", 240, NULL},
    {VB_LINE_JUNK, START, "see also:", 240, NULL},
    {VB_LINE_JUNK, START, "see also |", 240, NULL},
    {VB_LINE_JUNK, START, "related:", 240, NULL},
    {VB_LINE_JUNK, START, "related |", 240, NULL},
    {VB_LINE_JUNK, START, "related story:", 240, NULL},
    {VB_LINE_JUNK, START, "related article:", 240, NULL},
    {VB_LINE_JUNK, START, "more:", 160, NULL},
    {VB_LINE_JUNK, START, "watch:", 240, NULL},
    {VB_LINE_JUNK, START, "listen:", 240, NULL},
    {VB_LINE_JUNK, START, "don't miss:", 240, NULL},
    {VB_LINE_JUNK, START, "click here to", 160, NULL},
    {VB_LINE_JUNK, START, "click here for", 160, NULL},
    {VB_LINE_RELATED, WHOLE, "related", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "related articles", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "related stories", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "related news", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "related topics", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "related content", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "related posts", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "more stories", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "more on this story", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "most read", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "most popular", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "trending", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "trending now", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "recommended", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "recommended for you", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "recommended stories", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "top stories", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "latest news", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "read next", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "up next", 60, NULL},
    {VB_LINE_RELATED, START, "you may also like", 60, NULL},
    {VB_LINE_RELATED, START, "you might also like", 60, NULL},
    {VB_LINE_RELATED, START, "you may be interested in", 60, NULL},
    {VB_LINE_RELATED, START, "more from ", 60, NULL},
    {VB_LINE_RELATED, START, "around the web", 60, NULL},
    {VB_LINE_RELATED, START, "promoted stories", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "recommended by our editors", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "recommended videos", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "editors' recommendations", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "editor's recommendations", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "editors\xE2\x80\x99 recommendations", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "editor\xE2\x80\x99s recommendations", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "editor's picks", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "editors' picks", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "editor\xE2\x80\x99s picks", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "editors\xE2\x80\x99 picks", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "more for you", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "you may like", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "must read", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "must reads", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "more to explore", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "popular stories", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "most viewed", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "in case you missed it", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "keep reading", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "more like this", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "explore more", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "see more stories", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "what to read next", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "latest stories", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "related coverage", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "related reading", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "related links", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "more news", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "more headlines", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "more top stories", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "other stories", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "also in the news", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "about the author", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "about the authors", 60, NULL},
    {VB_LINE_RELATED, WHOLE, "about the writer", 60, NULL},
    /* Newsletters and subscriptions. */
    {VB_LINE_JUNK, START, "sign up for", 240, NULL},
    {VB_LINE_JUNK, START, "sign up to", 240, NULL},
    {VB_LINE_JUNK, START, "sign up here", 160, NULL},
    {VB_LINE_JUNK, WHOLE, "sign up", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "sign in", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "log in", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "register", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "subscribe", 40, NULL},
    {VB_LINE_JUNK, START, "subscribe to ", 240, NULL},
    {VB_LINE_JUNK, START, "subscribe now", 160, NULL},
    {VB_LINE_JUNK, START, "subscribe today", 160, NULL},
    {VB_LINE_JUNK, START, "already a subscriber", 160, NULL},
    {VB_LINE_JUNK, START, "get the latest", 240, NULL},
    {VB_LINE_JUNK, START, "get our ", 240, "newsletter"},
    {VB_LINE_JUNK, START, "get ", 240, "in your inbox"},
    {VB_LINE_JUNK, START, "get ", 240, "to your inbox"},
    {VB_LINE_JUNK, START, "join our", 240, "newsletter"},
    {VB_LINE_JUNK, START, "our newsletter", 240, NULL},
    {VB_LINE_JUNK, START, "want more", 240, "newsletter"},
    {VB_LINE_JUNK, START, "enter your email", 160, NULL},
    {VB_LINE_JUNK, START, "thank you for subscribing", 240, NULL},
    {VB_LINE_JUNK, START, "thank you for signing up", 240, NULL},
    {VB_LINE_JUNK, START, "thanks for signing up", 240, NULL},
    {VB_LINE_JUNK, START, "support our journalism", 240, NULL},
    {VB_LINE_JUNK, START, "manage newsletters", 80, NULL},
    /* Below the text: contacts, other places where it appeared, requests for feedback. */
    {VB_LINE_JUNK, ANY, "be reached at ", 300, NULL},
    {VB_LINE_JUNK, ANY, "reach him at ", 300, NULL},
    {VB_LINE_JUNK, ANY, "reach her at ", 300, NULL},
    {VB_LINE_JUNK, ANY, "reach them at ", 300, NULL},
    {VB_LINE_JUNK, ANY, "reach me at ", 300, NULL},
    {VB_LINE_JUNK, START, "contact ", 300, "@"},
    {VB_LINE_JUNK, START,
     "\xE2\x80\x94"
     "Contact ",
     300, "@"},
    {VB_LINE_JUNK, START, "email ", 200, "@"},
    {VB_LINE_JUNK, START, "e-mail ", 200, "@"},
    {VB_LINE_JUNK, START, "follow him", 200, NULL},
    {VB_LINE_JUNK, START, "follow her", 200, NULL},
    {VB_LINE_JUNK, START, "follow them on", 200, NULL},
    {VB_LINE_JUNK, START, "a version of this", 300, "print"},
    {VB_LINE_JUNK, START, "this article appeared in", 300, NULL},
    {VB_LINE_JUNK, START, "this article originally appeared", 300, NULL},
    {VB_LINE_JUNK, START, "this article was originally published", 300, NULL},
    {VB_LINE_JUNK, START, "this story originally appeared", 300, NULL},
    {VB_LINE_JUNK, START, "this story was originally published", 300, NULL},
    {VB_LINE_JUNK, START, "this post originally appeared", 300, NULL},
    {VB_LINE_JUNK, START, "this document is subject to copyright", 320, NULL},
    {VB_LINE_JUNK, START, "citation:", 400, "retrieved"},
    {VB_LINE_JUNK, START, "more information:", 500, "doi"},
    {VB_LINE_JUNK, START, "journal information:", 200, NULL},
    {VB_LINE_JUNK, START, "please read our comment policy", 120, NULL},
    {VB_LINE_JUNK, ANY, "please subscribe today", 160, NULL},
    {VB_LINE_JUNK, START, "our journalism needs your support", 200, NULL},
    {VB_LINE_JUNK, WHOLE, "opinion:", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "contents", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "table of contents", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "in this article", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "in this guide", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "watch", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "listen", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "view deal", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "buy now", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "shop now", 20, NULL},
    {VB_LINE_JUNK, START, "this content can also be viewed on the site", 160, NULL},
    {VB_LINE_JUNK, WHOLE, "instagram content", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "twitter content", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "tiktok content", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "facebook content", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "youtube content", 40, NULL},
    {VB_LINE_JUNK, START, "was this page helpful", 60, NULL},
    {VB_LINE_JUNK, START, "was this article helpful", 60, NULL},
    {VB_LINE_JUNK, START, "thanks for your feedback", 80, NULL},
    {VB_LINE_JUNK, ANY, "earn an affiliate commission", 400, NULL},
    {VB_LINE_JUNK, ANY, "earn a commission", 400, NULL},
    {VB_LINE_JUNK, ANY, "earn affiliate commission", 400, NULL},
    {VB_LINE_JUNK, ANY, "we may receive compensation", 420, NULL},
    {VB_LINE_JUNK, ANY, "independently selected by our editors", 300, NULL},
    {VB_LINE_JUNK, START, "[related:", 240, NULL},
    {VB_LINE_JUNK, START, "(related:", 240, NULL},
    {VB_LINE_JUNK, START, "required reading:", 240, NULL},
    {VB_LINE_JUNK, START, "story continues", 60, NULL},
    {VB_LINE_JUNK, START, "this feature is powered by text-to-speech", 200, NULL},
    {VB_LINE_JUNK, START, "listen to this article", 80, NULL},
    {VB_LINE_JUNK, START, "give your feedback below", 120, NULL},
    {VB_LINE_JUNK, START, "you need to enable javascript", 200, NULL},
    {VB_LINE_JUNK, START, "editor's note: sign up", 200, NULL},
    {VB_LINE_JUNK, START, "don\xE2\x80\x99t miss:", 240, NULL},
    /* Navigation. */
    {VB_LINE_JUNK, START, "skip to ", 60, NULL},
    {VB_LINE_JUNK, START, "jump to ", 60, NULL},
    {VB_LINE_JUNK, WHOLE, "menu", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "home", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "search", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "close", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "loading...", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "loading", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "toggle navigation", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "show more", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "see more", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "view all", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "view gallery", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "back to top", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "play video", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "video", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "hide caption", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "toggle caption", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "enlarge this image", 40, NULL},
    {VB_LINE_JUNK, START, "home >", 160, NULL},
    {VB_LINE_JUNK, START, "home /", 160, NULL},
    {VB_LINE_JUNK, START, "home \xC2\xBB", 160, NULL},
    {VB_LINE_JUNK, START, "home \xE2\x80\xBA", 160, NULL},
    {VB_LINE_JUNK, END, "min read", 40, NULL},
    {VB_LINE_JUNK, END, "minute read", 40, NULL},
    {VB_LINE_JUNK, END, "minutes read", 40, NULL},
    {VB_LINE_JUNK, START, "reading time", 40, NULL},
    {VB_LINE_JUNK, START, "enable javascript", 160, NULL},
    {VB_LINE_JUNK, START, "please enable javascript", 240, NULL},
    {VB_LINE_JUNK, START, "javascript is ", 240, NULL},
    {VB_LINE_JUNK, START, "your browser does not support", 240, NULL},
    {VB_LINE_JUNK, START, "media playback is unsupported", 80, NULL},
    /* Cookies, rights, notices. */
    {VB_LINE_JUNK, START, "we use cookies", 400, NULL},
    {VB_LINE_JUNK, START, "this site uses cookies", 400, NULL},
    {VB_LINE_JUNK, START, "this website uses cookies", 400, NULL},
    {VB_LINE_JUNK, START, "by continuing to use", 400, NULL},
    {VB_LINE_JUNK, START, "by using this site", 400, NULL},
    {VB_LINE_JUNK, ANY, "cookie policy", 300, NULL},
    {VB_LINE_JUNK, WHOLE, "accept all cookies", 60, NULL},
    {VB_LINE_JUNK, WHOLE, "privacy policy", 60, NULL},
    {VB_LINE_JUNK, WHOLE, "terms of use", 60, NULL},
    {VB_LINE_JUNK, START, "this site is protected by recaptcha", 240, NULL},
    {VB_LINE_JUNK, START, "this site uses akismet", 240, NULL},
    {VB_LINE_JUNK, START, "copyright \xC2\xA9", 320, NULL},
    {VB_LINE_JUNK, START, "copyright (c)", 320, NULL},
    {VB_LINE_JUNK, START, "\xC2\xA9", 320, NULL},
    {VB_LINE_JUNK, START, "copyright 1", 320, NULL},
    {VB_LINE_JUNK, START, "copyright 2", 320, NULL},
    {VB_LINE_JUNK, END, "all rights reserved.", 240, NULL},
    {VB_LINE_JUNK, END, "all rights reserved", 240, NULL},
    {VB_LINE_JUNK, START, "this material may not be published", 320, NULL},
    {VB_LINE_JUNK, START, "reprinted with permission", 240, NULL},
    {VB_LINE_JUNK, START, "click here for reprint", 160, NULL},
    {VB_LINE_JUNK, START, "our standards:", 160, NULL},
    {VB_LINE_JUNK, START, "report a typo", 160, NULL},
    {VB_LINE_JUNK, START, "report an error", 160, NULL},
    /* Commenting. */
    {VB_LINE_JUNK, START, "please let us know if you", 240, "comment"},
    {VB_LINE_JUNK, START, "comments are closed", 160, NULL},
    {VB_LINE_JUNK, START, "comments are moderated", 240, NULL},
    {VB_LINE_JUNK, START, "comments have been disabled", 160, NULL},
    {VB_LINE_JUNK, START, "view comments", 60, NULL},
    {VB_LINE_JUNK, START, "view all comments", 60, NULL},
    {VB_LINE_JUNK, START, "show comments", 60, NULL},
    {VB_LINE_JUNK, START, "load comments", 60, NULL},
    {VB_LINE_JUNK, START, "you must be logged in", 160, NULL},
    {VB_LINE_JUNK, START, "log in to comment", 160, NULL},
    {VB_LINE_JUNK, START, "no comments", 40, NULL},
    {VB_LINE_JUNK, WHOLE, "reply", 20, NULL},
    {VB_LINE_JUNK, WHOLE, "comment", 20, NULL},
    {VB_LINE_JUNK, START, "log in to reply", 40, NULL},
    {VB_LINE_JUNK, START, "reply \xE2\x86\x93", 40, NULL},
    {VB_LINE_JUNK, START, "reply \xE2\x80\xA2 share", 60, NULL},
    {VB_LINE_FORM, START, "leave a reply", 80, NULL},
    {VB_LINE_FORM, START, "leave a comment", 80, NULL},
    {VB_LINE_FORM, START, "leave your comment", 80, NULL},
    {VB_LINE_FORM, START, "post a comment", 80, NULL},
    {VB_LINE_FORM, START, "post comment", 80, NULL},
    {VB_LINE_FORM, START, "add a comment", 80, NULL},
    {VB_LINE_FORM, START, "add your comment", 80, NULL},
    {VB_LINE_FORM, START, "write a comment", 80, NULL},
    {VB_LINE_FORM, START, "submit a comment", 80, NULL},
    {VB_LINE_FORM, START, "join the conversation", 80, NULL},
    {VB_LINE_FORM, START, "join the discussion", 80, NULL},
    {VB_LINE_FORM, START, "your email address will not be published", 240, NULL},
    {VB_LINE_FORM, START, "fill in your details below", 160, NULL},
    {VB_LINE_FORM, START, "schreibe einen kommentar", 80, NULL},
    {VB_LINE_FORM, START, "laisser un commentaire", 80, NULL},
    {VB_LINE_FORM, START, "deja una respuesta", 80, NULL},
    {VB_LINE_COMMENTS, WHOLE, "comments", 40, NULL},
    {VB_LINE_COMMENTS, WHOLE, "reader comments", 40, NULL},
    {VB_LINE_COMMENTS, WHOLE, "readers' comments", 40, NULL},
    {VB_LINE_COMMENTS, WHOLE, "discussion", 40, NULL},
    {VB_LINE_COMMENTS, START, "comments (", 40, NULL},
    {VB_LINE_COMMENTS, START, "comments on ", 160, NULL},
    {VB_LINE_COMMENTS, ANY, " thoughts on ", 240, NULL},
    {VB_LINE_COMMENTS, START, "one thought on ", 240, NULL},
    {VB_LINE_COMMENTS, START, "1 thought on ", 240, NULL},
    {VB_LINE_COMMENTS, ANY, " responses to ", 240, "\xE2\x80\x9C"},
    /* The line below an article with its categories. */
    {VB_LINE_TAIL, ANY, "posted by |", 240, NULL},
    {VB_LINE_TAIL, START, "posted in ", 240, NULL},
    {VB_LINE_TAIL, START, "filed under", 240, NULL},
    {VB_LINE_TAIL, START, "tagged ", 240, ","},
    {VB_LINE_TAIL, START, "tags:", 320, NULL},
    {VB_LINE_TAIL, START, "topics:", 320, NULL},
    {VB_LINE_TAIL, START, "categories:", 320, NULL},
    {VB_LINE_TAIL, START, "more about:", 320, NULL},
    {VB_LINE_TAIL, START, "this entry was posted", 320, NULL},
    /* Captions, recognised by their credits. */
    {VB_LINE_CAPTION, START, "file photo", 500, NULL},
    {VB_LINE_CAPTION, START, "file -", 900, NULL},
    {VB_LINE_CAPTION, START, "file \xE2\x80\x93", 900, NULL},
    {VB_LINE_CAPTION, START, "facebook twitter pinterest ", 500, NULL}, /* a picture's share bar */
    {VB_LINE_CAPTION, START, "photo:", 300, NULL},
    {VB_LINE_CAPTION, START, "photo by", 300, NULL},
    {VB_LINE_CAPTION, START, "photos:", 300, NULL},
    {VB_LINE_CAPTION, START, "photos by", 300, NULL},
    {VB_LINE_CAPTION, START, "photo credit", 300, NULL},
    {VB_LINE_CAPTION, START, "photo illustration", 300, NULL},
    {VB_LINE_CAPTION, START, "photograph:", 300, NULL},
    {VB_LINE_CAPTION, START, "photograph by", 300, NULL},
    {VB_LINE_CAPTION, START, "picture:", 300, NULL},
    {VB_LINE_CAPTION, START, "image:", 300, NULL},
    {VB_LINE_CAPTION, START, "image credit", 300, NULL},
    {VB_LINE_CAPTION, START, "image source", 300, NULL},
    {VB_LINE_CAPTION, START, "image copyright", 300, NULL},
    {VB_LINE_CAPTION, START, "image caption", 400, NULL},
    {VB_LINE_CAPTION, START, "media caption", 400, NULL},
    {VB_LINE_CAPTION, START, "video caption", 400, NULL},
    {VB_LINE_CAPTION, START, "illustration:", 300, NULL},
    {VB_LINE_CAPTION, START, "credit:", 300, NULL},
    {VB_LINE_CAPTION, START, "(photo", 400, NULL},
    {VB_LINE_CAPTION, START, "(image", 300, NULL},
    {VB_LINE_CAPTION, START, "(ap photo", 300, NULL},
    {VB_LINE_CAPTION, ANY, "(ap photo", 500, NULL},
    {VB_LINE_CAPTION, ANY, "(photo by", 500, NULL},
    {VB_LINE_CAPTION, ANY, "(photo:", 500, NULL},
    {VB_LINE_CAPTION, ANY, "(photo credit", 500, NULL},
    {VB_LINE_CAPTION, ANY, "(photograph:", 500, NULL},
    {VB_LINE_CAPTION, ANY, "(image:", 500, NULL},
    {VB_LINE_CAPTION, ANY, "/getty images", 500, NULL},
    {VB_LINE_CAPTION, ANY, "via getty images", 500, NULL},
    {VB_LINE_CAPTION, END, "getty images", 400, NULL},
    {VB_LINE_CAPTION, END, "getty images)", 500, NULL},
    {VB_LINE_CAPTION, END, "/associated press", 400, NULL},
    {VB_LINE_CAPTION, END, "shutterstock", 300, NULL},
    {VB_LINE_CAPTION, START, "courtesy of", 160, NULL},
    {VB_LINE_CAPTION, END, "hide caption", 500, NULL},
    /* Sentences about a picture. */
    {VB_LINE_PICTURE, START, "a picture taken", 500, NULL},
    {VB_LINE_PICTURE, START, "a photo taken", 500, NULL},
    {VB_LINE_PICTURE, START, "a photograph taken", 500, NULL},
    {VB_LINE_PICTURE, START, "a picture shows", 500, NULL},
    {VB_LINE_PICTURE, START, "a photo shows", 500, NULL},
    {VB_LINE_PICTURE, START, "a handout", 500, "shows"},
    {VB_LINE_PICTURE, START, "a handout", 500, "released"},
    {VB_LINE_PICTURE, START, "a file photo", 500, NULL},
    {VB_LINE_PICTURE, START, "a file picture", 500, NULL},
    {VB_LINE_PICTURE, START, "a general view", 500, NULL},
    {VB_LINE_PICTURE, START, "an aerial view", 500, NULL},
    {VB_LINE_PICTURE, START, "an aerial photo", 500, NULL},
    {VB_LINE_PICTURE, START, "an image taken", 500, NULL},
    {VB_LINE_PICTURE, START, "a still image", 500, NULL},
    {VB_LINE_PICTURE, START, "an undated", 500, "shows"},
    {VB_LINE_PICTURE, START, "in this ", 500, "photo"},
    {VB_LINE_PICTURE, START, "in this ", 500, "picture"},
    {VB_LINE_PICTURE, START, "in this ", 500, "image"},
    {VB_LINE_PICTURE, START, "this photo", 500, NULL},
    {VB_LINE_PICTURE, START, "this picture", 500, "shows"},
    {VB_LINE_PICTURE, START, "this image", 500, NULL},
    {VB_LINE_PICTURE, START, "pictured:", 400, NULL},
    {VB_LINE_PICTURE, START, "pictured above", 400, NULL},
    {VB_LINE_PICTURE, ANY, "(pictured", 200, NULL},
    {VB_LINE_PICTURE, ANY, " in this file photo", 500, NULL},
    {VB_LINE_PICTURE, ANY, " in this undated photo", 500, NULL},
};

/* Most patterns differ in the first letter (in either case): checked before anything else. */
static bool begins_alike(vb_str line, const char *text) {
  return line.n && ((line.p[0] ^ text[0]) & ~0x20) == 0;
}

static bool same_at(vb_str line, size_t at, const char *text, size_t n) {
  return line.n >= at + n && strncasecmp(line.p + at, text, n) == 0;
}

static bool has(vb_str line, const char *text) {
  size_t n = strlen(text);
  char low = text[0], high = low >= 'a' && low <= 'z' ? (char)(low - 32) : low;
  for (size_t i = 0; i + n <= line.n; i++)
    if ((line.p[i] == low || line.p[i] == high) && same_at(line, i, text, n)) return true;
  return false;
}

static bool matches(const pattern *p, vb_str line) {
  if ((p->where == WHOLE || p->where == START) && !begins_alike(line, p->text)) return false;
  size_t n = strlen(p->text);
  if (line.n > p->max || line.n < n) return false;
  switch (p->where) {
  case WHOLE:
    if (line.n != n || !same_at(line, 0, p->text, n)) return false;
    break;
  case START:
    if (!same_at(line, 0, p->text, n)) return false;
    break;
  case END:
    if (!same_at(line, line.n - n, p->text, n)) return false;
    break;
  case ANY:
    if (!has(line, p->text)) return false;
    break;
  }
  return !p->also || has(line, p->also);
}

/* The word's index in the table, ignoring case; `count` if it is not there. */
static size_t place_of(vb_str word, const char *const *table, size_t count) {
  size_t i = 0;
  while (i < count && !(begins_alike(word, table[i]) && word.n == strlen(table[i]) &&
                        same_at(word, 0, table[i], word.n)))
    i++;
  return i;
}

static vb_str next_word(vb_str *rest) {
  size_t start = 0, end;
  while (start < rest->n && strchr(" ,.:;|/()[]0123456789+&!-", rest->p[start])) start++;
  for (end = start; end < rest->n && !strchr(" ,.:;|/()[]0123456789+&!-", rest->p[end]);) end++;
  vb_str word = vb_str_slice(*rest, start, end);
  *rest = vb_str_slice(*rest, end, rest->n);
  return word;
}

/* "SHARE THIS ARTICLE Share Tweet Post Email": only words of such bars. */
static bool is_share_bar(vb_str line) {
  static const char *const words[] = {
      "share",     "shares",   "tweet",     "tweets",   "facebook",  "twitter",   "x",
      "email",     "e",        "mail",      "print",    "linkedin",  "whatsapp",  "reddit",
      "pinterest", "pin",      "it",        "telegram", "messenger", "copy",      "link",
      "save",      "more",     "comments",  "comment",  "like",      "post",      "this",
      "article",   "story",    "on",        "via",      "google",    "plus",      "tumblr",
      "flipboard", "bookmark", "instagram", "youtube",  "rss",       "follow",    "us",
      "text",      "size",     "a",         "by",       "views",     "reactions", "\xE2\x80\xA2",
      "threads",   "bluesky",  "mastodon",  "gift",     "listen",    "favorite",  "favourite",
      "read",      "later",    "k"};
  size_t count = 0, telling = 0;
  if (line.n > 160) return false;
  for (vb_str rest = line, word; (word = next_word(&rest)).n; count++) {
    size_t i = place_of(word, words, sizeof words / sizeof *words);
    if (i == sizeof words / sizeof *words) return false;
    telling += i < 25 && i != 6 && i != 8 && i != 18; /* names a service or an act of sharing */
  }
  return count > 0 && telling > 0 && (count == 1 || telling * 3 >= count);
}

/* "23 Comments", "1 Comment". */
static bool is_comment_count(vb_str line) {
  size_t i = 0;
  while (i < line.n && (line.p[i] >= '0' && line.p[i] <= '9')) i++;
  if (i == 0 || i > 6 || i >= line.n || line.p[i] != ' ') return false;
  vb_str word = vb_str_trim(vb_str_slice(line, i, line.n));
  static const char *const words[] = {"comment", "comments", "responses", "replies"};
  return place_of(word, words, 4) < 4;
}

/* An agency's credit in its own spelling, with capitals; "a Reuters/Ipsos poll" is not one. */
static bool has_credit(vb_str line) {
  static const char *const ends[] = {"/AFP",     "/AP",       "/EPA",     "/Reuters",
                                     "/REUTERS", "| AFP",     "| AP",     "| Reuters",
                                     "/PA",      "AFP/Getty", "/PA Wire", "/Alamy"};
  if (line.n > 400) return false;
  while (line.n && strchr(").", line.p[line.n - 1])) line.n--;
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (vb_str_ends(line, ends[i])) return true;
  const char *agency = line.n ? memmem(line.p, line.n, "REUTERS/", 8) : NULL;
  return agency && (size_t)(agency - line.p) + 8 < line.n && strncmp(agency + 8, "I", 1) != 0;
}

vb_boilerplate vb_boilerplate_of(vb_str line) {
  line = vb_str_trim(line);
  if (line.n == 0 || line.n > 900) return VB_LINE_PLAIN; /* no pattern allows more */
  for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
    if (matches(&patterns[i], line)) return patterns[i].kind;
  if (is_comment_count(line)) return VB_LINE_COMMENTS;
  if (has_credit(line)) return VB_LINE_CAPTION;
  return is_share_bar(line) ? VB_LINE_JUNK : VB_LINE_PLAIN;
}

/* Rejects quickly: nearly every paragraph of an article is longer. */
static bool is_junk_paragraph(vb_str s) {
  enum { SHORT = 60 }; /* bytes */
  static const char bar[] = "Facebook Twitter Pinterest ";
  if (vb_str_starts(s, bar)) return vb_boilerplate_of(s) == VB_LINE_CAPTION;
  if (s.n == 0 || s.n > SHORT || strchr(".?!\"", s.p[s.n - 1])) return false;
  return vb_boilerplate_of(s) == VB_LINE_JUNK;
}

static vb_str next_paragraph(vb_str *rest) {
  const char *end = rest->p + rest->n, *blank = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
  while (blank && (blank + 1 == end || blank[1] != '\n')) /* a single line end, as in verse */
    blank = blank + 1 == end ? NULL : memchr(blank + 1, '\n', (size_t)(end - blank - 1));
  vb_str one = vb_str_slice(*rest, 0, blank ? (size_t)(blank - rest->p) : rest->n);
  *rest = vb_str_slice(*rest, one.n + (blank ? 2 : 0), rest->n);
  return one;
}

vb_str vb_without_junk(vb_str text, vb_arena *arena) {
  size_t junk = 0, n = 0;
  for (vb_str rest = text; rest.n;) junk += is_junk_paragraph(next_paragraph(&rest));
  char *kept = junk ? vb_arena_alloc(arena, text.n) : NULL;
  if (!kept) return text;
  for (vb_str rest = text; rest.n;) {
    vb_str one = next_paragraph(&rest);
    if (is_junk_paragraph(one)) continue;
    if (n) kept[n++] = '\n', kept[n++] = '\n';
    memcpy(kept + n, one.p, one.n);
    n += one.n;
  }
  return n ? (vb_str){kept, n} : text;
}

bool vb_is_section_name(vb_str line) {
  static const char *const names[] = {
      "News",     "World",          "World News",  "Politics",    "Business",   "Opinion",
      "Opinions", "Commentary",     "Editorial",   "Sport",       "Sports",     "Culture",
      "Arts",     "Entertainment",  "Lifestyle",   "Life",        "Style",      "Health",
      "Science",  "Technology",     "Tech",        "Environment", "Education",  "Travel",
      "Economy",  "Markets",        "Finance",     "Money",       "Europe",     "Asia",
      "Africa",   "Americas",       "Middle East", "US",          "U.S.",       "UK",
      "National", "Local",          "Local News",  "Region",      "Society",    "Media",
      "Analysis", "Investigations", "Crime",       "Weather",     "Obituaries", "Books",
      "Film",     "Music",          "Letters"};
  return place_of(vb_str_trim(line), names, sizeof names / sizeof *names) <
         sizeof names / sizeof *names;
}

static bool is_domain(vb_str s) {
  size_t dots = 0;
  for (size_t i = 0; i < s.n; i++) {
    char c = s.p[i];
    bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    if (c == '.' && i > 0 && i + 2 < s.n) dots++;
    else if (!plain) return false;
  }
  return dots > 0 && s.n >= 5;
}

/* Names of Chinese and Japanese papers end in "bao", "she", "wang"; Arabic ones begin with
   "newspaper" or "agency". */
static bool is_site_in_other_script(vb_str line) {
  static const char *const ends[] = {"\u62A5", "\u5831", "\u793E",
                                     "\u7F51", "\u7DB2", "\u65B0\u805E"};
  static const char *const heads[] = {"\u0635\u062D\u064A\u0641\u0629 ",
                                      "\u0648\u0643\u0627\u0644\u0629 "};
  enum { MOST = 36 }; /* bytes: a dozen ideographs; a longer line is a headline */
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (line.n <= MOST && vb_str_ends(line, ends[i])) return true;
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    if (vb_str_starts(line, heads[i])) return true;
  return false;
}

/* Whether a line reads like the name of a news site. Errors are possible in both directions, so
   callers use it only where something else supports it, such as the place of the line. */
bool vb_is_site_name(vb_str line) {
  static const char *const words[] = {
      "news",      "times",      "post",        "herald",   "gazette",  "daily",        "journal",
      "tribune",   "today",      "press",       "observer", "guardian", "standard",     "mail",
      "telegraph", "chronicle",  "review",      "online",   "tv",       "radio",        "agency",
      "wire",      "newswire",   "blog",        "magazine", "weekly",   "star",         "sun",
      "mirror",    "express",    "independent", "courier",  "dispatch", "examiner",     "globe",
      "bulletin",  "inquirer",   "record",      "register", "sentinel", "broadcasting", "echo",
      "argus",     "advertiser", "messenger",   "monitor",  "network",  "reporter",     "spectator",
      "tidings",   "zeitung",    "monde",       "figaro",   "presse",   "nachrichten",  "tageblatt",
      "tagblatt",  "anzeiger",   "kurier",      "rundschau"};
  line = vb_str_trim(line);
  if (line.n < 2 || line.n > 60) return false;
  if (is_domain(line) || is_site_in_other_script(line)) return true;
  if (line.n > 4 && same_at(line, 0, "The ",
                            4)) { /* in "The Times of the Orle" the first word is the telling one */
    const char *of = memmem(line.p, line.n, " of ", 4);
    if (of) line.n = (size_t)(of - line.p);
  }
  size_t count = 0;
  bool known = false, capitals = true;
  for (vb_str rest = line, word; (word = next_word(&rest)).n; count++) {
    known = place_of(word, words, sizeof words / sizeof *words) < sizeof words / sizeof *words;
    for (size_t i = 0; i < word.n; i++) capitals = capitals && word.p[i] >= 'A' && word.p[i] <= 'Z';
  }
  char last = line.p[line.n - 1];
  if (last == '.' || last == '?' || last == '!' || last == ':') return false;
  /* The telling word is last, or the whole name is capitals ("KQXB"). */
  return (known && count <= 5) || (capitals && count == 1 && line.n <= 6);
}
