/** The random cuts are worth something: they find a core from which one rule was taken out, each rule in turn. */

import { expect, it } from 'vitest';
import { RULES, type Rules } from '../src/spark/rules.ts';
import { cutAtRandom } from './simulation/story.ts';

const never = () => false;

/** What a client does that does not know the rule. */
const WITHOUT: Rules = {
  isKnown: never,
  leavesGap: never,
  isNewerMessage: () => true,
  takesParents: never,
  leavesRepliesOut: never,
  areNewerCounts: () => true,
  belongs: () => true,
  keepsPassing: never,
  keepsHeard: never,
  readsAnew: never,
  previousFingerprint: () => null,
  isOtherLog: never,
  doubts: never,
  heedsReset: never,
  believesList: never,
  dropsUnproved: never,
  waitsForStreams: never,
  holdsWhileReading: never,
  forgetsEarlierReading: never,
  endsStay: () => true,
  heedsSyncRequired: never,
  heedsLoginSyncRequired: never,
  asksAgain: never,
  readsOn: never,
  counts: (typename) => typename !== 'PollOpened',
  comesBack: never,
  noticesSilence: never,
  sendsOneByOne: never,
  reactsOneByOne: never,
  keepsOutbox: never,
  waitsForUploads: never,
  uploadsMore: () => true,
  repeatsUpload: never,
  keepsUploads: never,
  givesFilesBack: never,
  idOfTry: (clientMutationId, tries) => `${clientMutationId}-${tries}`,
  repeatsUnknown: never,
  repeatsRetry: never,
  takesBack: never,
};

/** More than any rule has needed: always the same ones, so that it is found every time or never. */
const STORIES = 4_000;

it.each(Object.keys(RULES) as (keyof Rules)[])('finds a client without the rule %s', { timeout: 240_000 }, (rule) => {
  const rules: Rules = { ...RULES, [rule]: WITHOUT[rule] };
  const found = () => {
    for (let seed = 1; seed <= STORIES; seed++) cutAtRandom(seed, rules);
  };
  expect(found).toThrow(/SPARK_SEED/);
});
