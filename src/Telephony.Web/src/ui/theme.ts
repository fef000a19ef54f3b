import { effect, signal } from "@preact/signals";

export type Theme = "auto" | "dark" | "light";

const asked = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem("theme");

/** Dark, light, or as the system is. */
export const theme = signal<Theme>(asked === "dark" || asked === "light" ? asked : "auto");

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

/** Keeps a choice. */
export function show(chosen: Theme): void {
  localStorage.setItem("theme", chosen);
  theme.value = chosen;
}
