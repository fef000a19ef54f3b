import { effect, signal } from "@preact/signals";
import type { LocalizedText } from "../api/gen/telephony/v1/watch_pb";
import { en, type Key } from "./en";
import { zhCn } from "./zhCn";

export type { Key } from "./en";
export type Language = "en" | "zh-CN";

/** All languages. */
export const languages: Record<Language, { name: string; words: Record<Key, string> }> = {
  en: { name: "English", words: en },
  "zh-CN": { name: "简体中文", words: zhCn },
};

/** The language of the page: asked for in the address, chosen before, or the browser's. */
export const language = signal<Language>(
  choose(new URLSearchParams(location.search).get("lang") ?? localStorage.getItem("lang") ?? navigator.language),
);

effect(() => {
  document.documentElement.lang = language.value;
});

/** Keeps a choice. */
export function speak(chosen: Language): void {
  localStorage.setItem("lang", chosen);
  language.value = chosen;
}

function choose(asked: string): Language {
  return asked.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

/** A text with its places filled. */
export function t(key: Key, ...values: (string | number)[]): string {
  return languages[language.value].words[key].replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)] ?? ""));
}

/** A text of the site in the page's language, else in the other, else something else. */
export function localized(text: LocalizedText | undefined, otherwise = ""): string {
  const [own, other] = language.value === "en" ? [text?.en, text?.zhCn] : [text?.zhCn, text?.en];
  return own || other || otherwise;
}

/** A time of day. */
export const timeOfDay = (at: number): string => new Date(at).toLocaleTimeString(language.value, { hour12: false });

/** Per cent without needless digits. */
export const percent = (value: number): string => `${value.toFixed(value > 0 && value < 10 ? 1 : 0)} %`;
