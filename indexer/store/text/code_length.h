/*
 * code_length.h - the lengths of a prefix code (Huffman's), none above a limit.
 *
 * In place, after Moffat and Katajainen, "In-place calculation of
 * minimum-redundancy codes" (1995).
 */
#ifndef VB_STORE_TEXT_CODE_LENGTH_H
#define VB_STORE_TEXT_CODE_LENGTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sets lengths[i], 1 to limit, for a symbol of weight weights[i]. REQUIRES: n <= 2^limit, and the
   sum of weights fits into 32 bits. Equal input gives equal lengths. False when there is no
   memory. */
bool vb_code_lengths(const uint32_t *weights, size_t n, unsigned limit, uint8_t *lengths);

#endif
