/* libgd as SwiftletPlot uses it: a canvas of pixels and text. No decoder of pictures is ever called. */
#include <gd.h>
#include <gdfontg.h>
#include <gdfontl.h>
#include <gdfontmb.h>
#include <gdfonts.h>
