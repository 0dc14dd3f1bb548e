/*
 * readers.h - the recognisers and readers that the table of formats names.
 *
 * Of each format: `_sees`, whether an input surely is of it, and `_read` (format.h says what each
 * takes). A reader gives articles by vb_draft_finish, says what is wrong by vb_draft_problem, and
 * returns VB_OK however bad its input is.
 */
#ifndef VB_ARTICLE_READ_READERS_H
#define VB_ARTICLE_READ_READERS_H

#include "indexer/article/read/draft.h"
#include "indexer/article/read/format.h"

/* Packers and archives */
bool vb_never_sees(const vb_sight *sight);
bool vb_bzip2_sees(const vb_sight *sight);
bool vb_lzma_sees(const vb_sight *sight);
bool vb_zip_sees(const vb_sight *sight);
bool vb_tar_sees(const vb_sight *sight);
bool vb_cpio_sees(const vb_sight *sight);
vb_status vb_archive_read(const vb_reading *reading, vb_stream *stream, vb_error *err);

/* Web archives */
vb_status vb_warc_read(const vb_reading *reading, vb_stream *stream, vb_error *err);

/* Mail */
bool vb_mbox_sees(const vb_sight *sight);
vb_status vb_mbox_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_mail_sees(const vb_sight *sight);
vb_status vb_mail_read(const vb_reading *reading, vb_str bytes, vb_error *err);

/* Pages, JSON, text */
bool vb_html_sees(const vb_sight *sight);
vb_status vb_read_html(const vb_reading *reading, vb_str text, uint32_t replaced, vb_error *err);
bool vb_jsonl_sees(const vb_sight *sight);
vb_status vb_read_jsonl(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_code_sees(const vb_sight *sight);
vb_status vb_read_text(const vb_reading *reading, vb_str text, uint32_t replaced, vb_error *err);

#endif
