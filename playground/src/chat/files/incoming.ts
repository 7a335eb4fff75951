/** Files that come to a page from elsewhere: pasted or dropped. */

import { useEffect, useEffectEvent, type RefObject } from 'react';

/** Those of a paste or a drop; a folder is none. */
export function filesOf(data: DataTransfer): File[] {
  return [...data.items].flatMap((item) => {
    if (item.kind !== 'file' || item.webkitGetAsEntry()?.isDirectory) return [];
    return item.getAsFile() ?? [];
  });
}

/** What an office program copies is a text, with a picture of it beside it. */
export const isText = ({ types }: DataTransfer): boolean => types.includes('text/html') || types.includes('text/rtf');

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

/**
 * Takes files that are dropped on the part of the page around a box, which says so while they are above it (`data-over`). Elsewhere
 * they are refused, for a browser would leave the page to show them.
 */
export function useDrop(box: RefObject<HTMLElement | null>, isOn: boolean, onFiles: (files: readonly File[]) => void) {
  const take = useEffectEvent(onFiles);
  useEffect(() => {
    const zone = box.current?.closest<HTMLElement>('[data-drop]');
    if (!zone || !isOn) return;
    const ended = new AbortController();
    const { signal } = ended;
    const leave = () => { delete zone.dataset['over']; };
    zone.addEventListener('dragover', (event) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = 'copy';
      zone.dataset['over'] = '';
    }, { signal });
    zone.addEventListener('dragleave', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node) || !zone.contains(relatedTarget)) leave();
    }, { signal });
    zone.addEventListener('drop', (event) => {
      leave();
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.stopPropagation();
      take(filesOf(event.dataTransfer));
    }, { signal });
    return () => {
      ended.abort();
      leave();
    };
  }, [box, isOn]);
}

/** Refuses what is dropped beside the parts that take it. Returns how to end that. */
export function refuseDrops(): () => void {
  const refuse = (event: DragEvent) => {
    if (!hasFiles(event) || !event.dataTransfer) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  };
  window.addEventListener('dragover', refuse);
  window.addEventListener('drop', refuse);
  return () => {
    window.removeEventListener('dragover', refuse);
    window.removeEventListener('drop', refuse);
  };
}
