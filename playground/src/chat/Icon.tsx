/** Small drawings, of one stroke, in the colour of the text. They say nothing: the button that holds one has a name. */

const PATHS = {
  announcement: 'M4 10v4a1 1 0 0 0 1 1h2l1.5 5h2L9.5 15H10l8 4V5l-8 4H5a1 1 0 0 0-1 1zM21 10.5v3',
  back: 'M15 5l-7 7 7 7',
  bolt: 'M13 3 5 14h6l-1 7 8-11h-6z',
  clip: 'M8 12.5l6.5-6.500a3 3 0 0 1 4.200 4.200L11 18.500a5 5 0 0 1-7-7L11.5 4',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M5 9l7 7 7-7',
  download: 'M12 4v11M7 10.500l5 5 5-5M5 20h14',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2',
  file: 'M6 3h8l5 5v13H6zM13.500 3.500V9H19',
  forward: 'M4 19c1-6 5-9 10-9V5l7 7-7 7v-5c-4 0-7 1-10 5',
  leave: 'M13 4H6v16h7M10 12h10M16.5 8.5 20 12l-3.5 3.5',
  left: 'M15 5l-7 7 7 7',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  people: 'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.5 3-5.5 6.5-5.5s6.5 2 6.5 5.5M16 5a3.5 3.5 0 0 1 0 6.5M18 15c2 .6 3.5 2.3 3.5 5',
  pin: 'M9 4h6l-1 6 3 3H7l3-3zM12 13v7',
  plus: 'M12 5v14M5 12h14',
  right: 'M9 5l7 7-7 7',
  reply: 'M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20 20',
  smile: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM8.500 14c1.500 2.500 5.500 2.500 7 0M9 9.500h.01M15 9.500h.01',
  send: 'M4 12 20 4l-5 16-3.5-6.500zM11.5 13.5 20 4',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  unplug: 'M4 20l4-4M7 11l6 6-2 2a3 3 0 0 1-4.2 0L5 17.200A3 3 0 0 1 5 13zM17 4l-3 3M20 7l-3 3M20 20 4 4',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className={`icon icon-${name}`} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
