/** How many queues stand on one page. */
export const perPage = 6;

/** How long a page is shown. */
export const stayMs = 15_000;

/** Things in pages. */
export function pagesOf<T>(things: readonly T[], most: number): T[][] {
  const pages: T[][] = [];
  for (let from = 0; from < things.length; from += most) pages.push(things.slice(from, from + most));
  return pages;
}

/** Which of four places, two pixels apart, the page stands at: nothing burns into the screen. */
export const shiftOf = (turn: number): number => turn % 4;
