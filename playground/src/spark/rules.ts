/**
 * The rules of a client that misses nothing, each for itself. The core takes them as an argument, so that a test can take one
 * out and see that the random cuts find it.
 */

import type { Membership, Place, Room } from './model.ts';

/** Where an event stands to what is there. */
export type Standing = 'known' | 'next' | 'ahead';

export interface Rules {
  /** An event up to `last` is there already. */
  readonly isKnown: (last: Place, seq: number) => boolean;
  /** An event above `last + 1` says that others are missing: ask for them, and let it wait. */
  readonly leavesGap: (last: Place, seq: number) => boolean;
  /** Of two copies of a message, the one with the larger `updatedSeq`. */
  readonly isNewerMessage: (mine: { updatedSeq: number }, other: { updatedSeq: number }) => boolean;
  /** A reply brings what it answers, with the count of today. */
  readonly takesParents: () => boolean;
  /** A reply is in no list of rooms as its last message. */
  readonly leavesRepliesOut: () => boolean;
  /** Of two states of a membership, the one with the larger `asOfSeq`, then `lastReadSeq`. */
  readonly areNewerCounts: (mine: Counts, other: Counts) => boolean;
  /** Only what is not older than the oldest message there is put into a list: below it is a gap. */
  readonly belongs: (room: Room, seq: number) => boolean;
  /** What events say of older messages while a page is on its way is kept until it is there. */
  readonly keepsPassing: () => boolean;
  /** So is what they say of a thread or a place. */
  readonly keepsHeard: () => boolean;
  /** After a lost connection a thread and a place are read anew. */
  readonly readsAnew: () => boolean;
  /** Whoever asks for what follows says what it has. */
  readonly previousFingerprint: (last: Place) => string | null;
  /** The list's number is one's own, but the event is another. */
  readonly isOtherLog: (last: Place, latestSeq: number, latestFingerprint: string) => boolean;
  /** After a lost connection, and on coming back to a room, its log may be another one. */
  readonly doubts: () => boolean;
  /** `reset` drops what is there of the room. */
  readonly heedsReset: () => boolean;
  /** Of a doubted room the list is right, whatever its numbers say. */
  readonly believesList: () => boolean;
  /** What a doubted room has from beyond its place, by answers whose events never came, may have never been. */
  readonly dropsUnproved: () => boolean;
  /** The list is read only once the subscriptions have begun. */
  readonly waitsForStreams: () => boolean;
  /** What the user and the global channel say while the list is read waits for it. */
  readonly holdsWhileReading: () => boolean;
  /** The answer to a question of an earlier connection is not heard. */
  readonly forgetsEarlierReading: () => boolean;
  /** A departure names the stay that has ended: an earlier one does not end a later one. */
  readonly endsStay: (membership: Membership | null, membershipId: string) => boolean;
  /** The numbers that the server left out are asked for. */
  readonly heedsSyncRequired: () => boolean;
  /** Lost events of the user's channel: the list is read again. */
  readonly heedsLoginSyncRequired: () => boolean;
  /** What was not answered is asked again. */
  readonly asksAgain: () => boolean;
  /** Another page when there is more. */
  readonly readsOn: () => boolean;
  /** A new type of event is counted. */
  readonly counts: (typename: string) => boolean;
  /** A lost connection comes back. */
  readonly comesBack: () => boolean;
  /** A connection without a word is lost. */
  readonly noticesSilence: () => boolean;
  /** Of a room, one message is on its way at a time. */
  readonly sendsOneByOne: () => boolean;
  /** So is one reaction, of an emoji to a message. */
  readonly reactsOneByOne: () => boolean;
  /** Kept before it is sent. */
  readonly keepsOutbox: () => boolean;
  /** A message waits for the files that are to go with it. */
  readonly waitsForUploads: () => boolean;
  /** Few files are on their way at a time. */
  readonly uploadsMore: (onTheirWay: number) => boolean;
  /** A file that got no answer is brought again, a few times by itself. */
  readonly repeatsUpload: (tries: number) => boolean;
  /** A file that the server has is kept for the message, also when the page goes. */
  readonly keepsUploads: () => boolean;
  /** The files of a message that is refused are back at its box. */
  readonly givesFilesBack: () => boolean;
  /** The id of a try. */
  readonly idOfTry: (clientMutationId: string, tries: number) => string;
  /** Without an answer: the same again. */
  readonly repeatsUnknown: () => boolean;
  /** On RETRY: the same again. */
  readonly repeatsRetry: () => boolean;
  /** On ROLLBACK: never again. */
  readonly takesBack: () => boolean;
}

interface Counts {
  readonly asOfSeq: number;
  readonly lastReadSeq: number;
}

const always = () => true;

/** So many files are on their way at a time: the server bounds them, and more are no faster. */
export const UPLOADS = 2;
/** So often a file is brought by itself. */
export const UPLOAD_TRIES = 3;

export const RULES: Rules = {
  isKnown: (last, seq) => seq <= last.seq,
  leavesGap: (last, seq) => seq > last.seq + 1,
  isNewerMessage: (mine, other) => other.updatedSeq >= mine.updatedSeq,
  takesParents: always,
  leavesRepliesOut: always,
  areNewerCounts: (mine, other) =>
    other.asOfSeq > mine.asOfSeq || (other.asOfSeq === mine.asOfSeq && other.lastReadSeq >= mine.lastReadSeq),
  belongs: (room, seq) => seq >= room.from,
  keepsPassing: always,
  keepsHeard: always,
  readsAnew: always,
  previousFingerprint: (last) => last.fingerprint,
  isOtherLog: (last, latestSeq, latestFingerprint) => last.seq === latestSeq && last.fingerprint !== latestFingerprint,
  doubts: always,
  heedsReset: always,
  believesList: always,
  dropsUnproved: always,
  waitsForStreams: always,
  holdsWhileReading: always,
  forgetsEarlierReading: always,
  endsStay: (membership, membershipId) => membership?.id === membershipId,
  heedsSyncRequired: always,
  heedsLoginSyncRequired: always,
  asksAgain: always,
  readsOn: always,
  counts: always,
  comesBack: always,
  noticesSilence: always,
  sendsOneByOne: always,
  reactsOneByOne: always,
  keepsOutbox: always,
  waitsForUploads: always,
  uploadsMore: (onTheirWay) => onTheirWay < UPLOADS,
  repeatsUpload: (tries) => tries < UPLOAD_TRIES,
  keepsUploads: always,
  givesFilesBack: always,
  idOfTry: (clientMutationId) => clientMutationId,
  repeatsUnknown: always,
  repeatsRetry: always,
  takesBack: always,
};
