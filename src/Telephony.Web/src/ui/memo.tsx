import { Component, type ComponentType, type VNode } from "preact";

/** A component that is drawn anew only when one of its properties is another object. Signals that it reads draw it anew all the same. */
export function memo<P extends object>(Inner: ComponentType<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const keys = Object.keys(next) as (keyof P)[];
      return keys.length !== Object.keys(this.props).length || keys.some((k) => next[k] !== this.props[k]);
    }

    override render(): VNode {
      return <Inner {...(this.props as P)} />;
    }
  };
}
