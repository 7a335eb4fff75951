/** The texts of an open room. */

import type { Dictionary } from './index.ts';

interface Notice {
  readonly actor: string;
  readonly subject: string;
}

export interface RoomText {
  readonly back: string;
  readonly members: (count: number) => string;
  readonly settings: string;
  readonly leave: string;
  readonly join: string;
  readonly status: Readonly<Record<string, string>>;
  readonly lastSeen: (ago: string) => string;
  readonly direct: string;
  readonly privateRoom: string;
  readonly publicRoom: string;

  readonly history: string;
  readonly messages: string;
  readonly loading: string;
  readonly loadingOlder: string;
  readonly beginning: string;
  readonly empty: string;
  readonly unread: string;
  readonly newest: string;
  readonly came: (count: number) => string;

  readonly message: string;
  readonly placeholder: (room: string) => string;
  readonly send: string;
  readonly hint: string;
  readonly archived: string;
  readonly notMember: string;
  readonly away: string;

  readonly pending: string;
  readonly waits: string;
  readonly again: (sentence: string) => string;
  readonly noAnswer: string;
  readonly sent: string;
  readonly edited: string;
  readonly saving: string;
  readonly deleted: string;
  readonly readBy: (names: readonly string[], more: number) => string;
  readonly typing: (names: readonly string[]) => string;

  readonly edit: string;
  readonly newText: string;
  readonly save: string;
  readonly cancel: string;
  readonly delete: string;
  readonly deleteTitle: string;
  readonly deleteNote: string;
  readonly somebody: string;
  readonly system: Readonly<Record<string, (notice: Notice) => string>>;
}

const listEn = (names: readonly string[]) => new Intl.ListFormat('en', { type: 'conjunction' }).format(names);

/** 님 takes the same particle after every name, in whichever letters. */
const topic = (name: string) => `${name} 님이`;

export const roomText: Dictionary<RoomText> = {
  en: {
    back: 'Back to the rooms',
    members: (count) => (count === 1 ? '1 member' : `${count} members`),
    settings: 'Room settings',
    leave: 'Leave room',
    join: 'Join room',
    status: { ONLINE: 'Online', AWAY: 'Away', BUSY: 'Busy', OFFLINE: 'Offline' },
    lastSeen: (ago) => `Last seen ${ago}`,
    direct: 'Direct conversation',
    privateRoom: 'Private room',
    publicRoom: 'Public room',
    history: 'History',
    messages: 'Messages',
    loading: 'Loading messages…',
    loadingOlder: 'Loading earlier messages…',
    beginning: 'This is where it begins.',
    empty: 'Nothing was written here yet. Say hello!',
    unread: 'New',
    newest: 'Newest messages',
    came: (count) => `${count} new`,
    message: 'Message',
    placeholder: (room) => `Write to ${room}`,
    send: 'Send',
    hint: 'Enter sends, Shift+Enter makes a line',
    archived: 'This room is archived: it can be read, but nothing is written any more.',
    notMember: 'You are reading this room, but are not in it.',
    away: 'You are not in this room any more.',
    pending: 'Sending…',
    waits: 'Waits to be sent',
    again: (sentence) => `Not sent yet, will be tried again: ${sentence}`,
    noAnswer: 'no answer came',
    sent: 'Sent',
    edited: 'edited',
    saving: 'Saving…',
    deleted: 'This message was deleted.',
    readBy: (names, more) => `Read by ${listEn(more ? [...names, `${more} more`] : names)}`,
    typing: (names) => (names.length > 3 ? 'Several people are typing…' : `${listEn(names)} ${names.length === 1 ? 'is' : 'are'} typing…`),
    edit: 'Edit',
    newText: 'New text',
    save: 'Save',
    cancel: 'Cancel',
    delete: 'Delete',
    deleteTitle: 'Delete this message?',
    deleteNote: 'It disappears for everybody. A note stays that something stood there.',
    somebody: 'Somebody',
    system: {
      ROOM_CREATED: ({ actor }) => `${actor} created the room`,
      MEMBER_JOINED: ({ subject }) => `${subject} joined`,
      MEMBER_ADDED: ({ actor, subject }) => `${actor} added ${subject}`,
      MEMBER_LEFT: ({ subject }) => `${subject} left`,
      MEMBER_REMOVED: ({ actor, subject }) => `${actor} removed ${subject}`,
      ROLE_CHANGED: ({ actor, subject }) => `${actor} changed the role of ${subject}`,
      ROOM_CHANGED: ({ actor }) => `${actor} changed the room`,
      ROOM_ARCHIVED: ({ actor }) => `${actor} archived the room`,
    },
  },
  ko: {
    back: '대화방 목록으로',
    members: (count) => `멤버 ${count}명`,
    settings: '대화방 설정',
    leave: '대화방 나가기',
    join: '대화방 참여',
    status: { ONLINE: '온라인', AWAY: '자리 비움', BUSY: '다른 용무 중', OFFLINE: '오프라인' },
    lastSeen: (ago) => `마지막 접속 ${ago}`,
    direct: '1:1 대화',
    privateRoom: '비공개 대화방',
    publicRoom: '공개 대화방',
    history: '대화 내역',
    messages: '메시지 목록',
    loading: '메시지를 불러오는 중…',
    loadingOlder: '이전 메시지를 불러오는 중…',
    beginning: '대화의 시작입니다.',
    empty: '아직 메시지가 없습니다. 먼저 인사해 보세요!',
    unread: '새 메시지',
    newest: '최신 메시지로',
    came: (count) => `새 메시지 ${count}개`,
    message: '메시지',
    placeholder: (room) => `${room}에 메시지 쓰기`,
    send: '보내기',
    hint: 'Enter로 보내기, Shift+Enter로 줄 바꿈',
    archived: '보관된 대화방입니다. 읽을 수만 있고 더 쓸 수는 없습니다.',
    notMember: '참여하지 않은 대화방을 보고 있습니다.',
    away: '더 이상 이 대화방의 멤버가 아닙니다.',
    pending: '보내는 중…',
    waits: '보내기 대기 중',
    again: (sentence) => `아직 보내지 못해 다시 시도합니다: ${sentence}`,
    noAnswer: '응답이 없습니다',
    sent: '보냄',
    edited: '수정됨',
    saving: '저장하는 중…',
    deleted: '삭제된 메시지입니다.',
    readBy: (names, more) => `${names.join(', ')} 님${more ? ` 외 ${more}명` : ''}이 읽음`,
    typing: (names) => (names.length > 3 ? '여러 명이 입력하고 있습니다…' : `${names.join(', ')} 님이 입력하고 있습니다…`),
    edit: '수정',
    newText: '고친 내용',
    save: '저장',
    cancel: '취소',
    delete: '삭제',
    deleteTitle: '이 메시지를 삭제할까요?',
    deleteNote: '모두에게서 사라지며, 메시지가 있었다는 표시만 남습니다.',
    somebody: '누군가',
    system: {
      ROOM_CREATED: ({ actor }) => `${topic(actor)} 대화방을 만들었습니다`,
      MEMBER_JOINED: ({ subject }) => `${topic(subject)} 들어왔습니다`,
      MEMBER_ADDED: ({ actor, subject }) => `${topic(actor)} ${subject} 님을 초대했습니다`,
      MEMBER_LEFT: ({ subject }) => `${topic(subject)} 나갔습니다`,
      MEMBER_REMOVED: ({ actor, subject }) => `${topic(actor)} ${subject} 님을 내보냈습니다`,
      ROLE_CHANGED: ({ actor, subject }) => `${topic(actor)} ${subject} 님의 역할을 바꾸었습니다`,
      ROOM_CHANGED: ({ actor }) => `${topic(actor)} 대화방 정보를 바꾸었습니다`,
      ROOM_ARCHIVED: ({ actor }) => `${topic(actor)} 대화방을 보관했습니다`,
    },
  },
};
