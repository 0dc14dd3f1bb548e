#include "indexer/article/read/field_names.h"

#include <criterion/criterion.h>

Test(field_names, the_table_is_sorted_and_finds_each_of_its_names) {
  vb_key field;
  unsigned rank;
  for (size_t i = 0; vb_key_name_at(i); i++) {
    vb_str name = vb_str_of(vb_key_name_at(i));
    cr_assert_leq(name.n, (size_t)VB_KEY_NAME_MAX);
    cr_assert(i == 0 || vb_str_compare(vb_str_of(vb_key_name_at(i - 1)), name) < 0, "%s", name.p);
    cr_assert(vb_key_field(name, &field, &rank), "%s", name.p);
  }
}

Test(field_names, names_are_found_however_they_are_written) {
  static const struct {
    const char *name;
    vb_key field;
  } cases[] = {{"datePublished", VB_KEY_DATE},
               {"Date Published", VB_KEY_DATE},
               {"_id", VB_KEY_ID},
               {"dc:creator", VB_KEY_AUTHORS},
               {"\xC3\x9C"
                "berschrift",
                VB_KEY_TITLE},
               {"TITRE", VB_KEY_TITLE},
               {"\xE6\xA0\x87\xE9\xA2\x98", VB_KEY_TITLE},
               {"web_url", VB_KEY_URL}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    vb_key field;
    unsigned rank;
    cr_assert(vb_key_field(vb_str_of(cases[i].name), &field, &rank) && field == cases[i].field,
              "%s", cases[i].name);
  }
  vb_key field;
  unsigned rank;
  cr_assert_not(vb_key_field(VB_STR("temperature"), &field, &rank));
  cr_assert_not(vb_key_field(VB_STR(""), &field, &rank));
}
