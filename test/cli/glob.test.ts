import { describe, expect, it } from "vitest";
import { isPattern, matchingPaths } from "../../src/cli/glob.js";
import { virtualFiles } from "./virtual-host.js";

const files = virtualFiles({
  "boards/a.dts": "",
  "boards/b.dtb": "",
  "boards/.hidden.dts": "",
  "boards/qcom/sm8450.dts": "",
  "boards/qcom/deep/er.dts": "",
  "boards/[x].dts": "",
  "top.dts": "",
});

describe("patterns", () => {
  it.each([
    ["boards/*.dts", ["boards/[x].dts", "boards/a.dts"]],
    ["boards/?.dt[bs]", ["boards/a.dts", "boards/b.dtb"]],
    ["boards/[!a].dt*", ["boards/b.dtb"]],
    ["boards/{a,b}.{dts,dtb}", ["boards/a.dts", "boards/b.dtb"]],
    ["boards/**/*.dts", ["boards/[x].dts", "boards/a.dts", "boards/qcom/sm8450.dts", "boards/qcom/deep/er.dts"]],
    ["**/er.dts", ["boards/qcom/deep/er.dts"]],
    ["/home/user/*.dts", ["/home/user/top.dts"]],
    ["boards/.h*", ["boards/.hidden.dts"]],
    ["./boards/a*", ["boards/a.dts"]],
    ["boards/a+.dts", []],
    ["boards/[z-a].dts", []],
    ["nowhere/*.dts", []],
  ])("%s", (pattern, paths) => {
    expect(matchingPaths(pattern, files)).toEqual({ paths, linksOut: [] });
  });

  it("are told from plain names", () => {
    expect(["a.dts", "a-b_c@1.dts"].some(isPattern)).toBe(false);
    expect(["*.dts", "a?.dts", "[ab].dts", "{a,b}.dts"].every(isPattern)).toBe(true);
  });
});
