/* Fanfare: keeps whose link brought a visitor. No cookie. */
(() => {
  const { src, dataset } = document.currentScript;
  const key = `fanfare:${dataset.program}`;
  const address = new URL(location.href).searchParams;
  const read = (name, shape) => shape.exec(address.get(name) || '')?.[0];
  const ref = read('ref', /^[a-z0-9-]{3,30}$/i);
  const click = read('click', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
  const alive = (at) => Date.now() - at < 30 * 864e5;
  let kept = {};
  try {
    kept = JSON.parse(window.localStorage.getItem(key)) || {};
    if (!alive(kept.at)) kept = {};
    // An id begins with its time.
    if (!alive(parseInt(kept.firstClick?.replace('-', ''), 16))) kept.firstClick = kept.click;
  } catch { /* blocked: kept for this page */ }
  const cohort = address.get('cohort');
  if (ref || click || cohort) {
    // A click brings its code. `ref` alone may be another tool's.
    Object.assign(kept, click ? { ref, click } : ref && { ref }, cohort && { cohort });
    if (ref || click || !kept.at) kept.at = Date.now();
    try { window.localStorage.setItem(key, JSON.stringify(kept)); } catch { /* as above */ }
  }

  async function signUp(fields) {
    const { lang } = document.documentElement;
    const body = { consent: true, referralCode: kept.ref, clickId: kept.click, firstClickId: kept.firstClick, cohort: kept.cohort || dataset.cohort, ...fields };
    if (!body.locale && /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(lang)) body.locale = lang;
    const answer = await fetch(`${new URL(src).origin}/api/v1/public/programs/${dataset.program}/signups`, {
      method: 'POST', credentials: 'omit', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    });
    if (!answer.ok) throw await answer.json();
  }

  function show(form, state, detail) {
    form.dataset.fanfareState = state;
    for (const part of form.querySelectorAll('[data-fanfare-show]')) part.hidden = part.dataset.fanfareShow !== state;
    form.dispatchEvent(new window.CustomEvent(`fanfare:${state}`, { bubbles: true, detail }));
  }

  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (form.matches('[data-fanfare-fields]')) {
      for (const name of ['ref', 'click', 'firstClick', 'cohort']) {
        const field = form.elements[name] || kept[name] && form.appendChild(Object.assign(document.createElement('input'), { type: 'hidden', name }));
        if (field) field.value = kept[name] || '';
      }
    }
    if (!form.matches('[data-fanfare-form]')) return;
    event.preventDefault();
    if (form.dataset.fanfareState === 'sending') return;
    const { email, name, consent } = form.elements;
    show(form, 'sending');
    try {
      await signUp({ email: email.value.trim(), name: name?.value || undefined, consent: !consent || consent.checked || consent.type === 'hidden' });
      show(form, 'sent');
    } catch (problem) {
      show(form, 'failed', problem);
    }
  }, true);

  window.fanfare = { ref: kept.ref || null, click: kept.click || null, signUp };
})();
