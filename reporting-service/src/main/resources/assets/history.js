// Moves through a history while its slider is moved. The server renders every moment: this only
// asks for it, puts it in place and keeps the address that of the moment.
const PAUSE_MS = 120;
const slider = document.getElementById('slider');
const moment = document.getElementById('moment');
const failed = document.getElementById('moment-failed');
let timer;
let asked = new AbortController();

function shown() {
  return moment.firstElementChild.dataset;
}

function describe() {
  slider.max = shown().all;
  slider.setAttribute('aria-valuetext', shown().valuetext);
}

function follow() {
  const { address, at, anchor } = shown();
  history.replaceState(null, '', address);
  for (const link of document.querySelectorAll('a[rel=alternate], link[rel=alternate]')) {
    const other = new URL(link.href);
    other.searchParams.set('at', at);
    link.href = other.search;
  }
  for (const field of document.getElementsByName('at')) {
    field.value = at;
  }
  document.querySelector('tr[aria-current]')?.removeAttribute('aria-current');
  document.getElementById(anchor)?.setAttribute('aria-current', 'true');
}

async function show() {
  const mine = new AbortController();
  asked = mine;
  const query = new URLSearchParams(new FormData(slider.form));
  query.set('lang', document.documentElement.lang);
  try {
    const answer = await fetch(`${location.pathname}/moment?${query}`, { signal: mine.signal });
    if (!answer.ok) {
      // Perhaps the session has ended: the page itself says what is to be done.
      slider.form.submit();
      return;
    }
    const html = await answer.text();
    if (mine.signal.aborted) {
      return;
    }
    moment.innerHTML = html;
    failed.hidden = true;
    describe();
    follow();
  } catch {
    failed.hidden = mine.signal.aborted;
  }
}

slider.addEventListener('input', () => {
  // Until the moment is there a bare number is said, and not the name of another event.
  slider.removeAttribute('aria-valuetext');
  asked.abort();
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE_MS);
});
describe();
