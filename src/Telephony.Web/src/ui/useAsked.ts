import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { wordsOf } from "../act/faults";

/** What came of a question. */
export interface Asked<T> {
  readonly value?: T;
  readonly fault?: string;
}

/** Asks the service when what the question depends on changes, and again every so often. An answer that comes too late is dropped. */
export function useAsked<T>(question: (signal: AbortSignal) => Promise<T>, depends: readonly unknown[], everyMs = 0): Asked<T> {
  const answer = useSignal<Asked<T>>({});
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const askOnce = async () => {
      try {
        const value = await question(stop.signal);
        if (!stop.signal.aborted) answer.value = { value };
      } catch (fault) {
        if (!stop.signal.aborted) answer.value = { ...answer.value, fault: wordsOf(fault) };
      }
      if (everyMs > 0 && !stop.signal.aborted) timer = setTimeout(askOnce, everyMs);
    };
    void askOnce();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, depends);
  return answer.value;
}

/** A question that was not answered. */
export const faultLine = (asked: Asked<unknown>): string => asked.fault ?? "";
