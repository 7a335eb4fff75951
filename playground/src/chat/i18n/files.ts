/** The texts of files: on their way, on messages, looked at; and of the picture of oneself. */

import type { Dictionary } from './index.ts';

const en = {
  attach: 'Attach files',
  dropHere: 'Drop files here',
  files: 'Files of this message',
  most: (count: number) => `A message takes ${count} files at most. The others were left out.`,
  waiting: 'Waits for its turn',
  storing: 'Is being stored…',
  ready: 'Ready',
  progress: (name: string) => `Progress of ${name}`,
  cancel: (name: string) => `Cancel ${name}`,
  takeAway: (name: string) => `Take ${name} away`,
  again: 'Try again',
  tooLarge: (limit: string) => `It is too large: ${limit} is the most.`,
  tooLargeForAny: 'It is too large.',
  full: (limit: string) => `There is no room for it: all your files may have ${limit} together.`,
  forbidden: 'This server takes no files.',
  noAnswer: 'The server did not answer.',
  heldBack: (left: number) => (left === 1 ? 'It can be sent when the file is there.' : `It can be sent when the ${left} files are there.`),
  notYet: (left: number) => (left === 1 ? 'Not sent yet: a file is still on its way.' : `Not sent yet: ${left} files are still on their way.`),
  failed: 'A file is missing. Try it again or take it away, then it can be sent.',

  attachments: 'Attached',
  view: (name: string) => `View ${name}`,
  viewer: 'Pictures',
  next: 'Next picture',
  previous: 'Previous picture',
  position: (at: number, count: number) => `${at} of ${count}`,
  download: 'Download',
  gone: 'This picture is not there any more.',
  unreadable: 'It could not be loaded.',
  picture: 'Picture',
  pictures: (count: number) => `${count} pictures`,
  filesOf: (count: number) => `${count} files`,

  profile: 'Your profile',
  choosePicture: 'Choose a picture',
  avatarHint: 'It is cut to a square, and everybody sees it.',
  avatarOnItsWay: 'The picture is on its way…',
  withoutPicture: 'Take the picture away',
};

export type FilesText = typeof en;

const ko: FilesText = {
  attach: '파일 첨부',
  dropHere: '여기에 파일을 놓으세요',
  files: '이 메시지의 파일',
  most: (count) => `메시지에는 파일을 ${count}개까지 첨부할 수 있습니다. 나머지는 첨부하지 않았습니다.`,
  waiting: '순서를 기다리는 중',
  storing: '저장하는 중…',
  ready: '준비됨',
  progress: (name) => `${name} 진행률`,
  cancel: (name) => `${name} 취소`,
  takeAway: (name) => `${name} 빼기`,
  again: '다시 시도',
  tooLarge: (limit) => `파일이 너무 큽니다. 최대 ${limit}입니다.`,
  tooLargeForAny: '파일이 너무 큽니다.',
  full: (limit) => `공간이 부족합니다. 내 파일은 모두 합쳐 ${limit}까지입니다.`,
  forbidden: '이 서버는 파일을 받지 않습니다.',
  noAnswer: '서버가 응답하지 않았습니다.',
  heldBack: (left) => `파일 ${left}개가 올라가면 보낼 수 있습니다.`,
  notYet: (left) => `아직 보내지 않았습니다. 파일 ${left}개가 올라가는 중입니다.`,
  failed: '올리지 못한 파일이 있습니다. 다시 시도하거나 빼면 보낼 수 있습니다.',

  attachments: '첨부',
  view: (name) => `${name} 보기`,
  viewer: '사진',
  next: '다음 사진',
  previous: '이전 사진',
  position: (at, count) => `${count}장 중 ${at}번째`,
  download: '내려받기',
  gone: '더 이상 볼 수 없는 사진입니다.',
  unreadable: '불러오지 못했습니다.',
  picture: '사진',
  pictures: (count) => `사진 ${count}장`,
  filesOf: (count) => `파일 ${count}개`,

  profile: '내 프로필',
  choosePicture: '사진 고르기',
  avatarHint: '정사각형으로 잘리며 모두에게 보입니다.',
  avatarOnItsWay: '사진을 올리는 중…',
  withoutPicture: '사진 없애기',
};

export const filesText: Dictionary<FilesText> = { en, ko };
