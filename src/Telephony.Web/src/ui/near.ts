import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** What is told when an element comes near the screen, or leaves. One observer for all: a wall has hundreds of elements. */
const told = new WeakMap<Element, (entry: IntersectionObserverEntry) => void>();

const observer =
  typeof IntersectionObserver === "undefined"
    ? undefined
    : new IntersectionObserver(
        (entries) => {
          for (const e of entries) told.get(e.target)?.(e);
        },
        { rootMargin: "50% 0px" },
      );

/**
 * Whether an element is on the screen or half a screen from it: what is farther away is not worth drawing ten times a second. It keeps the height that it
 * had when it left, so that nothing else moves.
 */
export function useNear(element: RefObject<HTMLElement | null>): Signal<boolean> {
  const near = useSignal(true);
  useEffect(() => {
    const node = element.current;
    if (!node || !observer) return;
    told.set(node, ({ isIntersecting, boundingClientRect }) => {
      if (isIntersecting === near.peek()) return;
      node.style.minHeight = isIntersecting ? "" : `${boundingClientRect.height}px`;
      near.value = isIntersecting;
    });
    observer.observe(node);
    return () => {
      observer.unobserve(node);
      told.delete(node);
    };
  }, [element, near]);
  return near;
}
