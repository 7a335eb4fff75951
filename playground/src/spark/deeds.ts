/** All other changes: sent at once, again on RETRY and when no answer came, with one id, until COMMIT or ROLLBACK. */

import { isSignedOut, verdictOf } from './answers.ts';
import { withoutAnnouncement } from './channels.ts';
import { DEEDS } from './changes.ts';
import { changeMembers, putAnswered } from './events.ts';
import type { Outcome, Wish } from './interface.ts';
import type { Call, Deed, DeedPayload, OwnRoom, Refusal } from './model.ts';
import { enter, exit, takeMembership, takeReadMembership, takeRoom } from './memberships.ts';
import { heal } from './numbers.ts';
import { beginReading } from './reading.ts';
import { endSession, refusedKey } from './session.ts';
import { withEntry, type Turn } from './turn.ts';
import type { TypedDocumentString } from '../gql/graphql.ts';

export function perform(turn: Turn, { name, input, hasFile = false }: Extract<Wish, { kind: 'do' }>) {
  const { clientMutationId } = input;
  if (!turn.state.session || turn.state.deeds.has(clientMutationId)) return;
  turn.set({ deeds: withEntry<string, Deed>(turn.state.deeds, clientMutationId, { name, input, tries: 0, hasFile, sent: 0, lists: 0, place: null }) });
  if (turn.rules.reactsOneByOne() && first(turn, lineOf({ name, input }))?.input.clientMutationId !== clientMutationId) return;
  send(turn, clientMutationId);
}

/** Of changes of one line one is on its way at a time, so that the last one wished for is the last one done. Others have none. */
const lineOf = ({ name, input }: Pick<Deed, 'name' | 'input'>) =>
  name === 'addReaction' || name === 'removeReaction' ? `${String(input.messageId)} ${String(input.emoji)}` : input.clientMutationId;

const first = (turn: Turn, line: string) => [...turn.state.deeds.values()].find((deed) => lineOf(deed) === line);

export const timerOf = (clientMutationId: string) => `deed-${clientMutationId}`;

export function send(turn: Turn, clientMutationId: string) {
  const deed = turn.state.deeds.get(clientMutationId);
  if (!deed) return;
  const tries = deed.tries + 1;
  turn.set({ deeds: withEntry<string, Deed>(turn.state.deeds, clientMutationId, { ...deed, tries, sent: 0, lists: turn.state.lists, place: placeOf(turn, deed) }) });
  turn.tell({ kind: 'sent', mutation: deed.name, clientMutationId, tries });
  const document = DEEDS[deed.name] as unknown as TypedDocumentString<unknown, { input: Deed['input'] }>;
  turn.fetch({ kind: 'deed', clientMutationId }, document, { input: deed.input }, undefined, deed.hasFile ? clientMutationId : null);
}

const placeOf = (turn: Turn, { input: { roomId } }: Deed) => (typeof roomId === 'string' ? (turn.state.rooms.get(roomId)?.membership ?? null) : null);

export function deedAnswered(turn: Turn, { clientMutationId }: Extract<Call, { kind: 'deed' }>, outcome: Outcome) {
  const deed = turn.state.deeds.get(clientMutationId);
  if (!deed) return;
  const verdict = verdictOf<unknown>(outcome, deed.name);
  const error = verdict.action === 'COMMIT' ? null : verdict.error;
  const retryAfterMs = verdict.action === 'RETRY' ? verdict.retryAfterMs : null;
  const action = verdict.action === 'RETRY' && !error ? null : verdict.action;
  turn.tell({ kind: 'answered', mutation: deed.name, clientMutationId, action, error: error?.message ?? null, retryAfterMs });
  if (isSignedOut(outcome)) return endSession(turn, 'REFUSED');
  if (verdict.action === 'RETRY') return turn.wait(timerOf(clientMutationId), retryAfterMs ?? turn.pause(deed.tries));
  turn.set({ deeds: withEntry(turn.state.deeds, clientMutationId, null) });
  if (deed.hasFile) turn.do({ type: 'drop', file: clientMutationId });
  const waiting = first(turn, lineOf(deed));
  if (waiting?.tries === 0) send(turn, waiting.input.clientMutationId);
  if (verdict.action === 'COMMIT') {
    if (verdict.payload) commit(turn, deed, verdict.payload as never);
    turn.do({ type: 'settle', clientMutationId, settled: { action: 'COMMIT', payload: verdict.payload } });
  } else {
    const roomId = typeof deed.input.roomId === 'string' ? deed.input.roomId : null;
    refuse(turn, { clientMutationId, mutation: deed.name, roomId, error: verdict.error });
    turn.do({ type: 'settle', clientMutationId, settled: { action: 'ROLLBACK', error: verdict.error } });
  }
}

/** Whatever a payload brings is in its place before the events come. */
type Brought = Partial<
  DeedPayload<'editMessage'> & DeedPayload<'createRoom'> & DeedPayload<'leaveRoom'> & DeedPayload<'updateRoom'> & DeedPayload<'setStatus'> & DeedPayload<'setMemberRole'> & DeedPayload<'addMembers'> & DeedPayload<'updateSettings'>
>;

function commit(turn: Turn, deed: Deed, payload: Brought & { announcement?: { id: string } | null }) {
  const { message, membership, room, user, member, members, settings, announcement, roomId, membershipId } = payload;
  if (message) putAnswered(turn, message);
  if (membership) takePlace(turn, deed, membership);
  if (room) takeRoom(turn, room);
  turn.meet(user);
  for (const each of [member, ...(members ?? [])]) {
    if (each) changeMembers(turn, each.roomId, (known) => withEntry(known, each.user.id, each));
  }
  if (settings) turn.set({ settings });
  if (announcement && deed.name === 'acknowledgeAnnouncement') withoutAnnouncement(turn, announcement.id);
  if (roomId && membershipId) exit(turn, roomId, membershipId, true);
}

/** The viewer's place in a room; where it is a new one, with the room. */
function takePlace(turn: Turn, { tries, lists, place }: Deed, { room, ...membership }: NonNullable<Brought['membership']> & { room?: OwnRoom }) {
  const mine = turn.state.rooms.get(membership.roomId)?.membership;
  if (mine?.id === membership.id) {
    // What was told since may be newer than the answer; the event of this change comes as well.
    if (mine === place) takeMembership(turn, membership);
    else takeReadMembership(turn, membership);
  } else if (room) {
    // The answer to a repetition is that to the first try, and a list that was read since is newer: one may be out of the room
    // again. Another list says.
    if (tries > 1 || lists !== turn.state.lists) return beginReading(turn);
    enter(turn, membership, room);
    heal(turn);
  }
}

/** Says it until it is dismissed. */
export function refuse(turn: Turn, refusal: Refusal) {
  turn.set({ refusals: [...turn.state.refusals, refusal] });
}

/** Another tab was refused something, or somebody has read it there. */
export function refusedStored(turn: Turn, clientMutationId: string, value: string | null) {
  const others = turn.state.refusals.filter((refusal) => refusal.clientMutationId !== clientMutationId);
  try {
    turn.set({ refusals: value === null ? others : [...others, JSON.parse(value) as Refusal] });
  } catch {
    turn.set({ refusals: others }); // Not ours, or cut short.
  }
}

export function dismiss(turn: Turn, clientMutationId: string) {
  const { viewerId, refusals } = turn.state;
  if (!viewerId || !refusals.some((refusal) => refusal.clientMutationId === clientMutationId)) return;
  refusedStored(turn, clientMutationId, null);
  turn.persist(refusedKey(viewerId, clientMutationId), null);
}
