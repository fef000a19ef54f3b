import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { t } from "../i18n";

/** A component that is loaded when it is first shown: what a wall does not need does not delay it. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const loaded = signal<ComponentType<P> | undefined>(undefined);
  let begun = false;
  const begin = () => {
    begun = true;
    load().then(
      (component) => {
        loaded.value = component;
      },
      () => {
        begun = false; // the next look tries again
      },
    );
  };
  return function Lazy(props: P) {
    if (!begun) begin();
    const Loaded = loaded.value;
    return Loaded ? <Loaded {...props} /> : <main aria-busy="true">{t("loading")}</main>;
  };
}
