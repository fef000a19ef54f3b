import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** One line of a menu. */
export interface Item {
  readonly words: string;
  readonly act: () => void;
  /** Ends something for good: shown so, and asked about. */
  readonly destructive?: boolean;
}

interface Opened {
  readonly title: string;
  readonly items: readonly Item[];
  readonly x: number;
  readonly y: number;
  readonly back: HTMLElement | null;
}

const opened = signal<Opened | undefined>(undefined);

/** Closes the menu; the keyboard goes back to where it was. */
export function closeMenu(): void {
  const back = opened.value?.back;
  opened.value = undefined;
  back?.focus();
}

/** Opens a menu beside what it belongs to. */
export function openMenu(title: string, items: readonly Item[], at: { x: number; y: number }, back: HTMLElement | null): void {
  opened.value = { title, items, ...at, back };
}

/** The button that opens the menu of a thing. */
export function MenuButton({ title, items }: { title: string; items: () => readonly Item[] }) {
  return (
    <button
      type="button"
      class="menu-button"
      aria-haspopup="menu"
      aria-label={title}
      onClick={(e) => {
        const box = e.currentTarget.getBoundingClientRect();
        openMenu(title, items(), { x: box.left, y: box.bottom + 2 }, e.currentTarget);
      }}
    >
      <span aria-hidden="true">⋯</span>
    </button>
  );
}

/** The menu that is open, if one is. */
export function Menu() {
  const menu = opened.value;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = list.current;
    if (!menu || !box) return;
    box.style.left = `${Math.max(4, Math.min(menu.x, innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${Math.max(4, Math.min(menu.y, innerHeight - box.offsetHeight - 8))}px`;
    box.querySelector("button")?.focus();
  }, [menu]);
  if (!menu) return null;
  return (
    <>
      <div class="menu-shade" onPointerDown={closeMenu} />
      <div ref={list} class="menu" role="menu" aria-label={menu.title} onKeyDown={(e) => move(e, list.current)}>
        {menu.items.map((item) => (
          <button
            key={item.words}
            type="button"
            role="menuitem"
            tabIndex={-1}
            class={item.destructive ? "destructive" : ""}
            onClick={() => {
              closeMenu();
              item.act();
            }}
          >
            {item.words}
          </button>
        ))}
      </div>
    </>
  );
}

function move(e: KeyboardEvent, list: HTMLElement | null): void {
  const items = [...(list?.querySelectorAll("button") ?? [])];
  const at = items.indexOf(document.activeElement as HTMLButtonElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[e.key];
  if (to !== undefined) {
    e.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  } else if (e.key === "Escape" || e.key === "Tab") {
    e.preventDefault();
    closeMenu();
  } else if (e.key.length === 1) {
    // A letter goes to the next line that begins with it.
    const next = [...items.slice(at + 1), ...items.slice(0, at + 1)].find((i) =>
      i.textContent?.toLowerCase().startsWith(e.key.toLowerCase()),
    );
    next?.focus();
  }
}
