/// The few hot loops that BLAS does not have, one header each.
#ifndef MALLEUS_CKERNELS_H
#define MALLEUS_CKERNELS_H

#include "malleus_cpu.h"
#include "malleus_grid.h"
#include "malleus_patterns.h"
#include "malleus_rows.h"
#include "malleus_sha256.h"
#include "malleus_training.h"

#endif
