// Keeps a page current without losing the reader's place, and adds the reader's own time to UTC. Pages work without it.
(() => {
  const main = document.getElementById('main');
  if (!main) return;
  const FOCUSABLE = 'a, button, summary, input, textarea, select, pre[tabindex]';
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

  /** Where the keyboard is, in words that hold in the next version of the section. */
  function focusIn(section) {
    const active = document.activeElement;
    if (!active || !section.contains(active)) return undefined;
    const all = [...section.querySelectorAll(FOCUSABLE)];
    // Only texts have one; a number's field throws where it is asked.
    const isText = active.matches('textarea, input[type=text]');
    const caret = isText ? [active.selectionStart, active.selectionEnd] : undefined;
    return { id: active.id, href: active.getAttribute('href'), index: all.indexOf(active), caret };
  }

  function restoreFocus(section, place) {
    const all = [...section.querySelectorAll(FOCUSABLE)];
    const target =
      (place.id && document.getElementById(place.id)) ||
      all.find((element) => place.href && element.getAttribute('href') === place.href) ||
      all[place.index];
    target?.focus({ preventScroll: true });
    if (place.caret && target?.setSelectionRange) target.setSelectionRange(...place.caret);
  }

  /** What a person has written, chosen or opened goes over into the next version of the section. */
  function keepEntries(old, next) {
    for (const details of old.querySelectorAll('details[id]')) {
      const same = next.querySelector(`#${CSS.escape(details.id)}`);
      if (same && details.open) same.open = true;
    }
    for (const form of old.querySelectorAll('form[id]')) {
      const same = next.querySelector(`#${CSS.escape(form.id)}`);
      if (!same) continue;
      for (const control of form.elements) {
        const other = control.name && control.type !== 'hidden' ? same.elements.namedItem(control.name) : null;
        if (!other || other.type !== control.type) continue;
        if (control.type === 'checkbox') {
          if (control.checked !== control.defaultChecked) other.checked = control.checked;
        } else if (control.tagName === 'SELECT') {
          if ([...other.options].some(({ value }) => value === control.value)) other.value = control.value;
        } else if (control.tagName !== 'BUTTON' && control.value !== control.defaultValue) other.value = control.value;
      }
    }
  }

  function replace(old, next) {
    const status = old.querySelector('[role=status]');
    const nextStatus = next.querySelector('[role=status]');
    const place = focusIn(old);
    keepEntries(old, next);
    // The live region itself must stay: a new one is not read out.
    if (status && nextStatus) {
      if (status.textContent !== nextStatus.textContent) status.textContent = nextStatus.textContent;
      nextStatus.replaceWith(status);
    }
    old.replaceWith(next);
    addLocalTimes(next);
    showCopyButtons(next);
    if (place) restoreFocus(next, place);
  }

  function previousSection(section) {
    let previous = section.previousElementSibling;
    while (previous && !previous.hasAttribute('data-live')) previous = previous.previousElementSibling;
    return previous;
  }

  /** Replaces what changed, section by section; what stayed is not touched. */
  function update(nextMain) {
    const top = window.scrollY;
    const olds = new Map([...main.querySelectorAll(':scope > [data-live]')].map((section) => [section.id, section]));
    let before = null;
    for (const next of [...nextMain.querySelectorAll(':scope > [data-live]')]) {
      const old = olds.get(next.id);
      olds.delete(next.id);
      const source = next.outerHTML;
      let current = old;
      if (!old) {
        current = next;
        addLocalTimes(next);
      } else if (sources.get(next.id) !== source) {
        replace(old, next);
        current = next;
      }
      sources.set(next.id, source);
      // Moving one takes the keyboard's focus out of it: only where its place has changed.
      if (before && previousSection(current) !== before) before.after(current);
      else if (!current.isConnected) main.append(current);
      before = current;
    }
    for (const gone of olds.values()) gone.remove();
    shown = nextMain.dataset.version;
    window.scrollTo({ top, behavior: 'instant' });
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

  const sources = new Map(
    [...main.querySelectorAll(':scope > [data-live]')].map((section) => [section.id, section.outerHTML]),
  );
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
