/** What a domain gives: most consumers of a domain reach the same, so figures are worked out once for each reach. */
import type { Range } from "../base/range.js";
import type { IovaDomain } from "../iova/domain.js";
import type { Usable } from "./model.js";
import { firstPage, usableOf } from "./space.js";

export class DomainFigures {
  private readonly usables = new Map<string, Usable>();
  private readonly pages = new Map<string, bigint | null>();

  /**
   * @param domain must not change any more
   * @param granule bytes
   */
  constructor(
    private readonly domain: IovaDomain,
    private readonly granule: bigint,
  ) {}

  usable(reach: Range): Usable {
    const key = `${reach.start} ${reach.end}`;
    const usable = this.usables.get(key) ?? usableOf(this.domain, reach, this.granule);
    this.usables.set(key, usable);
    return usable;
  }

  firstPage(reach: Range, isPci: boolean): bigint | null {
    const key = `${reach.start} ${reach.end} ${isPci}`;
    const known = this.pages.get(key);
    if (known !== undefined) return known;
    const page = firstPage(this.domain, reach, this.granule, isPci);
    this.pages.set(key, page);
    return page;
  }
}
