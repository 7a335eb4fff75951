/**
 * The core of a client that misses nothing, free of any framework.
 *
 * `step` is the core: `(state, input) → (state, effects)`. A `Driver` runs it. A page shows what the selectors say of
 * `driver.state`, and says what a person wants by `driver.wish`, `driver.send` and `driver.do`:
 *
 * ```ts
 * const driver = new Driver({ url: `${location.origin}/graphql`, storage: () => localStorage, locks: navigator.locks });
 * driver.listenTo(window);
 * driver.start();                                     // as who was signed in here before
 * const state = useSyncExternalStore(driver.subscribe, () => driver.state);
 * select.roomList(state), select.rows(state, roomId), select.typists(state, roomId) …
 * driver.wish({ kind: 'open', roomId });              // also: draft, typing, read, older, dismiss, signIn, signOut
 * driver.attach(roomId, files);                       // files for the next message; they are on their way at once
 * driver.send(roomId, body);
 * const { action } = await driver.do('leaveRoom', { roomId });
 * ```
 *
 * The wire view shows `driver.wire`, or hears `driver.onTold`; `dropConnection`, `swallowEvents` and `failNextSend` break things for
 * whoever wants to see them mend.
 */

export { Driver, type WireLine } from './driver.ts';
export type { Surroundings } from './surroundings.ts';
export { MOST_FILES } from './uploads.ts';
export * from './interface.ts';
export * from './model.ts';
export { RULES, type Rules } from './rules.ts';
export * as select from './selectors.ts';
export { step, type Step } from './step.ts';
