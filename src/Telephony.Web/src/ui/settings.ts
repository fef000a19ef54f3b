import { type Signal, useSignal, useSignalEffect } from "@preact/signals";

/** A choice of the viewer that stands in the page's address, so that the address shows the same to whoever opens it. What is usual is left out. */
export function useSetting<T extends string>(name: string, usual: T): Signal<T> {
  const setting = useSignal((new URLSearchParams(location.search).get(name) ?? usual) as T);
  useSignalEffect(() => {
    const url = new URL(location.href);
    if (setting.value === usual) url.searchParams.delete(name);
    else url.searchParams.set(name, setting.value);
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  });
  return setting;
}
