/** What the wire says. */

import type { Dictionary } from './index.ts';

const range = (from: number, to: number) => (from === to ? `${from}` : `${from}–${to}`);

const en = {
  wire: 'Wire',
  show: 'Show the wire',
  hide: 'Hide the wire',
  events: 'Events and changes',
  phases: {
    signedOut: 'signed out',
    connecting: 'connecting',
    subscribing: 'subscribing',
    reading: 'reading',
    live: 'live',
    waiting: 'lost',
  },
  numbersOf: (room: string) => `Numbers of ${room}`,
  legend: { came: 'came', own: 'yours', fetched: 'fetched', missing: 'missing' },
  hows: { came: '', own: 'yours', waits: 'waits', waited: 'had waited', fetched: 'fetched', known: 'again', swallowed: 'swallowed' },
  /** One sentence on what the numbers show at this moment. */
  calm: 'Each event of a room has the next number, so a hole is seen at once.',
  swallowed: (from: number, to: number) => `${range(from, to)} never came, and nothing here knows it yet. The next number will show the hole.`,
  gap: (from: number, to: number) => `${range(from, to)} did not come. They are asked for by their numbers.`,
  filled: (count: number) => (count === 1 ? 'One number had not come. It was fetched: nothing is lost.' : `${count} numbers had not come. They were fetched: nothing is lost.`),
  offline: (last: number) => `No connection. When it is back, the page says “I have ${last}” and is given all that came after.`,
  drop: 'Drop connection',
  dropHint: 'for 6 seconds',
  swallow: 'Swallow events',
  swallowHint: 'the next 5',
  swallowLeft: (count: number) => `${count} to go`,
  fail: 'Fail next send',
  failHint: 'before it arrives',
  failLeft: (count: number) => `${count} will fail`,
  missing: (from: number, to: number) => `${range(from, to)} missing`,
  asked: 'asked for by number',
  healed: (events: number) => (events === 0 ? 'Nothing was missed' : events === 1 ? 'Healed: 1 event fetched' : `Healed: ${events} events fetched`),
  reset: 'Another log: read anew',
  noAnswer: 'no answer',
  again: (seconds: string) => `again in ${seconds} s`,
  sameAgain: 'the same again',
  onItsWay: 'on its way',
  tries: (count: number) => `try ${count}`,
  empty: 'Send a message and see its number come. Then break something, and see it heal.',
  somebody: 'somebody',
};

export type WireText = typeof en;

const ko: WireText = {
  wire: '와이어',
  show: '와이어 보기',
  hide: '와이어 숨기기',
  events: '와이어를 지나간 것',
  phases: {
    signedOut: '로그아웃됨',
    connecting: '연결 중',
    subscribing: '구독 중',
    reading: '읽는 중',
    live: '연결됨',
    waiting: '끊김',
  },
  numbersOf: (room) => `${room}의 번호`,
  legend: { came: '도착', own: '내 것', fetched: '가져옴', missing: '빠짐' },
  hows: { came: '', own: '내 것', waits: '대기', waited: '대기했음', fetched: '가져옴', known: '중복', swallowed: '삼켜짐' },
  calm: '대화방의 이벤트마다 다음 번호가 붙습니다. 그래서 빠진 것이 바로 보입니다.',
  swallowed: (from, to) => `${range(from, to)}번이 오지 않았지만 아직 아무도 모릅니다. 다음 번호가 오면 드러납니다.`,
  gap: (from, to) => `${range(from, to)}번이 오지 않았습니다. 번호로 다시 요청합니다.`,
  filled: (count) => `오지 않았던 번호 ${count}개를 가져왔습니다. 잃어버린 것은 없습니다.`,
  offline: (last) => `연결이 없습니다. 다시 연결되면 “${last}번까지 있어요”라고 말하고 그다음부터 모두 받습니다.`,
  drop: '연결 끊기',
  dropHint: '6초 동안',
  swallow: '이벤트 삼키기',
  swallowHint: '다음 5개',
  swallowLeft: (count) => `${count}개 남음`,
  fail: '다음 전송 실패',
  failHint: '도착하기 전에',
  failLeft: (count) => `${count}번 실패 예정`,
  missing: (from, to) => `${range(from, to)}번 빠짐`,
  asked: '번호로 요청',
  healed: (events) => (events === 0 ? '놓친 것 없음' : `복구됨: 이벤트 ${events}개 가져옴`),
  reset: '다른 기록: 새로 읽음',
  noAnswer: '응답 없음',
  again: (seconds) => `${seconds}초 뒤 다시`,
  sameAgain: '같은 요청을 다시',
  onItsWay: '가는 중',
  tries: (count) => `${count}번째 시도`,
  empty: '메시지를 보내 번호가 오는 것을 보세요. 그다음 무언가를 고장 내고 복구되는 것을 보세요.',
  somebody: '누군가',
};

export const wire: Dictionary<WireText> = { en, ko };
