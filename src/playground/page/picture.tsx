/** The map as `iova-plan map -o FILE.svg` draws it, in the page: what each range is shows under the pointer. */
import { useEffect, useRef } from "preact/hooks";
import { drawnFrom } from "./drawn.js";

interface PictureProps {
  readonly svg: string;
}

export const Picture = ({ svg }: PictureProps) => (
  <section aria-labelledby="map">
    <h2 id="map">Map</h2>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
    <section class="map" tabIndex={0} aria-label="Picture of the IOVA spaces">
      <Inline svg={svg} />
    </section>
    <p class="small">
      <a href={`data:image/svg+xml,${encodeURIComponent(svg)}`} download="map.svg">
        Save it as SVG
      </a>
    </p>
  </section>
);

/** In a tree of its own: neither its style nor its ids are the page's. */
function Inline({ svg }: PictureProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return;
    const tree = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    const drawn = drawnFrom(svg);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(drawn?.style ?? "");
    tree.adoptedStyleSheets = [sheet];
    tree.replaceChildren(...(drawn === null ? [] : [drawn.root]));
  }, [svg]);
  return <div ref={host} />;
}
