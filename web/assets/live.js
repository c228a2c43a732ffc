// Keeps a page current without losing the reader's place, and adds the reader's own time to UTC. Pages work without it.
/* global Idiomorph -- its script stands before this one in every page */
(() => {
  const main = document.getElementById('main');
  if (!main) return;
  const linkState = document.getElementById('link-state');
  let shown = main.dataset.version;
  let isLoading = false;
  let wanted;
  /** The page itself answered 404. */
  let isGone = false;
  let poller;

  function say(text) {
    if (linkState && linkState.textContent !== text) linkState.textContent = text;
  }

  function addLocalTimes(root) {
    if (new Date().getTimezoneOffset() === 0) return;
    for (const time of root.querySelectorAll('time[datetime]:not([data-local])')) {
      const date = new Date(time.dateTime);
      const local = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
      time.dataset.local = local.format(date);
      time.title = date.toLocaleString();
      const own = document.createElement('span');
      own.className = 'local-time';
      own.textContent = ` (${time.dataset.local})`;
      time.append(own);
    }
  }

  function showCopyButtons(root) {
    if (!navigator.clipboard) return;
    for (const button of root.querySelectorAll('button[data-copy]')) button.hidden = false;
  }

  /** Whether a field says something else than it was served with. */
  function isTouched(field) {
    if (!('defaultValue' in field)) return false;
    return field.type === 'checkbox' ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  }

  /** What readers have opened, closed, written, ticked and chosen is theirs. */
  const callbacks = {
    beforeAttributeUpdated(name, element) {
      if (name === 'open') return element.localName !== 'details';
      return !((name === 'value' || name === 'checked') && isTouched(element));
    },
    beforeNodeMorphed(old, next) {
      if (old.localName !== 'select') return true;
      // Options have no ids: morphing would make the one that is chosen into another one, still chosen.
      const wasChosen = [...old.options].some((option) => option.selected !== option.defaultSelected);
      const isStillThere = [...next.options].some(({ value }) => value === old.value);
      const value = wasChosen && isStillThere ? old.value : next.value;
      old.replaceChildren(...next.cloneNode(true).childNodes);
      old.value = value;
      return false;
    },
  };

  function update(next) {
    addLocalTimes(next);
    showCopyButtons(next);
    const href = document.activeElement?.getAttribute('href');
    Idiomorph.morph(main, next, { callbacks });
    // A link without an id may have been made into another one: the focus follows its address.
    if (href && document.activeElement.getAttribute('href') !== href) {
      main.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
    }
    shown = main.dataset.version;
  }

  async function load() {
    if (isLoading) return;
    isLoading = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' });
      if (answer.status === 404) {
        isGone = true;
        say('This page is no longer known here. What you see is the last that was.');
        return;
      }
      if (!answer.ok) throw new Error(`answers ${answer.status}`);
      isGone = false;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const next = page.getElementById('main');
      if (next) update(next);
      document.title = page.title;
      say('');
    } catch (error) {
      const how = error.message.startsWith('answers ') ? error.message : 'does not answer';
      say(`Not current: the gateway ${how}. Trying again.`);
    } finally {
      isLoading = false;
    }
    if (wanted && wanted !== 'gone' && !isGone && wanted !== shown) setTimeout(load, 1000);
  }

  function pollEvery(seconds) {
    poller ??= setInterval(() => {
      if (!document.hidden && !isGone) void load();
    }, seconds * 1000);
  }

  /** @returns the stream, to be closed when the reader leaves */
  function follow(path) {
    const events = new EventSource(path);
    events.addEventListener('changed', (event) => {
      say('');
      wanted = event.data;
      if (wanted !== shown) void load();
    });
    events.addEventListener('waiting', (event) => say(`Not current: ${event.data}. Trying again.`));
    events.addEventListener('error', () => {
      if (events.readyState !== EventSource.CLOSED) {
        say('Not current: the gateway does not answer. Trying again.');
        return;
      }
      // Refused (gone, too many readers): the browser does not come back by itself, and only the page tells why.
      pollEvery(10);
      void load();
    });
    return events;
  }

  /** Follows while the page is shown: one that rests in the back/forward cache keeps no connection. */
  function followWhileShown(path) {
    let events = follow(path);
    addEventListener('pagehide', () => {
      events.close();
      clearInterval(poller);
      poller = undefined;
    });
    addEventListener('pageshow', (event) => {
      if (event.persisted) events = follow(path);
    });
  }

  addLocalTimes(main);
  showCopyButtons(main);
  document.addEventListener('click', async (event) => {
    const button = event.target instanceof Element ? event.target.closest('button[data-copy]') : null;
    const text = button && document.getElementById(button.dataset.copy)?.textContent;
    if (!text) return;
    await navigator.clipboard.writeText(text);
    say('Copied.');
  });
  if (main.dataset.livePath) followWhileShown(main.dataset.livePath);
  else if (main.dataset.refreshSeconds) pollEvery(Number(main.dataset.refreshSeconds));
})();
