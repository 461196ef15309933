/** What was analysed, and under which assumptions. */
import { amount, counted } from "../amount.js";
import type { Block } from "../blocks.js";
import type { Board, Report } from "../schema.js";
import { joined, type Styled, text } from "../styled.js";

export function headerBlocks(board: Board, report: Report): Block[] {
  const title = [...text(board.input, "strong"), ...text(board.model === null ? "" : ` (${board.model})`)];
  return [
    { kind: "title", level: 1, text: title },
    { kind: "paragraph", text: joined([...settings(board, report), ...sizes(board)], ", ") },
  ];
}

function settings(board: Board, report: Report): Styled[] {
  const granules = [...new Set(board.consumers.map((consumer) => amount(consumer.granule)))];
  return [
    text(kernelText(report)),
    text(`${report.options.iommuMode} mode`),
    ...(granules.length === 0 ? [] : [text(`granule ${granules.join(" or ")}`)]),
    ...(board.plans.length === 0 ? [] : [text(`plan ${board.plans.map(planText).join(" + ")}`)]),
  ];
}

/** As it was asked for, and what it counts as. */
export const kernelText = ({ kernelVersion, kernelCountsAs }: Report): string =>
  `Linux ${kernelVersion}${kernelCountsAs === null ? "" : ` (as ${kernelCountsAs})`}`;

function planText({ file, lacking }: Board["plans"][number]): string {
  if (lacking === 0) return file;
  return `${file} (${lacking === 1 ? "1 entry is" : `${lacking} entries are`} for other boards)`;
}

function sizes(board: Board): Styled[] {
  const iommus = new Set(board.consumers.flatMap((consumer) => consumer.iommu ?? []));
  return [
    text(counted(board.consumers.length, "consumer")),
    text(counted(board.groups.length, "group")),
    text(counted(iommus.size, "IOMMU")),
  ];
}
