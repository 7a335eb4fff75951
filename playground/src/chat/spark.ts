/** How components reach the core: what it knows, and whom to tell what a person wants. */

import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Driver, State, WireLine } from '../spark/index.ts';

export const SparkContext = createContext<Driver | null>(null);

export function useDriver(): Driver {
  const driver = useContext(SparkContext);
  if (!driver) throw new Error('outside of SparkContext');
  return driver;
}

/** The driver and the core's whole state: what uses it renders at every change. */
export function useSpark(): { driver: Driver; state: State } {
  const driver = useDriver();
  return { driver, state: useSelect((state) => state) };
}

/** A part of the state: renders only when `choose` gives another value. It must give the same one for the same state. */
export function useSelect<T>(choose: (state: State) => T): T {
  const driver = useDriver();
  return useSyncExternalStore(driver.subscribe, () => choose(driver.state));
}

/** The newest lines of the wire. */
export function useWire(): readonly WireLine[] {
  const driver = useDriver();
  return useSyncExternalStore(driver.subscribe, () => driver.wire);
}
