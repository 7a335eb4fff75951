/** What is kept on this machine. Where it can't be kept it is only remembered, until a reload. */

/** As much of `localStorage` as is used. */
export type KeyValues = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Our keys begin so: other pages of the same origin have theirs. */
export const PREFIX = 'spark/';

export class Keep {
  /** Whether a reload will forget: storage is blocked, full, or not there. */
  isForgetful = false;
  readonly #memory = new Map<string, string>();
  readonly #storage: KeyValues | null;

  /** `open` may throw, as reading `window.localStorage` does where it is blocked. */
  constructor(open: () => KeyValues | null) {
    this.#storage = this.#tried(open) ?? null;
    this.isForgetful = !this.#storage;
  }

  get(key: string): string | null {
    return this.#memory.get(key) ?? this.#tried(() => this.#storage?.getItem(PREFIX + key)) ?? null;
  }

  /** Keeps a value, or removes it. */
  set(key: string, value: string | null) {
    this.#memory.delete(key);
    if (value === null) this.#tried(() => this.#storage?.removeItem(PREFIX + key));
    else if (this.#tried(() => (this.#storage?.setItem(PREFIX + key, value), Boolean(this.#storage))) !== true) this.#memory.set(key, value);
  }

  /** All that is kept under keys that begin so. */
  under(prefix: string): Map<string, string> {
    const found = new Map<string, string>();
    for (const key of this.#keys()) if (key.startsWith(prefix)) found.set(key, this.get(key) ?? '');
    return found;
  }

  #keys(): string[] {
    const stored =
      this.#tried(() => Array.from({ length: this.#storage?.length ?? 0 }, (_, n) => this.#storage?.key(n)))?.flatMap((key) =>
        key?.startsWith(PREFIX) ? [key.slice(PREFIX.length)] : [],
      ) ?? [];
    return [...new Set([...stored, ...this.#memory.keys()])];
  }

  #tried<T>(deed: () => T): T | undefined {
    try {
      return deed();
    } catch {
      this.isForgetful = true;
      return undefined;
    }
  }
}
