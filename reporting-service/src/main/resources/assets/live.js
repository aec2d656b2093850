// Keeps a page of inspections under way as it would be if it were loaded now.

const FIRST_PAUSE_MS = 500;
const RENEWAL_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 30000;
const SILENCE_MS = 25000;
const ANSWER_MS = 10000;
const LINES_MAX = 20;
const FOCUSABLE = 'a, [tabindex]';

const live = document.getElementById('live');
const status = document.getElementById('live-status');
const news = document.getElementById('live-news');
const rows = document.getElementById('inspections');
const lines = document.getElementById('changes');
let last = live.dataset.after;
let pause = FIRST_PAUSE_MS;
let source;
let silence;

function say(state) {
  if (live.dataset.state !== state) {
    live.dataset.state = state;
    status.textContent = status.dataset[state];
  }
}

function element(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content.firstElementChild;
}

// Whoever stands on a link of the old part stands on the same one of the new.
function replace(old, part) {
  const place = [...old.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  old.replaceWith(part);
  part.querySelectorAll(FOCUSABLE)[place]?.focus({ preventScroll: true });
}

function insert(part) {
  const next = [...rows.children].find((row) => row.dataset.order > part.dataset.order);
  rows.insertBefore(part, next ?? null);
  document.getElementById('none').hidden = true;
}

function show(change) {
  const part = element(change.part);
  const old = document.getElementById(part.id);
  if (old && Number(old.dataset.position) >= change.position) {
    return;
  }
  part.classList.add('pages-changed');
  if (old) {
    replace(old, part);
  } else if (rows?.hasAttribute('data-whole') && !part.dataset.order.startsWith('reported|')) {
    insert(part);
  }
}

function tell(change) {
  const line = change.line && element(change.line);
  if (!line || document.getElementById(line.id)) {
    return;
  }
  lines.prepend(line);
  while (lines.children.length > LINES_MAX) {
    lines.lastElementChild.remove();
  }
  document.getElementById('no-changes').hidden = true;
  if (line.hasAttribute('data-band')) {
    news.textContent = line.textContent;
  }
}

function heard(event) {
  last = event.lastEventId;
  pause = FIRST_PAUSE_MS;
  clearTimeout(silence);
  silence = setTimeout(lost, SILENCE_MS);
}

function end() {
  source.close();
  clearTimeout(silence);
  say('ended');
  document.getElementById('live-again').href =
    '/account?to=' + encodeURIComponent(location.pathname + location.search);
  document.getElementById('live-again').textContent = status.dataset.signIn;
}

// A session may have a new token by now: asking for one page is what renews it.
async function renew() {
  source.close();
  clearTimeout(silence);
  // A token counts a little longer for a request than for a stream: no hurry.
  await new Promise((over) => setTimeout(over, RENEWAL_PAUSE_MS));
  if ([401, 403].includes(await answer())) {
    end();
  } else {
    connect();
  }
}

function address() {
  return `${live.dataset.stream}&after=${encodeURIComponent(last)}`;
}

// What EventSource was answered where it was no stream, which it does not say.
async function answer() {
  const question = new AbortController();
  const headers = { Accept: 'text/event-stream' };
  const signal = AbortSignal.any([question.signal, AbortSignal.timeout(ANSWER_MS)]);
  return fetch(address(), { headers, signal })
    .then((response) => response.status)
    .catch(() => 0)
    .finally(() => question.abort());
}

async function lost() {
  const answered = source.readyState === EventSource.CLOSED;
  source.close();
  clearTimeout(silence);
  say('reconnecting');
  await new Promise((over) => setTimeout(over, pause * (0.5 + Math.random() / 2)));
  pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  if (answered && [401, 403].includes(await answer())) {
    end();
  } else {
    connect();
  }
}

function connect() {
  source = new EventSource(address());
  source.addEventListener('alive', (event) => {
    heard(event);
    say('live');
  });
  source.addEventListener('change', (event) => {
    heard(event);
    const change = JSON.parse(event.data);
    show(change);
    tell(change);
  });
  source.addEventListener('resync', () => location.reload());
  source.addEventListener('expired', renew);
  source.addEventListener('error', lost);
  clearTimeout(silence);
  silence = setTimeout(lost, SILENCE_MS);
}

connect();
