/** A repository whose codec goes from one reservation for all to ranges of its own, with a wrong turn on the way. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Before and inside /soc, and in /reserved-memory. */
interface Codec {
  readonly reserved: string;
  readonly node: string;
}

const dtsi = ({ reserved, node }: Codec): string => `/ {
	#address-cells = <1>;
	#size-cells = <1>;
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		${reserved}
	};
	soc {
		compatible = "simple-bus";
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		smmu: iommu@8000 {
			compatible = "arm,mmu-500";
			reg = <0x8000 0x1000>;
			#iommu-cells = <1>;
		};
		codec: codec@1000 {
			reg = <0x1000 0x1000>;
			#address-cells = <1>;
			#size-cells = <1>;
			ranges;
			${node}
		};
	};
};
`;

const region = (name: string, entry: string): string => `${name}: ${name} { iommu-addresses = <${entry}>; };`;

const child = (name: string, stream: number, more: string): string =>
  `${name}: ${name} { iommus = <&smmu ${stream}>; ${more} };`;

/** 600 MiB for the parent, whose three functions all inherit it. */
const onParent = dtsi({
  reserved: region("hole", "&codec 0x0 0x25800000"),
  node: "iommu-map = <0 &smmu 0x10 1>, <1 &smmu 0x11 1>; memory-region = <&hole>;",
});

const childNodes = (pixel: string, nonPixel: string): string =>
  dtsi({
    reserved: [region("hole_pixel", `&pixel ${pixel}`), region("hole_non_pixel", `&non_pixel ${nonPixel}`)].join("\n"),
    node: [
      child("pixel", 0x10, "memory-region = <&hole_pixel>;"),
      child("non_pixel", 0x11, "memory-region = <&hole_non_pixel>;"),
    ].join("\n"),
  });

const asRanges = dtsi({
  reserved: "",
  node: [
    child("pixel", 0x10, "iommu-ranges = <0x10000000 0xf0000000>;"),
    child("non_pixel", 0x11, "iommu-ranges = <0x25800000 0xda800000>;"),
  ].join("\n"),
});

const board = (model: string): string => `/dts-v1/;\n#include "soc.dtsi"\n/ { model = "${model}"; };\n`;

/**
 * Tags `parent`, `children`, `polarity`, `ranges`, `nothing`, `broken`, `asked`, `unasked`. Boards lie in `boards/`; the working tree is at `nothing`.
 * @param count boards that include the codec's dtsi; one more does not
 */
export function writeHistory(folder: string, count: number): void {
  const git = (...args: string[]) => {
    const identity = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
    const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: folder });
    if (status !== 0) throw new Error(String(stderr));
  };
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const commit = (tag: string) => {
    git("add", "-A");
    git("commit", "-q", "-m", tag);
    git("tag", tag);
  };
  git("init", "-q");
  write("boards/soc.dtsi", '#include "codec.dtsi"\n');
  for (let i = 0; i < count; i++) write(`boards/board-${i}.dts`, board(`board ${i}`));
  write("boards/other.dts", "/dts-v1/;\n/ { };\n");
  write("boards/codec.dtsi", onParent);
  commit("parent");
  write("boards/codec.dtsi", childNodes("0x0 0x10000000", "0x0 0x25800000"));
  commit("children");
  // What may be used was written where what is reserved belongs.
  write("boards/codec.dtsi", childNodes("0x0 0x10000000", "0x25800000 0xda800000"));
  commit("polarity");
  write("boards/codec.dtsi", asRanges);
  commit("ranges");
  write("boards/codec.dtsi", `/* Only a comment. */\n${asRanges.replace("smmu: iommu", "smmu: mmu: iommu")}`);
  write("README", "moved\n");
  commit("nothing");
  write("boards/codec.dtsi", asRanges.replace("};", "}"));
  commit("broken");
  write("boards/codec.dtsi", onParent);
  const plan = (more: string) => `version: 1\ndevices:\n  - { node: "&codec", reserve: [[0, 600M]]${more} }\n`;
  write("asked/lone.dts", `/dts-v1/;\n${onParent}`);
  write("asked/lone.iova.yaml", plan(", expect: { max-waste: 0, largest-block: 1G }"));
  write("asked/iova-plan.config.yaml", "version: 1\nbudgets: { max-waste: 0 }\n");
  commit("asked");
  rmSync(join(folder, "asked/lone.iova.yaml"));
  write("asked/iova-plan.config.yaml", "version: 1\nbudgets: { max-waste: 64M }\n");
  commit("unasked");
  git("checkout", "-q", "nothing");
}
