/**
 * Files at the boxes in which messages are written: a few on their way at a time, each under one id from the first try on, until the
 * server has it or says why not. What it has is kept until its message is sent, as a draft is; what is on its way goes on wherever
 * one looks, and ends with the page.
 */

import type { UploadAttachmentMutation } from '../gql/graphql.ts';
import { CALL_FAILED, isSignedOut, verdictOf } from './answers.ts';
import { UploadAttachment } from './changes.ts';
import type { Outcome, Wish } from './interface.ts';
import type { Attachment, Call, Refused, Upload } from './model.ts';
import { placeOfDraft } from './outbox.ts';
import { endSession, uploadKey } from './session.ts';
import { withEntry, type Turn } from './turn.ts';

/** A message takes no more. */
export const MOST_FILES = 10;

/** After so long without a message the server forgets a file. */
const KEPT_MS = 24 * 3_600_000;

export function attach(turn: Turn, { roomId, parentId, files }: Extract<Wish, { kind: 'attach' }>) {
  const place = placeOfDraft(roomId, parentId);
  for (const { id, name, byteSize } of files) {
    const isFull = (turn.state.uploads.get(place)?.length ?? 0) >= MOST_FILES;
    if (isFull || !turn.state.session) turn.do({ type: 'drop', file: id });
    else if (!find(turn, id)) put(turn, place, { id, name, byteSize, order: nextOrder(turn), tries: 0, isSending: false, sent: 0, attachment: null, error: null });
  }
  pumpUploads(turn);
}

const all = (turn: Turn) => [...turn.state.uploads].flatMap(([place, uploads]) => uploads.map((upload) => ({ place, upload })));

const find = (turn: Turn, id: string) => all(turn).find(({ upload }) => upload.id === id);

const nextOrder = (turn: Turn) => Math.max(turn.now, ...all(turn).map(({ upload }) => upload.order + 1));

function put(turn: Turn, place: string, upload: Upload) {
  const others = (turn.state.uploads.get(place) ?? []).filter(({ id }) => id !== upload.id);
  turn.set({ uploads: withEntry(turn.state.uploads, place, [...others, upload].sort((a, b) => a.order - b.order)) });
}

function change(turn: Turn, id: string, changed: Partial<Upload>) {
  const found = find(turn, id);
  if (found) put(turn, found.place, { ...found.upload, ...changed });
}

/** What is not on its way and may be. `order` is that of the whole page: the first that was added is the first to go. */
export function pumpUploads(turn: Turn) {
  if (!turn.state.session) return;
  const uploads = all(turn).map(({ upload }) => upload).sort((a, b) => a.order - b.order);
  let onTheirWay = uploads.filter(({ isSending }) => isSending).length;
  for (const { id, tries, isSending, attachment, error } of uploads) {
    if (isSending || attachment || error || turn.state.timers.has(timerOf(id))) continue;
    if (!turn.rules.uploadsMore(onTheirWay)) return;
    onTheirWay += 1;
    change(turn, id, { isSending: true, sent: 0, tries: tries + 1 });
    const clientMutationId = turn.rules.idOfTry(id, tries + 1);
    turn.tell({ kind: 'sent', mutation: 'uploadAttachment', clientMutationId, tries: tries + 1 });
    turn.fetch({ kind: 'upload', id }, UploadAttachment, { input: { file: null, clientMutationId } }, undefined, id);
  }
}

const timerOf = (id: string) => `upload-${id}`;

/** Of a file at a box, or of a change that has one. */
export function progressed(turn: Turn, number: number, sent: number) {
  const call = turn.state.calls.get(number);
  if (call?.kind === 'upload') change(turn, call.id, { sent });
  const deed = call?.kind === 'deed' ? turn.state.deeds.get(call.clientMutationId) : undefined;
  if (deed) turn.set({ deeds: withEntry(turn.state.deeds, deed.input.clientMutationId, { ...deed, sent }) });
}

export function uploadAnswered(turn: Turn, { id }: Extract<Call, { kind: 'upload' }>, outcome: Outcome) {
  const verdict = verdictOf<UploadAttachmentMutation['uploadAttachment']>(outcome, 'uploadAttachment');
  const error = verdict.action === 'COMMIT' ? null : verdict.error;
  const retryAfterMs = verdict.action === 'RETRY' ? verdict.retryAfterMs : null;
  const isUnknown = verdict.action === 'RETRY' && !error;
  turn.tell({ kind: 'answered', mutation: 'uploadAttachment', clientMutationId: id, action: isUnknown ? null : verdict.action, error: error?.message ?? null, retryAfterMs });
  if (isSignedOut(outcome)) return endSession(turn, 'REFUSED');
  const found = find(turn, id);
  if (!found) return;
  change(turn, id, { isSending: false, sent: 0 });
  const attachment = verdict.action === 'COMMIT' ? verdict.payload?.attachment : null;
  if (attachment) arrived(turn, found.place, { ...found.upload, isSending: false, sent: 0, attachment });
  else if (verdict.action !== 'RETRY' || (isUnknown && !turn.rules.repeatsUpload(found.upload.tries))) fail(turn, id, error ?? CALL_FAILED);
  else turn.wait(timerOf(id), retryAfterMs ?? turn.pause(found.upload.tries));
  pumpUploads(turn);
}

/** The server has it: the file here is needed no more. */
function arrived(turn: Turn, place: string, upload: Upload) {
  put(turn, place, upload);
  keep(turn, place, upload);
  turn.do({ type: 'drop', file: upload.id });
}

function fail(turn: Turn, id: string, error: Refused) {
  change(turn, id, { error });
}

export function detach(turn: Turn, id: string) {
  if (!find(turn, id)) return;
  remove(turn, id, true);
  turn.do({ type: 'drop', file: id });
  pumpUploads(turn);
}

export function uploadAgain(turn: Turn, id: string) {
  if (!find(turn, id)?.upload.error) return;
  change(turn, id, { error: null, tries: 0 });
  pumpUploads(turn);
}

/** The connection is back: what failed for want of one is on its way again, and what waits for a better time has it. */
export function resumeUploads(turn: Turn) {
  for (const { upload } of all(turn)) {
    turn.stop(timerOf(upload.id));
    if (upload.error?.code === CALL_FAILED.code) change(turn, upload.id, { error: null, tries: 0 });
  }
  pumpUploads(turn);
}

/** All that is at a box goes with its message; null where there is nothing to send, or not yet. */
export function takeUploads(turn: Turn, place: string, hasText: boolean): readonly Attachment[] | null {
  const uploads = (turn.state.uploads.get(place) ?? []).slice(0, MOST_FILES);
  const there = uploads.flatMap(({ id, attachment }) => (attachment ? [{ id, attachment }] : []));
  if (there.length < uploads.length && turn.rules.waitsForUploads()) return null;
  if (!hasText && there.length === 0) return null;
  for (const { id } of there) remove(turn, id, true);
  return there.map(({ attachment }) => attachment);
}

/** The message was refused: what was on it is still there for another one, but for a file that was the reason. */
export function giveBack(turn: Turn, place: string, attachments: readonly Attachment[], refused: Refused) {
  if (!turn.rules.givesFilesBack()) return;
  const at = (refused.path?.indexOf('attachmentIds') ?? -1) + 1;
  const culprit = at > 0 ? refused.path?.[at] : undefined;
  for (const [n, attachment] of attachments.entries()) {
    const { id, name, byteSize } = attachment;
    const fate = culprit === String(n) ? { attachment: null, error: refused } : { attachment, error: null };
    const upload: Upload = { id, name, byteSize, order: nextOrder(turn), tries: 1, isSending: false, sent: 0, ...fate };
    put(turn, place, upload);
    keep(turn, place, upload);
  }
}

function remove(turn: Turn, id: string, isHere: boolean) {
  const found = find(turn, id);
  if (!found) return;
  const others = (turn.state.uploads.get(found.place) ?? []).filter((upload) => upload.id !== id);
  turn.set({ uploads: withEntry(turn.state.uploads, found.place, others.length > 0 ? others : null) });
  turn.stop(timerOf(id));
  turn.forgetCalls((call) => call.kind === 'upload' && call.id === id);
  if (isHere && found.upload.attachment && turn.state.viewerId) turn.persist(uploadKey(turn.state.viewerId, id), null);
}

/** Nobody is signed in any more: whatever is on its way ends. */
export function dropFiles(turn: Turn) {
  for (const { upload } of all(turn)) if (!upload.attachment) turn.do({ type: 'drop', file: upload.id });
  for (const [id, { hasFile }] of turn.state.deeds) if (hasFile) turn.do({ type: 'drop', file: id });
}

// ---------------------------------------------------------------- what is kept

interface Kept {
  readonly place: string;
  readonly order: number;
  readonly attachment: Attachment;
}

function keep(turn: Turn, place: string, { id, order, attachment }: Upload) {
  if (attachment && turn.state.viewerId && turn.rules.keepsUploads()) turn.persist(uploadKey(turn.state.viewerId, id), JSON.stringify({ place, order, attachment } satisfies Kept));
}

/** What an earlier page has kept, unless the server has forgotten it by now. */
export function recallUploads(turn: Turn, saved: ReadonlyMap<string, string>) {
  const prefix = uploadKey(turn.state.viewerId ?? '', '');
  for (const [key, value] of saved) {
    if (!key.startsWith(prefix)) continue;
    uploadStored(turn, key.slice(prefix.length), value);
    if (!find(turn, key.slice(prefix.length))) turn.persist(key, null);
  }
}

/** Another tab has brought a file, sent it or taken it away. */
export function uploadStored(turn: Turn, id: string, value: string | null) {
  if (value === null) return find(turn, id)?.upload.attachment ? remove(turn, id, false) : undefined;
  try {
    const { place, order, attachment } = JSON.parse(value) as Partial<Kept>;
    if (typeof place !== 'string' || typeof order !== 'number' || !attachment || order + KEPT_MS < turn.now) return;
    const { name, byteSize } = attachment;
    put(turn, place, { id, name, byteSize, order, tries: 1, isSending: false, sent: 0, attachment, error: null });
  } catch {
    // Not ours, or cut short.
  }
}
