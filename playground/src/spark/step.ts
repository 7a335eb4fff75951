/** The core: `(state, input) → (state, effects)`. What can happen, and what is done about it, is `interface.ts`. */

import { setAnnouncements, typingDue } from './channels.ts';
import { closed, connect, frame, lose, opened, silent, woke } from './connection.ts';
import { deedAnswered, dismiss, perform, refusedStored, send, timerOf as timerOfDeed } from './deeds.ts';
import { ask as askHistory, askMembers, historyAnswered, membersAnswered, older, open } from './history.ts';
import { ask as askExcerpt, excerptAnswered, look, more } from './excerpts.ts';
import type { Effect, Input, Outcome, Wish } from './interface.ts';
import type { State } from './model.ts';
import { ask as askHeal, healAnswered } from './numbers.ts';
import { outboxStored, placeOfDraft, pumpAll, sendAnswered, setDraft, write } from './outbox.ts';
import { ask as askReading, readingAnswered } from './reading.ts';
import { pumpReads, readAnswered, wantRead } from './reads.ts';
import { RULES, type Rules } from './rules.ts';
import { draftKey, outboxKey, refusedKey, SESSION_KEY, sessionStored, signedIn, signIn, signInAnswered, signOut, uploadKey } from './session.ts';
import { sayTyping } from './typing.ts';
import { Turn, withEntry } from './turn.ts';
import { attach, detach, progressed, pumpUploads, uploadAgain, uploadAnswered, uploadStored } from './uploads.ts';

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** What becomes of the state, and what is to be done, when this happens. Neither argument is changed. */
export function step(state: State, input: Input, rules: Rules = RULES): Step {
  const turn = new Turn(state, input.now, rules);
  take(turn, input);
  return { state: turn.state, effects: turn.effects };
}

function take(turn: Turn, input: Input) {
  switch (input.type) {
    case 'wish':
      return grant(turn, input.wish);
    case 'signedIn':
      return signedIn(turn, input);
    case 'stored':
      return stored(turn, input.key, input.value);
    case 'leads':
      turn.set({ isLeader: input.isLeader });
      return pumpAll(turn);
    case 'opened':
      return isHeard(turn, input.socket) ? opened(turn) : undefined;
    case 'frame':
      return isHeard(turn, input.socket) ? frame(turn, input.message) : undefined;
    case 'closed':
      return isHeard(turn, input.socket) ? closed(turn, input.code) : undefined;
    case 'progress':
      return progressed(turn, input.call, input.sent);
    case 'answer':
      return answered(turn, input.call, input.outcome);
    case 'tick':
      return ticked(turn);
    case 'woke':
      ticked(turn);
      return woke(turn);
  }
}

const isHeard = (turn: Turn, socket: number) => turn.state.connection.phase !== 'signedOut' && turn.state.connection.socket === socket;

function grant(turn: Turn, wish: Wish) {
  switch (wish.kind) {
    case 'signIn':
    case 'register':
      return signIn(turn, wish);
    case 'signOut':
      return signOut(turn);
    case 'open':
      return open(turn, wish.roomId);
    case 'older':
      return older(turn, wish.roomId);
    case 'thread':
      return look(turn, 'thread', wish.parentId === null ? null : { kind: 'thread', parentId: wish.parentId });
    case 'place':
      return look(turn, 'place', wish.seq === null ? null : { kind: 'place', seq: wish.seq });
    case 'more':
      return more(turn, wish.of, wish.page);
    case 'send':
      return write(turn, wish);
    case 'attach':
      return attach(turn, wish);
    case 'detach':
      return detach(turn, wish.id);
    case 'uploadAgain':
      return uploadAgain(turn, wish.id);
    case 'draft':
      return setDraft(turn, placeOfDraft(wish.roomId, wish.parentId), wish.text);
    case 'typing':
      return sayTyping(turn, wish.roomId, wish.isTyping);
    case 'read':
      return wantRead(turn, wish.roomId, wish.seq);
    case 'do':
      return perform(turn, wish);
    case 'dismiss':
      return dismiss(turn, wish.clientMutationId);
  }
}

function stored(turn: Turn, key: string, value: string | null) {
  const { viewerId } = turn.state;
  if (key === SESSION_KEY) return sessionStored(turn, value);
  if (!viewerId) return;
  const [outbox, draft, refused, upload] = [outboxKey(viewerId, ''), draftKey(viewerId, ''), refusedKey(viewerId, ''), uploadKey(viewerId, '')];
  if (key.startsWith(outbox)) outboxStored(turn, key.slice(outbox.length), value);
  else if (key.startsWith(refused)) refusedStored(turn, key.slice(refused.length), value);
  else if (key.startsWith(upload)) uploadStored(turn, key.slice(upload.length), value);
  else if (key.startsWith(draft)) turn.set({ drafts: withEntry(turn.state.drafts, key.slice(draft.length), value) });
}

function answered(turn: Turn, number: number, outcome: Outcome) {
  const call = turn.state.calls.get(number);
  if (!call) return;
  turn.set({ calls: withEntry(turn.state.calls, number, null) });
  switch (call.kind) {
    case 'signIn':
      return signInAnswered(turn, call, outcome);
    case 'loginSync':
      return readingAnswered(turn, number, call, outcome);
    case 'heal':
      return healAnswered(turn, number, call, outcome);
    case 'history':
      return historyAnswered(turn, number, call, outcome);
    case 'excerpt':
      return excerptAnswered(turn, number, call, outcome);
    case 'members':
      return membersAnswered(turn, number, call, outcome);
    case 'send':
      return sendAnswered(turn, call, outcome);
    case 'upload':
      return uploadAnswered(turn, call, outcome);
    case 'markRead':
      return readAnswered(turn, call, outcome);
    case 'deed':
      return deedAnswered(turn, call, outcome);
    case 'typing':
    case 'signOut':
      return;
  }
}

/** Whatever is due. */
function ticked(turn: Turn) {
  const due = [...turn.state.timers].filter(([, at]) => at <= turn.now).map(([timer]) => timer);
  for (const timer of due) {
    if (!turn.state.timers.has(timer)) continue;
    turn.set({ timers: withEntry(turn.state.timers, timer, null) });
    ring(turn, timer);
  }
}

function ring(turn: Turn, timer: string) {
  switch (timer) {
    case 'reconnect':
      return connect(turn);
    case 'silence':
      return silent(turn);
    case 'probe':
      return lose(turn, 'no answer after a sleep');
    case 'typing':
      return typingDue(turn);
    case 'announcements':
      return setAnnouncements(turn, turn.state.announcements);
    default:
  }
  if (timer.startsWith('call-')) return repeat(turn, Number(timer.slice('call-'.length)));
  if (timer.startsWith('read-')) return pumpReads(turn);
  if (timer.startsWith('send-')) return pumpAll(turn);
  if (timer.startsWith('upload-')) return pumpUploads(turn);
  for (const clientMutationId of turn.state.deeds.keys()) if (timer === timerOfDeed(clientMutationId)) send(turn, clientMutationId);
}

/** The same question once more. */
function repeat(turn: Turn, number: number) {
  const call = turn.state.calls.get(number);
  switch (call?.kind) {
    case 'loginSync':
      return askReading(turn, call, number);
    case 'heal':
      return askHeal(turn, call, number);
    case 'history':
      return askHistory(turn, call, number);
    case 'excerpt':
      return askExcerpt(turn, call, number);
    case 'members':
      return askMembers(turn, call, number);
    default:
  }
}
