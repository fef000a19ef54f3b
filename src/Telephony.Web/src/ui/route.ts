import { signal } from "@preact/signals";

/** Where the page is: the path of its address. */
export const path = signal(location.pathname);

addEventListener("popstate", () => {
  path.value = location.pathname;
});

/** Goes to another page of the board. Search parameters that are the viewer's settings go along. */
export function go(to: string): void {
  const url = new URL(to, location.origin);
  if (url.pathname + url.search === location.pathname + location.search) return;
  history.pushState(null, "", url);
  path.value = url.pathname;
  scrollTo(0, 0);
}

/** A link that changes the page in place; with a modifier, or the middle button, it is the browser's. */
export function link(to: string): { href: string; onClick: (e: MouseEvent) => void } {
  return {
    href: to,
    onClick: (e) => {
      if (e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
      e.preventDefault();
      go(to);
    },
  };
}

/** The address of what has a resource name: /queues/sales. */
export const pageOf = (name: string): string => `/${name.split("/").map(encodeURIComponent).join("/")}`;
