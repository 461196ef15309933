/** Numbers and addresses as the JSON has them (`value`), shown as the text report shows them. */

import { amount, rangeText } from "../report/amount.js";
import type { AddressRange, Size } from "../report/schema.js";

export const Amount = ({ of }: { readonly of: Size | null }) =>
  of === null ? (
    <span class="faint">unknown</span>
  ) : (
    <data value={String(of)} title={`${of} bytes`} class={BigInt(of) === 0n ? "faint number" : "number"}>
      {amount(of)}
    </data>
  );

export const Range = ({ of }: { readonly of: AddressRange | null }) =>
  of === null ? (
    <span class="faint">none</span>
  ) : (
    <data value={`${of.start}-${of.end}`} class="address">
      {rangeText(of)}
    </data>
  );
