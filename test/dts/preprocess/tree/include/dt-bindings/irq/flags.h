#pragma once
#define IRQ_FLAG(n) (1 << (n))
