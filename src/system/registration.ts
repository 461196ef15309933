/**
 * An IOMMU that registers with its devices at hand (iommu_device_register, bus_iommu_probe): from 6.16 on a device that
 * cannot be attached ends the registration, and with it the IOMMU of all others. Before, devices come one by one.
 */
import type { Kernel } from "../kernel/kernel.js";
import { type DtNode, pathOf } from "../tree/tree.js";
import type { Device } from "./device.js";

/** @param devices in the order in which they probe */
export function registerIommus(devices: readonly Device[], kernel: Kernel): readonly Device[] {
  if (!kernel.losesIommuToOneDevice) return devices;
  const failures = new Map<DtNode, Failure>();
  for (const [iommu, behind] of byIommu(devices)) {
    const failure = failureOf(behind);
    if (failure !== null) failures.set(iommu, failure);
  }
  return failures.size === 0 ? devices : devices.map((device) => afterFailure(device, failures));
}

interface Failure {
  readonly culprit: Device;
  /** Whose regions were read before. */
  readonly read: ReadonlySet<Device>;
}

function byIommu(devices: readonly Device[]): ReadonlyMap<DtNode, readonly Device[]> {
  const map = new Map<DtNode, Device[]>();
  for (const device of devices) {
    const { iommu, problem } = device.master.attachment;
    if (iommu === null || problem !== null) continue;
    const list = map.get(iommu);
    if (list === undefined) map.set(iommu, [device]);
    else list.push(device);
  }
  return map;
}

/** Bus by bus, platform devices first: all devices get groups, then each group its domain and direct mappings. */
function failureOf(devices: readonly Device[]): Failure | null {
  const read: Device[] = [];
  const isPci = ({ master }: Device) => master.pci !== null;
  for (const bus of [devices.filter((device) => !isPci(device)), devices.filter(isPci)]) {
    const wide = bus.find(({ refusal }) => refusal === "stream-width");
    if (wide !== undefined) return { culprit: wide, read: new Set(read) };
    const unmapped = bus.find(({ refusal }) => refusal === "direct-map");
    read.push(...(unmapped === undefined ? bus : bus.slice(0, bus.indexOf(unmapped) + 1)));
    if (unmapped !== undefined) return { culprit: unmapped, read: new Set(read) };
  }
  return null;
}

function afterFailure(device: Device, failures: ReadonlyMap<DtNode, Failure>): Device {
  const { iommu, problem } = device.master.attachment;
  const failure = iommu === null || problem !== null ? undefined : failures.get(iommu);
  if (iommu === null || failure === undefined) return device;
  const { culprit, read } = failure;
  const regionsRead = device.regionsRead && read.has(device);
  if (device.group === null) return { ...device, regionsRead };
  const why = `because ${culprit.master.id} is refused: ${culprit.groupReason ?? "reason unknown"}`;
  return { ...device, group: null, groupReason: `its IOMMU ${pathOf(iommu)} fails to register ${why}`, regionsRead };
}
