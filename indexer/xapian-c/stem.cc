/*
 * stem.cc - Snowball through Xapian::Stem.
 */
#include "indexer/xapian-c/guard.h"

struct vb_xapian_stemmer {
  Xapian::Stem stem;
  std::string word; /* reused, to avoid an allocation per call */
};

vb_status vb_xapian_stemmer_open(const char *language, vb_xapian_stemmer **out, vb_error *err) {
  *out = nullptr;
  return vb::guard(err, "open the stemmer", [&] {
    *out = new vb_xapian_stemmer{Xapian::Stem(language), std::string()};
    return VB_OK;
  });
}

vb_status vb_xapian_stem(vb_xapian_stemmer *stemmer, vb_str word, vb_buf *out, vb_error *err) {
  return vb::guard(err, "stem a word", [&] {
    stemmer->word.assign(word.n ? word.p : "", word.n);
    const std::string stem = stemmer->stem(stemmer->word);
    vb_buf_append(out, stem.data(), stem.size());
    return vb_buf_ok(out, err);
  });
}

vb_status vb_xapian_stemmer_languages(vb_buf *out, vb_error *err) {
  return vb::guard(err, "list the stemmers", [&] {
    const std::string names = Xapian::Stem::get_available_languages();
    vb_buf_append(out, names.data(), names.size());
    return vb_buf_ok(out, err);
  });
}

void vb_xapian_stemmer_close(vb_xapian_stemmer *stemmer) {
  delete stemmer;
}
