import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { spanPosition } from "../../../src/base/source.js";
import { parse, problemsOf } from "./parsed.js";

const SIX_MISTAKES = `/dts-v1/;

/ {
	compatible = "acme,board"
	#address-cells = <1>;
	#size-cells = <1>;

	clk0: clock-controller {
		#clock-cells = <1>;
	};

	soc {
		uart0: serial@1000 {
			reg = <0x1000 0x100;
			clocks = <&clk1 0>;
			status = okay";
		}

		i2c@2000 {
			interrupts = <GIC_SPI 5 4>;
			clocks = <&clk0 1>;
		};
	};
};

&uart0 {
	status = "disabled";
};
`;

it("finds six mistakes in one run, and nothing else", () => {
  expect(problemsOf(SIX_MISTAKES)).toEqual([
    "4:27: expected ';' here",
    "14:23: expected '>' here",
    "15:14: '&clk1' is not defined (did you mean '&clk0'?)",
    `16:13: expected '"' before this string`,
    "17:4: expected ';' here",
    "20:18: expected a number, a reference or '>', found 'GIC_SPI': a macro that is not defined?",
  ]);
});

const board = readFileSync(new URL("../../cases/11-children-own.dts", import.meta.url), "utf8");

/** What someone forgets, and how far from there, in lines, the message may be. */
const forgotten = [
  { what: "a semicolon", pattern: /;/g, distance: 0 },
  { what: "an opening brace", pattern: /(?<!\/ )\{/g, distance: 0 },
  { what: "a closing brace", pattern: /\}/g, distance: 0 },
  { what: "a whole line with a closing brace", pattern: /^[ \t]*\};\n/gm, distance: 1 },
  { what: "an opening angle bracket", pattern: /</g, distance: 0 },
  { what: "a closing angle bracket", pattern: />/g, distance: 0 },
  { what: "an equals sign", pattern: /(?<=[a-z]) =(?= )/g, distance: 0 },
  { what: "a quote", pattern: /"(?=[^\n]*;)/g, distance: 0 },
  { what: "a label's colon", pattern: /(?<=\n\t*[a-z0-9_]+):(?= )/g, distance: 0 },
  { what: "a reference's ampersand", pattern: /&(?=[a-z])/g, distance: 0 },
];

it.each(forgotten)("says once, and where, that $what is missing", ({ pattern, distance }) => {
  const places = [...board.matchAll(pattern)];
  expect(places.length).toBeGreaterThan(0);
  for (const place of places) {
    const without = board.slice(0, place.index) + board.slice(place.index + place[0].length);
    const line = board.slice(0, place.index).split("\n").length;
    const errors = parse(without).diagnostics.filter(({ severity }) => severity === "error");
    expect(
      errors.map(({ message }) => message),
      `line ${line}`,
    ).toHaveLength(1);
    const [location] = errors.map((error) => error.location);
    if (location?.kind !== "source") throw new Error("no place");
    expect(Math.abs(spanPosition(location.span).line - line), `line ${line}`).toBeLessThanOrEqual(distance);
  }
});
