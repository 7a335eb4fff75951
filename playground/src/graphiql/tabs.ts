/** Which tabs there are, known at once: what GraphiQL tells its components comes a moment later. */

import type { TabsState } from '@graphiql/react';

let active = '';
let open = new Set<string>();

export function follow({ tabs, activeTabIndex }: TabsState): void {
  active = tabs[activeTabIndex]?.id ?? '';
  open = new Set(tabs.map((tab) => tab.id));
}

export function activeTab(): string {
  return active;
}

export function isInBackground(tab: string): boolean {
  return tab !== active && open.has(tab);
}
