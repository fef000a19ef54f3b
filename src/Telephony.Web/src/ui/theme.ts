import { effect, signal } from "@preact/signals";

export type Theme = "auto" | "dark" | "light";

const asked = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem("theme");

/** Dark, light, or as the system is. */
export const theme = signal<Theme>(asked === "dark" || asked === "light" ? asked : "auto");

const system = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(system.matches);
system.addEventListener("change", () => {
  systemIsDark.value = system.matches;
});

effect(() => {
  const isDark = theme.value === "dark" || (theme.value === "auto" && systemIsDark.value);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
});

/** Keeps a choice. */
export function show(chosen: Theme): void {
  localStorage.setItem("theme", chosen);
  theme.value = chosen;
}
