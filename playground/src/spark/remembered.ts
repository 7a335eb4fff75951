/** Remembers the last answer for the parts of the state that it is made of. */
export function remembered<A extends readonly unknown[], R>(make: (...parts: A) => R): (...parts: A) => R {
  let last: { parts: A; value: R } | undefined;
  return (...parts) => {
    if (!last?.parts.every((part, n) => part === parts[n])) last = { parts, value: make(...parts) };
    return last.value;
  };
}
