/** What Linux says while devices get their groups, and what it dies of. */

import { isIdentityByDefault, rowFor, unknownDriver } from "../iommu/drivers.js";
import { refusedCells } from "../iommu/streams.js";
import type { Kernel } from "../kernel/kernel.js";
import { platformDeviceName } from "../of/device-name.js";
import { firstResource } from "../of/reg.js";
import type { DtNode } from "../tree/tree.js";
import { type Device, directMapRange } from "./device.js";
import { deviceName, type Master } from "./master.js";
import type { KernelMessage, SystemOptions } from "./model.js";

/** In the order of the devices: what their regions make Linux say, then what attaching them does. */
export function probeMessages(devices: readonly Device[], options: SystemOptions): readonly KernelMessage[] {
  const fromRegions = devices.flatMap(({ own, regionsRead }) => (regionsRead ? own.messages : []));
  const refusals = devices.flatMap(({ master, said }) => (said === null ? [] : [line(master, said, options.kernel)]));
  return [
    ...refusedIommus(devices),
    ...fromRegions,
    ...refusals,
    ...directMapFailures(devices, options.kernel),
    ...directMapCrashes(devices, options),
  ];
}

/** arm_smmu_device_dt_probe, once for each IOMMU. */
function refusedIommus(devices: readonly Device[]): readonly KernelMessage[] {
  const refused = new Map<DtNode, KernelMessage>();
  for (const { master } of devices) {
    if (master.attachment.problem?.kind !== "iommu-refused") continue;
    for (const { iommu } of master.attachment.streams) {
      const cells = refusedCells(iommu, rowFor(iommu) ?? unknownDriver);
      if (cells === null || refused.has(iommu)) continue;
      const text = `invalid #iommu-cells value (${cells})`;
      refused.set(iommu, { kind: "line", severity: "error", consumer: null, text, location: master.location });
    }
  }
  return [...refused.values()];
}

const line = (master: Master, text: string, kernel: Kernel): KernelMessage => ({
  kind: "line",
  severity: "warning",
  consumer: master.id,
  text: `${deviceName(master, kernel)}: ${text}`,
  location: master.location,
});

/** The page table's warning for each, then `dev_warn_once` in the name of the first one's IOMMU. */
function directMapFailures(devices: readonly Device[], kernel: Kernel): readonly KernelMessage[] {
  const failed = devices.filter(({ refusal, regionsRead }) => refusal === "direct-map" && regionsRead);
  const messages = failed.flatMap(({ master }): KernelMessage[] => {
    const { pageTableWarning: where } = master.attachment.driver;
    const { id: consumer, location } = master;
    return where === null
      ? []
      : [{ kind: "line", severity: "warning", consumer, text: `WARNING: at ${where}`, location }];
  });
  const [first] = failed;
  const iommu = first?.master.attachment.iommu ?? null;
  if (first === undefined || iommu === null) return messages;
  const name = iommuName(iommu, first.master.attachment.driver.sysfsName, kernel);
  const text = `${name}: IOMMU driver was not able to establish FW requested direct mapping.`;
  const { id: consumer, location } = first.master;
  return [...messages, { kind: "line", severity: "warning", consumer, text, location }];
}

/** `smmu3.0x0000000009050000` for `smmu3.%pa`. */
function iommuName(iommu: DtNode, pattern: string | null, kernel: Kernel): string {
  const registers = pattern === null ? null : firstResource(iommu, kernel);
  if (pattern === null || registers === null || !registers.ok) return platformDeviceName(iommu, kernel);
  return pattern.replace("%pa", `0x${registers.range.start.toString(16).padStart(16, "0")}`);
}

/** A driver that dereferences NULL as soon as a direct region is mapped. */
function directMapCrashes(devices: readonly Device[], { kernel, iommuMode }: SystemOptions): readonly KernelMessage[] {
  if (iommuMode === "passthrough") return [];
  return devices.flatMap(({ master, own, granule, regionsRead }): KernelMessage[] => {
    const { driver } = master.attachment;
    const crash = driver.directMapCrash;
    if (crash === null || kernel[crash.mendedBy] || !regionsRead || isIdentityByDefault(driver, master.node, kernel))
      return [];
    const mapped = own.direct.find((region) => {
      const { start, end } = directMapRange(region, granule);
      return start < end;
    });
    if (mapped === undefined) return [];
    const at = `0x${mapped.start.toString(16)}`;
    return [
      {
        kind: "crash",
        severity: "error",
        consumer: master.id,
        text: `Linux ${kernel.text} dereferences NULL in ${crash.where} and does not boot: it maps the direct region at ${at}`,
        location: mapped.origin.kind === "iommu-addresses" ? mapped.origin.location : master.location,
      },
    ];
  });
}
