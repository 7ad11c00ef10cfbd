/** Something that is drawn only while it can be seen. */
export interface Drawing {
  draw(): void;
  /** frees what drawing took; called when it is far out of view */
  clear(): void;
}

/** How far outside the window things are drawn already, and how far they stay. */
const near = "40% 0px";
const far = "250% 0px";

/**
 * Draws things when they come near the window and clears them when they are far away, so that a page of hundreds of
 * charts costs what its visible part costs.
 */
export function drawnInView() {
  const drawings = new Map<Element, Drawing>();
  const drawn = new Set<Element>();
  const stale = new Set<Element>();

  const draw = (element: Element): void => {
    drawings.get(element)?.draw();
    drawn.add(element);
    stale.delete(element);
  };
  const visible = new Set<Element>();
  const entering = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) visible.add(target);
        else visible.delete(target);
        if (isIntersecting && (!drawn.has(target) || stale.has(target))) draw(target);
      }
    },
    { rootMargin: near },
  );
  const leaving = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting || !drawn.has(target)) continue;
        drawings.get(target)?.clear();
        drawn.delete(target);
      }
    },
    { rootMargin: far },
  );

  return {
    add(element: Element, drawing: Drawing): void {
      drawings.set(element, drawing);
      entering.observe(element);
      leaving.observe(element);
    },
    /** Draws everything in view again now, and the rest when it comes into view. */
    refresh(): void {
      for (const element of drawings.keys()) stale.add(element);
      for (const element of visible) draw(element);
    },
    /** Draws everything, e.g. before printing. */
    drawAll(): void {
      for (const element of drawings.keys()) if (!drawn.has(element) || stale.has(element)) draw(element);
    },
    /** Forgets everything. */
    end(): void {
      entering.disconnect();
      leaving.disconnect();
      for (const element of drawn) drawings.get(element)?.clear();
      drawings.clear();
      drawn.clear();
      visible.clear();
    },
  };
}
