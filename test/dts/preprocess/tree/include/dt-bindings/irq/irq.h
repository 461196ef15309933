#ifndef TEST_IRQ_H
#define TEST_IRQ_H
#include "flags.h"
#define GIC_SPI 0
#define IRQ_LEVEL_HIGH IRQ_FLAG(2)
#define IRQ_EDGE (IRQ_FLAG(0) | IRQ_FLAG(1))
#define REV(major, minor) ((major) << 8 | (minor))
#define SOC_REVISION REV(1, 2)
#endif
