/** The texts of a conversation: threads, reactions, mentions, forwarding, search. */

import type { Dictionary } from './index.ts';

const listEn = (names: readonly string[]) => new Intl.ListFormat('en', { type: 'conjunction' }).format(names);

const en = {
  reply: 'Reply in a thread',
  react: 'Add a reaction',
  forward: 'Forward',

  thread: 'Thread',
  closeThread: 'Close the thread',
  earlier: 'Earlier replies',
  replies: 'Replies',
  replyCount: (count: number) => (count === 1 ? '1 reply' : `${count} replies`),
  noReplies: 'No replies yet.',
  replyBox: 'Reply',
  replyTo: (name: string) => `Reply to ${name}`,
  answers: (name: string) => `In reply to ${name}`,
  threadGone: 'This message is not here any more.',

  reaction: (emoji: string, count: number) => (count === 1 ? `${emoji} 1 person` : `${emoji} ${count} people`),
  reacted: (names: readonly string[], more: number) => listEn(more ? [...names, `${more} more`] : names),
  closePicker: 'Close the reactions',

  forwarded: (name: string) => `Forwarded, first written by ${name}`,
  forwardTitle: 'Forward this message',
  forwardTo: (room: string) => `Forward to ${room}`,
  filterRooms: 'Room',
  noRoom: 'No room of this name takes messages.',

  mentions: (count: number) => (count === 1 ? '1 mention' : `${count} mentions`),
  mentionedIn: (author: string, room: string) => `${author} mentions you in ${room}`,
  showIt: 'Show',
  suggestions: 'Who is meant',
  suggested: (count: number) => (count === 1 ? '1 name. Arrows choose, Enter takes it.' : `${count} names. Arrows choose, Enter takes one.`),
  everybody: 'Everybody in the room',
  whoIsHere: 'Everybody, told to who is online',

  searchBox: 'Find in all conversations',
  results: 'What was found',
  found: (count: number, hasMore: boolean) => (count === 0 ? 'Nothing found.' : hasMore ? `${count} found, and there are more.` : `${count} found.`),
  moreResults: 'More',
  searching: 'Searching…',
  place: 'Place in the room',
  backToNewest: 'Back to the newest',
  loadingLater: 'Loading later messages…',
};

export type TalkText = typeof en;

const ko: TalkText = {
  reply: '스레드에 답장',
  react: '반응 추가',
  forward: '전달',

  thread: '스레드',
  closeThread: '스레드 닫기',
  earlier: '이전 답장',
  replies: '답장 목록',
  replyCount: (count) => `답장 ${count}개`,
  noReplies: '아직 답장이 없습니다.',
  replyBox: '답장',
  replyTo: (name) => `${name} 님에게 답장`,
  answers: (name) => `${name} 님에게 보낸 답장`,
  threadGone: '더 이상 볼 수 없는 메시지입니다.',

  // The number stands alone, as on the button: who says what they see is understood.
  reaction: (emoji, count) => `${emoji} ${count} 명`,
  reacted: (names, more) => `${names.join(', ')} 님${more ? ` 외 ${more}명` : ''}`,
  closePicker: '반응 닫기',

  forwarded: (name) => `전달됨, 처음 쓴 사람: ${name}`,
  forwardTitle: '메시지 전달',
  forwardTo: (room) => `${room}에 전달`,
  filterRooms: '대화방',
  noRoom: '이 이름으로 메시지를 받을 수 있는 대화방이 없습니다.',

  mentions: (count) => `멘션 ${count}개`,
  mentionedIn: (author, room) => `${room}에서 ${author} 님이 나를 멘션했습니다`,
  showIt: '보기',
  suggestions: '멘션할 사람',
  suggested: (count) => `이름 ${count}개. 화살표로 고르고 Enter로 선택합니다.`,
  everybody: '대화방의 모든 사람',
  whoIsHere: '모든 사람, 온라인인 사람에게 알림',

  searchBox: '모든 대화에서 찾기',
  results: '찾은 메시지',
  found: (count, hasMore) => (count === 0 ? '찾은 메시지가 없습니다.' : hasMore ? `${count}개를 찾았고, 더 있습니다.` : `${count}개를 찾았습니다.`),
  moreResults: '더 보기',
  searching: '찾는 중…',
  place: '대화방 속 위치',
  backToNewest: '최신 메시지로 돌아가기',
  loadingLater: '다음 메시지를 불러오는 중…',
};

export const talkText: Dictionary<TalkText> = { en, ko };
