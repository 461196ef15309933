/** From option values to what the analysis is asked for. */
import { defaultSystemOptions } from "../index.js";
import type { ReportOptions, Selection } from "../parts.js";
import type { AnalysisValues } from "./options.js";

export const systemOptions = (values: Partial<AnalysisValues>) => ({
  ...defaultSystemOptions,
  ...(values.kernelVersion !== undefined && { kernel: values.kernelVersion }),
  ...(values.iommuMode !== undefined && { iommuMode: values.iommuMode }),
  ...(values.granule !== undefined && { granule: values.granule }),
  ...(values.dmaMask !== undefined && { dmaMaskBits: values.dmaMask }),
  ...(values.dmaLimit !== undefined && { dmaLimit: values.dmaLimit }),
});

export const selectionOf = (values: AnalysisValues): Selection => ({
  layouts: values.layout.length === 0 ? null : values.layout,
  device: values.device ?? null,
});

export const reportOptions = (values: AnalysisValues): ReportOptions => ({
  ...systemOptions(values),
  ...selectionOf(values),
});
