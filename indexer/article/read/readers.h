/*
 * readers.h - the recognisers and readers in the table of formats.
 *
 * For each format: `_sees`, whether an input certainly has this format, and `_read`
 * (format.h says what each takes). A reader passes articles on with vb_draft_finish,
 * reports faults with vb_draft_problem, and returns VB_OK however bad its input is.
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

/* Documents */
bool vb_pdf_sees(const vb_sight *sight);
vb_status vb_pdf_read(const vb_reading *reading, vb_str bytes, vb_error *err);
bool vb_rtf_sees(const vb_sight *sight);
vb_status vb_rtf_read(const vb_reading *reading, vb_str bytes, vb_error *err);
bool vb_docx_sees(const vb_sight *sight);
vb_status vb_docx_read(const vb_reading *reading, vb_str bytes, vb_error *err);
bool vb_odt_sees(const vb_sight *sight);
vb_status vb_odt_read(const vb_reading *reading, vb_str bytes, vb_error *err);
bool vb_epub_sees(const vb_sight *sight);
vb_status vb_epub_read(const vb_reading *reading, vb_str bytes, vb_error *err);
bool vb_markdown_sees(const vb_sight *sight);
vb_status vb_markdown_read(const vb_reading *reading, vb_str text, uint32_t replaced,
                           vb_error *err);

/* Pages, JSON, text */
bool vb_html_sees(const vb_sight *sight);
vb_status vb_read_html(const vb_reading *reading, vb_str text, uint32_t replaced, vb_error *err);
bool vb_jsonl_sees(const vb_sight *sight);
vb_status vb_read_jsonl(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_code_sees(const vb_sight *sight);
vb_status vb_read_text(const vb_reading *reading, vb_str text, uint32_t replaced, vb_error *err);
/* One article, the record of this number; 0: all of the input. */
vb_status vb_read_text_as(const vb_reading *reading, vb_str text, uint64_t record,
                          uint32_t replaced, vb_error *err);

/* News databases, agencies, feeds, sets of texts, scanned pages */
bool vb_factiva_sees(const vb_sight *sight);
vb_status vb_factiva_read(const vb_reading *reading, vb_str text, uint32_t replaced, vb_error *err);
bool vb_factiva_html_sees(const vb_sight *sight);
vb_status vb_factiva_html_read(const vb_reading *reading, vb_str text, uint32_t replaced,
                               vb_error *err);
bool vb_factiva_xml_sees(const vb_sight *sight);
vb_status vb_factiva_xml_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_proquest_sees(const vb_sight *sight);
vb_status vb_proquest_read(const vb_reading *reading, vb_str text, uint32_t replaced,
                           vb_error *err);
bool vb_proquest_html_sees(const vb_sight *sight);
vb_status vb_proquest_html_read(const vb_reading *reading, vb_str text, uint32_t replaced,
                                vb_error *err);
bool vb_proquest_xml_sees(const vb_sight *sight);
vb_status vb_proquest_xml_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_europresse_sees(const vb_sight *sight);
vb_status vb_europresse_read(const vb_reading *reading, vb_str text, uint32_t replaced,
                             vb_error *err);
bool vb_lexisnexis_sees(const vb_sight *sight);
vb_status vb_lexisnexis_read(const vb_reading *reading, vb_str text, uint32_t replaced,
                             vb_error *err);
bool vb_lexisnexis_html_sees(const vb_sight *sight);
vb_status vb_lexisnexis_html_read(const vb_reading *reading, vb_str text, uint32_t replaced,
                                  vb_error *err);
bool vb_nitf_sees(const vb_sight *sight);
vb_status vb_nitf_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_newsml1_sees(const vb_sight *sight);
vb_status vb_newsml1_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_newsml_g2_sees(const vb_sight *sight);
vb_status vb_newsml_g2_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_rcv1_sees(const vb_sight *sight);
vb_status vb_rcv1_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_iptc7901_sees(const vb_sight *sight);
vb_status vb_iptc7901_read(const vb_reading *reading, vb_str text, uint32_t replaced,
                           vb_error *err);
bool vb_wordpress_sees(const vb_sight *sight);
vb_status vb_wordpress_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_rss_sees(const vb_sight *sight);
vb_status vb_rss_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_atom_sees(const vb_sight *sight);
vb_status vb_atom_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_tei_sees(const vb_sight *sight);
vb_status vb_tei_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_mediawiki_sees(const vb_sight *sight);
vb_status vb_mediawiki_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_mets_sees(const vb_sight *sight);
vb_status vb_mets_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_alto_sees(const vb_sight *sight);
vb_status vb_alto_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_page_sees(const vb_sight *sight);
vb_status vb_page_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_article_text_sees(const vb_sight *sight);
vb_status vb_article_text_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_trec_sees(const vb_sight *sight);
vb_status vb_trec_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_reuters_sgml_sees(const vb_sight *sight);
vb_status vb_reuters_sgml_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_hocr_sees(const vb_sight *sight);
vb_status vb_hocr_read(const vb_reading *reading, vb_stream *stream, vb_error *err);
bool vb_table_sees(const vb_sight *sight);
vb_status vb_table_read(const vb_reading *reading, vb_stream *stream, vb_error *err);

#endif
