// The member area without a network: the page itself and the files it has loaded, so that the code to be scanned can be
// shown anywhere. Nothing of the API is kept here: what a member sees of their own is never stale.

/* global caches, self -- a worker's */
const PREFIX = 'fanfare-';
/** The page of every address of the member area is the same one. */
const SHELL = '/me/';
/** The release before is kept along with the newest: pages that are open still load their parts from it. */
const RELEASES_KEPT = 2;

/** Releases by age, the newest first. */
async function releases() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  return names.sort((a, b) => Number(b.slice(PREFIX.length)) - Number(a.slice(PREFIX.length)));
}

/** What the page names; the rest comes in as it is used. */
function filesOf(html) {
  return [...html.matchAll(/(?:src|href)="(\/portal\/[^"]+)"/g)].map((match) => match[1]);
}

/** The page as the newest release has it. */
async function keptPage() {
  for (const name of await releases()) {
    const kept = await (await caches.open(name)).match(SHELL);
    if (kept) return kept;
  }
  return undefined;
}

/** Keeps a page. If it is another than before, a release of its own begins, and the oldest go. */
async function keep(page) {
  const html = await page.clone().text();
  const known = await keptPage();
  if (known && (await known.text()) === html) return;
  const release = await caches.open(`${PREFIX}${Date.now()}`);
  await release.addAll(filesOf(html));
  await release.put(SHELL, page); // last: a release with its page is whole
  for (const old of (await releases()).slice(RELEASES_KEPT)) await caches.delete(old);
}

/** The server's page; the kept one only where no server answers. */
async function page(event) {
  try {
    const answer = await fetch(event.request);
    if (answer.ok && answer.headers.get('content-type')?.startsWith('text/html')) event.waitUntil(keep(answer.clone()).catch(() => undefined));
    return answer;
  } catch (error) {
    const kept = await keptPage();
    if (kept) return kept;
    throw error;
  }
}

/** Names of files carry a hash of what is in them, so a kept one is right for ever. */
async function file(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  const [newest] = await releases();
  if (answer.ok && newest) await (await caches.open(newest)).put(request, answer.clone());
  return answer;
}

self.addEventListener('install', (event) => {
  event.waitUntil(fetch(SHELL).then(keep).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate' && pathname.startsWith(SHELL)) event.respondWith(page(event));
  else if (pathname.startsWith('/portal/')) event.respondWith(file(request));
});
