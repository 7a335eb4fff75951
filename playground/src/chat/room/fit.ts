/** A box as high as its text, up to what the style allows. Newer browsers do it by themselves (`field-sizing`). */

export function fit(box: HTMLTextAreaElement) {
  if (CSS.supports('field-sizing', 'content')) return;
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}
