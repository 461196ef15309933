/** Numbers and addresses as the JSON has them (`value`), shown as the text report shows them. */

import { Fragment } from "preact";
import { visible } from "../base/visible.js";
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

export const Ranges = ({ of }: { readonly of: readonly AddressRange[] }) => (
  <>
    {of.map((range, i) => (
      <div key={i}>
        <Range of={range} />
      </div>
    ))}
  </>
);

/** A name that is broken at its slashes, where it has to be broken. */
export const PathName = ({ of }: { readonly of: string }) => (
  <>
    {visible(of)
      .split(/(?=[/#!])/)
      .map((part, i) => (
        <Fragment key={i}>
          {i > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
  </>
);
