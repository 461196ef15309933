/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TEST_GPIO_H
#define TEST_GPIO_H

#define GPIO_ACTIVE_HIGH	0
#define GPIO_ACTIVE_LOW		1
#define GPIO_PULL_UP		(1 << 4)

#endif
