/**
 * What GraphiQL remembers between visits: the tabs, the history, how it looks. Not who was signed in, and no password but the
 * demo's. A browser that lets nothing be stored remembers until the reload.
 */

import { examples } from './examples.ts';
import { withoutToken } from './session.ts';

const TABS = 'graphiql:tabState';
/** GraphiQL stores these two apart from the tabs as well, and takes a difference for a tab that it adds. */
const COPIES = ['query', 'variables'] as const;

export interface TabText {
  query?: string | null;
  variables?: string | null;
}

interface Tabs {
  tabs: TabText[];
  activeTabIndex: number;
}

const memory = new Map<string, string>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    memory.set(key, value);
  }
}

function remove(key: string): void {
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // It was never there.
  }
}

export const storage = {
  getItem(key: string): string | null {
    const copy = COPIES.find((name) => key === `graphiql:${name}`);
    return copy ? (shown()[copy] ?? null) : read(key);
  },
  setItem(key: string, value: string): void {
    if (COPIES.some((name) => key === `graphiql:${name}`)) return;
    write(key, withoutSecrets(value));
  },
  removeItem: remove,
  clear: () => {
    memory.clear();
    try {
      localStorage.clear();
    } catch {
      // Nor was anything there.
    }
  },
  get length() {
    try {
      return localStorage.length + memory.size;
    } catch {
      return memory.size;
    }
  },
};

/** Stores a tab as the editor has it: GraphiQL would in half a second, and the page is about to go. */
export function keep({ tabs, activeTabIndex }: Tabs, text: TabText): void {
  const kept = tabs.map((tab, index) => ({ ...tab, ...(index === activeTabIndex && text), headers: null, response: null }));
  storage.setItem(TABS, JSON.stringify({ tabs: kept, activeTabIndex }));
}

/** What the editors show first. */
function shown(): TabText {
  const first = examples[0];
  const fresh = { query: null, variables: first?.variables ?? null };
  try {
    const stored = JSON.parse(read(TABS) ?? 'null') as Tabs | null;
    const tab = stored?.tabs[stored.activeTabIndex];
    return tab ? { query: tab.query, variables: tab.variables } : fresh;
  } catch {
    return fresh;
  }
}

const PASSWORD = /(password"?\s*:\s*)"(?!spark-demo")(?:[^"\\]|\\.)*"/gi;

function withoutSecrets(value: string): string {
  const clean = (text: string) => withoutToken(text).replace(PASSWORD, '$1""');
  try {
    return JSON.stringify(JSON.parse(value), (_key, item: unknown) => (typeof item === 'string' ? clean(item) : item));
  } catch {
    return clean(value);
  }
}
