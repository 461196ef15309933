/** Wheel, drag, double click and keys, as movements of a map. */

export interface Movements {
  /** @param at what stays where it is, from 0 at the left to 1 */
  zoom(factor: number, at: number): void;
  /** @param by of the window's length, above 0 towards higher addresses */
  pan(by: number): void;
  fit(): void;
  /** To an interval of the overview, by its place. */
  goTo(interval: number): void;
}

const KEYS: Readonly<Record<string, (map: Movements) => void>> = {
  "+": (map) => map.zoom(1 / 2, 0.5),
  "=": (map) => map.zoom(1 / 2, 0.5),
  "-": (map) => map.zoom(2, 0.5),
  "0": (map) => map.fit(),
  ArrowLeft: (map) => map.pan(-0.2),
  ArrowRight: (map) => map.pan(0.2),
};

/** Pixels that a pointer moves before it drags, and does not click. */
const SLACK = 4;

const lanes = (event: Event): Element | null =>
  event.target instanceof Element ? event.target.closest(".lanes") : null;

/** A wheel turned: sideways it pans, else it zooms around the pointer. */
function onWheel(event: WheelEvent, map: Movements, width: number, at: number): void {
  const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : 0;
  const by = event.shiftKey ? event.deltaY + event.deltaX : sideways;
  if (by !== 0) map.pan(by / width);
  else map.zoom(2 ** (Math.sign(event.deltaY) * Math.min(1, Math.abs(event.deltaY) / 120) * 0.5), at);
}

/**
 * @param left pixels of the names beside the lanes
 * @returns what ends it
 */
export function followGestures(box: HTMLElement, left: number, map: Movements): () => void {
  const width = () => Math.max(1, box.clientWidth - left);
  const fraction = (x: number) => Math.min(1, Math.max(0, (x - box.getBoundingClientRect().left - left) / width()));
  let from: number | null = null;
  let dragged = false;
  const handlers = {
    wheel(event: WheelEvent) {
      if (lanes(event) === null) return;
      event.preventDefault();
      onWheel(event, map, width(), fraction(event.clientX));
    },
    pointerdown(event: PointerEvent) {
      if (event.button === 0 && lanes(event) !== null) from = event.clientX;
      dragged = false;
    },
    pointermove(event: PointerEvent) {
      if (from === null || event.buttons === 0) return;
      const by = event.clientX - from;
      if (!dragged && Math.abs(by) < SLACK) return;
      // Only now: a click is the lane's own.
      if (!dragged) box.setPointerCapture(event.pointerId);
      dragged = true;
      from = event.clientX;
      map.pan(-by / width());
    },
    pointerup() {
      from = null;
    },
    click(event: MouseEvent) {
      const interval = event.target instanceof Element ? event.target.getAttribute("data-interval") : null;
      if (interval !== null) map.goTo(Number(interval));
      if (!dragged) return;
      dragged = false;
      event.stopPropagation();
    },
    dblclick(event: MouseEvent) {
      if (lanes(event) !== null) map.fit();
    },
    keydown(event: KeyboardEvent) {
      if (lanes(event) === null || event.ctrlKey || event.metaKey || event.altKey) return;
      const act = KEYS[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act(map);
    },
  };
  return listening(box, Object.entries(handlers) as [string, EventListener][]);
}

/** @returns what ends it */
function listening(box: HTMLElement, all: readonly [string, EventListener][]): () => void {
  for (const [name, handler] of all) box.addEventListener(name, handler, { passive: false });
  return () => {
    for (const [name, handler] of all) box.removeEventListener(name, handler);
  };
}
