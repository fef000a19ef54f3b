/** A property of things that is worked out once for each: a thing that changed is another object. */
export function kept<T extends object, V>(of: (thing: T) => V): (thing: T) => V {
  const known = new WeakMap<T, V>();
  return (thing) => {
    let value = known.get(thing);
    if (value === undefined) {
      value = of(thing);
      known.set(thing, value);
    }
    return value;
  };
}
