/** Questions that are asked until there is an answer. */

import { isNotThere, isSignedOut } from './answers.ts';
import type { Outcome } from './interface.ts';
import type { Call } from './model.ts';
import { endSession } from './session.ts';
import type { Turn } from './turn.ts';

/** The questions: what they ask for does not change by asking. */
export type Question = Extract<Call, { kind: 'loginSync' | 'heal' | 'history' | 'excerpt' | 'members' }>;

/** Asks the same again after a pause. What is not there is not asked for again. */
export function askAgain(turn: Turn, number: number, call: Question, outcome: Outcome) {
  if (isSignedOut(outcome)) return endSession(turn, 'REFUSED');
  if (isNotThere(outcome) || !turn.rules.asksAgain()) return;
  turn.set({ calls: new Map(turn.state.calls).set(number, { ...call, tries: call.tries + 1 }) });
  turn.wait(`call-${String(number)}`, turn.pause(call.tries));
}
