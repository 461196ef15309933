/** Boards for tests of the command line: small, and right. */

/** One device behind an SMMU. */
export const boardSource = (model: string): string => `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	model = "${model}";
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
		dev: device@1000 {
			reg = <0x1000 0x1000>;
			iommus = <&smmu 0x10>;
		};
	};
};
`;

/** A codec of three runtime children whose one reservation all inherit. */
export const codecBoard = `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	reserved-memory {
		#address-cells = <1>;
		#size-cells = <1>;
		ranges;
		hole: hole {
			iommu-addresses = <&codec 0x0 0x25800000>;
		};
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
			iommu-map = <0 &smmu 0x10 1>, <1 &smmu 0x11 1>, <2 &smmu 0x12 1>;
			memory-region = <&hole>;
		};
	};
};
`;

export const codecPlan = `version: 1
devices:
  - node: "&codec"
    dma: false
    children:
      - { name: a, function-id: 0, reserve: [[0, 256M]] }
      - { name: b, function-id: 1, reserve: [[0, 512M]] }
      - { name: c, function-id: 2, reserve: [[0, 600M]] }
`;
