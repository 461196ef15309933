#ifndef TEST_PINS_H
#define TEST_PINS_H

#define PORT_A 0
#define PORT_B 1
#define PORT_C 2
#define PIN(port, number) (PORT_##port * 16 + (number))
#define FUNC_UART 3
#define PINMUX(port, number, function) \
	((PIN(port, number) << 8) | (function)) /* as the
	driver wants it */

#endif /* TEST_PINS_H */
