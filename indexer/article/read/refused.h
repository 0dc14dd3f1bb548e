/*
 * refused.h - recognisers of formats without readable text, for the table in formats.c.
 */
#ifndef VB_ARTICLE_READ_REFUSED_H
#define VB_ARTICLE_READ_REFUSED_H

#include "indexer/article/read/format.h"

/* Whether it is a zip archive with this folder next to the parts that all Microsoft documents have,
   or with this type as OpenDocument states it. Either may be NULL. */
bool vb_is_office_zip(vb_str bytes, const char *folder, const char *type);

bool vb_arrow_sees(const vb_sight *sight);
bool vb_orc_sees(const vb_sight *sight);
bool vb_msg_sees(const vb_sight *sight);
bool vb_xls_sees(const vb_sight *sight);
bool vb_ppt_sees(const vb_sight *sight);
bool vb_doc_sees(const vb_sight *sight);
bool vb_webarchive_sees(const vb_sight *sight);
bool vb_image_sees(const vb_sight *sight);
bool vb_sound_sees(const vb_sight *sight);
bool vb_film_sees(const vb_sight *sight);
bool vb_font_sees(const vb_sight *sight);
bool vb_program_sees(const vb_sight *sight);
bool vb_xlsx_sees(const vb_sight *sight);
bool vb_pptx_sees(const vb_sight *sight);
bool vb_sitemap_sees(const vb_sight *sight);
bool vb_opml_sees(const vb_sight *sight);
bool vb_tmx_sees(const vb_sight *sight);
bool vb_svg_sees(const vb_sight *sight);
bool vb_schema_sees(const vb_sight *sight);
bool vb_robots_sees(const vb_sight *sight);
bool vb_cdx_sees(const vb_sight *sight);
bool vb_gdelt_sees(const vb_sight *sight);
bool vb_sql_sees(const vb_sight *sight);
bool vb_xml_sees(const vb_sight *sight);

#endif
