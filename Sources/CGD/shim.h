/* libgd as SwiftletPlot uses it: a canvas of pixels and text. No decoder of pictures is ever called. */
#include <gd.h>
#include <gdfontg.h>
#include <gdfontl.h>
#include <gdfontmb.h>
#include <gdfonts.h>
#include <stdarg.h>

static void cgd_say_nothing(int priority, const char *format, va_list arguments) {
  (void)priority;
  (void)format;
  (void)arguments;
}

/* libgd writes to standard error what it cannot do; its callers here look at what it returns instead. */
static inline void cgd_silence(void) { gdSetErrorMethod(cgd_say_nothing); }
