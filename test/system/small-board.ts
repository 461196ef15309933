/** A machine like the one of the recorded cases, cut down: an SMMUv3 and whatever a test adds. */

/**
 * The properties of the root and of /reserved-memory come in the order of the recorded machine's, for Linux reads past
 * the end of short properties into what dtc has put there, offsets of names included.
 *
 * @param devices what goes into the root
 * @param regions what goes into /reserved-memory
 */
export const board = (devices: string, regions = ""): string => `/dts-v1/;
/ {
	interrupt-parent = <0x8002>;
	model = "small";
	#size-cells = <2>;
	#address-cells = <2>;
	compatible = "small";
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		${regions}
	};
	smmu: smmuv3@9050000 {
		compatible = "arm,smmu-v3";
		reg = <0x0 0x9050000 0x0 0x20000>;
		#iommu-cells = <1>;
	};
	${devices}
};
`;

let streams = 0x4000;

/** A device on a 2+2 bus with a stream of its own. */
export const device = (name: string, more: string, unit = "c100000"): string => `
	${name}: ${name}@${unit} {
		reg = <0x0 0x${unit} 0x0 0x1000>;
		iommus = <&smmu ${streams++}>;
		${more}
	};`;

/** The common case: one device `d` with one region `r` of its own. */
export const oneRegion = (region: string): string => board(device("d", "memory-region = <&r>;"), `r: r { ${region} };`);
