/**
 * Messages that were written here: kept before they are sent, sent one of a room after the other in the order in which they were
 * written, with one id from the first try on, until the server says COMMIT or ROLLBACK or the message comes as an event.
 */

import type { SendMessageMutation } from '../gql/graphql.ts';
import { isSignedOut, verdictOf } from './answers.ts';
import { SendMessage } from './changes.ts';
import { putAnswered } from './events.ts';
import type { Outcome, Wish } from './interface.ts';
import type { Attachment, Call, Outgoing } from './model.ts';
import { refuse } from './deeds.ts';
import { draftKey, endSession, outboxKey, refusedKey } from './session.ts';
import { sayStopped } from './typing.ts';
import { giveBack, takeUploads } from './uploads.ts';
import { withEntry, type Turn } from './turn.ts';

export function write(turn: Turn, { roomId, parentId = null, body, clientMutationId }: Extract<Wish, { kind: 'send' }>) {
  const { outbox, open } = turn.state;
  if (!turn.state.session || outbox.some((own) => own.clientMutationId === clientMutationId)) return;
  const attachments = takeUploads(turn, placeOfDraft(roomId, parentId), body.trim() !== '');
  if (!attachments) return;
  const order = Math.max(turn.now, (outbox.at(-1)?.order ?? 0) + 1);
  const written: Outgoing = { clientMutationId, roomId, parentId, body, attachments, order, tries: 0, isSending: false, trouble: null };
  turn.set({ outbox: [...outbox, written] });
  if (turn.rules.keepsOutbox()) keep(turn, written);
  setDraft(turn, placeOfDraft(roomId, parentId), '');
  if (open?.roomId === roomId) turn.set({ open: { roomId, unreadAfter: null } });
  sayStopped(turn, roomId);
  pump(turn, roomId);
}

/** Under which name a draft is kept: a room and each of its threads has one. Ids have no space. */
export const placeOfDraft = (roomId: string, parentId: string | null | undefined) => (parentId ? `${roomId} ${parentId}` : roomId);

/** What stands in a box, kept for this person and place. */
export function setDraft(turn: Turn, place: string, text: string) {
  const { drafts, viewerId } = turn.state;
  if ((drafts.get(place) ?? '') === text || !viewerId) return;
  turn.set({ drafts: withEntry(drafts, place, text || null) });
  turn.persist(draftKey(viewerId, place), text || null);
}

interface Kept {
  readonly roomId: string;
  readonly parentId?: string | null;
  readonly body: string;
  readonly attachments?: readonly Attachment[];
  readonly order: number;
}

function keep(turn: Turn, { clientMutationId, roomId, parentId, body, attachments, order }: Outgoing) {
  if (turn.state.viewerId) turn.persist(outboxKey(turn.state.viewerId, clientMutationId), JSON.stringify({ roomId, parentId, body, attachments, order } satisfies Kept));
}

function revived(clientMutationId: string, value: string): Outgoing | null {
  try {
    const { roomId, parentId = null, body, attachments = [], order } = JSON.parse(value) as Partial<Kept>;
    const isWhole = typeof roomId === 'string' && typeof body === 'string' && typeof order === 'number';
    return isWhole ? { clientMutationId, roomId, parentId, body, attachments, order, tries: 0, isSending: false, trouble: null } : null;
  } catch {
    return null; // Not ours, or cut short: there is nothing to send.
  }
}

/** What an earlier page has kept. First all of it, then the sending: storage has no order. */
export function recallOutbox(turn: Turn, saved: ReadonlyMap<string, string>) {
  const prefix = outboxKey(turn.state.viewerId ?? '', '');
  for (const [key, value] of saved) if (key.startsWith(prefix)) add(turn, key.slice(prefix.length), value);
  pumpAll(turn);
}

/** Another tab wrote a message, or one is not waiting any more. */
export function outboxStored(turn: Turn, clientMutationId: string, value: string | null) {
  if (value === null) return remove(turn, clientMutationId, false);
  add(turn, clientMutationId, value);
  pumpAll(turn);
}

function add(turn: Turn, clientMutationId: string, value: string) {
  const { outbox } = turn.state;
  const written = revived(clientMutationId, value);
  if (!written || outbox.some((own) => own.clientMutationId === clientMutationId)) return;
  turn.set({ outbox: [...outbox, written].sort((a, b) => a.order - b.order) });
}

/** Sends what is the next of each room. `atOnce`: also what waits for a better time. */
export function pumpAll(turn: Turn, { atOnce = false } = {}) {
  if (atOnce) for (const { clientMutationId, trouble } of turn.state.outbox) if (!trouble) turn.stop(timerOf(clientMutationId));
  for (const roomId of new Set(turn.state.outbox.map((own) => own.roomId))) pump(turn, roomId);
}

export const timerOf = (clientMutationId: string) => `send-${clientMutationId}`;

function pump(turn: Turn, roomId: string) {
  if (!turn.state.isLeader || !turn.state.session) return;
  const waiting = turn.state.outbox.filter((own) => own.roomId === roomId);
  for (const own of turn.rules.sendsOneByOne() ? waiting.slice(0, 1) : waiting) {
    if (own.isSending || turn.state.timers.has(timerOf(own.clientMutationId))) continue;
    const tries = own.tries + 1;
    change(turn, own.clientMutationId, { isSending: true, tries });
    const id = turn.rules.idOfTry(own.clientMutationId, tries);
    turn.tell({ kind: 'sent', mutation: 'sendMessage', clientMutationId: id, tries });
    const attachmentIds = own.attachments.map((attachment) => attachment.id);
    const more = { ...(own.parentId && { parentId: own.parentId }), ...(attachmentIds.length > 0 && { attachmentIds }) };
    turn.fetch({ kind: 'send', clientMutationId: own.clientMutationId }, SendMessage, { input: { roomId, ...more, body: own.body, clientMutationId: id } });
  }
}

export function sendAnswered(turn: Turn, { clientMutationId }: Extract<Call, { kind: 'send' }>, outcome: Outcome) {
  const verdict = verdictOf<SendMessageMutation['sendMessage']>(outcome, 'sendMessage');
  const error = verdict.action === 'COMMIT' ? null : verdict.error;
  const retryAfterMs = verdict.action === 'RETRY' ? verdict.retryAfterMs : null;
  const isUnknown = verdict.action === 'RETRY' && !error;
  const action = isUnknown ? null : verdict.action;
  turn.tell({ kind: 'answered', mutation: 'sendMessage', clientMutationId, action, error: error?.message ?? null, retryAfterMs });
  if (isSignedOut(outcome)) return endSession(turn, 'REFUSED');
  const own = turn.state.outbox.find((other) => other.clientMutationId === clientMutationId);
  if (verdict.action === 'COMMIT') {
    const message = verdict.payload?.message;
    if (message) putAnswered(turn, message);
    if (own) remove(turn, clientMutationId, true);
    return;
  }
  if (!own) return; // Its event was faster.
  const again = verdict.action === 'RETRY' && (isUnknown ? turn.rules.repeatsUnknown() : turn.rules.repeatsRetry());
  if (again || (verdict.action === 'ROLLBACK' && !turn.rules.takesBack())) {
    change(turn, clientMutationId, { isSending: false, trouble: error?.message ?? null });
    turn.wait(timerOf(clientMutationId), retryAfterMs ?? turn.pause(own.tries));
    return;
  }
  if (isUnknown || !error) return remove(turn, clientMutationId, true);
  const refusal = { clientMutationId, mutation: 'sendMessage', roomId: own.roomId, error };
  refuse(turn, refusal);
  if (turn.state.viewerId) turn.persist(refusedKey(turn.state.viewerId, clientMutationId), JSON.stringify(refusal));
  const place = placeOfDraft(own.roomId, own.parentId);
  const draft = turn.state.drafts.get(place);
  setDraft(turn, place, draft && own.body ? `${own.body}\n${draft}` : own.body || (draft ?? ''));
  giveBack(turn, place, own.attachments, error);
  remove(turn, clientMutationId, true);
}

/** The message is there: whatever becomes of the answer. */
export function settleByEvent(turn: Turn, clientMutationId: string) {
  if (turn.state.outbox.some((own) => own.clientMutationId === clientMutationId)) remove(turn, clientMutationId, true);
}

function change(turn: Turn, clientMutationId: string, changed: Partial<Outgoing>) {
  turn.set({ outbox: turn.state.outbox.map((own) => (own.clientMutationId === clientMutationId ? { ...own, ...changed } : own)) });
}

function remove(turn: Turn, clientMutationId: string, isHere: boolean) {
  const own = turn.state.outbox.find((other) => other.clientMutationId === clientMutationId);
  if (!own) return;
  turn.stop(timerOf(clientMutationId));
  turn.set({ outbox: turn.state.outbox.filter((other) => other !== own) });
  if (isHere && turn.state.viewerId) turn.persist(outboxKey(turn.state.viewerId, clientMutationId), null);
  pump(turn, own.roomId);
}
