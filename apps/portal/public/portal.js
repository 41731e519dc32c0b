/** Enhances pages: local times, uploads with progress, and a live timeline. */

/**
 * How long the timeline waits for its first event, which comes at once, and for each sign of life
 * after it: the server sends one every ten seconds (infra/http/server-sent-events.ts).
 */
const [firstMs, nextMs] = [8_000, 25_000];
/** Without them it asks every five seconds instead, and after a minute tries the stream again. */
const [pollMs, maxPolls] = [5_000, 12];
let isPolling = false;

document.documentElement.classList.add('scripted');
localTimes(document);
for (const form of document.querySelectorAll('[data-upload]')) enhanceUpload(form);
for (const timeline of document.querySelectorAll('[data-timeline]')) follow(timeline);

function localTimes(root) {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  for (const time of root.querySelectorAll('time'))
    time.textContent = format.format(new Date(time.dateTime));
}

/** Fetches this page again and replaces its live parts; the rest stays, with the user's input. */
export async function refresh() {
  const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
  if (response.redirected || !response.ok) return location.reload();
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const replacement = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!replacement || (part.dataset.timeline && !isPolling)) continue;
    localTimes(replacement);
    keepOpen(part, replacement);
    if (replacement.isEqualNode(part)) continue;
    part.replaceChildren(...replacement.childNodes);
  }
}

/** Keeps open what the user has opened, and closed what the user has closed. */
function keepOpen(part, replacement) {
  for (const details of part.querySelectorAll('details[id]')) {
    const same = replacement.querySelector(`#${CSS.escape(details.id)}`);
    if (same) same.open = details.open;
  }
}

// Uploads

function enhanceUpload(form) {
  const input = form.querySelector('input[type=file]');
  input.multiple = true;
  input.addEventListener('change', () => {
    void uploadAll(form, [...input.files]);
    input.value = '';
  });
  form.addEventListener('dragover', (event) => {
    event.preventDefault();
    form.classList.add('over');
  });
  form.addEventListener('dragleave', () => form.classList.remove('over'));
  form.addEventListener('drop', (event) => {
    event.preventDefault();
    form.classList.remove('over');
    void uploadAll(form, [...event.dataTransfer.files]);
  });
}

/** One after the other: each gets the whole bandwidth, and the first failure shows early. */
async function uploadAll(form, files) {
  const rows = files.map((file) => addRow(form, file));
  for (const [index, file] of files.entries()) {
    if (await upload(form, file, rows[index])) await refresh();
  }
}

function addRow(form, file) {
  const item = document.createElement('li');
  const words = document.createElement('span');
  const bar = document.createElement('progress');
  words.textContent = `${file.name}: waiting`;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute('aria-label', `Upload of ${file.name}`);
  item.append(words, bar);
  form.querySelector('[data-progress]').append(item);
  return { item, words, bar };
}

async function upload(form, file, { item, words, bar }) {
  const fail = (reason) => {
    bar.remove();
    words.className = 'complaint';
    words.textContent = `${file.name}: ${reason}`;
    return false;
  };
  if (file.size > Number(form.dataset.maxBytes))
    return fail('This file is too large. It was not sent.');
  if (!(await isOfKnownKind(file)))
    return fail('Send a PDF, JPEG, PNG, WebP or TIFF. This file was not sent.');
  words.textContent = `${file.name}: uploading`;
  const { status, problem, unreadable } = await send(
    form.action,
    file,
    (share) => (bar.value = share),
  );
  if (status === 201) {
    bar.remove();
    words.textContent = `${file.name}: we found no text in it that we can read. A person will look at it, which takes longer.`;
    if (!unreadable) item.remove();
    return true;
  }
  if (status === 401) location.reload();
  return fail(problem ?? 'The upload was interrupted. Please try again.');
}

/**
 * By its first bytes, as the server does. On a slow line its refusal would come after minutes. An
 * iPhone's HEIC photo passes: the server has words for it.
 */
async function isOfKnownKind(file) {
  const head = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
  const text = String.fromCharCode(...head);
  const begins = (...starts) => starts.some((start) => text.startsWith(start));
  const isPhoto = begins('\xff\xd8\xff', '\x89PNG') || /^RIFF....WEBP/s.test(text);
  const isTiff = begins('II*\0', 'II+\0', 'MM\0*', 'MM\0+');
  const isHeic = /^....ftyphei[cfx]/s.test(text);
  return isPhoto || isTiff || isHeic || text.includes('%PDF-') || head.length === 0;
}

/** XMLHttpRequest, since fetch does not report how much has been sent. */
function send(address, file, onProgress) {
  return new Promise((resolve) => {
    const body = new FormData();
    body.append('file', file);
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.setRequestHeader('Accept', 'application/json');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total));
    request.addEventListener('loadend', () => {
      const { status, response } = request;
      const problem = response?.title && `${response.title}. ${response.detail}`;
      resolve({ status, problem, unreadable: response?.unreadable });
    });
    request.send(body);
  });
}

// The timeline

function follow(timeline) {
  const address = timeline.dataset.timeline;
  if (!address) return;
  const connection = document.querySelector('[data-connection]');
  const source = new EventSource(address);
  // A proxy between here and there may keep what is sent: from the beginning, or later on.
  const giveUp = () => {
    source.close();
    void poll(timeline);
  };
  let late = setTimeout(giveUp, firstMs);
  let isLive = false;
  const heard = () => {
    clearTimeout(late);
    late = setTimeout(giveUp, nextMs);
    isLive = true;
  };
  for (const event of ['message', 'heartbeat']) source.addEventListener(event, heard);
  source.addEventListener('open', () => (connection.textContent = ''));
  source.addEventListener('message', ({ data }) => addEvent(timeline, JSON.parse(data)));
  source.addEventListener('end', () => {
    clearTimeout(late);
    source.close();
    void refresh();
  });
  source.addEventListener('error', () => {
    const gone = source.readyState === EventSource.CLOSED;
    if (gone && isLive) clearTimeout(late);
    connection.textContent = gone
      ? 'Live updates have ended. Reload the page to see what is new.'
      : 'Connection lost. Trying again…';
  });
}

/**
 * For a network that holds back streams: asks for the page again and again. After a minute, or when
 * the user comes back to the page, it tries the stream again.
 */
async function poll(timeline) {
  isPolling = true;
  let isDue = false;
  const comeBack = () => (isDue ||= !document.hidden);
  document.addEventListener('visibilitychange', comeBack);
  for (let polls = 0; polls < maxPolls && !isDue; polls += 1) {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    await refresh().catch(() => {});
  }
  document.removeEventListener('visibilitychange', comeBack);
  isPolling = false;
  follow(timeline);
}

/** Events that change more of the page than the timeline. */
const changing = new Set(['documents-refused', 'scanned', 'in-review', 'letter-ready']);

function addEvent(timeline, { code, label, detail, at }) {
  if (timeline.querySelector(`[data-code="${code}"]`)) return;
  const item = document.createElement('li');
  item.dataset.code = code;
  item.className = 'new';
  item.append(element('strong', label), ' ', element('span', detail), ' ', element('time', '', at));
  localTimes(item);
  timeline.append(item);
  if (changing.has(code)) void refresh();
}

function element(name, text, dateTime) {
  const made = document.createElement(name);
  made.textContent = text;
  if (name !== 'strong') made.className = 'hint';
  if (dateTime) made.dateTime = dateTime;
  return made;
}
