/**
 * What JavaScript adds to the X-ray page: columns that fill during a run, and keys to move from
 * value to value.
 */
import { refresh } from './portal.js';

const films = document.querySelector('[data-run]');
if (films) {
  followRun(films.dataset.run);
  for (const button of document.querySelectorAll('[data-jump]')) {
    button.addEventListener('click', () => jump(Number(button.dataset.jump)));
  }
  // Only while the films have the focus: a global shortcut would get in the way of speech input.
  films.addEventListener('keydown', ({ key, ctrlKey, metaKey, altKey }) => {
    const step = { n: 1, p: -1 }[key];
    if (step && !ctrlKey && !metaKey && !altKey) jump(step);
  });
  films.addEventListener('click', ({ target }) => target.closest('[data-copy]') && copy(target));
}

function followRun(address) {
  if (!address) return;
  const connection = document.querySelector('[data-connection]');
  const source = new EventSource(address);
  const update = oneAtATime(refresh);
  source.addEventListener('open', () => (connection.textContent = ''));
  source.addEventListener('message', update);
  source.addEventListener('end', () => {
    source.close();
    update();
  });
  source.addEventListener('error', () => {
    const gone = source.readyState === EventSource.CLOSED;
    connection.textContent = gone
      ? 'Live updates have ended. Reload the page to see what is new.'
      : 'Connection lost. Trying again…';
  });
}

/** Runs `work` now, or again after the current run, so that no change is missed. */
function oneAtATime(work) {
  let running = false;
  let isWanted = false;
  return async () => {
    isWanted = true;
    if (running) return;
    running = true;
    while (isWanted) {
      isWanted = false;
      await work().catch(() => {});
    }
    running = false;
  };
}

/** Moves the focus to the next value found, or the previous one, and wraps around. */
function jump(step) {
  const found = [...films.querySelectorAll('.plate-glass mark')];
  if (found.length === 0) return;
  const from = found.indexOf(document.activeElement);
  const at = from < 0 && step < 0 ? found.length - 1 : (from + step + found.length) % found.length;
  found[at].closest('details')?.setAttribute('open', '');
  found[at].focus({ preventScroll: true });
  found[at].scrollIntoView({ block: 'center', inline: 'nearest' });
}

async function copy(code) {
  await navigator.clipboard?.writeText(code.textContent);
  code.dataset.copy = 'done';
}
