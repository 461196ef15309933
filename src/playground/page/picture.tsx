/** The map as `iova-plan map -o FILE.svg` draws it: an image, so that nothing in it can do anything. */

interface PictureProps {
  readonly svg: string;
}

export const Picture = ({ svg }: PictureProps) => {
  const url = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  return (
    <section aria-labelledby="map">
      <h2 id="map">Map</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section class="map" tabIndex={0} aria-label="Picture of the IOVA spaces">
        <img src={url} alt="The IOVA space of each DMA master; the tables below have its figures" />
      </section>
      <p class="small">
        <a href={url} download="map.svg">
          Save it as SVG
        </a>
      </p>
    </section>
  );
};
