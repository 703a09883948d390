/* The bundled fonts: subsets of DejaVu Sans and DejaVu Sans Bold as TrueType files in memory.
 *
 * They are in the binary, not in a resource bundle, so that an executable keeps them when it is moved.
 * Made by scripts/make_fonts.py; licence in NOTICE. */
#ifndef CFONTS_H
#define CFONTS_H

#include <stddef.h>

#pragma clang assume_nonnull begin

extern const unsigned char cfonts_sans[];
extern const size_t cfonts_sans_size;
extern const unsigned char cfonts_sans_bold[];
extern const size_t cfonts_sans_bold_size;

/* Code points that both fonts hold: first, last, first, last, ... in ascending order. */
extern const unsigned int cfonts_coverage[];
extern const size_t cfonts_coverage_count;

/* The tables again, as pointers: arrays of unknown length are not visible to Swift. */
static inline const unsigned char *cfonts_sans_bytes(void) { return cfonts_sans; }
static inline const unsigned char *cfonts_sans_bold_bytes(void) { return cfonts_sans_bold; }
static inline const unsigned int *cfonts_coverage_table(void) { return cfonts_coverage; }

#pragma clang assume_nonnull end

#endif
