// Ctrl-C and its relatives. npm forwards what the terminal has already sent, so one key press arrives several times.
const SAME_REQUEST_MS = 1000;

/** @typedef {{ signal: AbortSignal, onRequest(stop: () => void): void, onInsistence(kill: () => void): void }} StopRequest */

/**
 * Listens for SIGINT, SIGTERM and SIGHUP instead of dying of them.
 * `onRequest` is told at once even if the request came earlier; `onInsistence` when somebody asks again later on.
 * @returns {StopRequest}
 */
export function listenForStop() {
  const request = new AbortController();
  const insistence = new AbortController();
  let firstAt = 0;
  const hear = () => {
    if (!firstAt) firstAt = Date.now();
    request.abort();
    if (Date.now() - firstAt > SAME_REQUEST_MS) insistence.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, hear);
  return { signal: request.signal, onRequest: (stop) => when(request.signal, stop), onInsistence: (kill) => when(insistence.signal, kill) };
}

/** @param {AbortSignal} signal @param {() => void} act */
function when(signal, act) {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}
