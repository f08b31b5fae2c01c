// Keeps the page current and shows times as the reader's own clock would.
const everyMs = 2_000;
const soon = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

function showTimes() {
  for (const time of document.querySelectorAll('time')) {
    const at = new Date(time.dateTime);
    const seconds = Math.round((at.getTime() - Date.now()) / 1_000);
    time.title = at.toISOString();
    time.textContent =
      Math.abs(seconds) < 120 ? soon.format(seconds, 'second') : at.toLocaleString();
  }
}

async function refresh() {
  const response = await fetch(location.href).catch(() => undefined);
  document.body.classList.toggle('away', !response?.ok);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!next || part.dataset.source === next.innerHTML) continue;
    part.innerHTML = next.innerHTML;
    part.dataset.source = next.innerHTML;
  }
}

showTimes();
setInterval(showTimes, 1_000);
setInterval(() => void refresh().then(showTimes), everyMs);
