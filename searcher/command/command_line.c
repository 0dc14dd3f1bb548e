/*
 * command_line.c - starts a command: reads its command line, and opens the store.
 */
#include "searcher/command/command.h"

/* search_options.h is part of a library that does not know verbatim.h. */
_Static_assert((int)VB_FILTER_KINDS == (int)VB_FACET_KINDS &&
                   (int)VB_FILTER_SECTION == (int)VB_FACET_SECTION &&
                   (int)VB_FILTER_SPEAKER == (int)VB_FACET_SPEAKER &&
                   (int)VB_FILTER_DATE == (int)VB_FACET_DATE,
               "the facets of the options and of verbatim.h differ");

int vb_command_begin(const vb_command_spec *spec, int argc, char **argv, void *values,
                     vb_printer *printer, vb_arguments *arguments) {
  vb_common *common = values;
  *printer = (vb_printer){.out = stdout};
  int ended = vb_program_begin(spec, argc, argv, values, arguments);
  if (ended != VB_PROGRAM_GO_ON) return ended;
  common->store = vb_program_store(common->store);
  vb_printer_init(printer, common->color); /* cannot fail: the table allows only known values */
  printer->lost = &common->lost;
  return VB_PROGRAM_GO_ON;
}

vb_status vb_command_store_open(const vb_common *common, vb_search_threads **threads,
                                vb_store **out, vb_error *err) {
  *out = NULL;
  vb_status status = vb_search_threads_new(common->search_threads, threads, err);
  vb_store_options options = {.memory_mib = (uint32_t)common->memory, .threads = *threads};
  if (status == VB_OK) status = vb_store_open(common->store, &options, out, err);
  if (status != VB_OK) vb_program_hint_at_store(common->store, err);
  return status;
}

vb_status vb_asking_begin(const vb_common *common, vb_asking *asking, vb_error *err) {
  *asking = (vb_asking){.arena = vb_arena_new()};
  if (!asking->arena) return vb_fail(err, VB_NOMEM, "out of memory");
  return vb_command_store_open(common, &asking->threads, &asking->store, err);
}

void vb_asking_end(vb_asking *asking) {
  vb_store_close(asking->store);
  vb_search_threads_free(asking->threads);
  vb_arena_free(asking->arena);
}

void vb_print_json(const vb_printer *printer, const vb_asking *asking) {
  fwrite(asking->json.p, 1, asking->json.n, printer->out);
  fputc('\n', printer->out);
}

vb_status vb_command_filter(const vb_filter_values *values, vb_choice room[VB_CHOICES_MAX],
                            vb_filter *out, vb_error *err) {
  *out = (vb_filter){
      .after = vb_str_of(values->after), .before = vb_str_of(values->before), .choices = room};
  for (int kind = 0; kind < VB_FILTER_KINDS; kind++)
    for (int excluded = 0; excluded < 2; excluded++) {
      const vb_option_list *list = excluded ? &values->excluded[kind] : &values->chosen[kind];
      for (size_t i = 0; i < list->count; i++) {
        if (out->choice_count == VB_CHOICES_MAX)
          return vb_fail(err, VB_LIMIT, "more than %d filters at once", VB_CHOICES_MAX);
        room[out->choice_count++] =
            (vb_choice){vb_str_of(list->items[i]), (vb_facet_kind)kind, excluded};
      }
    }
  return VB_OK;
}

vb_status vb_words_join(const vb_arguments *words, vb_buf *out, vb_error *err) {
  for (size_t i = 0; i < words->operand_count; i++) {
    if (i > 0) vb_buf_char(out, ' ');
    vb_buf_text(out, words->operands[i]);
  }
  return vb_buf_ok(out, err);
}
