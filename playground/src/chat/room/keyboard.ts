/**
 * The keyboard on the screen takes room that a page does not hear of: the window stays as it is, and only what is seen of it gets
 * smaller. The page takes the height of that, so that the box stands above the keyboard, and the list follows as with any window.
 */

/** Less than a keyboard is a browser's bar, which `dvh` knows. */
const LEAST = 120;

/** Begins to hear of it. Returns how to end that. */
export function followKeyboard(): () => void {
  const { visualViewport } = window;
  const root = document.documentElement;
  if (!visualViewport) return () => {};
  const changed = () => {
    const { height, scale } = visualViewport;
    // Who enlarges the page sees less of it as well, and wants it to stay.
    const isKeyboard = scale < 1.01 && window.innerHeight - height > LEAST;
    root.classList.toggle('has-keyboard', isKeyboard);
    root.style.setProperty('--seen-height', isKeyboard ? `${height}px` : null);
    // The browser moved the whole page up to show the box, which it need not any more.
    if (isKeyboard) window.scrollTo(0, 0);
  };
  changed();
  visualViewport.addEventListener('resize', changed);
  return () => {
    visualViewport.removeEventListener('resize', changed);
    root.classList.remove('has-keyboard');
    root.style.removeProperty('--seen-height');
  };
}
